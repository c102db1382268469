"""Plans from flows, and the plans that a person would make: each a plan that can be followed."""

from collections import defaultdict
from itertools import pairwise

import numpy as np
import pytest

from planner.allocation.plans import (
    by_population,
    by_queue_length,
    flow_rows,
    nearest_laboratory,
    planned,
    planned_by_township,
    teams_by_weight,
    windows,
)
from planner.allocation.problem import build_problem
from planner.allocation.tiers import solve
from planner.scenario.replan import with_plan
from planner.scenario.scenario import Plan, Scenario
from tests.allocation.tiny_cities import fixed, two_districts
from tests.allocation.tiny_problem import pool, problem

SEVEN = pool(teams=7, ready_hour=2, travel_minutes=100)


def short_city() -> Scenario:
    laboratories = (
        fixed("L0", 150, travel_minutes=10),
        fixed("L1", 90, travel_minutes=50),
        fixed("L2", 40, travel_minutes=50, serves="D1", district="D1"),
    )
    return two_districts(*laboratories)


def assert_shares_are_whole(plan: Plan) -> None:
    total: dict[tuple[str, float, float], float] = defaultdict(float)
    for row in plan.flows:
        total[row.place, row.from_hour, row.to_hour] += row.share
    assert total
    for where, share in total.items():
        assert 0.99 < share <= 1 + 1e-12, where


@pytest.mark.parametrize("every_periods", [1, 4, 1_000])
def test_a_plan_of_flows_shares_all_tubes_and_can_be_followed(every_periods: int) -> None:
    scenario = short_city()
    given = build_problem(scenario)
    plan = planned(scenario, given, solve(given), (), every_periods)
    assert_shares_are_whole(plan)
    assert with_plan(scenario, plan).plan == plan
    assert {row.place for row in plan.flows if row.laboratory == "L2"} <= {"D1"}
    for place in given.district_ids:
        hours = sorted({(row.from_hour, row.to_hour) for row in plan.flows if row.place == place})
        assert hours[0][0] == 0
        assert hours[-1][1] == pytest.approx(given.edges_hours[-1])
        assert all(one[1] == other[0] for one, other in pairwise(hours))


def test_a_plan_of_tables_and_teams_can_be_followed() -> None:
    scenario = short_city()
    swabbers = tuple(row.model_copy(update={"swabbers": 1}) for row in scenario.teams)
    scenario = scenario.model_copy(update={"teams": swabbers, "mobile_teams": (SEVEN,)})
    given = build_problem(scenario)
    solved = solve(given)
    assert solved.staffed is not None
    plan = planned(scenario, given, solved, (), 1_000)
    assert with_plan(scenario, plan).plan == plan
    assert 0 < sum(row.teams for row in plan.teams if row.from_hour < 5) <= 7
    assert {row.place for row in plan.tables} == set(given.township_ids)


def far_apart() -> Scenario:
    """Return a city whose first district has a township at either end of it."""
    scenario = short_city()
    west = scenario.townships[0].model_copy(
        update={"longitude_degrees": 113.5, "latitude_degrees": 34.0}
    )
    east = west.model_copy(update={"id": "T2", "longitude_degrees": 114.5})
    other = scenario.townships[1].model_copy(
        update={"longitude_degrees": 113.5, "latitude_degrees": 34.5}
    )
    site = scenario.sites[0].model_copy(update={"id": "S2", "township": "T2"})
    laboratories = tuple(
        fixed(name, 150, travel_minutes=None, longitude_degrees=at, latitude_degrees=34.0)
        for name, at in (("L0", 113.5), ("L1", 114.5))
    )
    changes = {
        "townships": (west, other, east),
        "sites": (*scenario.sites, site),
        "laboratories": laboratories,
    }
    return scenario.model_copy(update=changes)


def test_a_laboratory_of_its_own_for_each_township_drives_less() -> None:
    scenario = far_apart()
    given = build_problem(scenario)
    solved = solve(given)
    plan = planned_by_township(scenario, given, solved, ())
    assert plan is not None
    with_plan(scenario, plan)
    assert_shares_are_whole(plan)
    assert {row.place for row in plan.flows} == {"T0", "T1", "T2"}
    people = dict(zip(given.township_ids, given.arrived[:, -1], strict=True))
    for d, district in enumerate(given.district_ids):
        own = {row.id for row in scenario.townships if row.district == district}
        sent = solved.sent[d].sum(axis=1)
        for index, name in enumerate(given.laboratory_ids):
            got = sum(people[r.place] * r.share for r in plan.flows
                      if r.place in own and r.laboratory == name)  # fmt: skip
            # what the district sends to each laboratory stays the same, but for small shares
            assert got / sum(people[p] for p in own) == pytest.approx(
                sent[index] / sent.sum(), abs=0.01
            )
    # of the first district either township keeps to its own end as far as there is room
    share = {(r.place, r.laboratory): r.share for r in plan.flows}
    assert max(share.get(("T0", "L0"), 0), share.get(("T2", "L1"), 0)) > 0.99


def test_townships_with_the_same_drives_need_no_laboratory_of_their_own() -> None:
    scenario = short_city()
    given = build_problem(scenario)
    assert planned_by_township(scenario, given, solve(given), ()) is None


def test_windows_follow_each_other_to_the_end_and_stop_being_cut_after_the_last_arrival() -> None:
    given = problem([[5, 5, 0, 0, 0, 0, 0]], [[1] * 7])
    assert windows(given, 1) == [(0, 1), (1, 2), (2, 7)]
    assert windows(given, 2) == [(0, 2), (2, 7)]
    assert windows(given, 1_000) == [(0, 7)]
    assert windows(problem([[0, 0, 0]], [[1] * 3]), 2) == [(0, 2), (2, 3)]


def test_a_window_without_tubes_has_the_shares_of_all_and_crumbs_are_left_out() -> None:
    given = problem([[10, 0]], [[1, 1]] * 3)
    sent = np.zeros((1, 3, 2))
    sent[0, :, 0] = [600, 399, 1]
    rows = list(flow_rows(given, sent, [(0, 1), (1, 2)]))
    assert [(row.from_hour, row.laboratory, row.share) for row in rows] == [
        (0, "L0", 0.6006),
        (0, "L1", 0.3993),
        (1, "L0", 0.6006),
        (1, "L1", 0.3993),
    ]


def test_a_district_that_sends_nothing_has_no_rows() -> None:
    given = problem([[10, 0]], [[1, 1]])
    assert list(flow_rows(given, np.zeros((1, 1, 2)), [(0, 2)])) == []


def test_many_equal_crumbs_are_all_kept() -> None:
    given = problem([[10]], [[1]] * 300)
    rows = list(flow_rows(given, np.ones((1, 300, 1)), [(0, 1)]))
    assert len(rows) == 300
    assert sum(row.share for row in rows) <= 1


def test_the_nearest_laboratory_gets_everything() -> None:
    scenario = short_city()
    plan = nearest_laboratory(build_problem(scenario), ())
    assert {(row.place, row.laboratory, row.share) for row in plan.flows} == {
        ("D0", "L0", 1),
        ("D1", "L0", 1),
    }
    assert with_plan(scenario, plan).plan == plan


def test_rules_send_teams_by_people_or_by_queue_and_can_be_followed() -> None:
    scenario = short_city().model_copy(update={"mobile_teams": (SEVEN,)})
    given = build_problem(scenario)
    population = by_population(scenario, given, ())
    # 3,000 and 1,500 people share seven teams
    assert [(row.place, row.teams) for row in population.teams] == [("T0", 5), ("T1", 2)]
    assert population.flows == ()
    queue = by_queue_length(scenario, given, ())
    assert sum(row.teams for row in queue.teams) == 7
    assert_shares_are_whole(queue)
    for plan in (population, queue):
        assert with_plan(scenario, plan).plan == plan


def test_teams_work_from_their_arrival_and_none_is_sent_who_comes_too_late() -> None:
    scenario = short_city().model_copy(
        update={"mobile_teams": (SEVEN, SEVEN.model_copy(update={"id": "N1", "ready_hour": 40}))}
    )
    rows = teams_by_weight(scenario, np.array([2.0, 1.0]))
    assert {row.pool for row in rows} == {"N0"}
    assert {(row.from_hour, row.to_hour) for row in rows} == {(3.67, 24)}
    assert teams_by_weight(scenario, np.zeros(2)) == ()
