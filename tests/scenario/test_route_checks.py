"""Each edit of planned runs or tours breaks exactly one rule."""

from pathlib import Path

import pytest

from planner.scenario import ScenarioFaults, check, load
from planner.scenario.names import suggestion
from planner.scenario.replan import with_plan
from planner.scenario.scenario import Plan
from planner.scenario.tables import PlanStop, PlanTour
from tests.scenario.tiny import append, edit

STOPS = """\
run,stop,site,drive_minutes
R1,1,T1-u01,12
R1,2,T1-u02,8.5
R1,3,T2-door,20
R2,1,T3-r01,15
"""
TOURS = """\
team,stop,township,from_hour,to_hour
A,1,T1,3,8
A,2,T2,9,20
B,1,T3,3,720
"""


@pytest.fixture
def routed(tiny: Path) -> Path:
    (tiny / "plan_stops.csv").write_text(STOPS, encoding="utf-8")
    (tiny / "plan_tours.csv").write_text(TOURS, encoding="utf-8")
    return tiny


def test_runs_and_tours_are_sound(routed: Path) -> None:
    assert check(routed) == ()
    plan = load(routed).plan
    assert [row.site for row in plan.stops] == ["T1-u01", "T1-u02", "T2-door", "T3-r01"]
    assert [(row.team, row.township) for row in plan.tours] == [
        ("A", "T1"),
        ("A", "T2"),
        ("B", "T3"),
    ]


@pytest.mark.parametrize(
    ("file", "old", "new", "where", "rule"),
    [
        ("plan_stops.csv", "T1-u02", "T1-u99", "line 3, site", "a site of this scenario, or TOWN"),
        (
            "plan_stops.csv",
            "T2-door",
            "T9-door",
            "line 4, site",
            "a site of this scenario, or TOWN",
        ),
        (
            "plan_stops.csv",
            "T1-u02",
            "T1-u01",
            "line 3, site",
            "a site is one stop of one run; line 2",
        ),
        ("plan_stops.csv", "R2,1", "R1,4", "line 5, site", "the vehicles of one district drive a"),
        (
            "plan_stops.csv",
            "R1,2",
            "R1,1",
            "line 3, stop",
            "a number stands once for run R1; line 2",
        ),
        ("plan_stops.csv", "8.5", "0", "line 3, drive_minutes", "a number greater than 0"),
        ("plan_tours.csv", "T3", "T9", "line 4, township", "an id in townships.csv"),
        ("plan_tours.csv", "3,8", "8,8", "line 2, from_hour", "from_hour is before to_hour, 8"),
        ("plan_tours.csv", "A,2", "A,1", "line 3, stop", "a number stands once for team A; line 2"),
        (
            "plan_tours.csv",
            "9,20",
            "8.9,20",
            "line 3, from_hour",
            "A is in T1 until hour 8 by line 2, and 60 min away from T2",
        ),
        (
            "plan_tours.csv",
            "A,2,T2,9",
            "A,2,T1,7",
            "line 3, from_hour",
            "A is in T1 until hour 8 by line 2, and 0 min away from T1",
        ),
        (
            "plan_tours.csv",
            "9,20",
            "1,2",
            "line 3, from_hour",
            "A is in T1 until hour 8 by line 2, and 60 min away from T2",
        ),
    ],
)
def test_rule_of_routes(routed: Path, file: str, old: str, new: str, where: str, rule: str) -> None:
    edit(routed, file, old, new)
    (fault,) = check(routed)
    assert (fault.file, fault.where) == (file, where)
    assert fault.rule.startswith(rule)
    assert fault.remedy


def test_every_fault_is_found_at_once(routed: Path) -> None:
    append(routed, "plan_stops.csv", "R2,2,T8-r01,4\nR2,3,T1-u01,4\n")
    append(routed, "plan_tours.csv", "B,2,T9,30,40\nA,3,T1,20,30\n")
    assert [(fault.file, fault.where) for fault in check(routed)] == [
        ("plan_stops.csv", "line 7, site"),
        ("plan_stops.csv", "line 6, site"),
        ("plan_stops.csv", "line 7, site"),
        ("plan_tours.csv", "line 5, township"),
        ("plan_tours.csv", "line 6, from_hour"),
    ]


def test_a_plan_made_by_hand_is_held_to_the_same_rules(tiny: Path) -> None:
    stop = PlanStop(run="R", stop=1, site="nowhere", drive_minutes=5)
    tour = PlanTour(team="A", stop=1, township="nowhere", from_hour=1, to_hour=2)
    with pytest.raises(ScenarioFaults) as caught:
        with_plan(load(tiny), Plan(stops=(stop,), tours=(tour,)))
    assert [fault.where for fault in caught.value.faults] == ["stops 1, site", "tours 1, township"]


def test_a_site_s_coordinates_come_in_pairs(tiny: Path) -> None:
    rows = "id,township,persons,tables,latitude_degrees\nA1,T1,5000,7,34.1\n"
    rows += "A2,T2,4000,5,\nA3,T3,4000,6,\n"
    (tiny / "sites.csv").write_text(rows, encoding="utf-8")
    (fault,) = check(tiny)
    assert (fault.file, fault.where) == ("sites.csv", "line 2 (A1), longitude_degrees")


def test_a_city_s_sites_are_not_all_listed() -> None:
    remedy = suggestion("nowhere", [f"T{n:04}-r01" for n in range(3_000)])
    assert remedy == "use one of the 3,000 known names, such as T0000-r01, T0001-r01, T0002-r01"
