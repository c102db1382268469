"""The whole chain by size and the country, so small that they run with every test."""

import numpy as np
import pytest

from benchmarks.country import measure_country
from benchmarks.made_up_city import Size, made_up_city
from benchmarks.memory import MIB, peak_bytes
from benchmarks.whole_chain import exponent, measure_cores, measure_sizes
from planner.scenario.census.lookup import find_city


def silent(_: str) -> None:
    """Say nothing."""


def test_people_are_all_expected_and_have_tubes() -> None:
    sizes = [Size(20_000), Size(40_000, sites=32, laboratories=2, horizon_hours=96)]
    for size, one in zip(sizes, measure_sizes(sizes, rounds=1, say=silent), strict=True):
        assert one.size == size
        assert one.last.persons == one.built.persons == size.persons
        assert one.last.tubes >= 0.99 * size.persons / 10
        assert 0.98 * size.persons < one.last.resulted <= size.persons
        assert one.built.idle_bytes <= one.last.peak_bytes


def test_two_cores_give_the_same_bytes() -> None:
    cores = measure_cores(Size(10_000), replications=2, rounds=1, say=silent)
    assert cores.same_bytes
    assert len(cores.one.answers[0]) > 1_000


def test_cities_of_the_country_are_added_up() -> None:
    chosen = [find_city("三沙"), find_city("阿拉尔")]
    country = measure_country(silent, chosen)
    assert country.cities == 2
    assert country.population == sum(city.population_persons for city in chosen)
    assert 0.9 * country.expected < country.resulted <= country.expected
    assert country.largest[0].code == chosen[1].code
    assert country.largest[1].total <= country.steps.total


@pytest.mark.parametrize("persons", [10_000, 1_000_000, 5_000_000])
def test_a_made_up_city_has_what_its_size_says(persons: int) -> None:
    city = made_up_city(Size(persons))
    assert city.population_persons == sum(site.persons for site in city.sites) == persons
    assert len(city.sites) == persons // 2_500
    assert len(city.laboratories) == max(1, persons // 250_000)
    townships = {township.id: township for township in city.townships}
    assert {site.township for site in city.sites} == set(townships)
    assert {one.district for one in city.townships} == {district.id for district in city.districts}


def test_the_exponent_is_that_of_a_power() -> None:
    people = [1e5, 1e6, 5e6]
    assert exponent(people, [3e-7 * count**1.1 for count in people]) == pytest.approx(1.1)


def test_the_peak_sees_what_was_given_back() -> None:
    before = peak_bytes()
    np.ones(64 * MIB // 8)
    assert peak_bytes() >= max(before, 64 * MIB)
