"""A census of a few cities, with rows that nobody simulated."""

from dataclasses import replace
from typing import Any

from planner.scenario.census.lookup import find_city
from planner.scenario.draft.capacities import Capacities
from planner.study.census.answer import Census, answer
from planner.study.census.city import CityRow, Rule
from planner.study.census.kept import Asked

FORMULA = '=HYPERLINK("http://evil")'
NAMES = ("郑州", "许昌", "济源", "北京", "三沙", "石家庄")


def made_up_census() -> Census:
    """Return cities in every state: in time, helped, lacking, and without an answer."""
    cities = tuple(map(find_city, NAMES))
    own = {cities[0].code: Capacities(city="郑州", swabbers=9, source=FORMULA)}
    blank = [
        CityRow.failed(city, own.get(city.code, Capacities(city="")), "lost") for city in cities
    ]
    late: dict[str, Any] = {
        "target_hours": 48.0,
        "meets_target": False,
        "sampled_hours": 39.3,
        "resulted_hours": 121.5,
        "binding": "amplification",
        "binding_place_zh": "检测机构",
        "binding_place_en": "laboratory",
    }
    rows = [
        replace(
            blank[0],
            failure=None,
            meets_target=True,
            target_hours=120.0,
            resulted_hours=100.0,
            spare_teams=7,
            spare_tubes_per_day=5000,
        ),
        replace(blank[1], failure=None, short_tubes_per_day=600_000, **late),
        replace(blank[2], failure=None, short_teams=2, short_tubes_per_day=4000, **late),
        replace(blank[3], failure=None, short_teams=None, **late),
        blank[4],
        replace(blank[5], failure=None, short_tubes_per_day=10_000, **late),
    ]
    return answer(Asked(cities, Rule(), own), rows)
