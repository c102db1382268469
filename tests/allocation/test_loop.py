"""The loop as a whole: what it tries, what it chooses, and when it calls a plan confirmed."""

import math
from dataclasses import replace
from functools import cache

import pytest

from planner.allocation import loop
from planner.allocation.answer import Allocation, Pass
from planner.allocation.draws import CommonDraws
from planner.allocation.loop import AGREEMENT, MOST_PASSES, allocate
from planner.allocation.measure import Measured, measure
from planner.outcome.outcome import Outcome
from planner.scenario.replan import with_plan
from planner.scenario.scenario import Plan, Scenario
from planner.scenario.tables import PlanFlow
from tests.allocation.tiny_cities import fixed, two_districts, van
from tests.report import synthetic_allocation

RULES = ("by population", "by queue length", "nearest laboratory", "own laboratories first")
OUTCOME = synthetic_allocation.allocation().outcome


class Confirmation:
    """Stands for the simulation that decides, and remembers what it was asked."""

    def __init__(self) -> None:
        self.asked: list[Scenario] = []

    def __call__(self, scenario: Scenario) -> Outcome:
        self.asked.append(scenario)
        return OUTCOME


def short_city() -> Scenario:
    """Return a city whose own laboratories leave some late: L1 is small and far."""
    return two_districts(
        fixed("L0", 300, travel_minutes=20),
        fixed("L1", 120, travel_minutes=60, district="D1"),
        mobile=(van("M0", declared_tubes_per_day=100, ready_hour=3),),
    )


@cache
def allocated() -> tuple[Allocation, tuple[Pass, ...], tuple[Scenario, ...]]:
    confirm, said = Confirmation(), list[Pass]()
    found = allocate(short_city(), confirm, progress=said.append)
    return found, tuple(said), tuple(confirm.asked)


def test_the_history_holds_the_rules_then_the_passes_as_they_were_said() -> None:
    found, said, _ = allocated()
    # an entry without a promise is of a NaN, which only equals itself
    assert list(found.history) == list(said)
    rules, passes = found.history[:4], found.history[4:]
    assert tuple(one.made_by for one in rules) == RULES
    assert all(one.number == 0 and math.isnan(one.promised_persons) for one in rules)
    assert 1 <= len(passes) <= MOST_PASSES
    assert [one.number for one in passes] == list(range(1, len(passes) + 1))
    assert {one.made_by for one in passes} == {"allocator"}
    assert all(0 < one.promised_persons <= 4500 for one in passes)


def test_the_plan_is_the_best_of_the_history_and_measures_what_it_says() -> None:
    found, _, _ = allocated()
    best = min(found.history, key=lambda one: (-one.simulated_persons, one.hour))
    again = measure(with_plan(short_city(), found.plan), CommonDraws(1))
    assert (again.resulted, again.hour) == (best.simulated_persons, best.hour)


def test_exactly_the_plan_is_confirmed_once() -> None:
    found, _, asked = allocated()
    (scenario,) = asked
    assert scenario == with_plan(short_city(), found.plan)
    assert found.outcome is OUTCOME


def test_the_best_is_confirmed_wherever_it_stands_in_the_history(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    measured: list[Scenario] = []

    def third_is_best(scenario: Scenario, draws: CommonDraws) -> Measured:
        measured.append(scenario)
        found = measure(scenario, draws)
        return replace(found, resulted=9_000 * (len(measured) == 3))

    monkeypatch.setattr(loop, "measure", third_is_best)
    confirm = Confirmation()
    found = allocate(short_city(), confirm)
    assert found.history[2].made_by == "nearest laboratory"
    assert measured[2].plan not in (measured[0].plan, measured[3].plan)
    assert confirm.asked == [measured[2]]
    assert found.plan == measured[2].plan


def test_confirmed_is_that_the_last_pass_keeps_its_promise() -> None:
    found, _, _ = allocated()
    gaps = [abs(one.promised_persons - one.simulated_persons) for one in found.history[4:]]
    assert found.confirmed == (gaps[-1] <= AGREEMENT * 4500)
    # the loop goes on only as long as they differ
    assert all(gap > AGREEMENT * 4500 for gap in gaps[:-1])


def test_the_tiers_are_in_their_order_and_proven() -> None:
    found, _, _ = allocated()
    assert [tier.objective for tier in found.tiers] == [
        "people late",
        "mobile laboratories",
        "person-hours until taken up",
        "person-hours on the road",
    ]
    assert found.status == "optimal"
    assert all(tier.bound <= tier.value + 1e-3 for tier in found.tiers)
    assert found.tiers[1].value == len(found.plan.laboratories)


def test_the_same_scenario_gives_the_same_answer() -> None:
    found, _, _ = allocated()
    again = allocate(short_city(), Confirmation())
    assert again.plan == found.plan
    assert again.tiers == found.tiers
    assert again.shortages == found.shortages
    assert repr(again.history) == repr(found.history)


def test_a_promise_that_is_never_kept_is_not_confirmed(monkeypatch: pytest.MonkeyPatch) -> None:
    def half(scenario: Scenario, draws: CommonDraws) -> Measured:
        found = measure(scenario, draws)
        return replace(found, resulted=found.resulted / 2 - 500)

    monkeypatch.setattr(loop, "measure", half)
    found = allocate(two_districts(fixed("L0", 800)), Confirmation())
    assert not found.confirmed
    assert len(found.history) == len(RULES) + MOST_PASSES


def test_a_laboratory_that_achieves_less_is_promised_less_in_the_next_pass(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def tenth(scenario: Scenario, draws: CommonDraws) -> Measured:
        found = measure(scenario, draws)
        return replace(found, resulted=found.resulted / 10, by_laboratory=found.by_laboratory / 10)

    monkeypatch.setattr(loop, "measure", tenth)
    history = allocate(two_districts(fixed("L0", 300)), Confirmation()).history
    promised = [one.promised_persons for one in history if one.made_by == "allocator"]
    assert promised[0] > promised[1] > promised[2]
    # one pass corrects by no more than its bound
    assert promised[1] / promised[0] == pytest.approx(loop.SLOWEST, rel=0.05)


def test_the_scenarios_own_plan_is_one_of_those_tried_and_is_kept_if_best() -> None:
    own = Plan(
        flows=tuple(
            PlanFlow(place=place, from_hour=0, to_hour=48, laboratory="L0", share=1)
            for place in ("D0", "D1")
        )
    )
    scenario = two_districts(fixed("L0", 800), plan=own)
    found = allocate(scenario, Confirmation())
    names = [one.made_by for one in found.history]
    assert names[: len(RULES) + 1] == [*RULES, "the scenario's own plan"]
    best = max(one.simulated_persons for one in found.history)
    assert best == 4500
    assert found.confirmed


def test_what_is_short_is_said_only_where_something_is() -> None:
    found = allocate(two_districts(fixed("L0", 100)), Confirmation())
    (tubes,) = (one for one in found.shortages if one.resource == "laboratory tubes")
    late = found.tiers[0].value
    assert late > 3000
    # over less than the day that is left, so more a day than the tubes that are missing
    assert tubes.count > late / 10
    assert (tubes.place, tubes.to_hour) == ("city", 24)
    assert allocate(two_districts(fixed("L0", 800)), Confirmation()).shortages == ()
