import pytest

from planner.scenario.generate import generate_sites
from planner.scenario.settings import Sites
from planner.scenario.tables import Township

RULE = Sites(urban_persons_per_site=3000, rural_persons_per_site=2000, persons_per_table=700)


def township(urban: int, rural: int) -> Township:
    return Township(
        id="411002001",
        district="411002",
        name_zh="西大街道",
        name_en="West Street",
        urban_persons=urban,
        rural_persons=rural,
    )


def test_urban_and_rural_parts_have_sites_of_their_own() -> None:
    sites = generate_sites([township(7001, 2000)], RULE)
    assert [(site.id, site.persons, site.tables) for site in sites] == [
        ("411002001-u01", 2334, 3),
        ("411002001-u02", 2334, 3),
        ("411002001-u03", 2333, 3),
        ("411002001-r01", 2000, 3),
    ]


def test_nobody_needs_no_site() -> None:
    assert generate_sites([township(0, 0)], RULE) == ()


def test_one_person_has_one_site_with_one_table() -> None:
    (site,) = generate_sites([township(0, 1)], RULE)
    assert (site.id, site.persons, site.tables) == ("411002001-r01", 1, 1)


@pytest.mark.parametrize(("persons", "count"), [(2999, 1), (3000, 1), (3001, 2)])
def test_a_site_never_serves_more_than_the_density(persons: int, count: int) -> None:
    sites = generate_sites([township(persons, 0)], RULE)
    assert len(sites) == count
    assert sum(site.persons for site in sites) == persons
    assert max(site.persons for site in sites) <= RULE.urban_persons_per_site


def test_counted_sites_and_tables_are_shared_by_people() -> None:
    rule = RULE.model_copy(update={"sites_in_city": 5, "tables_in_city": 9})
    sites = generate_sites([township(7000, 2000)], rule)
    assert len(sites) == 5
    assert sum(site.tables for site in sites) == 9
    assert [site.id for site in sites if "-r" in site.id] == ["411002001-r01"]
    assert sum(site.persons for site in sites) == 9000
