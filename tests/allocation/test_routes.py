from collections.abc import Callable

import pytest

from planner.allocation import routes
from planner.allocation.draws import CommonDraws
from planner.allocation.measure import Measured, measure
from planner.allocation.routes import planned_routes, with_routes
from planner.scenario.replan import with_plan
from planner.scenario.scenario import Plan, Scenario
from tests.allocation.test_runs import placed, zigzag


def city() -> Scenario:
    scenario = placed(*zigzag(6), sites_per_route=3)
    people = scenario.people.model_copy(update={"homebound_share": 0.2})
    return scenario.model_copy(update={"people": people})


def measured_as(
    monkeypatch: pytest.MonkeyPatch, change: Callable[[Plan, Measured], Measured]
) -> None:
    def changed(scenario: Scenario, draws: CommonDraws) -> Measured:
        return change(scenario.plan, measure(scenario, draws, 1))

    monkeypatch.setattr(routes, "measure", changed)


def taken(scenario: Scenario) -> tuple[Plan, tuple[str, ...]]:
    found = measure(scenario, CommonDraws(1), 1)
    plan, worth = with_routes(scenario, Plan(), found.resulted, found.hour, CommonDraws(1))
    return plan, worth.taken


def test_routes_that_simulate_no_worse_are_taken(monkeypatch: pytest.MonkeyPatch) -> None:
    best = measure(city(), CommonDraws(1), 1)
    measured_as(monkeypatch, lambda plan, found: best)
    plan, names = taken(city())
    assert names == ("runs", "tours")
    stops, tours, worth = planned_routes(city())
    assert (plan.stops, plan.tours) == (stops, tours)
    assert worth.planned_minutes < worth.table_minutes
    assert (worth.standing_teams, worth.touring_teams) == (1, 1)
    with_plan(city(), plan)


def worse(best: Measured) -> Measured:
    return Measured(best.hours, best.hour + 0.5, best.resulted, best.by_laboratory)


def test_tours_that_simulate_worse_are_left_out(monkeypatch: pytest.MonkeyPatch) -> None:
    best = measure(city(), CommonDraws(1), 1)
    measured_as(monkeypatch, lambda plan, found: worse(best) if plan.tours else best)
    plan, names = taken(city())
    assert names == ("runs",)
    assert plan.stops
    assert not plan.tours


def test_nothing_is_taken_that_simulates_worse(monkeypatch: pytest.MonkeyPatch) -> None:
    best = measure(city(), CommonDraws(1), 1)
    measured_as(monkeypatch, lambda plan, found: worse(best))
    assert taken(city()) == (Plan(), ())
