import csv
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from planner.scenario import load
from planner.scenario.scenario import Plan
from planner.scenario.tables import (
    PlanFlow,
    PlanLaboratory,
    PlanStop,
    PlanTables,
    PlanTeams,
    PlanTour,
    Row,
)
from planner.study.plan_folder import INFLOW_FILE, ORDERS_FILE, write_plan
from planner.study.request import RequestError
from tests.report.synthetic_outcome import outcome, places
from tests.scenario.tiny import write_tiny

PLAN = Plan(
    tables=(PlanTables(place="T1", from_hour=6, to_hour=20.5, tables=5),),
    teams=(PlanTeams(pool="p", teams=3, place="T1", from_hour=8, to_hour=20),),
    flows=(PlanFlow(place="D1", from_hour=0, to_hour=24, laboratory="L1", share=0.625),),
    stops=(PlanStop(run="A", stop=1, site="A", drive_minutes=12.5, source="planned"),),
    tours=(PlanTour(team="t", stop=1, township="T1", from_hour=8, to_hour=720),),
)
ORDERS = (("number", "order"), ("1", "许昌, “now”\nand then"))


def read(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def test_the_tables_of_a_plan_read_back_as_they_were(tmp_path: Path) -> None:
    place = write_plan(tmp_path / "plan", PLAN, ORDERS, None)
    kinds: dict[str, tuple[type[Row], tuple[Row, ...]]] = {
        "plan_tables": (PlanTables, PLAN.tables),
        "plan_teams": (PlanTeams, PLAN.teams),
        "plan_laboratories": (PlanLaboratory, PLAN.laboratories),
        "plan_flows": (PlanFlow, PLAN.flows),
        "plan_stops": (PlanStop, PLAN.stops),
        "plan_tours": (PlanTour, PLAN.tours),
    }
    for name, (kind, rows) in kinds.items():
        made = read(place / f"{name}.csv")
        assert tuple(kind.model_validate(row) for row in made) == rows
    assert (place / "plan_laboratories.csv").read_text(encoding="utf-8").count("\n") == 1
    assert read(place / ORDERS_FILE) == [{"number": "1", "order": ORDERS[1][1]}]
    assert not (place / INFLOW_FILE).exists()


def test_the_inflow_is_that_of_the_simulation_from_the_first_tube_to_the_last(
    tmp_path: Path,
) -> None:
    result = outcome(laboratories=places("检测机构", "Laboratory", 2), finish_hours=40)
    delivered = result.laboratory_series.delivered_tubes.copy()
    backlog = result.stations.backlog_hours.copy()
    backlog[1, 12] = np.inf
    result = replace(
        result,
        laboratory_series=replace(result.laboratory_series, delivered_tubes=delivered),
        stations=replace(result.stations, backlog_hours=backlog),
    )
    rows = read(write_plan(tmp_path / "plan", PLAN, ORDERS, result) / INFLOW_FILE)
    busy = np.flatnonzero(delivered[0])
    assert {row["laboratory"] for row in rows} == {"laboratory-1", "laboratory-2"}
    assert len(rows) == 2 * (busy[-1] - busy[0] + 1)
    assert rows[0]["starts_at"] == "2021-01-06T05:00"
    assert (rows[0]["from_hour"], rows[0]["name_zh"]) == (str(busy[0]), "检测机构1")
    total = sum(float(row["tubes"]) for row in rows)
    assert total == pytest.approx(delivered.sum(), abs=0.05 * len(rows))
    still = [row for row in rows if not row["backlog_hours"]]
    assert [(row["laboratory"], row["from_hour"]) for row in still] == [("laboratory-2", "12")]


def test_a_taken_place_is_refused_and_nothing_is_left(tmp_path: Path) -> None:
    place = write_plan(tmp_path / "plan", PLAN, ORDERS, None)
    with pytest.raises(RequestError, match="exists"):
        write_plan(place, Plan(), ORDERS, None)
    assert [path.name for path in tmp_path.iterdir()] == ["plan"]


def test_a_written_plan_can_be_simulated_in_the_place_of_the_scenarios_own(tmp_path: Path) -> None:
    tiny = write_tiny(tmp_path / "tiny")
    plan = Plan(tables=PLAN.tables, flows=PLAN.flows)
    place = write_plan(tmp_path / "plan", plan, ORDERS, None)
    assert load(tiny, plan=place).plan == plan
