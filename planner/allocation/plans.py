"""Plans from flows, and the plans that a person would make."""

from collections.abc import Iterator, Sequence
from itertools import pairwise

import numpy as np

from planner.allocation.posts import table_rows, team_rows
from planner.allocation.problem import Problem, swabbed_at
from planner.allocation.program import Floats
from planner.allocation.site_division import divide_tubes
from planner.allocation.tiers import Solved
from planner.scenario.apportion import largest_remainder
from planner.scenario.scenario import Plan, Scenario
from planner.scenario.standing import standing_laboratories
from planner.scenario.tables import PlanFlow, PlanLaboratory, PlanTeams, stay_from
from planner.simulation.building.travel import travel_ms
from planner.simulation.layout import HOUR_MS

WHOLE_CAMPAIGN = 1_000
"""Periods of a window that never ends."""
LEAST_SHARE = 0.005
"""Smaller shares of a district's tubes are not worth a route."""
DIGITS = 4
SAME_DRIVE_HOURS = 0.05
"""Drives of a district's townships that differ by less are the same."""


def windows(problem: Problem, every_periods: int) -> list[tuple[int, int]]:
    """Cut the periods up to the last arrival into windows of so many periods."""
    arriving = np.flatnonzero(np.diff(problem.arrived.sum(axis=0), prepend=0.0) > 0)
    last = min(int(arriving[-1]) + 2, problem.periods) if len(arriving) else problem.periods
    edges = [*range(0, last, every_periods), problem.periods]
    return list(pairwise(edges))


def _shares(sent: Floats) -> Floats:
    """Return the shares of laboratories, shape (laboratories,), rounded down and few."""
    total = sent.sum()
    if total <= 0:
        return np.zeros_like(sent)
    share = np.where(sent / total < LEAST_SHARE, 0.0, sent / total)
    if not share.any():
        share = sent / total
    return np.asarray(np.floor(share / share.sum() * 10**DIGITS) / 10**DIGITS)


def flow_rows(
    problem: Problem, sent: Floats, parts: Sequence[tuple[int, int]]
) -> Iterator[PlanFlow]:
    """Yield the shares of each district's tubes by laboratory and window.

    Parameters
    ----------
    sent
        Shape (districts, laboratories, periods).
    parts
        Windows as (first period, end).
    """
    edges = problem.edges_hours
    for d, district in enumerate(problem.district_ids):
        overall = _shares(sent[d].sum(axis=1))
        for first, end in parts:
            share = _shares(sent[d][:, first:end].sum(axis=1))
            if not share.any():
                share = overall
            for index in np.flatnonzero(share).tolist():
                yield PlanFlow(
                    place=district,
                    from_hour=round(float(edges[first]), 3),
                    to_hour=round(float(edges[end]), 3),
                    laboratory=problem.laboratory_ids[index],
                    share=float(share[index]),
                    source="planned",
                )


def planned(
    scenario: Scenario,
    problem: Problem,
    solved: Solved,
    laboratories: tuple[PlanLaboratory, ...],
    every_periods: int,
) -> Plan:
    """Return the plan of what was solved, with shares that change every so many periods."""
    flows = tuple(flow_rows(problem, solved.sent, windows(problem, every_periods)))
    if solved.staffed is None:
        return Plan(laboratories=laboratories, flows=flows)
    return Plan(
        laboratories=laboratories,
        flows=flows,
        tables=tuple(table_rows(problem, solved.staffed.tables)),
        teams=tuple(team_rows(scenario, problem, solved.staffed)),
    )


def planned_by_township(
    scenario: Scenario,
    problem: Problem,
    solved: Solved,
    laboratories: tuple[PlanLaboratory, ...],
) -> Plan | None:
    """Return the same with a laboratory of its own for each township, so that drives are least.

    What a district sends to each laboratory in all stays the same. None where the townships of
    each district have the same drives.
    """
    drives = _township_hours(scenario, problem, laboratories)
    stands = np.isfinite(drives).all(axis=0)
    apart = [
        np.ptp(drives[problem.district == d][:, stands], axis=0) for d in range(len(solved.sent))
    ]
    if max(float(own.max(initial=0.0)) for own in apart) <= SAME_DRIVE_HOURS:
        return None
    plan = planned(scenario, problem, solved, laboratories, problem.periods)
    flows = tuple(_township_rows(problem, solved.sent.sum(axis=2), drives))
    return plan.model_copy(update={"flows": flows})


def _township_hours(
    scenario: Scenario, problem: Problem, laboratories: tuple[PlanLaboratory, ...]
) -> Floats:
    """Return drives to the laboratories that stand, infinite to others, (townships, all)."""
    stands = scenario.model_copy(update={"plan": Plan(laboratories=laboratories)})
    index = {name: number for number, name in enumerate(problem.laboratory_ids)}
    columns = [index[row.id] for row in standing_laboratories(stands)]
    drives = np.full((len(problem.township_ids), len(index)), np.inf)
    drives[:, columns] = travel_ms(stands, np.arange(len(drives))) / HOUR_MS
    return drives


def _township_rows(problem: Problem, sent: Floats, drives: Floats) -> Iterator[PlanFlow]:
    """Yield the laboratories of each township for the whole campaign.

    Parameters
    ----------
    sent
        Shape (districts, laboratories): people.
    drives
        Shape (townships, laboratories): hours.
    """
    for d, total in enumerate(sent):
        own = np.flatnonzero(problem.district == d)
        people = np.rint(problem.arrived[own, -1]).astype(np.int64)
        room = np.ceil(total / max(total.sum(), 1e-9) * people.sum()).astype(np.int64)
        cost = np.where(total > 0, drives[own], np.inf)
        for township, tubes in zip(
            own.tolist(), divide_tubes(people, room, cost).tubes, strict=True
        ):
            share = _shares(tubes.astype(float))
            for index in np.flatnonzero(share).tolist():
                yield PlanFlow(
                    place=problem.township_ids[township],
                    from_hour=0,
                    to_hour=round(float(problem.edges_hours[-1]), 3),
                    laboratory=problem.laboratory_ids[index],
                    share=float(share[index]),
                    source="planned",
                )


def nearest_laboratory(problem: Problem, laboratories: tuple[PlanLaboratory, ...]) -> Plan:
    """Send every district's tubes to the laboratories of the shortest drive, by capacity."""
    sent = np.zeros((*problem.serves.shape, 1))
    capacity = problem.laboratory_room[:, : problem.deadline_period].sum(axis=1)
    for d in range(len(problem.district_ids)):
        drives = np.where(problem.serves[d] == 1, problem.travel_hours[d], np.inf)
        sent[d, :, 0] = np.where(drives <= drives.min() + 1e-9, np.maximum(capacity, 1.0), 0.0)
    return Plan(laboratories=laboratories, flows=_all_day(problem, sent))


def teams_by_weight(scenario: Scenario, weights: Floats) -> tuple[PlanTeams, ...]:
    """Send all mobile teams to townships in proportion, from their arrival to the deadline."""
    whole = np.rint(weights).astype(np.int64)
    if not whole.any():
        return ()
    rows = []
    for pool in scenario.mobile_teams:
        arrives = stay_from(pool.arrival_hour)
        leaves = min(scenario.target_hours, pool.until_hour)
        if arrives >= leaves:
            continue
        for township, teams in zip(
            scenario.townships, largest_remainder(pool.teams, whole).tolist(), strict=True
        ):
            if teams:
                rows.append(
                    PlanTeams(
                        pool=pool.id,
                        teams=teams,
                        place=township.id,
                        from_hour=arrives,
                        to_hour=leaves,
                        source="planned",
                    )
                )
    return tuple(rows)


def by_population(
    scenario: Scenario, problem: Problem, laboratories: tuple[PlanLaboratory, ...]
) -> Plan:
    """Send teams by population, and tubes to the own district's laboratories first."""
    return Plan(laboratories=laboratories, teams=teams_by_weight(scenario, problem.arrived[:, -1]))


def by_queue_length(
    scenario: Scenario, problem: Problem, laboratories: tuple[PlanLaboratory, ...]
) -> Plan:
    """Send teams where queues are longest, and tubes to all laboratories by their capacity."""
    queue = np.maximum(
        problem.arrived - swabbed_at(problem.arrived, problem.tables[:, None] * problem.table_room),
        0.0,
    ).max(axis=1)
    capacity = problem.laboratory_room[:, : problem.deadline_period].sum(axis=1)
    sent = (problem.serves * np.maximum(capacity, 1.0))[:, :, None]
    return Plan(
        laboratories=laboratories,
        teams=teams_by_weight(scenario, queue),
        flows=_all_day(problem, sent),
    )


def _all_day(problem: Problem, sent: Floats) -> tuple[PlanFlow, ...]:
    whole = np.repeat(sent, problem.periods, axis=2)
    return tuple(flow_rows(problem, whole, [(0, problem.periods)]))
