"""The packaged tables hold the whole census and agree with each other."""

from collections import Counter

import pytest

from planner.scenario.census.records import cities, districts_of, townships_of

NATION_PERSONS = 1_409_778_724


def test_every_city_and_directly_administered_county_is_there() -> None:
    levels = Counter(city.level for city in cities())
    assert levels == {"prefecture": 333, "municipality": 4, "county_direct": 30}
    assert sum(city.population_persons for city in cities()) == NATION_PERSONS
    assert len({city.code for city in cities()}) == 367


def test_districts_sum_to_their_city() -> None:
    codes = [district.code for city in cities() for district in districts_of(city)]
    assert len(set(codes)) == len(codes) == 2989
    for city in cities():
        total = sum(district.population_persons for district in districts_of(city))
        assert total == city.population_persons, city


def test_coordinates_lie_in_china() -> None:
    for city in cities():
        for district in districts_of(city):
            assert 3 < district.latitude_degrees < 54, district
            assert 73 < district.longitude_degrees < 136, district


def test_listed_townships_have_the_committees_of_their_district() -> None:
    listed = 0
    for city in cities():
        for district in districts_of(city):
            townships = townships_of(district)
            listed += len(townships)
            if townships:
                assert len(townships) == district.townships
                resident = sum(one.resident_committees for one in townships)
                village = sum(one.village_committees for one in townships)
                counts = (district.resident_committees, district.village_committees)
                assert (resident, village) == counts
    assert listed == 2368


@pytest.mark.parametrize("column", ["code", "name_zh", "short_zh"])
def test_codes_and_chinese_names_of_cities_are_their_own(column: str) -> None:
    found = Counter(getattr(city, column) for city in cities())
    assert [name for name, count in found.items() if count > 1] == []
