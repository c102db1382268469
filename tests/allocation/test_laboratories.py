"""Whom the allocator calls: in order, no one in vain, and as few as its rule allows."""

from dataclasses import replace

import numpy as np
import pytest

from planner.allocation.flows import most_in_time, swabbed
from planner.allocation.laboratories import (
    TOLERANCE,
    arrival_hour,
    choose_laboratories,
    in_order_of_call,
    placed,
)
from planner.allocation.problem import build_problem
from planner.scenario.replan import with_plan
from planner.scenario.scenario import Plan, Scenario
from tests.allocation.tiny_cities import fixed, two_districts, van


def in_time_with(scenario: Scenario, plan: Plan) -> float:
    problem = build_problem(with_plan(scenario, plan))
    return most_in_time(problem, swabbed(problem))


def test_the_nearest_origin_the_earliest_the_largest_then_the_name() -> None:
    rows = [
        van("M7", origin="nation"),
        van("M6", travel_minutes=60),
        van("M5", ready_hour=0.5),
        van("M4"),
        van("M3"),
        van("M2", declared_tubes_per_day=5000),
        van("M1", origin="district", ready_hour=20),
    ]
    order = [row.id for row in in_order_of_call(rows)]
    assert order == ["M1", "M2", "M3", "M4", "M5", "M6", "M7"]
    assert arrival_hour(van("M0", ready_hour=2, travel_minutes=90)) == 3.5


def test_nobody_is_called_where_nobody_is_needed() -> None:
    scenario = two_districts(fixed("L0", 2400), mobile=(van("M0"), van("M1")))
    called, tier = choose_laboratories(scenario)
    assert called == ()
    assert (tier.value, tier.gap) == (0, 0)


def test_nobody_is_called_who_comes_after_the_deadline() -> None:
    late = tuple(van(f"M{number}", ready_hour=30) for number in range(2))
    called, _ = choose_laboratories(two_districts(fixed("L0", 100), mobile=late))
    assert called == ()


def test_nobody_to_call() -> None:
    called, tier = choose_laboratories(two_districts(fixed("L0", 100)))
    assert (called, tier.value) == ((), 0)


@pytest.mark.parametrize("own_tubes_per_day", [50, 200, 350])
def test_as_few_as_leave_nobody_late_who_need_not_be(own_tubes_per_day: float) -> None:
    mobile = tuple(van(f"M{number}", declared_tubes_per_day=100) for number in range(8))
    scenario = two_districts(fixed("L0", own_tubes_per_day), mobile=mobile)
    called, tier = choose_laboratories(scenario)
    assert 0 < len(called) < len(mobile)
    assert tier.value == len(called)
    assert [row.laboratory for row in called] == [row.id for row in mobile[: len(called)]]
    bare = build_problem(scenario)
    every = Plan(laboratories=placed(scenario, bare, mobile))
    least = in_time_with(scenario, every)
    allowed = TOLERANCE * bare.people + 1e-3
    assert in_time_with(scenario, Plan(laboratories=called)) >= least - allowed
    # with one less, more are late than the rule lets be
    assert in_time_with(scenario, Plan(laboratories=called[:-1])) < least - allowed


def test_the_scenarios_own_plan_calls_nobody() -> None:
    mobile = tuple(van(f"M{number}", declared_tubes_per_day=100) for number in range(8))
    scenario = two_districts(fixed("L0", 200), mobile=mobile)
    problem = build_problem(scenario)
    planned = with_plan(scenario, Plan(laboratories=placed(scenario, problem, mobile[5:])))
    assert choose_laboratories(planned) == choose_laboratories(scenario)


def test_each_stands_where_capacity_is_least_for_the_people() -> None:
    # 3,000 and 1,500 people, 9.5 to a tube: a van of 1,900 in a day makes them 1,100 and 1,500
    scenario = two_districts(fixed("L0", 1000))
    problem = build_problem(scenario)
    rows = [van(f"M{number}", declared_tubes_per_day=200) for number in range(3)]
    assert [row.district for row in placed(scenario, problem, rows)] == ["D0", "D1", "D0"]
    # what stands in a district already counts
    fuller = replace(problem, laboratory_room=np.full_like(problem.laboratory_room, 100))
    own = two_districts(fixed("L0", 1000, district="D0"))
    assert placed(own, fuller, rows[:1])[0].district == "D1"


def test_a_laboratory_is_never_planned_before_it_can_be_there() -> None:
    row = van("M0", ready_hour=1 / 3, travel_minutes=100)
    scenario = two_districts(mobile=(row,))
    (planned,) = placed(scenario, build_problem(scenario), [row])
    assert arrival_hour(row) <= planned.from_hour < arrival_hour(row) + 0.01
