"""What a plan promises: what its program found, where nothing is rounded."""

from functools import cache
from itertools import pairwise

import numpy as np
import pytest

from planner.allocation.plans import planned
from planner.allocation.problem import build_problem
from planner.allocation.promise import Promise, planned_drives, planned_shares, promise
from planner.allocation.tiers import solve
from planner.scenario.replan import with_plan
from planner.scenario.scenario import Plan, Scenario
from planner.scenario.tables import PlanFlow, Travel
from planner.simulation.building.build import build_layout
from tests.allocation.tiny_cities import fixed, two_districts
from tests.allocation.tiny_problem import most_in_time, pool


def promised(scenario: Scenario, **factors: float) -> Promise:
    return promise(scenario, build_layout(scenario), factors)


def own_laboratories(first: float, second: float) -> Scenario:
    """Return a city in which each district has one laboratory and nothing is to be shared."""
    return two_districts(
        fixed("L0", first, travel_minutes=20, serves="D0", district="D0"),
        fixed("L1", second, travel_minutes=70, serves="D1", district="D1"),
    )


@pytest.mark.parametrize(("first", "second"), [(600, 300), (200, 90), (150, 400), (20, 5)])
def test_a_plan_that_rounds_nothing_promises_what_its_program_found(
    first: float, second: float
) -> None:
    scenario = own_laboratories(first, second)
    given = build_problem(scenario)
    solved = solve(given)
    plan = planned(scenario, given, solved, (), 4)
    found = promised(with_plan(scenario, plan))
    assert found.resulted == pytest.approx(most_in_time(given), rel=1e-4)
    assert found.by_laboratory.sum() == pytest.approx(found.resulted)
    assert (found.by_laboratory <= found.room + 1e-6).all()
    tiers = {tier.objective: tier for tier in solved.tiers}
    if np.isfinite(found.hour) and tiers["people late"].value < 0.5:
        # all have a result by then; the required share may be a little less
        assert found.hour <= tiers["hour of last result"].value + 0.2


def test_a_plan_with_teams_promises_what_its_program_found() -> None:
    scenario = two_districts(fixed("L0", 9_000))
    few = tuple(row.model_copy(update={"swabbers": 2}) for row in scenario.teams)
    scenario = scenario.model_copy(update={"teams": few, "mobile_teams": (pool(teams=9),)})
    given = build_problem(scenario)
    solved = solve(given)
    assert solved.staffed is not None
    found = promised(with_plan(scenario, planned(scenario, given, solved, (), 1_000)))
    late = given.people - found.resulted
    assert late == pytest.approx(solved.tiers[0].value, abs=1e-3 * given.people)


@cache
def shared() -> Scenario:
    flows = tuple(
        PlanFlow(place=place, from_hour=0, to_hour=48, laboratory=name, share=1)
        for place, name in (("D0", "L0"), ("D1", "L1"))
    )
    scenario = two_districts(fixed("L0", 200), fixed("L1", 90, travel_minutes=60))
    return with_plan(scenario, Plan(flows=flows))


def test_shares_are_those_of_the_plan_period_by_period() -> None:
    rows = (
        PlanFlow(place="D0", from_hour=0, to_hour=6, laboratory="L0", share=1),
        PlanFlow(place="D0", from_hour=6, to_hour=48, laboratory="L1", share=1),
        PlanFlow(place="D1", from_hour=0, to_hour=48, laboratory="L1", share=1),
    )
    scenario = with_plan(shared(), Plan(flows=rows))
    given = build_problem(scenario)
    shares = planned_shares(given, build_layout(scenario))
    before = given.edges_hours[1:] <= 6
    assert shares[0, :, before] == pytest.approx(np.tile([1.0, 0], (before.sum(), 1)))
    assert shares[0, :, ~before] == pytest.approx(np.tile([0, 1.0], ((~before).sum(), 1)))
    assert shares[1, 1] == pytest.approx(1)


def test_drives_are_those_of_the_routes_that_go_there() -> None:
    scenario = shared()
    travel = (
        Travel(place="T0", laboratory="L0", minutes=30),
        Travel(place="T1", laboratory="L0", minutes=90),
    )
    townships = tuple(row.model_copy(update={"district": "D0"}) for row in scenario.townships)
    rows = (
        PlanFlow(place="T0", from_hour=0, to_hour=48, laboratory="L0", share=1),
        PlanFlow(place="T1", from_hour=0, to_hour=48, laboratory="L1", share=1),
    )
    everybody = scenario.districts[0].model_copy(update={"population_persons": 4500})
    changes = {"districts": (everybody,), "townships": townships, "travel": travel, "plan": Plan()}
    one = scenario.model_copy(update=changes)
    planned_scenario = with_plan(one, Plan(flows=rows))
    layout = build_layout(planned_scenario)
    given = build_problem(planned_scenario)
    # both townships are in one district, whose mean drive is an hour
    assert given.travel_hours[0, 0] == pytest.approx(1)
    assert planned_drives(given, layout)[0] == pytest.approx([0.5, 1])


@pytest.mark.parametrize("second", [None, 2.0])
def test_less_room_gives_no_more_people_and_no_earlier_hour(second: float | None) -> None:
    factors = (2.0, 1.5, 1.0, 0.7, 0.3, 0.05, 0.0)
    found = [promised(shared(), L0=f, L1=f if second is None else second) for f in factors]
    for more, less in pairwise(found):
        assert less.resulted <= more.resulted + 1e-6
        assert less.hour >= more.hour - 1e-9
    if second is None:
        assert (found[-1].resulted, found[-1].hour) == (0, np.inf)


def test_who_is_slow_alone_has_fewer_results_and_the_other_has_the_same() -> None:
    whole, less = promised(shared()), promised(shared(), L0=0.5)
    assert less.by_laboratory[0] == pytest.approx(0.5 * whole.by_laboratory[0], rel=0.01)
    assert less.by_laboratory[1] == pytest.approx(whole.by_laboratory[1])
