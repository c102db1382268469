"""The tally that the compiled engine keeps, against one derived from the event log alone."""

from dataclasses import dataclass, fields

import numpy as np
import pytest

from planner.simulation.building.build import build_layout
from planner.simulation.chance import draw_conditions
from planner.simulation.compiled.engine import simulate_with_log
from planner.simulation.layout import HOUR_MS, MINUTE_MS, Layout
from planner.simulation.recount import recount
from planner.simulation.recount.bins import StationHours, by_minute
from planner.simulation.recount.ordering import last_until, rank_within
from planner.simulation.replication import run_replication
from planner.simulation.tally import LEDGER, Tally
from tests.simulation.random_city import random_scenario

SCENARIOS = 150
ENOUGH = 10
"""Scenarios in which each array must hold something, or its equality proves nothing."""
NAMES = [field.name for field in fields(Tally)]


@dataclass(frozen=True)
class _Pair:
    kept: Tally
    """By the compiled engine."""
    recounted: Tally


@pytest.fixture(scope="module")
def pairs() -> list[_Pair]:
    found = []
    for seed in range(SCENARIOS):
        scenario = random_scenario(seed)
        layout = build_layout(scenario)
        conditions = draw_conditions(scenario, layout, 2021, seed)
        tally, rows = simulate_with_log(layout, conditions)
        shuffled = np.random.default_rng(seed).permutation(rows)
        found.append(_Pair(tally, recount(layout, conditions, shuffled)))
    return found


@pytest.mark.parametrize("name", NAMES)
def test_every_array_equals_the_compiled_engines(pairs: list[_Pair], name: str) -> None:
    for seed, pair in enumerate(pairs):
        np.testing.assert_array_equal(
            getattr(pair.recounted, name),
            getattr(pair.kept, name),
            err_msg=f"{name} of scenario {seed}",
            strict=True,
        )


@pytest.mark.parametrize("name", NAMES)
def test_every_array_is_put_to_the_test(pairs: list[_Pair], name: str) -> None:
    filled = sum(bool(np.any(getattr(pair.kept, name))) for pair in pairs)
    assert filled >= ENOUGH, f"{name} holds something in {filled} of {SCENARIOS} scenarios"


@pytest.mark.parametrize("name", ["ledger", "detection", "tubes", "retests"])
def test_every_column_is_put_to_the_test(pairs: list[_Pair], name: str) -> None:
    arrays = [np.atleast_2d(getattr(pair.kept, name)).any(axis=0) for pair in pairs]
    filled = np.sum(arrays, axis=0)
    if name == "ledger":  # a vehicle on its way always arrives
        filled = np.delete(filled, LEDGER.index("on_the_road"))
    assert (filled >= ENOUGH).all(), f"columns of {name} hold something in {filled} scenarios"


@pytest.mark.parametrize("seed", range(5))
def test_the_reference_engine_answers_with_the_same_tally(seed: int) -> None:
    scenario = random_scenario(seed)
    layout = build_layout(scenario)
    ours = run_replication(scenario, layout, 1, seed, engine="compiled")
    theirs = run_replication(scenario, layout, 1, seed, engine="reference")
    for name in NAMES:
        np.testing.assert_array_equal(
            getattr(theirs, name), getattr(ours, name), err_msg=name, strict=True
        )


@pytest.fixture
def layout() -> Layout:
    return build_layout(random_scenario(0))


def test_an_instant_at_the_end_of_a_minute_belongs_to_it(layout: Layout) -> None:
    instants = np.array([0, 1, MINUTE_MS, MINUTE_MS + 1, 10**9 * MINUTE_MS])
    curve = by_minute(layout, 1, np.zeros(5, dtype=np.int64), instants)[0]
    assert np.flatnonzero(curve).tolist() == [0, 1, layout.minutes - 1]
    assert curve[0] == 3


def test_long_work_is_booked_in_the_hours_that_it_covers(layout: Layout) -> None:
    hours = StationHours.none(layout)
    last = layout.hours - 1
    begin = np.array([HOUR_MS // 2, last * HOUR_MS - 1, (last + 5) * HOUR_MS])
    end = np.array([2 * HOUR_MS + 7, (last + 2) * HOUR_MS, (last + 6) * HOUR_MS])
    hours.work_between(np.array([0, 1, 2]), begin, end)
    assert hours.busy_ms[0, :4].tolist() == [HOUR_MS // 2, HOUR_MS, 7, 0]
    assert hours.busy_ms[1, -2:].tolist() == [1, 2 * HOUR_MS]
    assert hours.busy_ms[2, -1] == HOUR_MS
    assert hours.busy_ms.sum() == (end - begin).sum()


def test_those_who_wait_over_an_hours_end_are_seen_there(layout: Layout) -> None:
    hours = StationHours.none(layout)
    hours.join(np.array([0, 0]), np.array([10, 20]), np.array([3, 4]))
    hours.leave(np.array([0, 0]), np.array([30, 2 * HOUR_MS]), np.array([3, 4]))
    assert hours.waiting_persons[0, :4].tolist() == [4, 4, 0, 0]


def test_ranks_are_counted_within_each_group() -> None:
    group, first, second = np.array([7, 2, 7, 7, 2]), np.array([5, 1, 5, 3, 0]), np.arange(5)[::-1]
    assert rank_within(group, first, second).tolist() == [2, 1, 1, 0, 0]


def test_the_last_entry_of_an_owner_counts_its_own_instant() -> None:
    owners, instants = np.array([1, 0, 1]), np.array([50, 10, 20])
    found = last_until(owners, instants, np.array([1, 1, 0]), np.array([49, 50, 99]))
    assert found.tolist() == [2, 0, 1]
