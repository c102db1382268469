"""What a plan's runs and tours are worth against what is done without one."""

import pytest

from planner.allocation.routes import routes_of
from planner.allocation.runs import courier_runs
from planner.allocation.tours import touring_plan
from planner.scenario.replan import with_plan
from planner.scenario.scenario import Plan, Scenario
from tests.allocation.test_runs import placed, zigzag


@pytest.fixture
def city() -> Scenario:
    scenario = placed(*zigzag(6), sites_per_route=3)
    people = scenario.people.model_copy(update={"homebound_share": 0.2})
    return scenario.model_copy(update={"people": people})


def test_a_plan_without_routes_takes_none_and_still_says_what_they_would_be(
    city: Scenario,
) -> None:
    runs = courier_runs(city)
    worth = routes_of(city, Plan(), runs)
    assert worth.taken == ()
    assert worth.planned_minutes == runs.planned_minutes < worth.table_minutes
    assert worth.standing_teams == worth.touring_teams == 1


def test_runs_and_tours_of_the_plan_are_taken(city: Scenario) -> None:
    plan = Plan(stops=courier_runs(city).stops, tours=touring_plan(city))
    assert plan.stops
    assert plan.tours
    worth = routes_of(city, with_plan(city, plan).plan, courier_runs(with_plan(city, plan)))
    assert worth.taken == ("runs", "tours")
    assert worth.touring_teams == len({row.team for row in plan.tours}) == 1


def test_a_township_that_no_tour_visits_keeps_its_own_teams(city: Scenario) -> None:
    plan = Plan(tours=touring_plan(city))
    left_out = Plan(tours=tuple(row for row in plan.tours if row.township != "T0"))
    runs = courier_runs(city)
    standing = routes_of(city, Plan(), runs).standing_teams
    toured = len({row.team for row in left_out.tours})
    assert routes_of(city, left_out, runs).touring_teams == standing + toured
