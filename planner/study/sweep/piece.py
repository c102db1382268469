"""Pieces: runs of points worth some seconds of work, cut by what is known beforehand.

Nothing measured decides where pieces are cut, so that any machine cuts them alike and an
interrupted sweep ends with the same files as one that was not.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from math import ceil
from typing import Self

from planner.study.sweep.definition import Sweep
from planner.study.sweep.design import Points, Values

SECONDS = 4.0
"""Work of a piece: thousands of times what handing it out takes, little to lose."""
LEAST_PIECES = 64
"""So that the last pieces leave no worker idle for long."""
MOST_PIECES = 10_000
"""A folder of more files is slow to open."""
PERSONS_PER_SECOND = 15_000_000
"""Assumed of one processor, for cutting only; measured 13 to 18 million."""
SECONDS_A_REPLICATION = 0.02
"""Assumed, for cutting only: what a replication takes whatever the city's size."""


@dataclass(frozen=True)
class Piece:
    """Consecutive points that one worker simulates at one go."""

    number: int
    first: int
    """Number of the first point."""
    values: tuple[Values, ...]
    killing: tuple[int, ...] = ()
    """Points that ended every process that tried them; they are not tried again."""

    @property
    def points(self) -> range:
        """Numbers of the points."""
        return range(self.first, self.first + len(self.values))

    def without(self, killing: tuple[int, ...]) -> Self:
        """Return the piece with points marked that are not to be tried again."""
        return replace(self, killing=killing)

    def only(self, point: int) -> Self:
        """Return the piece of one of its points."""
        return replace(self, first=point, values=(self.values[point - self.first],))


def replication_seconds(population_persons: int) -> float:
    """Return what a replication takes of one processor, about."""
    return population_persons / PERSONS_PER_SECOND + SECONDS_A_REPLICATION


def points_per_piece(sweep: Sweep, population_persons: int) -> int:
    """Return how many points make a piece."""
    replication = replication_seconds(population_persons)
    by_work = round(SECONDS / (replication * sweep.replications.looks[0].replications))
    evenly = ceil(sweep.points / LEAST_PIECES)
    return max(1, min(by_work, evenly), ceil(sweep.points / MOST_PIECES))


def pieces(points: Points, size: int, done: frozenset[int] = frozenset()) -> Iterator[Piece]:
    """Yield the pieces that are not done yet, in order."""
    total = points.sweep.points
    for number, first in enumerate(range(0, total, size)):
        if number not in done:
            yield Piece(number, first, points.values(first, min(first + size, total)))
