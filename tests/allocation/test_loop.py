"""The loop as a whole: what it tries, what it chooses, and when it calls a plan confirmed."""

from collections.abc import Callable
from dataclasses import replace
from functools import cache

import numpy as np
import pytest

from planner.allocation import loop
from planner.allocation.answer import Allocation, Pass
from planner.allocation.draws import CommonDraws
from planner.allocation.loop import AGREEMENT, MOST_PASSES, WITH_RUNS, allocate
from planner.allocation.measure import Measured, measure
from planner.allocation.promise import promise
from planner.outcome.outcome import Outcome
from planner.scenario.replan import with_plan
from planner.scenario.scenario import Plan, Scenario
from planner.scenario.tables import PlanFlow
from planner.simulation.building.build import build_layout
from tests.allocation.tiny_cities import fixed, two_districts, van
from tests.allocation.tiny_problem import pool
from tests.report import synthetic_allocation

RULES = ("by population", "by queue length", "nearest laboratory", "own laboratories first")
UNDECIDED = synthetic_allocation.allocation().outcome
DECIDED = replace(UNDECIDED, verdict=replace(UNDECIDED.verdict, meets_target=True))


class Confirmation:
    """Stands for the simulation that decides, and remembers what it was asked."""

    def __init__(self, outcome: Outcome = DECIDED) -> None:
        self.asked: list[Scenario] = []
        self.outcome = outcome

    def __call__(self, scenario: Scenario, draws: CommonDraws) -> Outcome:
        assert draws.kept_bytes == 0
        self.asked.append(scenario)
        return self.outcome


def short_city() -> Scenario:
    """Return a city whose own laboratories leave some late: L1 is small and far."""
    return two_districts(
        fixed("L0", 300, travel_minutes=20),
        fixed("L1", 120, travel_minutes=60, district="D1"),
        mobile=(van("M0", declared_tubes_per_day=100, ready_hour=3),),
    )


def short_of_tables() -> Scenario:
    """Return a city whose swabbers staff few of its tables, with a pool to call."""
    scenario = two_districts(fixed("L0", 900))
    few = tuple(row.model_copy(update={"swabbers": 2}) for row in scenario.teams)
    return scenario.model_copy(update={"teams": few, "mobile_teams": (pool(teams=5),)})


@cache
def allocated() -> tuple[Allocation, tuple[Pass, ...], tuple[Scenario, ...]]:
    confirm, said = Confirmation(), list[Pass]()
    found = allocate(short_city(), confirm, progress=said.append)
    return found, tuple(said), tuple(confirm.asked)


def rank(one: Pass) -> tuple[float, float]:
    return one.hour, -one.simulated_persons


def test_the_history_holds_the_rules_then_the_passes_as_they_were_said() -> None:
    found, said, _ = allocated()
    assert found.history == said
    rules = found.history[: len(RULES)]
    passes = [one for one in found.history if one.made_by == "allocator"]
    assert tuple(one.made_by for one in rules) == RULES
    assert all(one.number == 0 for one in rules)
    assert 1 <= len(passes) <= MOST_PASSES
    assert [one.number for one in passes] == list(range(1, len(passes) + 1))
    assert {one.made_by for one in found.history} <= {*RULES, "allocator", WITH_RUNS}
    assert all(0 < one.promised_persons <= 4500 for one in found.history)


@pytest.mark.parametrize("city", [short_city, short_of_tables])
def test_the_plan_loses_by_the_hour_to_nothing_in_the_history(
    city: Callable[[], Scenario],
) -> None:
    found = allocate(city(), Confirmation())
    entries = [one for one in found.history if one.made_by == found.made_by]
    best = min(found.history, key=rank)
    assert min(one.hour for one in entries) <= best.hour
    # and the plan measures what its entry says
    again = measure(with_plan(city(), found.plan), CommonDraws(1))
    assert again.hour == best.hour
    assert again.resulted in [one.simulated_persons for one in entries]


def test_a_city_short_of_tables_gets_teams() -> None:
    found = allocate(short_of_tables(), Confirmation())
    tiers = {tier.objective: tier.value for tier in found.tiers}
    assert 0 < tiers["mobile teams"] <= 5
    assert found.plan.teams


def test_exactly_the_plan_is_confirmed_once() -> None:
    found, _, asked = allocated()
    (scenario,) = asked
    assert scenario == with_plan(short_city(), found.plan)
    assert found.outcome is DECIDED


def measured_as(
    monkeypatch: pytest.MonkeyPatch, change: Callable[[Scenario, Measured], Measured]
) -> None:
    def changed(scenario: Scenario, draws: CommonDraws) -> Measured:
        return change(scenario, measure(scenario, draws))

    monkeypatch.setattr(loop, "measure", changed)


def test_the_best_is_confirmed_wherever_it_stands_in_the_history(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    measured: list[Scenario] = []

    def third_is_best(scenario: Scenario, found: Measured) -> Measured:
        measured.append(scenario)
        return replace(found, hour=5.0 if len(measured) == 3 else 20.0)

    measured_as(monkeypatch, third_is_best)
    confirm = Confirmation()
    found = allocate(short_city(), confirm)
    assert found.made_by == found.history[2].made_by == "nearest laboratory"
    assert measured[2].plan not in (measured[0].plan, measured[3].plan)
    assert confirm.asked == [measured[2]]
    assert found.plan == measured[2].plan


def test_confirmed_is_that_the_plan_keeps_its_promise_and_the_verdict_is_decided() -> None:
    found, _, _ = allocated()
    best = min(found.history, key=rank)
    assert found.confirmed
    undecided = allocate(short_city(), Confirmation(UNDECIDED))
    assert not undecided.confirmed
    assert undecided.plan == found.plan
    # the loop goes on only as long as promise and simulation differ
    passes = [one for one in found.history if one.made_by == "allocator"]
    gaps = [abs(one.promised_persons - one.simulated_persons) for one in passes]
    assert all(gap > AGREEMENT * 4500 for gap in gaps[:-1])
    assert best.simulated_persons <= 4500


def test_a_promise_that_is_never_kept_is_not_confirmed(monkeypatch: pytest.MonkeyPatch) -> None:
    def far_less(_: Scenario, found: Measured) -> Measured:
        return replace(found, resulted=found.resulted / 2 - 500)

    measured_as(monkeypatch, far_less)
    found = allocate(two_districts(fixed("L0", 800)), Confirmation())
    assert not found.confirmed
    passes = [one for one in found.history if one.made_by == "allocator"]
    assert len(passes) == MOST_PASSES


def test_a_laboratory_that_achieves_less_is_promised_less_in_the_next_pass(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def tenth(_: Scenario, found: Measured) -> Measured:
        return replace(found, resulted=found.resulted / 10, by_laboratory=found.by_laboratory / 10)

    measured_as(monkeypatch, tenth)
    history = allocate(two_districts(fixed("L0", 300)), Confirmation()).history
    promised = [one.promised_persons for one in history if one.made_by == "allocator"]
    assert promised[0] > promised[1] > promised[2]
    # one pass corrects by no more than its bound
    assert promised[1] / promised[0] == pytest.approx(loop.SLOWEST, rel=0.05)


def test_rules_promise_something_too() -> None:
    found, _, _ = allocated()
    first = found.history[0]
    bare = with_plan(short_city(), Plan(laboratories=found.plan.laboratories))
    by_hand = promise(bare, build_layout(bare), {})
    # no team is to be sent, so that the rule only leaves laboratories to their habit
    assert first.promised_persons == pytest.approx(by_hand.resulted)


def test_the_tiers_are_in_their_order_and_proven() -> None:
    found, _, _ = allocated()
    assert [tier.objective for tier in found.tiers] == [
        "people late",
        "hour of last result",
        "mobile laboratories",
        "person-hours on the road",
    ]
    assert found.status == "optimal"
    assert all(tier.bound <= tier.value + 1e-3 for tier in found.tiers)
    assert found.tiers[2].value == len(found.plan.laboratories)


@pytest.mark.parametrize("city", [short_city, short_of_tables])
def test_the_same_scenario_gives_the_same_answer(city: Callable[[], Scenario]) -> None:
    one, other = allocate(city(), Confirmation()), allocate(city(), Confirmation())
    assert one.plan == other.plan
    assert one.tiers == other.tiers
    assert one.shortages == other.shortages
    assert one.history == other.history


def test_the_scenarios_own_plan_is_one_of_those_tried_and_is_kept_if_best(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    own = Plan(
        flows=tuple(
            PlanFlow(place=place, from_hour=0, to_hour=48, laboratory="L0", share=1)
            for place in ("D0", "D1")
        )
    )
    measured_as(
        monkeypatch,
        lambda scenario, found: replace(found, hour=5.0) if scenario.plan == own else found,
    )
    scenario = two_districts(fixed("L0", 800), fixed("L1", 800), plan=own)
    found = allocate(scenario, Confirmation())
    names = [one.made_by for one in found.history]
    assert names[: len(RULES) + 1] == [*RULES[:2], "the scenario's own plan", *RULES[2:]]
    assert found.made_by == "the scenario's own plan"
    assert found.plan == own


def test_a_laboratory_that_comes_after_everything_does_no_harm() -> None:
    late = van("M0", ready_hour=47, setup_hours=6, drive_minutes=1)
    found = allocate(two_districts(fixed("L0", 20), mobile=(late,)), Confirmation())
    assert found.plan.laboratories == ()
    assert {row.laboratory for row in found.plan.flows} <= {"L0"}


def test_what_is_short_is_said_only_where_something_is() -> None:
    found = allocate(two_districts(fixed("L0", 100)), Confirmation())
    (tubes,) = (one for one in found.shortages if one.resource == "laboratory tubes")
    late = found.tiers[0].value
    assert late > 3000
    # over less than the day that is left, so more a day than the tubes that are missing
    assert tubes.count > late / 10
    assert (tubes.place, tubes.to_hour) == ("city", 24)
    assert allocate(two_districts(fixed("L0", 1600)), Confirmation()).shortages == ()


def test_hours_never_reached_are_never_the_best() -> None:
    found = allocate(two_districts(fixed("L0", 5)), Confirmation())
    assert all(np.isinf(one.hour) for one in found.history)
    assert found.made_by in {one.made_by for one in found.history}
