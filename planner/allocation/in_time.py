"""The first two objectives: fewest people late, then the earliest last result."""

from dataclasses import dataclass, replace

import numpy as np

from planner.allocation.answer import Tier
from planner.allocation.flows import KEEP, Model
from planner.allocation.problem import Problem
from planner.allocation.program import Solution

LATER = 0.02
"""Share of its hours by which a last result may be later for fewer means from outside: what the
simulation may differ from a promise."""
HOUR_PRECISION = 0.2
EXACT = 1e-6
"""Share of the people below which a difference is the solver's rounding."""


def _deadline(problem: Problem) -> float:
    return float(problem.edges_hours[problem.deadline_period])


def tier_of(objective: str, value: float, bound: float, scale: float, status: str) -> Tier:
    """Return what an objective has reached; ``scale`` is what its gap is a share of."""
    # nobody late is 0, not what the solver's rounding leaves of it
    value, bound = round(value, 6) + 0.0, round(bound, 6) + 0.0
    return Tier(objective, value, bound, abs(value - bound) / max(scale, 1.0), status)


@dataclass(frozen=True)
class Reached:
    """What the first two objectives have reached, for the later ones to keep."""

    in_time: float
    hour: float
    """Of the last result."""
    in_all: float
    """People with a result by that hour."""

    def kept_by(self, model: Model, later: float = 0.0) -> None:
        """Let a program fall behind in neither, but for a share of the hour."""
        model.keep(model.resulted_by(_deadline(model.problem)), -self.in_time)
        model.keep(model.resulted_by(self.hour * (1 + later)), -self.in_all)


def pursue_in_time(model: Model) -> tuple[tuple[Tier, ...], Reached]:
    """Pursue the first two objectives: fewest people late, then the earliest last result.

    To have results as soon as may be mostly reaches both; only where somebody is late is the first
    one pursued by itself.
    """
    problem = model.problem
    found, deadline = _soonest(model), _deadline(model.problem)
    in_time = -float(model.resulted_by(deadline) @ found.values)
    late = tier_of("people late", problem.people - in_time, 0.0, problem.people, found.status)
    if late.gap > EXACT:
        late, in_time = _people_late(model)
        if -model.resulted_by(deadline) @ found.values < in_time - KEEP * problem.people:
            found = _soonest(model)
    last, hour, in_all = _last_result(model, found)
    return (late, last), Reached(in_time, hour, in_all)


def reached_again(model: Model, reached: Reached) -> Reached:
    """Return what is reached with the laboratories called, which keep what was reached before."""
    reached.kept_by(model, LATER)
    found = _soonest(model)
    in_time = -float(model.resulted_by(_deadline(model.problem)) @ found.values)
    return replace(reached, in_time=in_time, hour=model.hour_of(found, reached.in_all))


def _soonest(model: Model) -> Solution:
    """Have results as soon as may be: the fewest person-hours without one."""
    left = model.problem.edges_hours[-1] - model.problem.edges_hours[1:]
    cost = -np.broadcast_to(left + 1, model.taken.shape)
    return model.program.solve(model.program.cost(model.taken, cost))


def _people_late(model: Model) -> tuple[Tier, float]:
    """Leave as few people without a result at the deadline as possible, and keep it."""
    problem = model.problem
    cost = model.resulted_by(_deadline(problem))
    found = model.program.solve(cost)
    model.keep(cost, found.objective)
    late, bound = problem.people + found.objective, problem.people + found.bound
    tier = tier_of("people late", late, bound, problem.people, found.status)
    return tier, -found.objective


def _last_result(model: Model, found: Solution) -> tuple[Tier, float, float]:
    """Find the earliest hour at which everybody who can have a result has it.

    To have results as soon as may be gives the hour. What can be had by the beginning of its
    period bounds it: within a period people with a result are a convex function of time, so that
    they stay below the line from there to everybody at the period's end.

    Returns
    -------
    The tier, the hour, and how many have a result then.
    """
    problem = model.problem
    most = float(found.values[model.taken].sum()) - 2 * KEEP * problem.people
    hour, bound = model.hour_of(found, most), problem.result_hours
    edges = problem.edges_hours + problem.result_hours
    while hour - bound > HOUR_PRECISION:
        period = int(np.searchsorted(edges, hour - HOUR_PRECISION)) - 1
        tried = max(float(edges[period]), bound)
        if tried == bound:
            tried = (hour + bound) / 2
        found = model.program.solve(model.resulted_by(tried))
        if -found.objective >= most:
            hour = tried
        else:
            ends = float(edges[np.searchsorted(edges, tried, side="right")])
            lacking, all_lacking = most + found.bound, problem.people + found.bound
            line = tried + (ends - tried) * max(lacking, 0.0) / all_lacking
            bound = min(line, hour)
    return tier_of("hour of last result", hour, bound, hour, found.status), hour, most
