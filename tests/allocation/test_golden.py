"""The formulation of three tiny cities, held to the file of what it was.

A change that is meant is written by ``PLANNER_WRITE_GOLDEN=1 python -m pytest
tests/allocation/test_golden.py`` and read in the difference.
"""

import json
import os
from pathlib import Path

import pytest

from planner.allocation.problem import build_problem
from planner.allocation.program import Floats, Program, Solution
from planner.allocation.tiers import solve as solve_tiers
from planner.scenario.scenario import Plan, Scenario
from planner.scenario.tables import PlanLaboratory
from tests.allocation.tiny_cities import fixed, two_districts, van
from tests.allocation.tiny_problem import pool

GOLDEN = Path(__file__).parent / "golden"


def short_of_tables() -> Scenario:
    """Return a city whose swabbers staff few of its tables, with two pools to call."""
    scenario = two_districts(fixed("L0", 600))
    few = tuple(row.model_copy(update={"swabbers": 1}) for row in scenario.teams)
    pools = (pool("N0", teams=3, ready_hour=2), pool("N1", tables_per_team=2, ready_hour=3))
    return scenario.model_copy(update={"teams": few, "mobile_teams": pools})


CITIES = {
    "room_for_all": two_districts(fixed("L0", 600), fixed("L1", 300, travel_minutes=45)),
    "short_of_room": two_districts(
        fixed("L0", 200),
        fixed("L1", 90, travel_minutes=60, serves="D1"),
        fixed("L2", 90, travel_minutes=60, serves="D1"),
        mobile=(van("M0", declared_tubes_per_day=60, setup_hours=4),),
        plan=Plan(laboratories=(PlanLaboratory(laboratory="M0", district="D1", from_hour=2),)),
    ),
    "short_of_tables": short_of_tables(),
}


def formulation(scenario: Scenario, monkeypatch: pytest.MonkeyPatch) -> dict[str, object]:
    sizes: list[dict[str, int]] = []
    solve = Program.solve

    def counted(program: Program, cost: Floats, **gaps: float) -> Solution:
        proto = program._proto(cost)
        sizes.append(
            {
                "columns": program.columns,
                "rows": program.rows,
                "non_zeros": len(proto.linear_constraint_matrix.coefficients),
                "priced_columns": len(proto.objective.linear_coefficients.ids),
            }
        )
        return solve(program, cost, **gaps)

    monkeypatch.setattr(Program, "solve", counted)
    problem = build_problem(scenario)
    found = solve_tiers(problem)
    return {
        "people": round(problem.people, 1),
        "edges_hours": problem.edges_hours.tolist(),
        "programs": sizes,
        "staffed": found.staffed is not None,
        "tiers": {tier.objective: round(tier.value, 1) for tier in found.tiers},
    }


@pytest.mark.parametrize("name", CITIES)
def test_a_tiny_citys_formulation_is_what_it_was(
    name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = formulation(CITIES[name], monkeypatch)
    file = GOLDEN / f"{name}.json"
    if os.environ.get("PLANNER_WRITE_GOLDEN"):
        file.write_text(json.dumps(made, indent=1) + "\n", encoding="utf-8")
    known = json.loads(file.read_text(encoding="utf-8"))
    fixed_figures = ("people", "edges_hours", "programs", "staffed")
    assert {key: made[key] for key in fixed_figures} == {key: known[key] for key in fixed_figures}
    # later tiers may use up what earlier ones may give, so only nearly the same to the tenth
    assert made["tiers"] == pytest.approx(known["tiers"], rel=1e-4, abs=0.2)
