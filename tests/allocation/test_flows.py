"""The flows of people and tubes against every split there is, and against what cannot be."""

from dataclasses import replace
from itertools import product

import numpy as np
import pytest

from planner.allocation.flows import Model, hour_of, shifted, value_at
from planner.allocation.in_time import HOUR_PRECISION, pursue_in_time
from planner.allocation.kinds import kinds_of
from planner.allocation.problem import Problem
from planner.allocation.program import Floats
from planner.allocation.tiers import swabbed
from tests.allocation.tiny_problem import most_in_time, problem

STEP = 10


def late(given: Problem) -> float:
    return given.people - most_in_time(given)


def flowing(given: Problem) -> tuple[Floats, Floats]:
    """Return people sent, shape (districts, kinds, periods), and taken up, (kinds, periods)."""
    model = Model(given, kinds_of(given), swabbed(given))
    found = model.program.solve(model.resulted_by(given.edges_hours[given.deadline_period]))
    return found.values[model.sent], found.values[model.taken]


def test_what_is_shifted_lies_where_the_cumulative_curve_says() -> None:
    edges = np.array([0.0, 1.0, 3.0, 7.0])
    amounts = np.array([[2.0, 0.0, 8.0], [0.0, 5.0, 1.0]])
    for lag in (0.0, 0.25, 1.0, 2.5, 6.0, 20.0):
        came = np.cumsum(amounts @ shifted(edges, lag), axis=1)
        curve = np.hstack([np.zeros((2, 1)), np.cumsum(amounts, axis=1)])
        by_hand = np.array([np.interp(edges[1:] - lag, edges, row) for row in curve])
        assert came == pytest.approx(by_hand)
        assert value_at(edges, curve[:, 1:], edges[1:] - lag) == pytest.approx(by_hand)


def every_split(given: Problem) -> Floats:
    """Return people taken up by each hour, shape (splits, periods), for every split in tens.

    Each hour's people are split between two laboratories. Everything lasts whole hours, so that a
    laboratory takes up what has come and not more than its room; to take up at once is never worse.
    """
    comes = np.diff(given.arrived, axis=1, prepend=0.0)
    options = [np.arange(0, people + STEP / 2, STEP) for people in comes.ravel()]
    to_first = np.array(list(product(*options))).reshape(-1, *comes.shape)
    done = np.zeros((len(to_first), given.periods))
    for laboratory, sent in enumerate((to_first, comes - to_first)):
        came = np.zeros((len(to_first), given.periods))
        for district, hours in enumerate(given.travel_hours[:, laboratory].astype(int).tolist()):
            came[:, hours:] += sent[:, district, : given.periods - hours]
        came, taken = np.cumsum(came, axis=1), np.zeros(len(to_first))
        for period in range(given.periods):
            room = given.laboratory_room[laboratory, period]
            taken = np.minimum(came[:, period], taken + room)
            done[:, period] += taken
    return done


@pytest.mark.parametrize("seed", range(8))
def test_people_late_and_the_last_result_are_the_best_of_every_split(seed: int) -> None:
    # whole tens everywhere: the program is a network over time, its optimum is of whole tens
    draw = np.random.default_rng(seed)
    later = np.full((2, 4), 20)
    given = problem(
        np.hstack([STEP * draw.integers(1, 5, (2, 3)), np.zeros((2, 5))]).tolist(),
        np.hstack([STEP * draw.integers(0, 6, (2, 4)), later]).tolist(),
        travel_hours=draw.integers(0, 3, (2, 2)).tolist(),
        deadline_period=int(draw.integers(3, 5)),
    )
    done = every_split(given)
    in_time = done[:, given.deadline_period - 1]
    (of_late, of_hour), _ = pursue_in_time(Model(given, kinds_of(given), swabbed(given)))
    assert of_late.value == pytest.approx(given.people - in_time.max(), abs=1e-3)
    assert of_late.bound == pytest.approx(given.people - in_time.max(), abs=1e-3)
    # of the splits with fewest late, the one that is through first
    through = (done[in_time == in_time.max()] < given.people - STEP / 2).sum(axis=1).min() + 1
    assert through - 0.05 <= of_hour.value <= through + HOUR_PRECISION
    assert of_hour.bound <= through


def test_nothing_is_taken_up_before_a_laboratory_is_ready() -> None:
    given = problem(
        [[40, 0, 0, 0], [40, 0, 0, 0]], [[10] * 4, [0, 0, 0, 30]], travel_hours=[[0, 1e-3]] * 2
    )
    assert late(given) == pytest.approx(10, abs=0.1)
    kind = kinds_of(given).kind
    _, taken = flowing(given)
    assert taken[kind[1], :3] == pytest.approx(0, abs=1e-6)
    assert taken[kind[1], 3] == pytest.approx(30, abs=0.1)


def test_a_result_takes_its_hours_after_being_taken_up() -> None:
    given = problem([[40, 0, 0, 0]], [[10] * 4], result_hours=1.5)
    assert late(given) == pytest.approx(15)


def test_collection_and_drive_delay_what_can_be_taken_up() -> None:
    given = problem([[40, 0, 0, 0]], [[100] * 4], collect_hours=1, travel_hours=1.5)
    # of what was swabbed in the first hour, half has come by hour 3 and all by hour 4
    assert late(given) == pytest.approx(0, abs=1e-6)
    assert late(replace(given, deadline_period=3)) == pytest.approx(20)


def test_a_district_that_nobody_serves_is_late_and_sends_nothing() -> None:
    given = problem([[20, 0, 0, 0], [30, 0, 0, 0]], [[50] * 4], serves=[[1], [0]])
    sent, _ = flowing(given)
    assert late(given) == pytest.approx(30, abs=0.1)
    assert sent[1].sum() == pytest.approx(0, abs=1e-6)
    assert sent[0].sum() == pytest.approx(20, abs=0.1)


def test_a_laboratory_gets_only_the_tubes_of_whom_it_serves() -> None:
    given = problem([[60, 0, 0, 0], [10, 0, 0, 0]], [[100] * 4, [10] * 4], serves=[[0, 1], [1, 1]])
    sent, _ = flowing(given)
    assert sent[0, kinds_of(given).kind[0]].sum() == pytest.approx(0, abs=1e-6)
    assert late(given) == pytest.approx(20, abs=0.1)


def drawn(seed: int) -> Problem:
    """Return a problem with fractions of hours, three laboratories and a late one."""
    draw = np.random.default_rng(seed)
    room = draw.uniform(0, 40, (3, 4))
    room[2, :2] = 0
    return problem(
        np.hstack([draw.uniform(5, 60, (2, 3)), np.zeros((2, 1))]).tolist(),
        room.tolist(),
        travel_hours=draw.uniform(0, 1.5, (2, 3)).tolist(),
        edges_hours=[0, 1, 2.5, 3, 6],
        deadline_period=3,
        collect_hours=0.3,
        result_hours=0.4,
        table_room=50,
    )


@pytest.mark.parametrize("seed", range(5))
def test_all_that_is_collected_is_sent_and_no_more_is_taken_up_than_comes(seed: int) -> None:
    given = drawn(seed)
    kinds, edges = kinds_of(given), given.edges_hours
    sent, taken = flowing(given)
    # a run leaves with what was collected, all of it
    collected = value_at(edges, swabbed(given), edges[1:] - given.collect_hours)
    assert np.cumsum(sent.sum(axis=1), axis=1) == pytest.approx(collected, abs=1e-3)
    came = np.array(
        [
            sum(
                value_at(edges, np.cumsum(sent[d, [k]], axis=1), edges[1:] - drive)[0]
                for d, drive in enumerate(kinds.travel_hours[:, k].tolist())
            )
            for k in range(kinds.count)
        ]
    )
    assert (np.cumsum(taken, axis=1) <= came + 1e-3).all()
    assert (taken <= kinds.fixed_room + 1e-3).all()
    assert (sent >= -1e-6).all()
    assert (taken >= -1e-6).all()


def test_the_hour_of_so_many_results_lies_within_its_period() -> None:
    given = problem([[40, 0, 0, 0]], [[10] * 4], edges_hours=[0, 1, 3, 4, 8], result_hours=2)
    taken = np.array([10.0, 30, 30, 40])
    assert hour_of(given, taken, 10) == pytest.approx(1 + 2)
    assert hour_of(given, taken, 20) == pytest.approx(2 + 2)
    assert hour_of(given, taken, 35) == pytest.approx(6 + 2)
    assert hour_of(given, taken, 40) == pytest.approx(8 + 2)
    assert hour_of(given, taken, 41) == float("inf")
    assert hour_of(given, taken, 0) == 2


def test_equal_laboratories_give_together_what_they_give_apart() -> None:
    together = problem(
        [[50, 30, 0, 0], [20, 40, 0, 0]],
        [[20] * 4, [10] * 4, [0, 0, 30, 30]],
        travel_hours=[[0.5] * 3, [0.25] * 3],
        deadline_period=3,
    )
    # drives are told apart from a millionth of an hour on
    apart = replace(together, travel_hours=together.travel_hours + np.array([0, 2e-6, 4e-6]))
    assert (kinds_of(together).count, kinds_of(apart).count) == (2, 3)
    assert late(together) == pytest.approx(late(apart), abs=1e-3)


def test_the_same_problem_gives_the_same_bytes() -> None:
    for first, second in zip(flowing(drawn(3)), flowing(drawn(3)), strict=True):
        assert first.tobytes() == second.tobytes()


def test_tables_swab_no_more_than_have_come_and_no_more_than_they_can() -> None:
    given = problem([[40, 0, 50, 0]], [[0] * 4], table_room=25)
    assert swabbed(given).tolist() == [[25, 40, 65, 90]]
    assert swabbed(given, np.full((1, 4), 10.0)).tolist() == [[35, 40, 75, 90]]
