"""What a plan achieves: the medians of the loop's common draws."""

import math

import numpy as np
import pytest

from planner.allocation.draws import CommonDraws
from planner.allocation.measure import REPLICATIONS, measure
from planner.outcome.clocks import minutes_to_deadline
from planner.scenario.distribution import Lognormal
from planner.scenario.scenario import Scenario
from planner.simulation.building.build import build_layout
from planner.simulation.replication import run_replication
from tests.allocation.tiny_cities import fixed, two_districts
from tests.simulation.small_city import CERTAIN

SLOW = Lognormal(mean=200, cv=0.4)
CITY = two_districts(fixed("L0", 600), fixed("L1", 100))


def with_chance(scenario: Scenario) -> Scenario:
    """Return the city with laboratories of better and of worse days."""
    uncertainty = scenario.uncertainty.model_copy(update={"laboratory_day_cv": 0.3})
    return scenario.model_copy(update={"uncertainty": uncertainty})


def test_medians_of_replications_run_one_by_one() -> None:
    scenario = with_chance(CITY)
    layout = build_layout(scenario)
    minutes = minutes_to_deadline(layout, scenario.target_hours)
    done = np.array(
        [
            run_replication(scenario, layout, 7, number).persons_resulted[:, :minutes].sum(axis=1)
            for number in range(REPLICATIONS)
        ]
    )
    found = measure(scenario, CommonDraws(7))
    assert found.resulted == np.median(done.sum(axis=1))
    assert found.by_laboratory.tolist() == np.median(done, axis=0).tolist()
    assert len(set(done.sum(axis=1).tolist())) > 1


def test_the_same_seed_measures_the_same_and_another_another() -> None:
    scenario = with_chance(two_districts(fixed("L0", 200)))
    first, second = measure(scenario, CommonDraws(1)), measure(scenario, CommonDraws(1))
    assert (first.hour, first.resulted) == (second.hour, second.resulted)
    assert measure(scenario, CommonDraws(2)).resulted != first.resulted


def test_a_city_with_room_is_done_in_time_and_one_without_never() -> None:
    enough = measure(CITY, CommonDraws(1))
    assert enough.resulted == 4500
    assert enough.hour < 24
    never = measure(two_districts(fixed("L0", 24)), CommonDraws(1))
    assert math.isinf(never.hour)
    assert 0 < never.resulted < 300


def test_without_chance_the_median_is_what_every_replication_is() -> None:
    assert CITY.uncertainty.effective_share == CERTAIN
    layout = build_layout(CITY)
    one = run_replication(CITY, layout, 1, 0)
    minutes = minutes_to_deadline(layout, CITY.target_hours)
    assert measure(CITY, CommonDraws(1)).by_laboratory == pytest.approx(
        one.persons_resulted[:, :minutes].sum(axis=1)
    )


def test_sites_swabbed_once_give_what_swabbing_them_again_gives() -> None:
    draws = CommonDraws(3)
    fewer = CITY.model_copy(update={"laboratories": CITY.laboratories[:1]})
    slower = fewer.model_copy(
        update={"sites_rule": CITY.sites_rule.model_copy(update={"swab_seconds": SLOW})}
    )
    # the second shares the sites of the first, the third does not, the fourth again does
    for scenario in (CITY, fewer, slower, fewer):
        found, anew = measure(scenario, draws), measure(scenario, CommonDraws(3))
        assert found.hours.tolist() == anew.hours.tolist()
        assert found.by_laboratory.tolist() == anew.by_laboratory.tolist()
