"""Layouts that share what is the same are those that are built anew."""

from dataclasses import fields, is_dataclass

import numpy as np

from planner.allocation.layouts import Layouts
from planner.scenario.distribution import Constant
from planner.scenario.scenario import Plan, Scenario
from planner.scenario.tables import PlanFlow, PlanLaboratory, PlanTables, PlanTour
from planner.simulation.building.build import build_layout
from tests.allocation.tiny_cities import fixed, two_districts, van

CITY = two_districts(fixed("L0", 600), fixed("L1", 100), mobile=(van("M0"), van("M1")))
SOURCE = "assumed"
HALF_HOUR = Constant(value=30)


def assert_equal(one: object, other: object, name: str) -> None:
    """Compare what layouts are made of, part by part."""
    if is_dataclass(one):
        for part in fields(one):
            assert_equal(getattr(one, part.name), getattr(other, part.name), part.name)
    elif isinstance(one, dict) and isinstance(other, dict):
        assert list(one) == list(other)
        for key, value in one.items():
            assert_equal(value, other[key], key)
    elif isinstance(one, np.ndarray):
        np.testing.assert_array_equal(one, other, err_msg=name)
    else:
        assert one == other, name


def planned(scenario: Scenario, **changes: object) -> Scenario:
    """Return the scenario with changes of its plan."""
    return scenario.model_copy(update={"plan": scenario.plan.model_copy(update=changes)})


def changed(section: str, **settings: object) -> Scenario:
    """Return the city with settings of one section changed."""
    return CITY.model_copy(update={section: getattr(CITY, section).model_copy(update=settings)})


def variants() -> list[Scenario]:
    """Return cities of which each differs from another in one thing."""
    stands = PlanLaboratory(laboratory="M0", district="D0", from_hour=0, source=SOURCE)
    flow = PlanFlow(place="D0", from_hour=0, to_hour=48, laboratory="L1", share=0.5, source=SOURCE)
    few = PlanTables(place="T0", from_hour=0, to_hour=48, tables=2, source=SOURCE)
    tour = PlanTour(team="A", stop=1, township="T0", from_hour=0, to_hour=720, source=SOURCE)
    fewer = tuple(row.model_copy(update={"swabbers": 6}) for row in CITY.teams)
    vehicles = tuple(row.model_copy(update={"vehicles": 1}) for row in CITY.vehicles)
    called = planned(CITY, laboratories=(stands,))
    return [
        CITY,
        planned(CITY, flows=(flow,)),
        called,
        planned(called, flows=(flow,)),
        planned(called, tables=(few,)),
        planned(CITY, tours=(tour,)),
        CITY.model_copy(update={"laboratories": CITY.laboratories[:1]}),
        CITY.model_copy(update={"vehicles": vehicles}),
        CITY.model_copy(update={"teams": fewer}),
        two_districts(fixed("L0", 600), persons=(2000, 1500)),
        CITY.model_copy(update={"plan": Plan()}),
        changed("courier", interval_minutes=45, sites_per_route=1, between_sites_minutes=HALF_HOUR),
        changed("laboratory", staff_percent=60, cyclers_percent=50, ramp_up_hours=1),
        changed("recall", locate_minutes=HALF_HOUR),
        changed("infection", detection_limit_copies=900),
        changed("uncertainty", service_day_cv=0.2),
        changed("campaign", deadline_counts_from="first_swab"),
        CITY.model_copy(update={"variants_offered": ("one",)}),
    ]


def test_every_layout_is_as_if_built_alone() -> None:
    layouts = Layouts()
    every = variants()
    for scenario in (*every, *reversed(every)):
        assert_equal(layouts.of(scenario), build_layout(scenario), "layout")


def test_sites_are_built_once_for_plans_that_leave_them_as_they_are() -> None:
    layouts, every = Layouts(), variants()
    first = layouts.of(every[0])
    assert all(
        layouts.of(every[number]).sites is first.sites for number in (1, 2, 3, 6, 7, *range(11, 16))
    )
    assert layouts.of(every[4]).sites is not first.sites
    assert layouts.of(every[4]) is layouts.of(every[4])


def test_a_layout_says_nothing_of_luck_and_names() -> None:
    layouts, every = Layouts(), variants()
    assert all(layouts.of(every[number]) is layouts.of(every[0]) for number in (15, 17))
