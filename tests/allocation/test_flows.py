"""Flows against numpy, against every split there is, and against what cannot be."""

from dataclasses import replace
from itertools import product

import numpy as np
import pytest

from planner.allocation.flows import (
    KEEP,
    Flows,
    allocate_flows,
    interpolation,
    most_in_time,
    swabbed,
    value_at,
)
from planner.allocation.problem import Problem
from planner.allocation.program import Floats
from tests.allocation.tiny_problem import problem


def flows_of(given: Problem) -> Flows:
    return allocate_flows(given, swabbed(given))


def test_interpolation_is_numpys_at_edges_between_them_and_outside() -> None:
    edges = np.array([0.0, 1.0, 3.0, 7.0])
    cumulative = np.array([[2.0, 2.0, 10.0], [0.0, 5.0, 6.0]])
    instants = np.array([-5.0, -0.1, 0.0, 0.25, 1.0, 1.5, 3.0, 6.9, 7.0, 9.0])
    period, weight = interpolation(edges, instants)
    from_start = np.hstack([np.zeros((2, 1)), cumulative])
    by_weights = weight * from_start[:, period + 1] + (1 - weight) * from_start[:, period]
    assert by_weights == pytest.approx(value_at(edges, cumulative, instants))
    for row, found in zip(from_start, by_weights, strict=True):
        assert found == pytest.approx(np.interp(instants, edges, row))
    assert (period[:3] == 0).all()
    assert (weight[:3] == 0).all()


def late_by_every_split(given: Problem, step: float) -> float:
    """Return the fewest late over every split of each hour's people between two laboratories.

    Everything lasts whole hours, so that a laboratory takes up what has come and not more than
    its room; to take up at once is never worse.
    """
    comes = np.diff(given.arrived, axis=1, prepend=0.0)
    options = [np.arange(0, people + step / 2, step) for people in comes.ravel()]
    to_first = np.array(list(product(*options))).reshape(-1, *comes.shape)
    done = np.zeros(len(to_first))
    for laboratory, sent in enumerate((to_first, comes - to_first)):
        came = np.zeros((len(to_first), given.periods))
        for district, hours in enumerate(given.travel_hours[:, laboratory].astype(int).tolist()):
            came[:, hours:] += sent[:, district, : given.periods - hours]
        came, taken = np.cumsum(came, axis=1), np.zeros(len(to_first))
        for period in range(given.deadline_period):
            room = given.laboratory_room[laboratory, period]
            taken = np.minimum(came[:, period], taken + room)
        done += taken
    return float(given.people - done.max())


@pytest.mark.parametrize("seed", range(8))
def test_nobody_is_late_who_is_not_by_the_best_of_every_split(seed: int) -> None:
    # whole tens everywhere: the program is a network over time, its optimum is of whole tens
    draw = np.random.default_rng(seed)
    given = problem(
        np.hstack([10 * draw.integers(1, 5, (2, 3)), np.zeros((2, 1))]).tolist(),
        (10 * draw.integers(0, 6, (2, 4))).tolist(),
        travel_hours=draw.integers(0, 3, (2, 2)).tolist(),
        deadline_period=int(draw.integers(3, 5)),
    )
    found = flows_of(given)
    best = late_by_every_split(given, 10)
    assert found.tiers[0].value == pytest.approx(best, abs=1e-3)
    assert found.tiers[0].bound == pytest.approx(best, abs=1e-3)
    assert found.resulted == pytest.approx(most_in_time(given, swabbed(given)))


def test_nothing_is_taken_up_before_a_laboratory_is_ready() -> None:
    given = problem(
        [[40, 0, 0, 0], [40, 0, 0, 0]], [[10] * 4, [0, 0, 0, 30]], travel_hours=[[0, 1e-3]] * 2
    )
    found = flows_of(given)
    assert found.tiers[0].value == pytest.approx(10, abs=0.1)
    assert found.taken[1, :3] == pytest.approx(0, abs=1e-6)
    assert found.taken[1, 3] == pytest.approx(30, abs=0.1)


def test_a_result_takes_its_hours_after_being_taken_up() -> None:
    given = problem([[40, 0, 0, 0]], [[10] * 4], result_hours=1.5)
    assert flows_of(given).resulted == pytest.approx(25)


def test_collection_and_drive_delay_what_can_be_taken_up() -> None:
    given = problem([[40, 0, 0, 0]], [[100] * 4], collect_hours=1, travel_hours=1.5)
    # of what was swabbed in the first hour, half has come by hour 3 and all by hour 4
    assert flows_of(given).resulted == pytest.approx(40)
    assert flows_of(replace(given, deadline_period=3)).resulted == pytest.approx(20)


def test_a_district_that_nobody_serves_is_late_and_sends_nothing() -> None:
    given = problem([[20, 0, 0, 0], [30, 0, 0, 0]], [[50] * 4], serves=[[1], [0]])
    found = flows_of(given)
    assert found.tiers[0].value == pytest.approx(30, abs=0.1)
    assert found.sent[1].sum() == pytest.approx(0, abs=1e-6)
    assert found.sent[0].sum() == pytest.approx(20, abs=0.1)


def test_a_laboratory_gets_only_the_tubes_of_whom_it_serves() -> None:
    given = problem([[60, 0, 0, 0], [10, 0, 0, 0]], [[100] * 4, [10] * 4], serves=[[0, 1], [1, 1]])
    found = flows_of(given)
    assert found.sent[0, 0].sum() == pytest.approx(0, abs=1e-6)
    assert found.tiers[0].value == pytest.approx(20, abs=0.1)


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
        swab_room=50,
    )


@pytest.mark.parametrize("seed", range(5))
def test_nothing_is_sent_before_it_is_collected_nor_taken_up_before_it_comes(seed: int) -> None:
    given = drawn(seed)
    supply, found = swabbed(given), flows_of(given)
    edges = given.edges_hours
    sent, taken = np.cumsum(found.sent, axis=-1), np.cumsum(found.taken, axis=-1)
    collected = value_at(edges, supply, edges[1:] - given.collect_hours)
    # a run leaves with what was collected, all of it
    assert sent.sum(axis=1) == pytest.approx(collected, abs=1e-3)
    came = np.array(
        [
            sum(
                value_at(edges, sent[d, [lab]], edges[1:] - given.travel_hours[d, lab])[0]
                for d in range(2)
            )
            for lab in range(3)
        ]
    )
    assert (taken <= came + 1e-3).all()
    assert (found.taken <= given.laboratory_room + 1e-3).all()
    assert (found.sent >= 0).all()
    assert (found.taken >= 0).all()


def in_time(given: Problem, found: Flows) -> float:
    instant = given.edges_hours[given.deadline_period] - given.result_hours
    taken = np.cumsum(found.taken, axis=-1)
    return float(value_at(given.edges_hours, taken, np.array([instant])).sum())


def person_hours_taken(given: Problem, taken: Floats) -> float:
    return float((np.cumsum(taken, axis=-1) * np.diff(given.edges_hours)).sum())


@pytest.mark.parametrize("seed", range(5))
def test_later_tiers_give_up_no_more_of_earlier_ones_than_is_allowed(seed: int) -> None:
    given = drawn(seed)
    found = flows_of(given)
    assert [tier.objective for tier in found.tiers] == [
        "people late",
        "person-hours until taken up",
        "person-hours on the road",
    ]
    assert given.people - found.tiers[0].value == pytest.approx(found.resulted)
    assert in_time(given, found) >= found.resulted * (1 - 2 * KEEP) - 1e-3
    reached = given.people * given.edges_hours[-1] - found.tiers[1].value
    assert person_hours_taken(given, found.taken) >= reached * (1 - 2 * KEEP) - 1e-3
    driven = (found.sent.sum(axis=-1) * given.travel_hours).sum()
    assert driven == pytest.approx(found.tiers[2].value, rel=1e-3, abs=1e-3)
    assert all(tier.gap < 1e-4 for tier in found.tiers)


def test_the_nearer_of_two_that_are_both_in_time_gets_the_tubes() -> None:
    # a run of either drive is there by the end of the first hour in which there is room
    given = problem([[30, 0, 0, 0]], [[0, 0, 90, 90]] * 2, travel_hours=[[1, 0.25]])
    found = flows_of(given)
    assert found.sent[0].sum(axis=-1) == pytest.approx([0, 30], abs=0.1)


def test_equal_laboratories_give_together_what_they_give_apart() -> None:
    together = problem(
        [[50, 30, 0, 0], [20, 40, 0, 0]],
        [[20] * 4, [0, 10, 10, 10], [0, 0, 30, 30]],
        travel_hours=[[0.5] * 3, [0.25] * 3],
        deadline_period=3,
    )
    # drives are told apart from a millionth of an hour on
    apart = replace(together, travel_hours=together.travel_hours + np.array([0, 2e-6, 4e-6]))
    one, other = flows_of(together), flows_of(apart)
    for merged, single in zip(one.tiers, other.tiers, strict=True):
        assert merged.value == pytest.approx(single.value, rel=1e-3)
    assert one.sent.sum() == pytest.approx(other.sent.sum(), rel=1e-3)
    # each gets the share of its own room until the deadline
    assert one.sent.sum(axis=(0, 2)) / one.sent.sum() == pytest.approx(
        np.array([60, 20, 30]) / 110, abs=1e-3
    )


def test_what_can_be_taken_up_at_once_does_not_wait() -> None:
    # all could wait to the last hour and be in time
    found = flows_of(problem([[40, 0, 0, 0]], [[25, 25, 90, 90]]))
    assert found.taken[0] == pytest.approx([25, 15, 0, 0], abs=0.1)
    assert found.tiers[1].value == pytest.approx(40 * 4 - (25 + 3 * 40), rel=1e-3)


def test_the_same_problem_gives_the_same_bytes() -> None:
    first, second = flows_of(drawn(3)), flows_of(drawn(3))
    assert first.sent.tobytes() == second.sent.tobytes()
    assert first.tiers == second.tiers


def test_tables_swab_no_more_than_have_come_and_no_more_than_they_can() -> None:
    given = problem([[40, 0, 50, 0]], [[0] * 4], swab_room=25)
    assert swabbed(given).tolist() == [[25, 40, 65, 90]]
    assert swabbed(given, np.full((1, 4), 10.0)).tolist() == [[35, 40, 75, 90]]
