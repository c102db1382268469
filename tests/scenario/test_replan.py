"""A plan made by hand or read from another folder is held to the rules of files."""

from pathlib import Path

import pytest

import planner
from planner.scenario import ScenarioFaults, load
from planner.scenario.replan import with_plan
from planner.scenario.scenario import Plan
from planner.scenario.tables import PlanFlow, PlanLaboratory, PlanTables, PlanTeams
from tests.scenario.mobile import PLAN, TABLES, write_mobile
from tests.scenario.tiny import append, edit


def faults_of(folder: Path, plan: Plan) -> dict[str, str]:
    with pytest.raises(ScenarioFaults) as caught:
        with_plan(load(folder), plan)
    return {f"{fault.file}, {fault.where}": fault.rule for fault in caught.value.faults}


def test_a_sound_plan_takes_the_place_of_the_scenario_s(tiny: Path) -> None:
    planned = load(write_mobile(tiny))
    assert with_plan(planned, Plan()).plan == Plan()
    assert with_plan(planned, planned.plan) == planned


def test_every_fault_of_a_plan_made_by_hand_is_told(tiny: Path) -> None:
    write_mobile(tiny)
    plan = Plan(
        tables=(PlanTables(place="T9", from_hour=0, to_hour=9, tables=1),),
        teams=(PlanTeams(pool="N1", teams=4, place="T1", from_hour=12, to_hour=20),),
        laboratories=(PlanLaboratory(laboratory="M1", district="D9", from_hour=12),),
        flows=(
            PlanFlow(place="D1", from_hour=0, to_hour=9, laboratory="M1", share=1),
            PlanFlow(place="D1", from_hour=0, to_hour=9, laboratory="M2", share=1),
        ),
    )
    found = faults_of(tiny, plan)
    assert set(found) == {
        "plan, tables 1, place",
        "plan, teams 1, teams",
        "plan, laboratories 1, district",
        "plan, flows 2, laboratory",
        "plan, flows 2, share",
    }


def test_a_plan_sends_tubes_only_where_the_drive_is_known(tiny: Path) -> None:
    edit(tiny, "laboratories.csv", ",D1,city,,30", ",D1,D2,,")
    (tiny / "travel.csv").write_text("place,laboratory,minutes\nD2,L1,40\n", encoding="utf-8")
    flow = PlanFlow(place="D1", from_hour=0, to_hour=9, laboratory="L1", share=1)
    found = faults_of(tiny, Plan(flows=(flow,)))
    assert list(found) == ["laboratories.csv, row L1, travel_minutes"]


def test_simulate_refuses_a_faulty_plan(tiny: Path) -> None:
    plan = Plan(teams=(PlanTeams(pool="N1", teams=1, place="T1", from_hour=0, to_hour=9),))
    with pytest.raises(ScenarioFaults, match=r"mobile_teams\.csv"):
        planner.simulate(load(tiny), plan, replications=1)


def test_a_plan_of_another_folder_replaces_that_of_scenario_and_variant(
    tiny: Path, tmp_path: Path
) -> None:
    write_mobile(tiny)
    append(tiny, "plan_teams.csv", "N1,1,T1,60,70\n")
    row = "[[variants.own.plan_teams]]\npool = 'N1'\nteams = 1\nplace = 'T1'\n"
    append(tiny, "scenario.toml", row + "from_hour = 71\nto_hour = 72\n")
    (tiny / "plan_tables.csv").write_text("place,from_hour,to_hour,tables\nT1,0,9,1\n")
    other = write_mobile(tmp_path / "other", *PLAN)
    plan = load(tiny, "own", other).plan
    assert (len(plan.teams), plan.tables) == (3, ())


def test_a_folder_without_a_plan_is_refused(tiny: Path) -> None:
    with pytest.raises(ScenarioFaults, match="no plan"):
        load(tiny, plan=tiny)


def test_faults_of_a_plan_elsewhere_name_its_rows(tiny: Path, tmp_path: Path) -> None:
    write_mobile(tiny, *(name for name in TABLES if name not in PLAN))
    other = write_mobile(tmp_path / "other", *PLAN)
    edit(other, "plan_teams.csv", "N1,2", "N1,7")
    with pytest.raises(ScenarioFaults, match=r"plan_teams\.csv, line 3, teams"):
        load(tiny, plan=other)
