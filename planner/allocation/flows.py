"""Which laboratory gets which district's tubes in each period: linear programs, tier by tier.

Columns are cumulative: ``sent`` is what has left a district for a laboratory by the end of a
period, ``taken`` what a laboratory has taken up by then. Between the ends of two periods both grow
evenly, so that a drive or a run of any length is an interpolation.
"""

from dataclasses import dataclass, replace

import numpy as np

from planner.allocation.answer import Tier
from planner.allocation.problem import Problem
from planner.allocation.program import Floats, Ints, Program, Solution

KEEP = 1e-4
"""Share of a tier's value that later tiers may give up, far above the solver's rounding."""


@dataclass(frozen=True)
class Flows:
    """What is sent where, with the tiers that led to it."""

    sent: Floats
    """Shape (districts, laboratories, periods): people whose tubes leave in the period."""
    taken: Floats
    """Shape (laboratories, periods): people whose tubes are taken up in the period."""
    resulted: float
    """People with a result at the deadline."""
    tiers: tuple[Tier, ...]


def interpolation(edges: Floats, instants: Floats) -> tuple[Ints, Floats]:
    """Return period and weight by which ends of periods give the value at some instants.

    Returns
    -------
    period
        Shape of ``instants``: the period that contains it, at least 0 and at most the last.
    weight
        Weight of that period's end; the rest is that of the end before. Negative instants have
        the weight 0 in period 0.
    """
    last = len(edges) - 2
    period = np.clip(np.searchsorted(edges, instants, side="left") - 1, 0, last)
    weight = (instants - edges[period]) / (edges[period + 1] - edges[period])
    return period.astype(np.int64), np.clip(weight, 0.0, 1.0)


def value_at(edges: Floats, cumulative: Floats, instants: Floats) -> Floats:
    """Return cumulative columns, shape (rows, periods), at some instants, shape (rows, n)."""
    from_start = np.concatenate([np.zeros((len(cumulative), 1)), cumulative], axis=1)
    return np.array([np.interp(instants, edges, row) for row in from_start])


class _Model:
    """The program of one problem, to be solved for one tier after the other."""

    def __init__(self, problem: Problem, supply: Floats) -> None:
        districts, laboratories = problem.serves.shape
        periods, edges = problem.periods, problem.edges_hours
        self.problem = problem
        self.program = program = Program()
        # a run that leaves before a laboratory is ready only waits there
        allowed = np.where(problem.serves[:, :, None] == 1, np.inf, 0.0)
        self.sent = program.add_columns((districts, laboratories, periods), allowed)
        self.taken = program.add_columns((laboratories, periods))
        collected = value_at(edges, supply, edges[1:] - problem.collect_hours)
        # a run brings its tubes somewhere: nothing is held back, but where nobody takes it
        served = (problem.serves.sum(axis=1) > 0)[:, None]
        total = program.add_rows((districts, periods), np.where(served, collected, 0.0), collected)
        program.add_entries(total[:, None, :], self.sent, 1.0)
        self._rises(self.sent, np.inf)
        self._rises(self.taken, problem.laboratory_room)
        came = program.add_rows((laboratories, periods), -np.inf, 0.0)
        program.add_entries(came, self.taken, 1.0)
        for_travel = edges[None, None, 1:] - problem.travel_hours[:, :, None]
        self._add_at(came[None, :, :], self.sent, for_travel, -1.0)

    def _rises(self, cumulative: Ints, room: Floats | float) -> None:
        """Let cumulative columns rise, by at most the room of each period after the first."""
        shape = (*cumulative.shape[:-1], cumulative.shape[-1] - 1)
        limit = np.broadcast_to(room, cumulative.shape)
        rows = self.program.add_rows(shape, 0.0, limit[..., 1:])
        self.program.add_entries(rows, cumulative[..., 1:], 1.0)
        self.program.add_entries(rows, cumulative[..., :-1], -1.0)
        first = self.program.add_rows(cumulative.shape[:-1], 0.0, limit[..., 0])
        self.program.add_entries(first, cumulative[..., 0], 1.0)

    def _add_at(self, rows: Ints, cumulative: Ints, instants: Floats, factor: float) -> None:
        """Add cumulative columns at instants, which broadcast against the rows."""
        period, weight = interpolation(self.problem.edges_hours, instants)
        shape = np.broadcast_shapes(rows.shape, instants.shape)
        period, weight = np.broadcast_to(period, shape), np.broadcast_to(weight, shape)
        columns = np.broadcast_to(cumulative, shape)
        here = np.take_along_axis(columns, period, axis=-1)
        before = np.take_along_axis(columns, np.maximum(period - 1, 0), axis=-1)
        self.program.add_entries(rows, here, factor * weight)
        self.program.add_entries(rows, before, factor * np.where(period > 0, 1 - weight, 0.0))

    def cost(self, columns: Ints, coefficients: Floats | float) -> Floats:
        cost = np.zeros(self.program.columns)
        np.add.at(cost, columns, np.broadcast_to(coefficients, columns.shape))
        return cost

    def at_deadline(self) -> Floats:
        """Return the cost of the people with a result at the deadline, once each."""
        edges = self.problem.edges_hours
        instant = edges[self.problem.deadline_period] - self.problem.result_hours
        period, weight = interpolation(edges, np.array([instant]))
        cost = self.cost(self.taken[:, period[0]], float(weight[0]))
        if period[0] > 0:
            cost += self.cost(self.taken[:, period[0] - 1], 1 - float(weight[0]))
        return cost

    def keep(self, cost: Floats, solution: Solution) -> None:
        """Hold what a tier has reached."""
        columns = np.flatnonzero(cost)
        slack = KEEP * abs(solution.objective) + 1e-6
        row = self.program.add_rows((1,), -np.inf, solution.objective + slack)
        self.program.add_entries(row, columns, cost[columns])


def _merged(problem: Problem) -> tuple[Problem, Ints]:
    """Join laboratories that serve the same districts over the same drives.

    Returns
    -------
    The problem with one laboratory for each kind, and the kind of each laboratory.
    """
    features = np.concatenate([problem.serves, problem.travel_hours]).round(6).T
    _, chosen, kind = np.unique(features, axis=0, return_index=True, return_inverse=True)
    kind = kind.ravel()
    room = np.zeros((len(chosen), problem.periods))
    np.add.at(room, kind, problem.laboratory_room)
    merged = replace(
        problem,
        laboratory_ids=tuple(problem.laboratory_ids[i] for i in chosen),
        laboratory_district=problem.laboratory_district[chosen],
        laboratory_room=room,
        serves=problem.serves[:, chosen],
        travel_hours=problem.travel_hours[:, chosen],
    )
    return merged, kind


def _apart(problem: Problem, kind: Ints, sent: Floats) -> Floats:
    """Divide what districts send to each kind over its laboratories, few to each district.

    A laboratory gets its part of the kind's room until the deadline: from its own district first,
    the rest in the order of districts and laboratories, so that routes share a laboratory.

    Parameters
    ----------
    sent
        Shape (districts, kinds): people.

    Returns
    -------
    Shape (districts, laboratories): the share of what the district sends to the kind.
    """
    own = problem.laboratory_room[:, : problem.deadline_period].sum(axis=1)
    of_kind = np.bincount(kind, own)[kind]
    part = np.where(of_kind > 0, own / np.maximum(of_kind, 1e-9), 1 / np.bincount(kind)[kind])
    left = part * sent.sum(axis=0)[kind]
    given = np.zeros((len(sent), len(kind)))
    need = sent.copy()
    for at_home in (True, False):
        for d in range(len(sent)):
            for laboratory, k in enumerate(kind.tolist()):
                if not at_home or problem.laboratory_district[laboratory] == d:
                    amount = min(need[d, k], left[laboratory])
                    given[d, laboratory] += amount
                    need[d, k] -= amount
                    left[laboratory] -= amount
    total = sent[:, kind]
    return np.divide(given, total, out=np.zeros_like(given), where=total > 0)


def _tier(objective: str, value: float, bound: float, scale: float, status: str) -> Tier:
    # nobody late is 0, not what the solver's rounding leaves of it
    value, bound = round(value, 6) + 0.0, round(bound, 6) + 0.0
    return Tier(objective, value, bound, abs(value - bound) / max(scale, 1.0), status)


def most_in_time(problem: Problem, supply: Floats) -> float:
    """Return the most people who can have a result at the deadline: the first tier alone."""
    model = _Model(_merged(problem)[0], supply)
    return -model.program.solve(-model.at_deadline()).objective


def allocate_flows(problem: Problem, supply: Floats) -> Flows:
    """Send tubes so that most people have a result in time, all have theirs soonest, drives least.

    Parameters
    ----------
    problem
        The campaign.
    supply
        Shape (districts, periods): people swabbed by the end of the period.
    """
    merged, kind = _merged(problem)
    model = _Model(merged, supply)
    people, tiers = problem.people, []
    in_time = -model.at_deadline()
    first = model.program.solve(in_time)
    tiers.append(
        _tier("people late", people + first.objective, people + first.bound, people, first.status)
    )
    model.keep(in_time, first)
    lengths = np.diff(problem.edges_hours)
    soon = model.cost(model.taken, -np.broadcast_to(lengths, model.taken.shape))
    second = model.program.solve(soon)
    waiting = people * problem.edges_hours[-1]
    tiers.append(
        _tier(
            "person-hours until taken up",
            waiting + second.objective,
            waiting + second.bound,
            waiting,
            second.status,
        )
    )
    model.keep(soon, second)
    drives = model.cost(model.sent[:, :, -1], merged.travel_hours)
    third = model.program.solve(drives)
    tiers.append(
        _tier("person-hours on the road", third.objective, third.bound, people, third.status)
    )
    sent, taken = third.values[model.sent], third.values[model.taken]
    by_kind = np.diff(sent, axis=-1, prepend=0.0).clip(0)
    apart = _apart(problem, kind, by_kind.sum(axis=-1))
    each = by_kind[:, kind] * apart[:, :, None]
    came = each.sum(axis=(0, 2))
    of_kind = np.bincount(kind, came)[kind]
    part = np.divide(came, of_kind, out=np.zeros_like(came), where=of_kind > 0)
    return Flows(
        sent=each,
        taken=np.diff(taken, axis=-1, prepend=0.0).clip(0)[kind] * part[:, None],
        resulted=-first.objective,
        tiers=tuple(tiers),
    )


def swabbed(problem: Problem, more_room: Floats | float = 0.0) -> Floats:
    """Return whom the tables have swabbed by the end of each period, shape (districts, periods).

    Parameters
    ----------
    more_room
        Shape (townships, periods): people whom mobile teams can swab besides.
    """
    by_district = np.zeros((len(problem.district_ids), problem.periods))
    np.add.at(by_district, problem.district, swabbed_by_township(problem, more_room))
    return by_district


def swabbed_by_township(problem: Problem, more_room: Floats | float = 0.0) -> Floats:
    """Return the same by township, shape (townships, periods)."""
    done = np.zeros_like(problem.arrived)
    room = problem.swab_room + more_room
    before = np.zeros(len(done))
    for period in range(problem.periods):
        before = np.minimum(problem.arrived[:, period], before + room[:, period])
        done[:, period] = before
    return done
