"""In which order mobile laboratories are called, and where they stand."""

from collections.abc import Sequence

import numpy as np

from planner.allocation.problem import Problem
from planner.scenario.scenario import Scenario
from planner.scenario.tables import MobileLaboratory, PlanLaboratory, stay_from

RANK = {"district": 0, "province": 1, "nation": 2}


def with_help_allowed(scenario: Scenario) -> Scenario:
    """Return the scenario with those pools only whose origin may be asked for help."""
    origins = scenario.reinforcement.origins
    return scenario.model_copy(
        update={
            "mobile_teams": tuple(row for row in scenario.mobile_teams if row.origin in origins),
            "mobile_laboratories": tuple(
                row for row in scenario.mobile_laboratories if row.origin in origins
            ),
        }
    )


def in_order_of_call(rows: Sequence[MobileLaboratory]) -> list[MobileLaboratory]:
    """Return whom a city asks first: the nearest origin, the earliest, the largest."""
    return sorted(
        rows,
        key=lambda row: (RANK[row.origin], row.arrival_hour, -row.declared_tubes_per_day, row.id),
    )


def placed(
    scenario: Scenario, problem: Problem, rows: Sequence[MobileLaboratory]
) -> tuple[PlanLaboratory, ...]:
    """Let each laboratory stand in the district whose people have least capacity by then."""
    need = np.zeros(len(problem.district_ids))
    np.add.at(need, problem.district, problem.arrived[:, -1])
    stands = ~problem.is_mobile & (problem.laboratory_district >= 0)
    room = problem.laboratory_room[:, : problem.deadline_period].sum(axis=1)
    np.subtract.at(need, problem.laboratory_district[stands], room[stands])
    result = []
    for row in rows:
        district = int(np.argmax(need))
        hours = max(scenario.target_hours - row.arrival_hour - row.setup_hours, 0.0)
        tubes = row.declared_tubes_per_day / 24 * hours * scenario.laboratory.effective_share
        need[district] -= tubes * problem.persons_per_tube
        result.append(
            PlanLaboratory(
                laboratory=row.id,
                district=problem.district_ids[district],
                from_hour=stay_from(row.arrival_hour),
                source="planned: where capacity is least for the people",
            )
        )
    return tuple(result)
