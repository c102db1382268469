"""Which township of its district each table and team works in, period by period.

A small district is solved as an integer program. In a large one every period is divided by what is
left to do: tables go where people wait, in proportion to all who are still to be swabbed there, and
teams stay where they are as long as they are needed.
"""

from dataclasses import dataclass, replace

import numpy as np

from planner.allocation.problem import Problem, swabbed_at
from planner.allocation.program import Floats, Ints, Program
from planner.allocation.staffing import (
    Crews,
    Queues,
    Staffed,
    crews_of,
    days,
    divided,
    lost_share,
    room_of,
)

EXACT_INTEGERS = 150
"""Whole numbers of a district up to which it is solved as an integer program."""


def over_townships(problem: Problem, posted: Ints, used: Ints) -> Staffed:
    """Divide the tables and teams of each district over its townships, so that few wait.

    Parameters
    ----------
    posted
        Shape (crews, districts, days): teams of each crew.
    used
        Shape (crews,).
    """
    crews = crews_of(problem)
    teams = posted[:, :, days(problem)] * crews.presence(problem.periods)[:, None, :]
    tables = np.zeros(problem.arrived.shape, dtype=np.int64)
    working = np.zeros((len(crews.teams), *problem.arrived.shape), dtype=np.int64)
    for d in range(len(problem.district_ids)):
        own = np.flatnonzero(problem.district == d)
        part = _district(problem, own, d)
        exact = own.size * problem.periods * (1 + len(crews.teams)) <= EXACT_INTEGERS
        method = _exact if exact else _period_by_period
        tables[own], working[:, own] = method(part, teams[:, d])
    return _rested(problem, Staffed(tables, working, used, crews))


def _district(problem: Problem, own: Ints, district: int) -> Problem:
    one = slice(district, district + 1)
    return replace(
        problem,
        township_ids=tuple(problem.township_ids[i] for i in own.tolist()),
        district=np.zeros(len(own), dtype=np.int64),
        arrived=problem.arrived[own],
        table_room=problem.table_room[own],
        tables=problem.tables[own],
        most_tables=problem.most_tables[own],
        crews=problem.crews[one],
        move_hours=problem.move_hours[one],
    )


def _exact(part: Problem, teams: Ints) -> tuple[Ints, Ints]:
    """Return tables, shape (townships, periods), and teams, shape (crews, townships, periods)."""
    program = Program()
    queues = Queues(program, part, integer=True)
    rows = program.add_rows(teams.shape, -np.inf, teams)
    program.add_entries(rows[:, None, :], queues.working, 1.0)
    found = program.solve(program.cost(queues.waiting, np.diff(part.edges_hours))).values
    tables = np.rint(found[queues.tables]).astype(np.int64)
    return tables, np.rint(found[queues.working]).astype(np.int64)


@dataclass
class _Day:
    """What a district looks like as its periods pass."""

    waiting: Floats
    """Shape (townships,)."""
    working: Ints
    """Shape (crews, townships): in the period before."""


def _period_by_period(part: Problem, teams: Ints) -> tuple[Ints, Ints]:
    """Return the same as :func:`_exact`, near the best."""
    crews, lost = crews_of(part), lost_share(part)
    tables = np.zeros(part.arrived.shape, dtype=np.int64)
    working = np.zeros((len(teams), *part.arrived.shape), dtype=np.int64)
    come = np.diff(part.arrived, axis=1, prepend=0.0)
    now = _Day(np.zeros(len(come)), np.zeros((len(teams), len(come)), dtype=np.int64))
    for period in range(part.periods):
        here = now.waiting + come[:, period]
        to_do = here + part.arrived[:, -1] - part.arrived[:, period]
        room = part.table_room[:, period]
        # while sites are closed, teams go to where they will be needed
        is_open = room.max(initial=0.0) > 0
        wanted = np.divide(here, room, out=np.zeros_like(here), where=room > 0)
        wanted = wanted if is_open else to_do
        capacity = part.crews[0] + crews.tables @ teams[:, period]
        ideal = _filled(wanted, to_do, float(capacity))
        own = _teams_at(crews, ideal, now.working, teams[:, period], part)
        coming = np.maximum(own - now.working, 0) if period else np.zeros_like(own)
        brought = crews.tables @ (own - coming * lost[:, period])
        tables[:, period] = _tables_at(ideal - brought, part)
        working[:, :, period] = own
        swabbed = np.minimum(here, room * (tables[:, period] + brought))
        now = _Day(here - swabbed, own)
    return tables, working


def _filled(most: Floats, weights: Floats, total: float) -> Floats:
    """Divide a total by weights, none more than its most, shape (townships,)."""
    filled = np.zeros_like(most)
    for _ in range(len(most)):
        left = np.where(filled < most - 1e-9, weights, 0.0)
        rest = min(total, most.sum()) - filled.sum()
        if rest <= 1e-9 or left.sum() <= 0:
            break
        filled = np.minimum(most, filled + rest * left / left.sum())
    return filled


def _teams_at(crews: Crews, ideal: Floats, before: Ints, teams: Ints, part: Problem) -> Ints:
    """Return where teams work, shape (crews, townships): who is needed stays, others follow need.

    Tables at home take what teams leave, so that a team more or less makes no queue.
    """
    at_home = np.minimum(ideal * min(1.0, part.crews[0] / max(ideal.sum(), 1e-9)), part.most_tables)
    left = np.maximum(ideal - at_home, 0.0)
    own = np.zeros_like(before)
    for crew in np.argsort(-crews.tables).tolist():
        wanted = left / crews.tables[crew]
        stay = np.minimum(before[crew], np.ceil(wanted - 1e-9).astype(np.int64))
        while stay.sum() > teams[crew]:
            stay[np.argmax(stay - wanted)] -= 1
        more = np.maximum(wanted - stay, 0.0)
        free = int(teams[crew] - stay.sum())
        own[crew] = stay + divided(min(free, int(np.ceil(more.sum() - 1e-9))), more)
        left = np.maximum(left - crews.tables[crew] * own[crew], 0.0)
    return own


def _tables_at(wanted: Floats, part: Problem) -> Ints:
    """Return the tables staffed from home, shape (townships,)."""
    wanted = np.clip(wanted, 0.0, part.most_tables)
    total = int(min(part.crews[0], part.most_tables.sum()))
    if wanted.sum() < total:
        # all who want more than they need rest where most tables are
        base = np.ceil(wanted - 1e-9).astype(np.int64)
        if base.sum() <= total:
            spare = (part.most_tables - base).astype(float)
            base = base + divided(total - int(base.sum()), spare)
            return np.asarray(np.minimum(base, part.most_tables))
    needed = divided(min(total, int(np.ceil(wanted.sum()))), wanted)
    return np.asarray(np.minimum(needed, part.most_tables))


def _rested(problem: Problem, staffed: Staffed) -> Staffed:
    """Let teams leave where nobody waits and nobody comes any more."""
    swabbed = swabbed_at(problem.arrived, room_of(problem, staffed))
    done = np.concatenate([np.zeros((len(swabbed), 1)), swabbed[:, :-1]], axis=1)
    is_needed = problem.arrived[:, -1:] - done > 1
    return replace(staffed, working=staffed.working * is_needed[None])
