from collections import defaultdict
from itertools import pairwise

import numpy as np
import pytest

from planner.allocation.tours import LAST_HOUR, WorkingTime, touring_plan
from planner.scenario.drives import move_minutes
from planner.scenario.replan import with_plan
from planner.scenario.scenario import Plan, Scenario
from planner.scenario.settings import Door
from planner.scenario.tables import PlanTour
from planner.simulation.log import Event
from tests.simulation.small_city import ENGINES, column, site, small_city

DOOR = Door(homes_per_hour=10, visit_cv=0, persons_per_team=100)


def visited(*persons: int, **sites_rule: object) -> Scenario:
    """Return a city whose townships have so many people at home, and as many who come."""
    sites = [site(2 * n, name=f"S{t}", township=f"T{t}") for t, n in enumerate(persons)]
    city = small_city(
        *sites,
        people={"homebound_share": 0.5},
        sites_rule={"opens_at": "08:00", "closes_at": "18:00"} | sites_rule,
        campaign={"starts_at": "2021-01-05T00:00", "target_hours": 72, "horizon_hours": 96},
    )
    return city.model_copy(update={"door": DOOR})


def by_team(tours: tuple[PlanTour, ...]) -> dict[str, list[PlanTour]]:
    found = defaultdict(list)
    for row in tours:
        found[row.team].append(row)
    return dict(found)


def test_small_townships_share_a_team() -> None:
    # of ten hours each has two of visits and one for every move
    city = visited(20, 20, 20, 20)
    tours = touring_plan(city)
    assert {row.township for row in tours} == {"T0", "T1", "T2", "T3"}
    assert len(by_team(tours)) < 4
    assert tours == touring_plan(city)


def test_a_township_that_fills_teams_keeps_them_and_shares_the_rest() -> None:
    tours = touring_plan(visited(250, 40))
    whole = [rows for rows in by_team(tours).values() if len(rows) == 1]
    assert [rows[0].township for rows in whole[:2]] == ["T0", "T0"]
    assert len(by_team(tours)) == 3


def test_teams_are_sent_round_as_the_plan_s_rules_want_it() -> None:
    city = visited(130, 20, 40, 10, 75, 20, 30)
    tours = touring_plan(city)
    with_plan(city, Plan(tours=tours))
    places = {row.id: row for row in city.townships}
    for rows in by_team(tours).values():
        assert [row.stop for row in rows] == list(range(1, len(rows) + 1))
        assert rows[-1].to_hour == LAST_HOUR
        for before, after in pairwise(rows):
            minutes = move_minutes(places[before.township], places[after.township], city.courier)
            assert after.from_hour - before.to_hour >= minutes / 60 - 1e-9


@pytest.mark.parametrize("name", ENGINES)
def test_everybody_at_home_is_visited(name: str) -> None:
    city = visited(130, 20, 40, 10, 75, 20, 30)
    rows = ENGINES[name](with_plan(city, Plan(tours=touring_plan(city))))
    at_door = column(rows, Event.SWABBED, "site") >= len(city.sites)
    assert at_door.sum() == 325


def test_no_team_begins_before_the_opening() -> None:
    tours = touring_plan(visited(20, 30))
    assert min(row.from_hour for row in tours) == 8


def test_nobody_at_home_needs_no_tour() -> None:
    city = visited(20, 30)
    none = city.people.model_copy(update={"homebound_share": 0})
    assert touring_plan(city.model_copy(update={"people": none})) == ()


def test_no_tours_where_no_hour_is_left() -> None:
    city = visited(20, 30)
    soon = city.campaign.model_copy(update={"target_hours": 9})
    assert touring_plan(city.model_copy(update={"campaign": soon})) == ()


def test_working_time_skips_the_night() -> None:
    clock = WorkingTime(np.array([8.0, 32.0]), np.array([18.0, 42.0]))
    assert clock.length == 20
    assert (clock.hour(0, at_end=False), clock.hour(4, at_end=True)) == (8, 12)
    assert (clock.hour(10, at_end=True), clock.hour(10, at_end=False)) == (18, 32)
    assert (clock.hour(20, at_end=True), clock.hour(13, at_end=False)) == (42, 35)
