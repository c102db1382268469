"""When a share of those who should be tested is done, from counts by minute."""

from collections.abc import Sequence
from fractions import Fraction
from functools import cache

import numpy as np

from planner.simulation.layout import HOUR_MS, MINUTE_MS, Floats, Ints, Layout

SHOWN_SHARES = (0.95, 0.99, 0.999)


def clock_shares(required_share: float) -> tuple[float, ...]:
    """Return the shares whose clocks are kept: the required one first, then those always shown."""
    return (required_share, *(share for share in SHOWN_SHARES if share != required_share))


def needed_persons(share: float, total: int) -> int:
    """Return the least number of people that is at least ``share`` of ``total``.

    The share is taken as the decimal that was written: 0.07 of 100 is 7, not 8.
    """
    written = _as_written(share)
    return -(-written.numerator * total // written.denominator)


@cache
def _as_written(share: float) -> Fraction:
    return Fraction(str(share))


def minutes_to_deadline(layout: Layout, target_hours: float) -> int:
    """Return how many minute bins have ended by the deadline, never the bin for later instants."""
    deadline_ms = layout.deadline_from_ms + round(target_hours * HOUR_MS)
    return min(deadline_ms // MINUTE_MS, layout.minutes - 1)


def clock_hours(done: Ints, total: Ints, shares: Sequence[float], deadline_from_ms: int) -> Floats:
    """Return when each share of each place is done.

    Parameters
    ----------
    done
        Shape (places, minutes): people done in each minute; the last bin holds all later ones.
    total
        Shape (places,): people who should be done.
    shares
        Shares of ``total``, above 0.
    deadline_from_ms
        Instant from which hours are counted.

    Returns
    -------
    NDArray
        Shape (places, len(shares) + 1), hours at the end of the minute; the last column is the last
        person ever done. NaN where never reached or not within the minutes kept; 0 where nobody
        should be done.
    """
    minutes = done.shape[1]
    hours = np.full((len(total), len(shares) + 1), np.nan)
    for place, cumulative in enumerate(np.cumsum(done, axis=1)):
        if total[place] == 0:
            hours[place] = 0.0
            continue
        needed = [needed_persons(share, int(total[place])) for share in shares]
        ends = np.searchsorted(cumulative, [*needed, max(int(cumulative[-1]), 1)]) + 1
        reached = ends < minutes
        hours[place, reached] = (ends[reached] * MINUTE_MS - deadline_from_ms) / HOUR_MS
    return hours
