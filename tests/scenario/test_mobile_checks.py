"""Each edit of mobile means, or of where the plan sends them, breaks exactly one rule."""

from pathlib import Path

import pytest

from planner.scenario import check, load
from tests.scenario.mobile import write_mobile
from tests.scenario.tiny import append, edit


@pytest.fixture
def mobile(tiny: Path) -> Path:
    return write_mobile(tiny)


def test_mobile_means_and_their_plan_are_sound(mobile: Path) -> None:
    assert check(mobile) == ()
    scenario = load(mobile)
    assert [row.teams for row in scenario.plan.teams] == [2, 1, 1]
    assert [row.laboratory for row in scenario.plan.laboratories] == ["M1"]


@pytest.mark.parametrize(
    ("file", "old", "new", "where", "rule"),
    [
        ("mobile_laboratories.csv", "M2,", "L1,", "line 3 (L1), id", "an id that laboratories.csv"),
        ("plan_teams.csv", "N1,2", "N9,2", "line 2, pool", "an id in mobile_teams.csv"),
        ("plan_teams.csv", "T1,12", "T9,12", "line 2, place", "an id in townships.csv"),
        ("plan_teams.csv", "T1,12", "D1,12", "line 2, place", "an id in townships.csv"),
        ("plan_teams.csv", "12,20", "20,20", "line 3, from_hour", "from_hour is before to_hour"),
        ("plan_teams.csv", "T1,12", "T1,11", "line 2, from_hour", "N1 arrives at hour 12.00"),
        ("plan_teams.csv", "21,30", "21,73", "line 4, to_hour", "N1 must have left by hour 72"),
        (
            "plan_teams.csv",
            "N1,1,T2",
            "N1,2,T2",
            "line 3, teams",
            "N1 has 3 teams, and at hour 12 4 would work",
        ),
        (
            "plan_teams.csv",
            "21,30",
            "20.9,23",
            "line 4, from_hour",
            "N1 has 3 teams; up to this row 4 are needed",
        ),
        ("plan_laboratories.csv", "D2", "D9", "line 2, district", "an id in districts.csv"),
        ("plan_laboratories.csv", "12", "11.5", "line 2, from_hour", "M1 arrives at hour 12.00"),
        ("plan_laboratories.csv", "12", "717", "line 2, from_hour", "it is set up by hour 720"),
        ("plan_flows.csv", "M1", "M2", "line 2, laboratory", "an id in laboratories.csv, or of a"),
    ],
)
def test_rule_of_mobile_means(
    mobile: Path, file: str, old: str, new: str, where: str, rule: str
) -> None:
    edit(mobile, file, old, new)
    (fault,) = check(mobile)
    assert (fault.file, fault.where) == (file, where)
    assert fault.rule.startswith(rule)


def test_teams_must_be_there_for_some_time(tiny: Path) -> None:
    write_mobile(tiny, "mobile_teams.csv")
    edit(tiny, "mobile_teams.csv", ",72", ",12")
    (fault,) = check(tiny)
    assert fault.rule == "until_hour is after the arrival, hour 12"


def test_identifiers_of_mobile_means_stand_once(tiny: Path) -> None:
    write_mobile(tiny, "mobile_teams.csv", "mobile_laboratories.csv")
    append(tiny, "mobile_teams.csv", "N1,x,x,nation,1,1,0,0,9\n")
    append(tiny, "mobile_laboratories.csv", "M1,x,x,nation,1,0,0,0,1\n")
    assert [fault.where for fault in check(tiny)] == ["line 3 (N1), id", "line 4 (M1), id"]


def test_a_laboratory_stands_in_one_place(mobile: Path) -> None:
    append(mobile, "plan_laboratories.csv", "M1,D1,40\n")
    (fault,) = check(mobile)
    assert fault.rule == "a mobile laboratory stands once; line 2 has it too"


def test_a_laboratory_that_is_not_placed_can_be(mobile: Path) -> None:
    (mobile / "plan_laboratories.csv").unlink()
    (fault,) = check(mobile)
    assert fault.remedy == "give it a row in plan_laboratories.csv"


def test_every_fault_of_a_plan_is_found_at_once(mobile: Path) -> None:
    append(mobile, "plan_teams.csv", "N7,1,T1,30,40\nN1,1,T8,60,80\n")
    append(mobile, "plan_laboratories.csv", "M8,D8,1\nM2,D1,3\n")
    found = {(fault.file, fault.where) for fault in check(mobile)}
    assert found == {
        ("plan_teams.csv", "line 5, pool"),
        ("plan_teams.csv", "line 6, place"),
        ("plan_teams.csv", "line 6, to_hour"),
        ("plan_laboratories.csv", "line 3, laboratory"),
        ("plan_laboratories.csv", "line 3, district"),
        ("plan_laboratories.csv", "line 4, from_hour"),
    }


def test_a_pool_of_which_no_row_has_a_known_place(mobile: Path) -> None:
    (mobile / "plan_teams.csv").write_text(
        "pool,teams,place,from_hour,to_hour\nN1,1,T9,12,24\nN1,1,T8,12,24\n"
    )
    assert [fault.where for fault in check(mobile)] == ["line 2, place", "line 3, place"]


def test_teams_go_where_there_is_a_public_site(mobile: Path) -> None:
    (mobile / "groups.csv").write_text("id,name_zh,name_en,persons_share\nkey,x,x,0.1\n")
    townships = (mobile / "townships.csv").read_text(encoding="utf-8")
    (mobile / "townships.csv").write_text(townships + "T4,D2,x,x,0,0,,\n", encoding="utf-8")
    append(mobile, "plan_teams.csv", "N1,1,T4,50,60\n")
    (fault,) = check(mobile)
    assert fault.rule == "a township with a sampling site that serves no group alone"


def test_a_variant_may_send_for_more(mobile: Path) -> None:
    append(mobile, "scenario.toml", "[[variants.more.mobile_teams]]\nid = 'N1'\nteams = 4\n")
    edit(mobile, "plan_teams.csv", "N1,1,T2", "N1,2,T2")
    (fault,) = check(mobile)
    assert (fault.where, fault.variant) == ("line 3, teams", None)
    assert load(mobile, "more").mobile_teams[0].teams == 4
