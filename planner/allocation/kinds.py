"""Laboratories by kind: those that serve the same districts over the same drives from one hour on.

A program knows kinds only; what a district sends to a kind is divided over its laboratories
afterwards, so that a city with a hundred laboratories is no larger than one with ten.
"""

from dataclasses import dataclass

import numpy as np

from planner.allocation.problem import Problem
from planner.allocation.program import Floats, Ints


@dataclass(frozen=True)
class Kinds:
    """Kinds of laboratories, and within them those mobile ones of which one is like the other."""

    kind: Ints
    """Shape (laboratories,): the kind of each."""
    serves: Ints
    """Shape (districts, kinds)."""
    travel_hours: Floats
    """Shape (districts, kinds)."""
    fixed_room: Floats
    """Shape (kinds, periods): people whom laboratories that need no call can take up."""
    call: Ints
    """Shape (laboratories,): which call a mobile laboratory belongs to, -1 for all others."""
    kind_of_call: Ints
    """Shape (calls,)."""
    room_of_call: Floats
    """Shape (calls, periods): people whom one laboratory of the call can take up."""
    most: Ints
    """Shape (calls,): laboratories that can be called."""

    @property
    def count(self) -> int:
        """Number of kinds."""
        return len(self.fixed_room)

    def room(self, called: Ints) -> Floats:
        """Return the room with so many called, shape (kinds, periods)."""
        room = self.fixed_room.copy()
        np.add.at(room, self.kind_of_call, self.room_of_call * called[:, None])
        return room


def _numbered(features: Floats) -> tuple[Ints, Ints]:
    """Return the first row of each kind of rows, and the kind of each row."""
    _, first, kind = np.unique(features.round(6), axis=0, return_index=True, return_inverse=True)
    return first.astype(np.int64), kind.ravel().astype(np.int64)


def kinds_of(problem: Problem) -> Kinds:
    """Group the laboratories of a problem."""
    works = problem.laboratory_room > 0
    from_period = np.where(works.any(axis=1), works.argmax(axis=1), problem.periods)
    features = np.concatenate([problem.serves, problem.travel_hours, from_period[None, :]]).T
    first, kind = _numbered(features)
    fixed = np.zeros((len(first), problem.periods))
    np.add.at(fixed, kind[~problem.is_mobile], problem.laboratory_room[~problem.is_mobile])
    mobile = np.flatnonzero(problem.is_mobile)
    alike = np.concatenate([kind[mobile, None], problem.laboratory_room[mobile]], axis=1)
    first_of_call, own = _numbered(alike)
    call = np.full(len(kind), -1, dtype=np.int64)
    call[mobile] = own
    return Kinds(
        kind=kind,
        serves=problem.serves[:, first],
        travel_hours=problem.travel_hours[:, first],
        fixed_room=fixed,
        call=call,
        kind_of_call=kind[mobile[first_of_call]],
        room_of_call=problem.laboratory_room[mobile[first_of_call]],
        most=np.bincount(own, minlength=len(first_of_call)).astype(np.int64),
    )


def apart(problem: Problem, kind: Ints, sent: Floats, until_hour: float) -> Floats:
    """Divide what districts send to each kind over its laboratories, few to each district.

    A laboratory gets its part of the kind's room until the last result, so that all of a kind
    finish together: from its own district first, the rest in the order of districts and
    laboratories, so that routes share a laboratory.

    Parameters
    ----------
    kind
        Shape (laboratories,).
    sent
        Shape (districts, kinds): people.
    until_hour
        When the last tube is taken up.

    Returns
    -------
    Shape (districts, laboratories): the share of what the district sends to the kind.
    """
    edges = problem.edges_hours
    part_of_period = np.clip((until_hour - edges[:-1]) / np.diff(edges), 0.0, 1.0)
    own = (problem.laboratory_room * part_of_period).sum(axis=1)
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
