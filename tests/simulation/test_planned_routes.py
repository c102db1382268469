"""Planned runs and tours, worked by hand against both engines' logs."""

from itertools import pairwise

import numpy as np
import pytest

from planner.scenario.scenario import Plan, Scenario
from planner.scenario.settings import Door
from planner.scenario.tables import PlanStop, PlanTour
from planner.simulation.building.build import SECOND_MS, build_layout
from planner.simulation.layout import HOUR_MS, MINUTE_MS
from planner.simulation.log import COLUMNS, Event
from tests.simulation.small_city import ENGINES, Engine, column, laboratory, site, small_city

EVERY_HOUR = {"trigger": "timetable", "interval_minutes": 60, "between_sites_minutes": 10}


@pytest.fixture(params=ENGINES)
def engine(request: pytest.FixtureRequest) -> Engine:
    return ENGINES[request.param]


def stop(number: int, name: str, minutes: float, run: str = "R") -> PlanStop:
    return PlanStop(run=run, stop=number, site=name, drive_minutes=minutes)


def city(*stops: PlanStop, labs: int = 1) -> Scenario:
    return small_city(
        *(site(persons, name=name) for name, persons in (("A", 20), ("B", 10), ("C", 10))),
        laboratories=[laboratory(id=f"L{n}") for n in range(labs)],
        vehicles=2,
        courier=EVERY_HOUR,
        plan=Plan(stops=stops),
    )


def test_a_run_visits_its_stops_in_the_plan_s_order_and_time(engine: Engine) -> None:
    rows = engine(city(stop(2, "A", 7), stop(1, "C", 21)))
    at, kind, place, where = (COLUMNS.index(name) for name in ("ms", "kind", "place", "site"))
    stops = rows[rows[:, kind] == Event.STOP]
    planned = stops[stops[:, place] == 0][:2]
    assert planned[:, where].tolist() == [2, 0]
    called = column(rows, Event.CALL, "ms")[0]
    assert ((planned[:, at] - called) / MINUTE_MS).tolist() == [21, 28]
    delivered = column(rows, Event.DELIVERED, "ms")
    assert (delivered.min() - called) / MINUTE_MS == 10 + 20
    assert (delivered.max() - called) / MINUTE_MS == 28 + 20


def test_sites_that_no_run_names_keep_the_order_of_the_table() -> None:
    couriers = build_layout(city(stop(1, "C", 21))).couriers
    assert couriers.stop_site.tolist() == [2, 0, 1]
    assert np.diff(couriers.stop_offset).tolist() == [1, 2]
    assert (couriers.leg_ms / MINUTE_MS).tolist() == [21, 0, 0]


def test_a_run_is_cut_where_the_next_site_s_tubes_go_elsewhere() -> None:
    run = [stop(n, name, 5) for n, name in enumerate("ABC", start=1)]
    couriers = build_layout(city(*run, labs=2)).couriers
    cuts = [couriers.stop_site[a:b].tolist() for a, b in pairwise(couriers.stop_offset.tolist())]
    assert cuts == [[0], [1, 2]]


def test_touring_teams_of_a_township_without_homebound_people_are_no_stop() -> None:
    couriers = build_layout(city(stop(1, "T0-door", 5), stop(2, "A", 6))).couriers
    assert couriers.stop_site.tolist() == [0, 1, 2]


def tour(number: int, township: str, begins: float, ends: float, team: str = "X") -> PlanTour:
    return PlanTour(team=team, stop=number, township=township, from_hour=begins, to_hour=ends)


def visited(*tours: PlanTour) -> Scenario:
    scenario = small_city(
        site(40, name="A"),
        site(40, name="B", township="T1"),
        people={"homebound_share": 0.5},
        plan=Plan(tours=tours),
    )
    door = Door(homes_per_hour=10, visit_cv=0, persons_per_team=100)
    return scenario.model_copy(update={"door": door})


def test_a_team_visits_one_township_and_then_the_other(engine: Engine) -> None:
    rows = engine(visited(tour(1, "T0", 1, 4), tour(2, "T1", 6, 9)))
    at, kind, where = (COLUMNS.index(name) for name in ("ms", "kind", "site"))
    swabs = rows[rows[:, kind] == Event.SWABBED]
    doors = [swabs[swabs[:, where] == index][:, at] // SECOND_MS / 3600 for index in (2, 3)]
    assert [len(hours) for hours in doors] == [20, 20]
    # twenty visits of six minutes, one after the other
    assert (doors[0].min(), doors[0].max()) == (1.1, 3.0)
    assert (doors[1].min(), doors[1].max()) == (6.1, 8.0)


def test_whoever_is_not_visited_waits_for_the_next_team(engine: Engine) -> None:
    rows = engine(visited(tour(1, "T0", 1, 2), tour(1, "T0", 30, 720, team="Y")))
    at, kind, where = (COLUMNS.index(name) for name in ("ms", "kind", "site"))
    swabs = (
        rows[(rows[:, kind] == Event.SWABBED) & (rows[:, where] == 2)][:, at] // SECOND_MS / 3600
    )
    # whoever is asked in at the last moment is visited yet
    assert (swabs < 30).sum() == 11
    assert (swabs.size, swabs.max()) == (20, 30.9)


def test_a_township_that_no_tour_names_keeps_its_own_teams() -> None:
    layout = build_layout(visited(tour(1, "T0", 1, 4), tour(1, "T0", 2, 3, team="Y")))
    tables = np.diff(layout.sites.table_offset)[layout.sites.is_door == 1]
    assert tables.tolist() == [2, 1]
    door = layout.sites.tables.intervals(int(layout.sites.table_offset[2]))
    assert door == [(HOUR_MS, 4 * HOUR_MS)]
