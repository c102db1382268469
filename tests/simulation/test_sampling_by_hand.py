"""Ways of sampling worked by hand, against both engines' logs."""

import numpy as np
import pytest

from planner.scenario.generate import group_sites
from planner.scenario.scenario import Scenario
from planner.scenario.tables import Group
from planner.simulation.building.build import build_layout
from planner.simulation.building.sites import mean_pool_persons
from planner.simulation.layout import REPEAT
from planner.simulation.log import Event
from tests.simulation.small_city import (
    ENGINES,
    Engine,
    column,
    laboratory,
    site,
    small_city,
    tally_of,
)

SECOND, MINUTE, HOUR = 1_000, 60_000, 3_600_000


@pytest.fixture(params=ENGINES)
def engine(request: pytest.FixtureRequest) -> Engine:
    return ENGINES[request.param]


def with_groups(scenario: Scenario, *groups: Group) -> Scenario:
    apart = group_sites(scenario.townships, groups, scenario.sites, scenario.sites_rule)
    return scenario.model_copy(update={"groups": groups, "sites": (*scenario.sites, *apart)})


def key_group(**changes: object) -> Group:
    row = {"id": "key", "name_zh": "重点", "name_en": "Key", "persons_share": 0.25}
    return Group.model_validate(row | changes)


def test_two_swabbers_share_the_people_of_one_registrar(engine: Engine) -> None:
    rows = engine(small_city(site(6), sites_rule={"swabbers_per_registrar": 2}))
    # registered at 20, 40, ... s; a swab takes 30 s, so the two take turns and nobody waits
    assert column(rows, Event.SWAB, "ms").tolist() == [20_000 * n for n in range(1, 7)]
    assert column(rows, Event.SWAB, "table").tolist() == [0, 1, 0, 1, 0, 1]
    assert column(rows, Event.TUBE_CLOSED, "extra").tolist() == [3, 3]


def test_a_slow_swab_holds_one_swabber_only(engine: Engine) -> None:
    rule = {"swabbers_per_registrar": 2, "swab_seconds": 100, "registered_ahead_persons": 1}
    rows = engine(small_city(site(5), sites_rule=rule))
    # swabbers free at 120 and 140 s, then at 220 and 240 s
    assert column(rows, Event.SWAB, "ms").tolist() == [20_000, 40_000, 120_000, 140_000, 220_000]
    # the third waits registered from 60 s on and holds the registrar until 120 s
    assert column(rows, Event.REGISTER, "ms").tolist() == [0, 20_000, 40_000, 120_000, 140_000]


def test_the_clerk_mends_one_tube_after_the_other(engine: Engine) -> None:
    rule = {"pool_size_persons": 1, "binding_error_share": 1, "mend_minutes": 5}
    rows = engine(small_city(site(3), sites_rule=rule))
    assert column(rows, Event.TUBE_CLOSED, "ms").tolist() == [50_000, 80_000, 110_000]
    mended = [50 * SECOND + n * 5 * MINUTE for n in (1, 2, 3)]
    assert column(rows, Event.MENDED, "ms").tolist() == mended


def test_a_run_leaves_behind_what_the_clerk_still_has(engine: Engine) -> None:
    rule = {"pool_size_persons": 1, "binding_error_share": 1, "mend_minutes": 45}
    courier = {"trigger": "timetable", "interval_minutes": 60, "between_sites_minutes": 10}
    rows = engine(
        small_city(
            site(2), laboratories=[laboratory()], vehicles=1, sites_rule=rule, courier=courier
        )
    )
    # boxed at 45:50 and 90:50; runs are called at 1 h and 2 h, stop 10 min and drive 20 min later
    assert column(rows, Event.DELIVERED, "ms").tolist() == [90 * MINUTE, 150 * MINUTE]


def test_a_second_visit_gives_a_second_swab_and_no_second_person(engine: Engine) -> None:
    city = small_city(site(40), people={"repeat_share": 1})
    rows = engine(city)
    persons = column(rows, Event.SWABBED, "person")
    assert sorted(persons[persons < REPEAT].tolist()) == list(range(40))
    assert sorted((persons[persons >= REPEAT] - REPEAT).tolist()) == list(range(40))
    tally = tally_of(city)
    assert tally.sampled.sum() == 40
    assert (tally.fills * np.arange(len(tally.fills))).sum() == 80


def test_one_household_fills_one_tube(engine: Engine) -> None:
    city = small_city(
        site(4000, tables=4),
        people={"mean_household_persons": 2.5},
        sites_rule={"pool_size_persons": "household"},
    )
    sizes = column(engine(city), Event.TUBE_CLOSED, "extra")
    assert sizes.sum() == 4000
    assert sizes.mean() == pytest.approx(2.5, rel=0.05)
    assert (np.bincount(sizes)[1:6] > 50).all()
    expected = mean_pool_persons(build_layout(city).sites)
    assert expected == pytest.approx(2.5, abs=0.001)


def test_households_of_one_are_single_tubes(engine: Engine) -> None:
    city = small_city(
        site(20),
        people={"mean_household_persons": 1},
        sites_rule={"pool_size_persons": "household"},
    )
    assert column(engine(city), Event.TUBE_CLOSED, "extra").tolist() == [1] * 20


def test_a_group_is_swabbed_singly_at_a_site_of_its_own(engine: Engine) -> None:
    city = with_groups(small_city(site(40)), key_group(pool_size_persons=1))
    rows = engine(city)
    assert np.bincount(column(rows, Event.SWABBED, "site")).tolist() == [30, 10]
    extra, place = (column(rows, Event.TUBE_CLOSED, name) for name in ("extra", "site"))
    assert sorted(extra[place == 0].tolist()) == [10, 10, 10]
    assert extra[place == 1].tolist() == [1] * 10


def test_a_group_comes_by_its_own_attendance(engine: Engine) -> None:
    never = key_group(first_pass_share=0, never_reached_share=1)
    rows = engine(with_groups(small_city(site(40)), never))
    assert set(column(rows, Event.SWABBED, "site").tolist()) == {0}
    assert len(column(rows, Event.SWABBED, "site")) == 30


def test_a_site_opens_in_its_hours_only(engine: Engine) -> None:
    late = site(10).model_copy(update={"from_hour": 6})
    first = column(engine(small_city(late)), Event.ARRIVE, "ms")
    assert first.min() == first.max() == 6 * HOUR


def test_a_later_phase_sets_up_later(engine: Engine) -> None:
    city = small_city(site(10), sites_rule={"setup_hours": 2})
    districts = tuple(row.model_copy(update={"from_hour": 12}) for row in city.districts)
    arrived = column(engine(city.model_copy(update={"districts": districts})), Event.ARRIVE, "ms")
    assert arrived.min() == 14 * HOUR
