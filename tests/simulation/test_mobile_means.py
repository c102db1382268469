"""What mobile teams and laboratories do, worked by hand against both engines' logs."""

import itertools

import numpy as np
import pytest

from planner.scenario.scenario import Plan, Scenario
from planner.scenario.tables import (
    MobileLaboratory,
    MobileTeams,
    PlanLaboratory,
    PlanTables,
    PlanTeams,
    Site,
)
from planner.simulation.building.build import build_layout
from planner.simulation.building.mobile_tables import mobile_table_hours
from planner.simulation.log import Event
from tests.simulation.small_city import ENGINES, Engine, column, laboratory, site, small_city

HOUR = 3_600_000
POOL = MobileTeams(
    id="P",
    name_zh="队",
    name_en="Teams",
    origin="province",
    teams=9,
    tables_per_team=2,
    ready_hour=0,
    travel_minutes=0,
)
VEHICLE = MobileLaboratory(
    id="M",
    name_zh="车",
    name_en="Vehicle",
    origin="province",
    declared_tubes_per_day=1000,
    ready_hour=0,
    travel_minutes=60,
    setup_hours=2,
    drive_minutes=40,
)


@pytest.fixture(params=ENGINES)
def engine(request: pytest.FixtureRequest) -> Engine:
    return ENGINES[request.param]


def stay(from_hour: float, to_hour: float, teams: int = 1, place: str = "T0") -> PlanTeams:
    return PlanTeams(pool="P", teams=teams, place=place, from_hour=from_hour, to_hour=to_hour)


def sent(scenario: Scenario, *stays: PlanTeams) -> Scenario:
    plan = scenario.plan.model_copy(update={"teams": stays})
    return scenario.model_copy(update={"mobile_teams": (POOL,), "plan": plan})


def hours(scenario: Scenario) -> dict[int, list[list[tuple[float, float]]]]:
    found = mobile_table_hours(scenario, 48 * HOUR)
    return {
        index: [[(a / HOUR, b / HOUR) for a, b in table] for table in tables]
        for index, tables in found.items()
    }


def test_a_team_s_tables_swab_besides_those_at_home(engine: Engine) -> None:
    rows = engine(sent(small_city(site(6, tables=1)), stay(0, 24)))
    # three tables, of which each registers in 20 s and swabs in 30 s
    assert column(rows, Event.SWAB, "ms").tolist() == [20_000] * 3 + [50_000] * 3
    assert sorted(set(column(rows, Event.SWAB, "table").tolist())) == [0, 1, 2]


def test_a_team_works_only_between_its_hours(engine: Engine) -> None:
    no_roster = small_city(site(2), swabbers=0)
    assert len(column(engine(no_roster), Event.SWAB, "ms")) == 0
    rows = engine(sent(no_roster, stay(3, 4)))
    assert column(rows, Event.SWAB, "ms").tolist() == [3 * HOUR + 20_000] * 2


def test_a_plan_for_home_tables_leaves_mobile_ones_alone() -> None:
    home = PlanTables(place="T0", from_hour=0, to_hour=48, tables=0)
    city = small_city(site(10, tables=4), plan=Plan(tables=(home,)))
    assert np.diff(build_layout(sent(city, stay(0, 24))).sites.table_offset).tolist() == [6]
    tables = build_layout(sent(city, stay(0, 24))).sites.tables
    assert [len(tables.intervals(n)) > 0 for n in range(6)] == [False] * 4 + [True] * 2


def test_a_mobile_table_never_rests_for_want_of_a_second_crew() -> None:
    rule = {"swabbers_per_table": 1, "stint_minutes": 60, "relief_minutes": 10}
    layout = build_layout(sent(small_city(site(10), sites_rule=rule), stay(0, 24)))
    gaps = [
        {b[0] - a[1] for a, b in itertools.pairwise(shifts)}
        for shifts in map(layout.sites.tables.intervals, range(2))
    ]
    assert gaps == [{HOUR}, {HOUR // 6}]


def test_tables_are_split_over_public_sites_by_their_own_tables() -> None:
    own = [site(10, tables=4, name="A"), site(10, tables=2, name="B")]
    apart = Site(id="C", township="T0", group="key", persons=5, tables=9)
    elsewhere = site(5, tables=9, name="E", township="T1")
    city = small_city(*own, elsewhere)
    city = sent(city.model_copy(update={"sites": (*city.sites, apart)}), stay(2, 9, teams=3))
    assert hours(city) == {0: [[(2, 9)]] * 4, 1: [[(2, 9)]] * 2}


def test_teams_that_relieve_each_other_go_on_at_the_same_tables() -> None:
    city = sent(small_city(site(10)), stay(0, 6), stay(6, 12), stay(8, 10))
    assert hours(city) == {0: [[(0, 12)]] * 2 + [[(8, 10)]] * 2}


def test_a_stay_beyond_the_horizon_brings_nobody() -> None:
    assert hours(sent(small_city(site(10)), stay(50, 60))) == {0: []}


def test_a_placed_laboratory_tests_from_when_it_is_set_up(engine: Engine) -> None:
    city = small_city(site(10), vehicles=1).model_copy(update={"mobile_laboratories": (VEHICLE,)})
    assert build_layout(city).laboratories.count == 0
    place = PlanLaboratory(laboratory="M", district="D0", from_hour=1.5)
    city = city.model_copy(update={"plan": Plan(laboratories=(place,))})
    assert build_layout(city).laboratories.ready_ms.tolist() == [3.5 * HOUR]
    rows = engine(city)
    (accession,) = column(rows, Event.ACCESSION, "ms").tolist()
    assert accession >= 3.5 * HOUR
    assert len(column(rows, Event.RESULT, "ms")) == 1


def test_placed_laboratories_are_numbered_after_the_city_s() -> None:
    place = PlanLaboratory(laboratory="M", district="D0", from_hour=1)
    city = small_city(site(10), laboratories=[laboratory()], plan=Plan(laboratories=(place,)))
    layout = build_layout(city.model_copy(update={"mobile_laboratories": (VEHICLE,)}))
    assert layout.laboratories.ids == ("L0", "M")
    assert layout.couriers.travel_ms.tolist() == [[20 * 60_000, 40 * 60_000]]
    assert layout.stations.place[-1] == "M"
