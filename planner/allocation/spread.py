"""Amounts that happen over intervals, summed by owner and period."""

from dataclasses import dataclass

import numpy as np

from planner.allocation.program import Floats, Ints


@dataclass(frozen=True)
class Spread:
    """Amounts that happen evenly over intervals."""

    owner: Ints
    """Shape (intervals,)."""
    starts: Floats
    ends: Floats
    amounts: Floats

    def by_period(self, edges: Floats, count: int) -> Floats:
        """Return what happens to each owner in each period, shape (count, periods)."""
        periods = len(edges) - 1
        pace = self.amounts / np.maximum(self.ends - self.starts, 1e-9)
        period = np.searchsorted(edges, self.starts, side="right") - 1
        done = np.zeros(count * periods)
        left = np.flatnonzero((period < periods) & (self.ends > self.starts))
        # interval by interval the periods it reaches into, few each
        while left.size:
            now = period[left]
            hours = np.minimum(self.ends[left], edges[now + 1])
            hours -= np.maximum(self.starts[left], edges[now])
            done += np.bincount(self.owner[left] * periods + now, pace[left] * hours, done.size)
            period[left] += 1
            left = left[(now + 1 < periods) & (self.ends[left] > edges[now + 1])]
        return done.reshape(count, periods)
