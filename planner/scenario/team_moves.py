"""How many mobile teams a plan needs, when each must get from one township to the next."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from ortools.graph.python.max_flow import SimpleMaxFlow

from planner.scenario.tables import PlanTeams

TOLERANCE_HOURS = 1e-6
"""Rounding of hours, far below a second's work."""


@dataclass(frozen=True)
class Stays:
    """The stays of one pool, in order of their beginning."""

    teams: NDArray[np.int64]
    """Shape (stays,)."""
    may_follow: NDArray[np.bool_]
    """Shape (stays, stays): whether a team of the row's stay can then serve the column's."""

    @classmethod
    def of(cls, rows: Sequence[PlanTeams], move_hours: Mapping[tuple[str, str], float]) -> "Stays":
        """Compare every end with every beginning, the move between the two places included."""
        begins = np.array([row.from_hour for row in rows])
        ends = np.array([row.to_hour for row in rows])
        names = {name: i for i, name in enumerate(dict.fromkeys(row.place for row in rows))}
        place = np.array([names[row.place] for row in rows], dtype=np.int64)
        moves = np.array([[move_hours[a, b] for b in names] for a in names])
        arrives = ends[:, None] + moves[place[:, None], place[None, :]]
        return cls(
            teams=np.array([row.teams for row in rows], dtype=np.int64),
            may_follow=arrives <= begins[None, :] + TOLERANCE_HOURS,
        )

    def first(self, count: int) -> "Stays":
        """Return the stays that begin first."""
        return Stays(self.teams[:count], self.may_follow[:count, :count])


def least_teams(stays: Stays) -> int:
    """Return with how many teams all stays can be served.

    Each team that goes on from one stay to a later one is a team less; the most that can do so
    are a maximum flow from stays that end to stays that begin.
    """
    count, total = len(stays.teams), int(stays.teams.sum())
    before, after = np.nonzero(stays.may_follow)
    if len(before) == 0:
        return total
    source, sink = 2 * count, 2 * count + 1
    every = np.arange(count)
    flow = SimpleMaxFlow()
    flow.add_arcs_with_capacity(np.full(count, source), every, stays.teams)
    flow.add_arcs_with_capacity(
        before, count + after, np.minimum(stays.teams[before], stays.teams[after])
    )
    flow.add_arcs_with_capacity(count + every, np.full(count, sink), stays.teams)
    flow.solve(source, sink)
    return total - int(flow.optimal_flow())
