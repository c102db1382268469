"""Kernels are compiled in two processes; without the other one the engine still works."""

import shutil
import sys

import numpy as np
import pytest

from planner.simulation.building.build import build_layout
from planner.simulation.chance import draw_conditions
from planner.simulation.compiled import ahead
from planner.simulation.compiled.engine import finish, nobody_served, simulate
from tests.simulation.small_city import site, small_city


def test_where_nobody_is_served_nothing_is_left_to_test() -> None:
    scenario = small_city(site(40))
    layout = build_layout(scenario)
    conditions = draw_conditions(scenario, layout, 1, 0)
    tally = finish(layout, conditions, nobody_served(layout))
    assert not np.any(tally.tubes_delivered)
    assert not np.any(tally.ledger)


def test_a_failing_process_beside_does_no_harm(monkeypatch: pytest.MonkeyPatch) -> None:
    scenario = small_city(site(40))
    layout = build_layout(scenario)
    monkeypatch.setattr(ahead, "is_compiled", lambda: False)
    monkeypatch.setattr(sys, "executable", shutil.which("false"))
    conditions = draw_conditions(scenario, layout, 1, 0)
    ahead.compile_ahead(layout, conditions)
    assert simulate(layout, conditions).sampled.sum() == 40
