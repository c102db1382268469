"""Percentages of staff and cyclers change counts by so much in all laboratories together."""

from pathlib import Path

import numpy as np
import pytest

from planner.scenario import Scenario, load
from planner.scenario.levers import Levers, with_levers
from planner.simulation.building.build import build_layout
from planner.simulation.layout import ACCESSION, AMPLIFICATION, EXTRACTION, REVIEW, TRANSFER, Ints
from tests.scenario.tiny import write_tiny

STAFF = [ACCESSION, TRANSFER, REVIEW]


@pytest.fixture
def city(tmp_path: Path) -> Scenario:
    return load(write_tiny(tmp_path / "tiny"))


def servers(city: Scenario, levers: Levers) -> Ints:
    """Return the servers of each stage in all laboratories, shape (stages,)."""
    counts = build_layout(with_levers(city, levers)).laboratories.server_count.sum(axis=0)
    return np.asarray(counts, dtype=np.int64)


def test_double_means_double(city: Scenario) -> None:
    once, twice = servers(city, Levers()), servers(city, Levers(cyclers_percent=200))
    assert twice[AMPLIFICATION] == 2 * once[AMPLIFICATION]
    others = [ACCESSION, TRANSFER, EXTRACTION, REVIEW]
    assert twice[others].tolist() == once[others].tolist()
    staffed = servers(city, Levers(laboratory_staff_percent=200))
    assert staffed[STAFF].tolist() == (2 * once[STAFF]).tolist()
    assert staffed[AMPLIFICATION] == once[AMPLIFICATION]


def test_little_leaves_everybody_one(city: Scenario) -> None:
    few = build_layout(with_levers(city, Levers(cyclers_percent=1))).laboratories
    assert few.server_count[:, AMPLIFICATION].tolist() == [1, 1]
