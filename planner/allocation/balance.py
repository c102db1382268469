"""Who helps whom when several cities test at once: spare means of cities to cities that lack them.

In strict order: most people in cities that come to lack nothing; most of what the others lack;
least of it from other provinces; least time on the road. The first is a program in whole numbers,
solved to the gap that is told; the others are one flow of least cost, which is solved exactly.
Help that is not there by its hour (:data:`MOST_DRIVE_HOURS`) does not count.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from ortools.graph.python.min_cost_flow import SimpleMinCostFlow
from ortools.math_opt.python import mathopt

from planner.allocation.answer import Tier
from planner.allocation.program import Bools, Floats, Ints, Program
from planner.outcome.shortage import HELP_HOUR
from planner.scenario.draft.means import PERSONS_PER_SWABBER
from planner.scenario.draft.neighbours import (
    LEAST_READY_HOUR,
    PROVINCE_SETUP_HOURS,
    SWABBERS_PER_TEAM,
    drives_hours,
)
from planner.scenario.drives import Position

MOST_DRIVE_HOURS = HELP_HOUR - PROVINCE_SETUP_HOURS - LEAST_READY_HOUR
"""So that a mobile laboratory works at the hour for which shortages are counted."""
RESOURCES = ("teams", "tubes_per_day")
TEAM_PERSONS = SWABBERS_PER_TEAM * PERSONS_PER_SWABBER
TUBE_PERSONS = 10
"""People a day that a team or a tube stands for, where shortages of both are added."""
QUIET_SOLVER = mathopt.SolverType.GSCIP
_ROAD_COST = 10
"""Steps of a drive's cost in an hour."""
_OTHER_PROVINCE, _UNMET = 10_000, 100_000_000
"""Costs of a unit, each more than any drive, or any unit of the rank below it."""


@dataclass(frozen=True)
class Place:
    """A city with what it lacks or could lend: teams, and declared tubes a day."""

    code: str
    province: str
    centre: Position
    persons: int
    short: tuple[int, int] = (0, 0)
    spare: tuple[int, int] = (0, 0)


@dataclass(frozen=True)
class Loan:
    """What one city sends another."""

    lender: str
    borrower: str
    teams: int
    tubes_per_day: int
    drive_hours: float


@dataclass(frozen=True)
class Balance:
    """Who sends what to whom."""

    loans: tuple[Loan, ...]
    covered: frozenset[str]
    """Cities that come to lack nothing."""
    short: tuple[int, int]
    """What all cities lack, before."""
    left: tuple[int, int]
    """What they still lack, after."""
    tiers: tuple[Tier, ...]


def nearest_loans(borrower: Place, lenders: Sequence[Place]) -> tuple[Loan, ...]:
    """Return what a city that tests alone is lent, the nearest first, as far as it reaches."""
    lenders = [one for one in lenders if one.code != borrower.code]
    if not lenders or not any(borrower.short):
        return ()
    hours = drives_hours([borrower.centre], [one.centre for one in lenders])[0]
    left, loans = list(borrower.short), []
    for index in np.argsort(hours, kind="stable").tolist():
        if hours[index] > MOST_DRIVE_HOURS:
            break
        lent = [min(need, spare) for need, spare in zip(left, lenders[index].spare, strict=True)]
        left = [need - given for need, given in zip(left, lent, strict=True)]
        if any(lent):
            drive = round(float(hours[index]), 1)
            loans.append(Loan(lenders[index].code, borrower.code, lent[0], lent[1], drive))
    return tuple(loans)


def balance(places: Sequence[Place]) -> Balance:
    """Divide what places can lend over those that lack it."""
    borrowers = [place for place in places if any(place.short)]
    lenders = [place for place in places if any(place.spare)]
    short = _total(borrowers, "short")
    if not borrowers or not lenders:
        return Balance((), frozenset(), short, short, _nothing_moves(borrowers))
    hours = drives_hours([one.centre for one in lenders], [one.centre for one in borrowers])
    reaches = hours <= MOST_DRIVE_HOURS
    reaches &= ~np.equal.outer([one.code for one in lenders], [one.code for one in borrowers])
    covered, first = _most_covered(borrowers, lenders, reaches)
    sent, others = _flows(borrowers, lenders, reaches, hours, covered)
    drives = hours.round(1).tolist()
    loans = []
    for i, j in np.argwhere(sent.any(axis=0)).tolist():
        teams, tubes = sent[:, i, j].tolist()
        loans.append(Loan(lenders[i].code, borrowers[j].code, teams, tubes, drives[i][j]))
    left = tuple(
        need - int(given) for need, given in zip(short, sent.sum(axis=(1, 2)), strict=True)
    )
    names = frozenset(one.code for one, is_in in zip(borrowers, covered, strict=True) if is_in)
    return Balance(tuple(loans), names, short, (left[0], left[1]), (first, *others))


def _total(places: Sequence[Place], what: str) -> tuple[int, int]:
    teams, tubes = (sum(getattr(place, what)[number] for place in places) for number in (0, 1))
    return teams, tubes


def _nothing_moves(borrowers: Sequence[Place]) -> tuple[Tier, ...]:
    lacking = float(sum(place.persons for place in borrowers))
    return (Tier("people in cities that still lack something", lacking, lacking, 0.0, "optimal"),)


def _most_covered(
    borrowers: Sequence[Place], lenders: Sequence[Place], reaches: Bools
) -> tuple[Bools, Tier]:
    """Choose the cities that get all they lack, most people first."""
    short = np.array([place.short for place in borrowers], dtype=float).T
    spare = np.array([place.spare for place in lenders], dtype=float).T
    persons = np.array([place.persons for place in borrowers], dtype=float)
    # whoever lacks more than all who reach it could send is not asked about
    able = np.flatnonzero((spare @ reaches >= short).all(axis=0))
    covered = np.zeros(len(borrowers), dtype=np.bool_)
    left = bound = float(persons.sum())
    status = "optimal"
    if able.size:
        program = Program()
        chosen = program.add_columns(able.shape, 1, integer=True)
        for number in range(len(RESOURCES)):
            _add_resource(program, chosen, short[number, able], spare[number], reaches[:, able])
        # HiGHS writes on the terminal where it mends a solution of such a program
        found = program.solve(program.cost(chosen, -persons[able]), solver=QUIET_SOLVER)
        covered[able] = found.values[chosen] > 0.5
        left, bound, status = left + found.objective, bound + found.bound, found.status
    gap = float(abs(left - bound) / max(persons.sum(), 1.0))
    words = "people in cities that still lack something"
    return covered, Tier(words, round(left), round(bound), round(gap, 6), status)


def _add_resource(
    program: Program, chosen: Ints, short: Floats, spare: Floats, reaches: Bools
) -> None:
    """Let those chosen get all that they lack of a resource from what lenders have of it."""
    lacking = np.flatnonzero(short)
    got = program.add_rows((len(lacking),), 0.0, np.inf)
    program.add_entries(got, chosen[lacking], -1.0)
    start, end = np.nonzero(reaches & (spare > 0)[:, None] & (short > 0))
    # parts of what a borrower lacks, and of what a lender has: the solver is exact near one
    part = program.add_columns((len(start),), 1.0)
    given = program.add_rows((len(spare),), -np.inf, 1.0)
    program.add_entries(given[start], part, short[end] / spare[start])
    program.add_entries(got[np.searchsorted(lacking, end)], part, 1.0)


def _flows(
    borrowers: Sequence[Place],
    lenders: Sequence[Place],
    reaches: Bools,
    hours: Floats,
    covered: Bools,
) -> tuple[Ints, tuple[Tier, ...]]:
    """Divide the rest at least cost; return it by resource, lender and borrower."""
    away = np.not_equal.outer(
        [one.province for one in lenders], [one.province for one in borrowers]
    )
    sent = np.zeros((len(RESOURCES), *reaches.shape), dtype=np.int64)
    for number in range(len(RESOURCES)):
        short = np.array([place.short[number] for place in borrowers])
        spare = np.array([place.spare[number] for place in lenders])
        sent[number] = _flow(short, spare, reaches, _costs(hours, away), covered)
    unit = np.array([TEAM_PERSONS, TUBE_PERSONS])
    short = np.array([place.short for place in borrowers]).T
    unmet = (unit[:, None] * (short - sent.sum(axis=1))).sum()
    moved = unit @ sent.reshape(len(RESOURCES), -1)
    values = {
        "people a day still lacked": float(unmet),
        "people a day from other provinces": float(moved @ away.ravel()),
        "people a day times hours on the road": round(float(moved @ hours.ravel()), 1),
    }
    return sent, tuple(Tier(name, one, one, 0.0, "optimal") for name, one in values.items())


def _costs(hours: Floats, away: Bools) -> Ints:
    return np.rint(hours * _ROAD_COST).astype(np.int64) + _OTHER_PROVINCE * away


def _flow(short: Ints, spare: Ints, reaches: Bools, costs: Ints, covered: Bools) -> Ints:
    """Send whole units at least cost; what is not sent costs most, most of all to the covered."""
    lenders, borrowers = reaches.shape
    flow = SimpleMinCostFlow()
    start, end = np.nonzero(reaches)
    room = np.minimum(spare[start], short[end])
    arcs = flow.add_arcs_with_capacity_and_unit_cost(start, lenders + end, room, costs[start, end])
    own = lenders + borrowers
    nodes = np.arange(borrowers)
    unmet = np.where(covered, 2 * _UNMET, _UNMET)
    flow.add_arcs_with_capacity_and_unit_cost(
        np.full(borrowers, own), lenders + nodes, short, unmet
    )
    idle = np.arange(lenders)
    flow.add_arcs_with_capacity_and_unit_cost(
        idle, np.full(lenders, own + 1), spare, np.zeros(lenders, dtype=np.int64)
    )
    flow.set_nodes_supplies(idle, spare)
    flow.set_nodes_supplies(lenders + nodes, -short)
    flow.set_nodes_supplies(np.array([own, own + 1]), np.array([short.sum(), -spare.sum()]))
    flow.add_arc_with_capacity_and_unit_cost(own, own + 1, int(short.sum()), 0)
    status = flow.solve()
    if status != flow.OPTIMAL:
        raise RuntimeError(f"the flow ends with {status}: a defect, since sending nothing is one")
    sent = np.zeros(reaches.shape, dtype=np.int64)
    sent[start, end] = flow.flows(arcs)
    return sent
