"""Means by rules per head: those of the shipped scenarios, and never none."""

import csv
from pathlib import Path

import pytest

from planner.scenario.census.lookup import find_city
from planner.scenario.census.records import cities, districts_of
from planner.scenario.draft.means import laboratory_rows, team_row, vehicle_row
from planner.scenario.draft.places import township_rows

SCENARIOS = Path(__file__).parents[3] / "scenarios"


def shipped(folder: str, table: str, *columns: str) -> list[tuple[str, ...]]:
    with (SCENARIOS / folder / f"{table}.csv").open(encoding="utf-8", newline="") as file:
        return [tuple(row[name] for name in columns) for row in csv.DictReader(file)]


@pytest.mark.parametrize("folder", ["xuchang", "shijiazhuang"])
def test_the_shipped_tables_follow_the_same_rules(folder: str) -> None:
    laboratories, teams, vehicles = [], [], []
    for district in districts_of(find_city(folder)):
        townships = list(township_rows(district))
        laboratories += [
            (row.id, f"{row.declared_tubes_per_day:g}") for row in laboratory_rows(district)
        ]
        team, pool = team_row(district, townships), vehicle_row(district, townships)
        teams.append((team.id, str(team.swabbers), team.source))
        vehicles.append((pool.id, str(pool.vehicles), str(pool.load_tubes), pool.source))
    assert laboratories == shipped(folder, "laboratories", "id", "declared_tubes_per_day")
    assert teams == shipped(folder, "teams", "id", "swabbers", "source")
    assert vehicles == shipped(folder, "vehicles", "id", "vehicles", "load_tubes", "source")


def test_the_smallest_places_have_means_too() -> None:
    for district in districts_of(find_city("三沙")):
        townships = list(township_rows(district))
        laboratories = list(laboratory_rows(district))
        assert [row.id for row in laboratories] == [f"{district.code}-lab1"]
        assert (laboratories[0].declared_tubes_per_day or 0) >= 10
        assert team_row(district, townships).swabbers >= 2
        assert vehicle_row(district, townships).vehicles == 1


def test_the_nation_has_about_the_laboratories_and_tubes_of_april_2022() -> None:
    rows = [
        row for city in cities() for unit in districts_of(city) for row in laboratory_rows(unit)
    ]
    assert len(rows) == pytest.approx(13_100, rel=0.02)
    tubes = sum(row.declared_tubes_per_day or 0 for row in rows)
    assert tubes == pytest.approx(51_650_000, rel=0.001)
    assert all(row.source.startswith("assumed: ") for row in rows)


def test_every_laboratory_has_a_drive_or_a_position() -> None:
    for city in cities():
        for unit in districts_of(city):
            for row in laboratory_rows(unit):
                assert (row.travel_minutes is None) == (row.latitude_degrees is not None)
