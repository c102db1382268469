"""Rows of the plan for tables and teams: each can be followed, and is what was staffed."""

from collections import Counter

import numpy as np
import pytest

from planner.allocation.posts import table_rows, team_rows
from planner.allocation.problem import Problem, build_problem
from planner.allocation.program import Ints
from planner.allocation.staffing import Staffed, crews_of
from planner.scenario.drives import move_minutes
from planner.scenario.replan import with_plan
from planner.scenario.scenario import Plan, Scenario
from planner.scenario.tables import MobileTeams, PlanTeams, stay_from
from tests.allocation.tiny_cities import fixed, two_districts
from tests.allocation.tiny_problem import pool, problem


def city(*pools: MobileTeams, longitudes: tuple[float, ...] = (113.8, 113.85, 114.2)) -> Scenario:
    """Return two townships of one district and one of another, on a road from west to east."""
    scenario = two_districts(fixed("L0", 9_000))
    places = [
        scenario.townships[0 if number < 2 else 1].model_copy(
            update={"id": f"T{number}", "longitude_degrees": longitude, "latitude_degrees": 34.0}
        )
        for number, longitude in enumerate(longitudes)
    ]
    sites = [
        scenario.sites[0].model_copy(update={"id": f"S{number}", "township": f"T{number}"})
        for number in range(len(places))
    ]
    changes = {"townships": tuple(places), "sites": tuple(sites), "mobile_teams": pools}
    return scenario.model_copy(update=changes)


def staffed(given: Problem, working: Ints) -> Staffed:
    """Return a staffing without tables at home, and with all teams called."""
    crews = crews_of(given)
    tables = np.zeros(given.arrived.shape, dtype=np.int64)
    return Staffed(tables, working, crews.teams, crews)


def rows_of(scenario: Scenario, given: Problem, working: Ints) -> tuple[PlanTeams, ...]:
    rows = tuple(team_rows(scenario, given, staffed(given, working)))
    with_plan(scenario, Plan(teams=rows))
    return rows


def wandering(given: Problem, seed: int) -> Ints:
    """Return teams that are somewhere else in many periods, never more than there are."""
    draw, crews = np.random.default_rng(seed), crews_of(given)
    places, periods = given.arrived.shape
    shape = (len(crews.teams), places, periods)
    working = np.zeros(shape, dtype=np.int64)
    for crew, teams in enumerate(crews.teams.tolist()):
        for period in np.flatnonzero(crews.presence(periods)[crew]).tolist():
            goes = draw.integers(0, places + 1, teams)
            if period and draw.random() < 0.5:
                working[crew, :, period] = working[crew, :, period - 1]
            else:
                working[crew, :, period] = np.bincount(goes, minlength=places + 1)[:places]
    return working


POOLS = (pool("N0", teams=3, ready_hour=2, travel_minutes=50), pool("N1", teams=2, until_hour=30))


@pytest.mark.parametrize("longitudes", [(113.8, 113.85, 114.2), (113.0, 114.6, 116.5)])
@pytest.mark.parametrize("seed", range(8))
def test_rows_can_be_followed_however_teams_move(seed: int, longitudes: tuple[float, ...]) -> None:
    # of the second city's moves some take longer than a period
    scenario = city(*POOLS, longitudes=longitudes)
    given = build_problem(scenario)
    working = wandering(given, seed)
    rows = rows_of(scenario, given, working)
    pools = {row.id: row for row in scenario.mobile_teams}
    for hour in sorted({row.from_hour for row in rows}):
        present: Counter[str] = Counter()
        for row in rows:
            if row.from_hour <= hour < row.to_hour:
                present[row.pool] += row.teams
        assert all(present[name] <= pools[name].teams for name in present)
    for row in rows:
        assert row.from_hour >= stay_from(pools[row.pool].arrival_hour) - 1e-9
        assert row.to_hour <= pools[row.pool].until_hour
    # at the end of a period each township has its teams, but those who are still on the way
    longest = max(move_minutes(a, b, scenario.courier) for a in scenario.townships
                  for b in scenario.townships) / 60  # fmt: skip
    for place, name in enumerate(given.township_ids):
        for period, end in enumerate(given.edges_hours[1:].tolist()):
            begins = given.edges_hours[period]
            # who arrives from outside within the period before begins at once
            there = sum(
                row.teams for row in rows if row.place == name and row.to_hour >= end - 1e-9
                and row.from_hour < end and row.from_hour != stay_from(pools[row.pool].arrival_hour)
            )  # fmt: skip
            arrived = sum(
                row.teams for row in rows if row.place == name and row.to_hour >= end - 1e-9
                and row.from_hour < end
            )  # fmt: skip
            need = int(working[:, place, period].sum())
            assert there <= need
            if end - begins > longest + 0.01:
                assert arrived >= need


def test_a_team_moves_within_its_district_first_and_begins_when_it_has_come() -> None:
    scenario = city(pool(teams=2))
    given = build_problem(scenario)
    working = np.zeros((1, *given.arrived.shape), dtype=np.int64)
    working[0, 0, 0], working[0, 2, 0] = 1, 1
    working[0, 1, 1], working[0, 2, 1] = 1, 1
    (first, other, moved) = sorted(
        rows_of(scenario, given, working), key=lambda row: (row.from_hour, row.place)
    )
    edge = float(given.edges_hours[1])
    move = move_minutes(scenario.townships[0], scenario.townships[1], scenario.courier) / 60
    assert (first.place, first.to_hour) == ("T0", edge)
    assert (other.place, other.to_hour) == ("T2", given.edges_hours[2])
    assert moved.place == "T1"
    assert edge + move <= moved.from_hour < edge + move + 0.011


def test_the_nearest_origin_is_called_first() -> None:
    scenario = city(pool("N0", origin="nation"), pool("N1", origin="district"))
    given = build_problem(scenario)
    crews = crews_of(given)
    working = np.zeros((1, *given.arrived.shape), dtype=np.int64)
    working[0, 0, 0] = 1
    rows = team_rows(
        scenario,
        given,
        Staffed(np.zeros(given.arrived.shape, dtype=np.int64), working, np.array([1]), crews),
    )
    assert [row.pool for row in rows] == ["N1"]


def test_who_arrives_within_a_period_begins_at_once() -> None:
    scenario = city(pool(teams=1, ready_hour=2))
    given = build_problem(scenario)
    working = np.zeros((1, *given.arrived.shape), dtype=np.int64)
    working[0, 0, 2] = 1
    assert given.edges_hours[:3].tolist() == [0, 1.5, 3]
    (row,) = rows_of(scenario, given, working)
    assert (row.from_hour, row.to_hour) == (2, 4.5)


def test_tables_of_a_township_are_rows_of_equal_number_through_the_night() -> None:
    given = problem([[9.0] * 5], [[1] * 5], table_room=[[1, 1, 0, 1, 1]])
    rows = list(table_rows(given, np.array([[2, 2, 0, 2, 3]])))
    assert [(row.from_hour, row.to_hour, row.tables) for row in rows] == [(0, 4, 2), (4, 5, 3)]
