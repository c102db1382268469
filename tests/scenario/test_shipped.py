"""The shipped scenarios are sound, with every variant, and have the people of the census."""

from math import ceil
from pathlib import Path

import pytest

from planner.scenario import check, load
from planner.scenario.census.lookup import find_city

SCENARIOS = Path(__file__).parents[2] / "scenarios"
CITIES = ("kashgar", "shijiazhuang", "xuchang")


def test_every_shipped_folder_is_known_here() -> None:
    shipped = tuple(sorted(path.parent.name for path in SCENARIOS.glob("*/scenario.toml")))
    assert shipped == CITIES


@pytest.mark.parametrize("name", CITIES)
def test_a_shipped_scenario_is_sound(name: str) -> None:
    assert check(SCENARIOS / name) == ()
    assert load(SCENARIOS / name).population_persons == find_city(name).population_persons


@pytest.mark.parametrize("name", CITIES)
def test_vehicles_are_one_for_three_sites(name: str) -> None:
    scenario = load(SCENARIOS / name)
    district_of = {township.id: township.district for township in scenario.townships}
    for pool in scenario.vehicles:
        sites = [site for site in scenario.sites if district_of[site.township] == pool.district]
        assert pool.vehicles == ceil(len(sites) / 3)
        assert f"{len(sites)} sites" in pool.source
