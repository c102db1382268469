"""The program of people and tubes over time, whose objectives are solved one after the other.

Columns are what happens in a period: ``sent`` leaves a district for a kind of laboratories,
``taken`` is taken up by them, ``waiting`` is there at its end. Within a period everything happens
evenly, so that a drive or a run of any length shifts parts of it into the next.
"""

import numpy as np

from planner.allocation.kinds import Kinds
from planner.allocation.problem import Problem
from planner.allocation.program import Floats, Ints, Program, Solution
from planner.allocation.staffing import Posts, Queues

KEEP = 1e-4
"""Share of the people by which later objectives may undo an earlier one, far above the solver's
rounding."""


def value_at(edges: Floats, cumulative: Floats, instants: Floats) -> Floats:
    """Return cumulative amounts, shape (rows, periods), at some instants, shape (rows, n)."""
    from_start = np.concatenate([np.zeros((len(cumulative), 1)), cumulative], axis=1)
    return np.array([np.interp(instants, edges, row) for row in from_start])


def shifted(edges: Floats, lag_hours: float) -> Floats:
    """Return where the parts of each period lie after a lag, shape (periods, periods).

    Element (a, b) is the share of what happens in period ``a`` that arrives in period ``b``; what
    arrives after the last period is left out.
    """
    begins, ends = edges[:-1, None] + lag_hours, edges[1:, None] + lag_hours
    share_by = (edges[None, :] - begins) / (ends - begins)
    # the first period takes up also what a negative lag puts before it
    share_by[:, 0] = 0.0
    return np.diff(np.clip(share_by, 0.0, 1.0), axis=1)


class Model:
    """Everything that flows in one problem.

    Parameters
    ----------
    problem
        The campaign.
    kinds
        Its laboratories by kind.
    swabbed
        Shape (districts, periods): people swabbed by the end of each period; where None, the
        program staffs tables and sends mobile teams itself.
    calls
        Whether the program decides which mobile laboratories are called; else all that exist are.
    """

    def __init__(
        self, problem: Problem, kinds: Kinds, swabbed: Floats | None, *, calls: bool = False
    ) -> None:
        districts, periods = len(problem.district_ids), problem.periods
        self.problem, self.kinds = problem, kinds
        self.program = program = Program()
        # a run that leaves before a laboratory is ready only waits there
        allowed = np.where(kinds.serves[:, :, None] == 1, np.inf, 0.0)
        self.sent = program.add_columns((districts, kinds.count, periods), allowed)
        self.queues = None if swabbed is not None else Queues(program, problem)
        self.posts = None if self.queues is None else Posts(program, self.queues)
        self._collect(swabbed)
        self.called = self._take_up(calls)
        self._arrive()

    def _collect(self, swabbed: Floats | None) -> None:
        """Let everything leave that runs have fetched, but where nobody takes it."""
        problem, program = self.problem, self.program
        fixed = problem.at_door if swabbed is None else swabbed
        moved = shifted(problem.edges_hours, problem.collect_hours)
        collected = np.diff(fixed, axis=1, prepend=0.0) @ moved
        served = self.kinds.serves.sum(axis=1) > 0
        if self.queues is None:
            collected = np.where(served[:, None], collected, 0.0)
            lower = collected
        else:
            lower = np.where(served[:, None], collected, -np.inf)
        leaves = program.add_rows(collected.shape, lower, collected)
        program.add_entries(leaves[:, None, :], self.sent, 1.0)
        if self.queues is not None:
            early, late = np.nonzero(moved)
            program.add_entries(
                leaves[problem.district][:, late],
                self.queues.swabbed[:, early],
                -moved[early, late],
            )

    def _take_up(self, calls: bool) -> Ints:
        """Limit what is taken up by the room of laboratories; return the columns of the called."""
        program, kinds = self.program, self.kinds
        shape = (kinds.count, self.problem.periods)
        if not calls:
            self.taken = program.add_columns(shape, kinds.room(kinds.most))
            return np.empty(0, dtype=np.int64)
        self.taken = program.add_columns(shape)
        called = program.add_columns((len(kinds.most),), kinds.most.astype(float), integer=True)
        rows = program.add_rows(shape, -np.inf, kinds.fixed_room)
        program.add_entries(rows, self.taken, 1.0)
        program.add_entries(rows[kinds.kind_of_call], called[:, None], -kinds.room_of_call)
        return called

    def _arrive(self) -> None:
        """Let a laboratory take up only what has come."""
        problem, program = self.problem, self.program
        waiting = program.add_columns(self.taken.shape)
        come = program.add_rows(self.taken.shape, 0.0, 0.0)
        program.add_entries(come, waiting, 1.0)
        program.add_entries(come[:, 1:], waiting[:, :-1], -1.0)
        program.add_entries(come, self.taken, 1.0)
        for d, k in np.argwhere(self.kinds.serves == 1).tolist():
            moved = shifted(problem.edges_hours, float(self.kinds.travel_hours[d, k]))
            early, late = np.nonzero(moved)
            program.add_entries(come[k, late], self.sent[d, k, early], -moved[early, late])

    def resulted_by(self, hour: float) -> Floats:
        """Return the cost that counts, as less than nothing, people with a result by an hour."""
        edges, instant = self.problem.edges_hours, hour - self.problem.result_hours
        part = np.clip((instant - edges[:-1]) / np.diff(edges), 0.0, 1.0)
        return self.program.cost(self.taken, -part)

    def keep(self, cost: Floats, value: float) -> None:
        """Let a cost be at most a value, but for ``KEEP`` of the people."""
        columns = np.flatnonzero(cost)
        row = self.program.add_rows((1,), -np.inf, value + KEEP * self.problem.people)
        self.program.add_entries(row, columns, cost[columns])

    def hour_of(self, solution: Solution, persons: float) -> float:
        """Return when so many people have their result in a solution; infinite if never."""
        taken = np.cumsum(solution.values[self.taken].sum(axis=0))
        return hour_of(self.problem, taken, persons)


def hour_of(problem: Problem, taken: Floats, persons: float) -> float:
    """Return when so many people have their result; infinite if never.

    Parameters
    ----------
    taken
        Shape (periods,): people taken up by the end of each period.
    """
    edges = problem.edges_hours
    total = np.concatenate([[0.0], taken])
    reached = np.flatnonzero(total >= persons)
    if len(reached) == 0:
        return float("inf")
    end = int(reached[0])
    if end == 0:
        return problem.result_hours
    part = (persons - total[end - 1]) / (total[end] - total[end - 1])
    return float(edges[end - 1] + part * (edges[end] - edges[end - 1]) + problem.result_hours)
