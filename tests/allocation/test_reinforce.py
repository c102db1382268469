"""The search on tiny cities whose answer can be seen."""

from dataclasses import replace
from functools import cache

import pytest

from planner.allocation.addition_orders import addition_orders
from planner.allocation.draws import CommonDraws, hardest_draws
from planner.allocation.least import weight_of
from planner.allocation.means import Means, reinforced
from planner.allocation.problem import build_problem
from planner.allocation.reinforce import reinforce
from planner.allocation.reinforcement import Reinforcement
from planner.allocation.reinforcement_json import reinforcement_json
from planner.allocation.trials import Search, teams_of
from planner.outcome.outcome import Outcome
from planner.scenario.scenario import Scenario
from planner.study.replications import simulate
from planner.study.staging import as_text
from tests.allocation.lacking_city import lacking

CONFIDENCE, REPLICATIONS = 0.5, 8
"""Eight successes of eight decide."""


def confirm(scenario: Scenario, draws: CommonDraws) -> Outcome:
    return simulate(scenario, seed=1, replications=REPLICATIONS, draws=draws)


@cache
def met() -> Reinforcement:
    return reinforce(lacking(3), confirm, confidence=CONFIDENCE)


def hardest(scenario: Scenario) -> Search:
    home = build_problem(reinforced(scenario, Means()))
    return Search(scenario, CommonDraws(1), hardest_draws(scenario, 1), [], home)


def test_a_city_that_lacks_laboratories_is_met_and_not_with_one_fewer() -> None:
    found = met()
    assert found.confirmed and found.outcome.verdict.probability == 1
    called = [one.origin for one in found.additions]
    assert {one.resource for one in found.additions} == {"mobile laboratories"}
    assert called == ["M0", "M1"]
    search = hardest(lacking(3))
    for left_out in called:
        fewer = Means(frozenset({"M0", "M1", "M2"}) - {"M2", left_out})
        assert search.tries(fewer, 0.4, f"without {left_out}") is None
    assert search.tries(Means(frozenset(called)), 0.4, "both") is not None


def test_weights_of_the_additions_are_the_weight_and_no_less_than_the_bound() -> None:
    found = met()
    means = Means(frozenset(one.origin for one in found.additions))
    assert sum(one.weight for one in found.additions) == found.weight == 80
    assert weight_of(lacking(3), means, teams_of(found.scenario)) == found.weight
    assert found.bound <= found.weight


def test_additions_are_orders_and_asking_later_than_the_last_hour_is_too_late() -> None:
    found = met()
    every = addition_orders(found)
    assert [one.to_whom for one in every] == ["M0", "M1"]
    for order, addition in zip(every, found.additions, strict=True):
        assert order.why.figures["ask_by_hour"] == addition.helps_until_hour
        assert order.arrive_hour < addition.helps_until_hour < 24
    assert 0 < found.meets_until_hour < min(one.helps_until_hour for one in found.additions)


def test_one_more_laboratory_gains_hours_and_people_where_laboratories_bind() -> None:
    gains = {one.resource: one for one in met().gains}
    van = gains["mobile laboratories"]
    assert van.hours > 1 and van.persons > 1000
    assert van.interval[0] <= van.hours <= van.interval[1]
    assert gains["swabbers"].hours == gains["vehicles"].hours == 0


def test_the_document_has_no_number_that_is_none() -> None:
    document = reinforcement_json(met(), seed=1)
    as_text(document)  # refuses NaN and infinity
    assert document["confirmed"] is True and document["confidence"] == CONFIDENCE
    assert [one["probability"] for one in document["frontier"]][-1] == 1
    assert len(document["orders"]) == len(document["additions"]) == 2


def test_an_hour_that_is_never_reached_is_none() -> None:
    points = tuple(replace(one, hour=float("inf")) for one in met().frontier)
    document = reinforcement_json(replace(met(), frontier=points, bound=float("nan")), seed=1)
    as_text(document)
    assert {one["hour"] for one in document["frontier"]} == {None} == {document["bound"]}


def test_a_city_that_needs_nothing_is_told_what_it_can_spare() -> None:
    found = reinforce(lacking(1, own_tubes_per_day=8000), confirm, confidence=CONFIDENCE)
    assert found.confirmed and not found.additions and found.weight == 0
    spare = {one.resource: one for one in found.spare}
    assert 0 < spare["swabbers"].count < spare["swabbers"].of == 240
    assert 0 < spare["vehicles"].count < spare["vehicles"].of == 12


def test_a_city_that_nothing_helps_is_told_so() -> None:
    city = lacking(2)
    soon = city.model_copy(
        update={"campaign": city.campaign.model_copy(update={"target_hours": 2.0})}
    )
    found = reinforce(soon, confirm, confidence=CONFIDENCE)
    assert not found.confirmed and found.outcome.verdict.meets_target is False
    assert not found.additions and not found.spare
    assert found.meets_until_hour == 0


@pytest.mark.parametrize("seed", [1, 2])
def test_the_hardest_draws_are_the_same_each_time(seed: int) -> None:
    assert hardest_draws(lacking(1), seed) == hardest_draws(lacking(1), seed)
