"""What neighbours send follows from their people, and the shipped tables from these rules."""

from pathlib import Path

import pytest

from planner.scenario import load
from planner.scenario.census.lookup import find_city
from planner.scenario.census.records import cities
from planner.scenario.draft.neighbours import mobile_laboratory_rows, mobile_team_rows
from planner.scenario.scenario import Plan
from planner.scenario.tables import MobileLaboratory, MobileTeams

SCENARIOS = Path(__file__).parents[3] / "scenarios"
XUCHANG = find_city("许昌")


def means_of(name: str) -> list[MobileTeams | MobileLaboratory]:
    city = find_city(name)
    return [*mobile_team_rows(city), *mobile_laboratory_rows(city)]


@pytest.mark.parametrize("name", ["xuchang", "shijiazhuang"])
def test_the_shipped_tables_follow_from_the_rules(name: str) -> None:
    scenario, city = load(SCENARIOS / name), find_city(name)
    assert scenario.mobile_teams == tuple(mobile_team_rows(city))
    assert scenario.mobile_laboratories == tuple(mobile_laboratory_rows(city))
    assert scenario.plan == Plan()


def test_a_city_pools_its_province_and_only_a_large_one_the_nation() -> None:
    of_xuchang = list(mobile_team_rows(XUCHANG))
    henan = {one.code for one in cities() if one.province_zh == "河南省"}
    assert {row.id[:6] for row in of_xuchang} == henan - {XUCHANG.code}
    assert {row.origin for row in of_xuchang} == {"province"}
    of_larger = list(mobile_team_rows(find_city("石家庄")))
    assert {row.origin for row in of_larger} == {"province", "nation"}


def test_shares_are_counted_per_head() -> None:
    zhengzhou = find_city("郑州")
    (team,) = [row for row in mobile_team_rows(XUCHANG) if row.id == "410100-teams"]
    assert team.teams == int(zhengzhou.population_persons / 360 * 0.10 / 10)
    tubes = sum(
        row.declared_tubes_per_day
        for row in mobile_laboratory_rows(XUCHANG)
        if row.id.startswith("410100")
    )
    share = zhengzhou.population_persons / 1_409_778_724 * 51_650_000 * 0.10
    assert tubes == pytest.approx(share, abs=50)
    assert all(row.declared_tubes_per_day <= 10_000 for row in mobile_laboratory_rows(XUCHANG))


def test_nobody_is_there_before_fourteen_hours() -> None:
    for name in ("许昌", "石家庄", "喀什"):
        for row in means_of(name):
            arrives = row.ready_hour + row.travel_minutes / 60
            assert arrives > 14 - 0.02
            assert arrives < 14.02 or row.ready_hour == 6
            assert row.source.startswith("assumed: ")


@pytest.mark.parametrize("city", ["北京", "三沙", "五指山", "阿里"])
def test_any_city_has_neighbours_or_none(city: str) -> None:
    rows = means_of(city)
    assert len({row.id for row in rows}) == len(rows)
