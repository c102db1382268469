"""Which mobile laboratories are called, and where they stand."""

from collections.abc import Sequence
from dataclasses import replace
from math import ceil

import numpy as np

from planner.allocation.answer import Tier
from planner.allocation.flows import most_in_time, swabbed
from planner.allocation.problem import Problem, build_problem
from planner.scenario.scenario import Plan, Scenario
from planner.scenario.tables import MobileLaboratory, PlanLaboratory

TOLERANCE = 0.001
"""Share of the people that fewer laboratories may leave late."""
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


def choose_laboratories(
    scenario: Scenario, rate: float = 1.0
) -> tuple[tuple[PlanLaboratory, ...], Tier]:
    """Call as few mobile laboratories as leave nobody late who need not be.

    Laboratories are called in their order; the fewest of them that reach what all of them would,
    within ``TOLERANCE``, are found by bisection, since more never leave more people late.

    Parameters
    ----------
    scenario
        Its plan is set aside.
    rate
        Factor on what every laboratory achieves, as far as simulations have shown.
    """
    bare = scenario.model_copy(update={"plan": Plan()})
    called = in_order_of_call(scenario.mobile_laboratories)
    problem = build_problem(bare)
    everything = Plan(laboratories=placed(bare, problem, called))
    problem = build_problem(bare.model_copy(update={"plan": everything}))
    supply = swabbed(problem)
    rank = {row.id: number for number, row in enumerate(called)}
    number = np.array([rank.get(name, -1) for name in problem.laboratory_ids])

    def late(count: int) -> float:
        room = np.where(number[:, None] < count, rate * problem.laboratory_room, 0.0)
        return problem.people - most_in_time(replace(problem, laboratory_room=room), supply)

    least = late(len(called))
    low, high = 0, len(called)
    while low < high:
        middle = (low + high) // 2
        if late(middle) <= least + TOLERANCE * problem.people:
            high = middle
        else:
            low = middle + 1
    tier = Tier("mobile laboratories", high, high, 0.0, "least of their order")
    return placed(bare, problem, called[:high]), tier
