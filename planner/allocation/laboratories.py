"""In which order mobile laboratories are called, and where they stand."""

from collections.abc import Sequence
from math import ceil

import numpy as np

from planner.allocation.problem import Problem
from planner.scenario.scenario import Scenario
from planner.scenario.tables import MobileLaboratory, PlanLaboratory

RANK = {"district": 0, "province": 1, "nation": 2}


def arrival_hour(row: MobileLaboratory) -> float:
    """Return the first hour at which a mobile laboratory can be in the city."""
    return row.ready_hour + row.travel_minutes / 60


def in_order_of_call(rows: Sequence[MobileLaboratory]) -> list[MobileLaboratory]:
    """Return whom a city asks first: the nearest origin, the earliest, the largest."""
    return sorted(
        rows,
        key=lambda row: (RANK[row.origin], arrival_hour(row), -row.declared_tubes_per_day, row.id),
    )


def placed(
    scenario: Scenario, problem: Problem, rows: Sequence[MobileLaboratory]
) -> tuple[PlanLaboratory, ...]:
    """Let each laboratory stand in the district whose people have least capacity by then."""
    need = np.zeros(len(problem.district_ids))
    np.add.at(need, problem.district, problem.arrived[:, -1])
    for index, laboratory in enumerate(scenario.laboratories):
        if laboratory.district is not None:
            district = problem.district_ids.index(laboratory.district)
            need[district] -= problem.laboratory_room[index, : problem.deadline_period].sum()
    result = []
    for row in rows:
        district = int(np.argmax(need))
        hours = max(scenario.target_hours - arrival_hour(row) - row.setup_hours, 0.0)
        tubes = row.declared_tubes_per_day / 24 * hours * scenario.laboratory.effective_share
        need[district] -= tubes * problem.persons_per_tube
        result.append(
            PlanLaboratory(
                laboratory=row.id,
                district=problem.district_ids[district],
                from_hour=ceil(arrival_hour(row) * 100) / 100,
                source="planned: where capacity is least for the people",
            )
        )
    return tuple(result)
