"""Levers move what they name, by as much as they say, and nothing else."""

from pathlib import Path

import pytest

from planner.scenario import Scenario, load
from planner.scenario.levers import Levers, most_mobile_teams, positions, with_levers
from planner.scenario.overview import settings_of
from planner.scenario.replan import with_plan
from planner.scenario.scenario import Plan
from planner.study.scenario_folder import standing_alone, write_scenario
from tests.scenario.mobile import write_mobile
from tests.scenario.tiny import write_tiny


@pytest.fixture
def city(tmp_path: Path) -> Scenario:
    return load(write_mobile(write_tiny(tmp_path / "mobile")))


def test_levers_that_stand_where_they_are_change_no_figure(city: Scenario) -> None:
    moved = with_levers(city, positions(city))
    assert positions(moved) == positions(city)
    assert [team.swabbers for team in moved.teams] == [team.swabbers for team in city.teams]
    assert [site.tables for site in moved.sites] == [site.tables for site in city.sites]


def test_no_lever_is_the_same_scenario(city: Scenario) -> None:
    assert with_levers(city, Levers()) == city


@pytest.mark.parametrize(
    "levers",
    [
        Levers(tables=7),
        Levers(swabbers=40),
        Levers(pool_size_persons=20),
        Levers(opens_at="05:00", closes_at="24:00"),
        Levers(laboratory_staff_percent=150),
        Levers(cyclers_percent=60),
        Levers(mobile_teams=3),
        Levers(courier_interval_minutes=30),
    ],
    ids=lambda levers: "-".join(levers.moved),
)
def test_a_lever_stands_where_it_was_moved_and_the_others_do_not_move(
    city: Scenario, levers: Levers
) -> None:
    before, after = positions(city), positions(with_levers(city, levers))
    for name in vars(levers):
        wanted = getattr(levers, name)
        assert getattr(after, name) == (getattr(before, name) if wanted is None else wanted), name


def test_teams_that_are_sent_keep_the_rules_of_a_plan(city: Scenario) -> None:
    most = most_mobile_teams(city)
    moved = with_levers(city, Levers(mobile_teams=most))
    assert sum(row.teams for row in moved.plan.teams) == most
    with_plan(city, moved.plan)  # raises the plan's faults
    assert with_levers(city, Levers(mobile_teams=0)).plan.teams == Plan().teams


def test_what_was_moved_is_marked_and_survives_being_written(
    city: Scenario, tmp_path: Path
) -> None:
    levers = Levers(tables=9, cyclers_percent=80, mobile_teams=2, opens_at="07:00")
    moved = with_levers(city, levers)
    marked = {one.key for one in settings_of(moved) if one.by == "desk"}
    assert marked == {"laboratory.cyclers_percent", "sites.opens_at"}
    alone = standing_alone(moved)
    again = load(write_scenario(tmp_path / "written", alone, tmp_path))
    assert positions(again) == positions(moved)
    assert again.sites == moved.sites and again.plan == moved.plan
