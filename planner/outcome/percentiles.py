"""Percentiles that are always values that occurred, so that never-reached (NaN) stays apart."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import ArrayLike

from planner.outcome.outcome import Percentiles
from planner.simulation.layout import Floats, Ints


def rank(percent: int, count: int) -> int:
    """Return the place, from 1, of a percentile among ``count`` ordered values.

    The inverse of the empirical distribution: the smallest value with at least ``percent`` of all
    at or below it. The median of an even count is the lower one.
    """
    return max(1, -(-percent * count // 100))


def median(values: ArrayLike) -> Floats:
    """Return the lower median over the first axis, NaN counting as above every number."""
    return _ordered(values, (50,))[0]


def percentiles(values: ArrayLike) -> Percentiles:
    """Return the 5th, 50th and 95th percentile over the first axis, NaN above every number."""
    return Percentiles(*_ordered(values, (5, 50, 95)))


def _ordered(values: ArrayLike, percents: Sequence[int]) -> list[Floats]:
    ordered = np.sort(np.asarray(values), axis=0)  # NumPy sorts NaN last
    return [ordered[rank(p, ordered.shape[0]) - 1].astype(np.float64) for p in percents]


def ratio(part: Ints | Floats, whole: Ints | Floats) -> Floats:
    """Divide, NaN where the whole is nothing."""
    quotient = np.full(whole.shape, np.nan)
    np.divide(part, whole, out=quotient, where=whole > 0)
    return quotient


def histogram_percentile(counts: Ints | Floats, percent: int, bin_values: Floats) -> Floats:
    """Return the percentile of each row of a histogram.

    Parameters
    ----------
    counts
        Shape (rows, bins): number of items in each bin.
    percent
        The percentile asked for.
    bin_values
        Shape (bins,): the value that stands for each bin.

    Returns
    -------
    NDArray
        Shape (rows,): NaN where a row is empty.
    """
    cumulative = np.cumsum(counts, axis=1)
    total = cumulative[:, -1]
    reached = cumulative * 100 >= percent * total[:, None]
    return np.where(total > 0, bin_values[np.argmax(reached, axis=1)], np.nan)
