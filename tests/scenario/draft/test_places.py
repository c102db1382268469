"""People of drafted districts and townships are the census's, to the last person."""

import csv
from pathlib import Path

import pytest

from planner.scenario.census.lookup import find_city
from planner.scenario.census.records import CensusDistrict, cities, districts_of
from planner.scenario.draft.places import district_row, township_rows

SCENARIOS = Path(__file__).parents[3] / "scenarios"


def unit(**changes: object) -> CensusDistrict:
    row = {
        "code": "990001",
        "city": "990000",
        "name_zh": "某县",
        "name_en": "Some County",
        "kind": "county",
        "urban_persons": 1001,
        "rural_persons": 2002,
        "mean_household_persons": 2.5,
        "latitude_degrees": 30,
        "longitude_degrees": 110,
        "position": "seat",
        "townships": 3,
        "resident_committees": 4,
        "village_committees": 5,
    }
    return CensusDistrict.model_validate(row | changes)


def test_every_sum_of_people_is_the_census() -> None:
    for city in cities():
        population = 0
        for district in districts_of(city):
            townships = list(township_rows(district))
            assert sum(one.urban_persons for one in townships) == district.urban_persons
            assert sum(one.rural_persons for one in townships) == district.rural_persons
            assert len(townships) == (district.townships or len(townships)) > 0
            assert len({one.id for one in townships}) == len(townships)
            population += district_row(district).population_persons
        assert population == city.population_persons, city


@pytest.mark.parametrize("folder", ["xuchang", "shijiazhuang"])
def test_the_shipped_townships_follow_the_same_rule(folder: str) -> None:
    drafted = [
        (one.id, one.name_zh, one.name_en, one.urban_persons, one.rural_persons)
        for district in districts_of(find_city(folder))
        for one in township_rows(district)
    ]
    with (SCENARIOS / folder / "townships.csv").open(encoding="utf-8", newline="") as file:
        shipped = [
            (
                row["id"],
                row["name_zh"],
                row["name_en"],
                int(row["urban_persons"]),
                int(row["rural_persons"]),
            )
            for row in csv.DictReader(file)
        ]
    assert drafted == shipped


def test_an_unlisted_district_is_split_by_its_committees() -> None:
    townships = list(township_rows(unit()))
    assert [one.urban_persons for one in townships] == [501, 250, 250]
    assert [one.rural_persons for one in townships] == [801, 801, 400]
    assert all(one.source.startswith("estimated: not a real township") for one in townships)
    assert all("urban over resident and rural over village" in one.source for one in townships)


@pytest.mark.parametrize(
    ("changes", "urban", "said"),
    [
        ({"village_committees": 0}, [501, 250, 250], "over resident committees, the only kind"),
        ({"resident_committees": 0}, [401, 400, 200], "over village committees, the only kind"),
        ({"townships": ""}, [1001], "one per 34,000 people"),
        ({"resident_committees": "", "village_committees": ""}, [334, 334, 333], "no committees"),
        ({"townships": "0", "urban_persons": 68_000, "rural_persons": 0}, [34_000] * 2, "34,000"),
    ],
)
def test_what_the_list_lacks_is_made_up_for_and_said(
    changes: dict[str, object], urban: list[int], said: str
) -> None:
    townships = list(township_rows(unit(**changes)))
    assert [one.urban_persons for one in townships] == urban
    assert said in townships[0].source


def test_a_district_of_nobody_has_a_township_of_nobody() -> None:
    townships = list(township_rows(unit(urban_persons=0, rural_persons=0, townships=None)))
    assert [(one.urban_persons, one.rural_persons) for one in townships] == [(0, 0)]


def test_a_district_says_where_its_position_comes_from() -> None:
    assert "seat: GeoNames" in district_row(unit()).source
    assert "centroid" in district_row(unit(position="centroid")).source
    assert district_row(unit()).mean_household_persons == 2.5
