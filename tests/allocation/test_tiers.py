"""The objectives in their order: what each gives up for the one before, and who is called."""

from itertools import combinations

import numpy as np
import pytest

from planner.allocation.flows import KEEP, hour_of
from planner.allocation.in_time import HOUR_PRECISION, LATER
from planner.allocation.problem import Problem, swabbed_at
from planner.allocation.program import Floats
from planner.allocation.tiers import Solved, solve
from tests.allocation.tiny_problem import pool, problem


def values(solved: Solved) -> dict[str, float]:
    return {tier.objective: tier.value for tier in solved.tiers}


def pooled(given: Problem, called: tuple[int, ...]) -> Floats:
    """Return people taken up by each hour where each district has its own laboratories.

    They are as one then, so that nothing is to be decided.
    """
    done = np.zeros(given.periods)
    works = ~given.is_mobile | np.isin(np.arange(len(given.is_mobile)), called)
    for d, arrived in enumerate(given.arrived):
        room = given.laboratory_room[works & (given.serves[d] == 1)].sum(axis=0)
        done += swabbed_at(arrived[None], room[None])[0]
    return done


def fewest(given: Problem, hour: float) -> int:
    """Return how many of all subsets' smallest is that keeps people in time and last result."""
    mobile = np.flatnonzero(given.is_mobile).tolist()
    every = pooled(given, tuple(mobile))
    slack = 3 * KEEP * given.people
    for count in range(len(mobile) + 1):
        for called in combinations(mobile, count):
            done = pooled(given, called)
            in_time = done[given.deadline_period - 1] >= every[given.deadline_period - 1] - slack
            if in_time and hour_of(given, done, every[-1] - slack) <= hour * (1 + LATER):
                return count
    raise AssertionError("all together keep what they reach")


@pytest.mark.parametrize("seed", range(10))
def test_the_fewest_laboratories_of_every_subset_are_called(seed: int) -> None:
    draw = np.random.default_rng(seed)
    laboratories, periods = 7, 10
    district = draw.integers(0, 2, laboratories)
    district[:2] = [0, 1]
    room = draw.choice([10.0, 10.0, 20.0, 35.0], laboratories)[:, None] * np.ones(periods)
    given = problem(
        np.hstack([10 * draw.integers(2, 9, (2, 3)), np.zeros((2, 7))]).tolist(),
        room.tolist(),
        serves=(district[None, :] == np.arange(2)[:, None]).astype(int).tolist(),
        deadline_period=int(draw.integers(3, 6)),
        mobile=range(2, laboratories),
    )
    found = solve(given)
    late = values(found)["people late"]
    everyone = pooled(given, tuple(range(2, laboratories)))
    assert late == pytest.approx(given.people - everyone[given.deadline_period - 1], abs=1e-3)
    least = fewest(given, values(found)["hour of last result"])
    assert values(found)["mobile laboratories"] == least
    assert (found.called & given.is_mobile).sum() == least
    assert found.called[:2].all()
    # nothing is sent to who is not called
    assert found.sent[:, ~found.called].sum() == pytest.approx(0, abs=1e-3)


def test_nobody_is_called_where_nobody_is_needed() -> None:
    found = solve(problem([[40, 0, 0]], [[100] * 3, [100] * 3], mobile=[1]))
    assert values(found)["mobile laboratories"] == 0
    assert found.called.tolist() == [True, False]


def test_nothing_is_sent_to_a_laboratory_that_comes_too_late_however_near_it_is() -> None:
    given = problem([[40, 0, 0]], [[5] * 3, [0] * 3], travel_hours=[[1, 0.1]], mobile=[1])
    found = solve(given)
    assert not found.called[1]
    assert found.sent[:, 1].sum() == pytest.approx(0, abs=1e-6)
    assert found.sent.sum() == pytest.approx(40, abs=0.1)


def drawn(seed: int) -> Problem:
    draw = np.random.default_rng(seed)
    return problem(
        np.hstack([draw.uniform(5, 60, (2, 3)), np.zeros((2, 5))]).tolist(),
        draw.uniform(5, 40, (3, 8)).tolist(),
        travel_hours=draw.uniform(0, 1.5, (2, 3)).tolist(),
        deadline_period=4,
        collect_hours=0.3,
        result_hours=0.4,
    )


@pytest.mark.parametrize("seed", range(5))
def test_tiers_stand_in_their_order_and_drives_are_of_what_is_sent(seed: int) -> None:
    given = drawn(seed)
    found = solve(given)
    assert [tier.objective for tier in found.tiers] == [
        "people late",
        "hour of last result",
        "person-hours on the road",
    ]
    assert found.staffed is None
    driven = (found.sent.sum(axis=-1) * given.travel_hours).sum()
    assert driven == pytest.approx(found.tiers[2].value, rel=1e-3, abs=1e-3)
    assert found.sent.sum() == pytest.approx(given.people, rel=1e-3)
    assert all(tier.bound <= tier.value + 1e-3 for tier in found.tiers)
    assert [tier.gap < 1e-4 for tier in found.tiers] == [True, found.tiers[1].gap < 1e-4, True]
    assert found.tiers[1].value - found.tiers[1].bound <= 0.2 + 1e-9


def test_the_nearer_of_two_that_are_both_in_time_gets_the_tubes() -> None:
    # a run of either drive is there by the end of the first hour in which there is room
    given = problem([[30, 0, 0, 0]], [[0, 0, 90, 90]] * 2, travel_hours=[[1, 0.25]])
    assert solve(given).sent[0].sum(axis=-1) == pytest.approx([0, 30], abs=0.1)


def test_equal_laboratories_get_each_the_share_of_its_room() -> None:
    given = problem(
        [[50, 30, 0, 0], [20, 40, 0, 0]],
        [[20] * 4, [10] * 4, [30] * 4],
        travel_hours=[[0.5] * 3, [0.25] * 3],
    )
    got = solve(given).sent.sum(axis=(0, 2))
    assert got / got.sum() == pytest.approx(np.array([2, 1, 3]) / 6, abs=1e-3)


def short_of_tables(ready_hour: float = 0) -> Problem:
    """Return two districts, of which the second has more people than its tables can swab."""
    return problem(
        [[20, 0, 0, 0], [60, 0, 0, 0]],
        [[100] * 4],
        table_room=10,
        tables=2,
        pools=(pool(teams=3, ready_hour=ready_hour),),
        deadline_period=3,
    )


def test_mobile_teams_go_where_tables_are_short_and_no_more_than_needed() -> None:
    # two tables swab 60 people in three hours; to be through in two takes one table more
    given = short_of_tables()
    assert given.people == 80
    found = solve(given)
    assert values(found)["people late"] == pytest.approx(0, abs=0.1)
    assert found.staffed is not None
    assert found.staffed.used.sum() == values(found)["mobile teams"]
    assert values(found)["hour of last result"] == pytest.approx(2, abs=0.05)
    assert found.staffed.used.tolist() == [1]
    assert found.staffed.working[0].tolist() == [[0, 0, 0, 0], [1, 1, 0, 0]]


def test_a_pool_that_comes_too_late_is_not_called() -> None:
    found = solve(short_of_tables(ready_hour=20))
    assert found.staffed is None or not found.staffed.used.any()


def test_rosters_at_home_stand_where_nobody_waits_long() -> None:
    given = problem([[20, 0], [15, 0]], [[100] * 2], table_room=10, tables=2, pools=(pool(),))
    assert solve(given).staffed is None


def test_the_same_problem_gives_the_same_answer() -> None:
    one, other = solve(short_of_tables()), solve(short_of_tables())
    assert one.tiers == other.tiers
    assert one.sent.tobytes() == other.sent.tobytes()


@pytest.mark.parametrize("seed", range(8))
def test_the_last_result_is_as_early_as_can_be_and_its_bound_no_later(seed: int) -> None:
    draw = np.random.default_rng(seed)
    district = np.array([0, 1, *draw.integers(0, 2, 3)])
    room = draw.choice([10.0, 20.0, 35.0], len(district))[:, None] * np.ones(12)
    given = problem(
        np.hstack([10 * draw.integers(2, 9, (2, 3)), np.zeros((2, 9))]).tolist(),
        room.tolist(),
        serves=(district[None, :] == np.arange(2)[:, None]).astype(int).tolist(),
        deadline_period=int(draw.integers(2, 6)),
    )
    done = pooled(given, ())
    earliest = hour_of(given, done, done[-1] - 2 * KEEP * given.people)
    tier = {one.objective: one for one in solve(given).tiers}["hour of last result"]
    assert tier.bound <= earliest + 1e-3
    assert tier.value <= earliest + HOUR_PRECISION
    assert 0 <= tier.value - tier.bound <= HOUR_PRECISION
