"""Each edit of positions and drives breaks exactly one rule."""

from pathlib import Path

import pytest

from planner.scenario import check, load
from tests.scenario.tiny import SITES, edit

TRAVEL = "place,laboratory,minutes\nD1,L1,20\nD2,L1,40\nT1,L1,15\n"
POSITIONS = """\
id,district,name_zh,name_en,urban_persons,rural_persons,latitude_degrees,longitude_degrees
T1,D1,一街道,First,5000,0,34.1,113.8
T2,D1,二镇,Second,1000,3000,34.2,113.9
T3,D2,三乡,Third,0,4000,34.3,114.0
"""


def without_travel_minutes(tiny: Path) -> None:
    edit(tiny, "laboratories.csv", "city,,30", "city,,")


def located_laboratory(tiny: Path) -> None:
    without_travel_minutes(tiny)
    edit(tiny, "laboratories.csv", ",reviewers", ",reviewers,latitude_degrees,longitude_degrees")
    edit(tiny, "laboratories.csv", "2,6,2", "2,6,2,34.0,113.8")
    edit(tiny, "laboratories.csv", "3000,45,,,,,", "3000,45,,,,,,,")


@pytest.mark.parametrize(
    ("old", "new", "where", "rule"),
    [
        ("D2,L1", "D9,L1", "line 3, place", "a district or township"),
        ("D2,L1", "D2,L9", "line 3, laboratory", "an id in laboratories.csv"),
        ("T1,L1", "D1,L1", "line 4, place", "a place and a laboratory stand together once; line 2"),
        (",40", ",0", "line 3, minutes", "a number greater than 0"),
    ],
)
def test_rule_of_travel(tiny: Path, old: str, new: str, where: str, rule: str) -> None:
    (tiny / "travel.csv").write_text(TRAVEL, encoding="utf-8")
    edit(tiny, "travel.csv", old, new)
    (fault,) = check(tiny)
    assert (fault.file, fault.where) == ("travel.csv", where)
    assert fault.rule.startswith(rule)


def test_half_a_position_is_a_fault(tiny: Path) -> None:
    edit(tiny, "townships.csv", "34.1,113.8", "34.1,")
    (fault,) = check(tiny)
    assert fault.where == "line 2 (T1), longitude_degrees"
    assert fault.rule == "latitude and longitude stand together"


def test_a_laboratory_that_nobody_can_reach_is_a_fault(tiny: Path) -> None:
    without_travel_minutes(tiny)
    (fault,) = check(tiny)
    assert (fault.file, fault.where) == ("laboratories.csv", "line 2 (L1), travel_minutes")
    assert "3 have none, such as T1" in fault.rule
    assert fault.remedy == "give travel_minutes or the laboratory's coordinates"


def test_drives_may_stand_in_a_table(tiny: Path) -> None:
    without_travel_minutes(tiny)
    (tiny / "travel.csv").write_text(TRAVEL, encoding="utf-8")
    assert load(tiny).laboratories[0].travel_minutes is None
    edit(tiny, "travel.csv", "D2,L1,40\n", "")
    (fault,) = check(tiny)
    assert "1 have none, such as T3" in fault.rule


def test_drives_may_follow_from_coordinates(tiny: Path) -> None:
    located_laboratory(tiny)
    (fault,) = check(tiny)
    assert "2 have none, such as T2" in fault.rule
    (tiny / "townships.csv").write_text(POSITIONS, encoding="utf-8")
    assert check(tiny) == ()


def test_the_position_of_a_district_stands_for_its_townships(tiny: Path) -> None:
    located_laboratory(tiny)
    districts = (
        "id,name_zh,name_en,population_persons,latitude_degrees,longitude_degrees\n"
        "D1,东区,East,9000,34.1,113.8\nD2,西区,West,4000,34.3,114\n"
    )
    (tiny / "districts.csv").write_text(districts, encoding="utf-8")
    assert check(tiny) == ()


def test_a_laboratory_is_reached_from_where_the_plan_sends_tubes(tiny: Path) -> None:
    without_travel_minutes(tiny)
    edit(tiny, "laboratories.csv", ",D1,city,", ",D1,D2,")
    (tiny / "travel.csv").write_text("place,laboratory,minutes\nD2,L1,40\n", encoding="utf-8")
    (tiny / "sites.csv").write_text(SITES, encoding="utf-8")
    assert check(tiny) == ()
    flows = "place,from_hour,to_hour,laboratory,share\nA2,0,24,L1,1\n"
    (tiny / "plan_flows.csv").write_text(flows, encoding="utf-8")
    (fault,) = check(tiny)
    assert "1 have none, such as T2" in fault.rule
