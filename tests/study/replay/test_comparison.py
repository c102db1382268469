"""Bands against counts."""

from dataclasses import replace
from datetime import datetime
from pathlib import Path

import numpy as np
import pytest

from planner.study.replay.campaign import load_campaign
from planner.study.replay.comparison import Point, accuracy_of, compare
from planner.study.replay.simulated import Simulated
from tests.study.replay.folder import as_replay


def test_errors_are_signed_and_a_count_of_nothing_is_not_judged(tiny: Path) -> None:
    campaign = load_campaign(as_replay(tiny))
    at_observed = np.zeros((3, 5))
    at_observed[1] = [5500, 4400, 2700, 600, 300]
    at_observed[2] = [11000, 11000, 9000, 0, 0]
    one = Simulated(0, {}, at_observed, np.zeros((5, 10)))
    points = {
        (point.hour, point.quantity): point for point in compare(campaign, [one] * 3, seed=1).points
    }
    assert len(points) == 7
    assert points[24, "cum_sampled_persons"].error == 500
    assert points[24, "cum_sampled_persons"].error_percent == pytest.approx(10)
    assert points[24, "cum_resulted_persons"].error_percent == pytest.approx(-10)
    assert not points[24, "cum_resulted_persons"].inside
    assert points[48, "cum_sampled_persons"].inside


def test_accuracy_is_by_quantity() -> None:
    point = Point(datetime(2021, 1, 8), 1.0, "cum_sampled_persons", 100, 90, 110, 120, "press")
    missed = replace(point, p05=130, p50=140, p95=150)
    (one,) = accuracy_of([point, missed, point])
    assert (one.points, one.inside, one.median_absolute_percent) == (3, 2, 10)
