"""Integer quantile tables: a distribution becomes one array, read by one compiled function.

A table covers each half of the unit interval in octaves towards the tail, the last one next to the
middle, each in ``CELLS`` equal cells; between the cells' edges the quantile is a straight line. So
the number of leading zeros of a random number tells its octave, without a branch. Entries are
fixed-point numbers (``UNIT`` is one millisecond), so that a duration is rounded once, at the end.
"""

from functools import lru_cache
from math import log, log1p, sqrt
from statistics import NormalDist

import numpy as np

from planner.scenario.distribution import (
    Constant,
    Distribution,
    Exponential,
    Lognormal,
    Triangular,
    Uniform,
)
from planner.simulation.kernel import kernel, leading_zeros
from planner.simulation.layout import Floats, Ints

CELL_BITS = 7
CELLS = 1 << CELL_BITS
OCTAVES = 43
HALF = OCTAVES * CELLS + 1
"""Entries of one half: the edges of its cells."""
UNIT_BITS = 10
UNIT = 1 << UNIT_BITS
FACTOR_BITS = 16
FACTOR_ONE = 1 << FACTOR_BITS
"""Factors (of speed, travel, occupancy) are fixed-point numbers in 1/65536."""

_HALF_BITS = 63
_SMALLEST = np.uint64(1 << (_HALF_BITS - OCTAVES))
"""Keeps a number within the octaves; its bit is too low to matter elsewhere."""
_FRACTION_BITS = 20
_LONGEST = 2.0**42
"""No entry is larger: in milliseconds 1,193 hours, beyond any horizon; products stay in 64 bits."""
_SHARE_BITS = 30
"""A share times what has passed is at most the longest interval, which stays in 63 bits."""
_ROUNDING = 1 << (UNIT_BITS + FACTOR_BITS - 1)


@lru_cache(maxsize=1)
def _tail_grid() -> Floats:
    """Return the rising tail probabilities at the cells' edges, shape (HALF,)."""
    octaves = 0.5 ** np.arange(OCTAVES + 1, 1, -1)
    cells = 1 + np.arange(CELLS) / CELLS
    return np.append((octaves[:, None] * cells).ravel(), 0.5)


@lru_cache(maxsize=1)
def _normal_grid() -> Floats:
    """Return the standard normal quantiles of the lower half, shape (HALF,)."""
    inverse = NormalDist().inv_cdf
    return np.array([inverse(p) for p in _tail_grid().tolist()])


def _halves(distribution: Distribution) -> tuple[Floats, Floats]:
    """Return the quantiles of the lower and of the upper half, each of shape (HALF,)."""
    tail = _tail_grid()
    match distribution:
        case Constant(value=value):
            return np.full_like(tail, value), np.full_like(tail, value)
        case Uniform(low=low, high=high):
            return low + (high - low) * tail, high - (high - low) * tail
        case Exponential(mean=mean):
            return -mean * np.log1p(-tail), -mean * np.log(tail)
        case Lognormal(mean=mean, cv=cv):
            sigma = sqrt(log1p(cv * cv))
            location = log(mean) - sigma * sigma / 2
            spread = sigma * _normal_grid()
            return np.exp(location + spread), np.exp(location - spread)
        case Triangular(low=low, mode=mode, high=high):
            return _triangular(tail, low, mode, high), -_triangular(tail, -high, -mode, -low)


def _triangular(tail: Floats, low: float, mode: float, high: float) -> Floats:
    """Quantiles of a triangular distribution at the probabilities ``tail``."""
    width = high - low
    rising = low + np.sqrt(tail * width * (mode - low))
    falling = high - np.sqrt((1 - tail) * width * (high - mode))
    return np.where(tail * width < mode - low, rising, falling)


def _pack(lower: Floats, upper: Floats, scale: float) -> Ints:
    halves = np.minimum(np.concatenate([lower, upper]) * scale, _LONGEST)
    return np.rint(halves).astype(np.int64)


@lru_cache(maxsize=256)
def duration_table(distribution: Distribution, unit_ms: float) -> Ints:
    """Return the table of a duration in units of ``unit_ms`` milliseconds, shape (2 * HALF,)."""
    return _pack(*_halves(distribution), unit_ms * UNIT)


@lru_cache(maxsize=64)
def factor_table(cv: float) -> Ints:
    """Return the table of a lognormal factor of mean one, in 1/65536, shape (2 * HALF,)."""
    return _pack(*_halves(Lognormal(mean=1, cv=cv)), FACTOR_ONE)


@lru_cache(maxsize=1)
def spacing_table() -> Ints:
    """Return the table of exponential spacings of mean 65536, shape (2 * HALF,)."""
    return _pack(*_halves(Exponential(mean=1)), FACTOR_ONE)


@lru_cache(maxsize=1)
def normal_table() -> Ints:
    """Return the table of standard normal quantiles in 1/2**20, shape (2 * HALF,)."""
    return _pack(_normal_grid(), -_normal_grid(), 2.0**_FRACTION_BITS)


@kernel("int64(int64[::1], int64)")
def quantile(table: Ints, bits: int) -> int:
    """Return the table's quantile at 64 random bits."""
    upper = bits >> _HALF_BITS
    tail = np.uint64(bits ^ upper) | _SMALLEST
    zeros: np.uint64 = leading_zeros(tail)  # type: ignore[call-arg]  # Numba gives the context
    tail <<= zeros
    cell = (tail >> np.uint64(_HALF_BITS - CELL_BITS)) & np.uint64(CELLS - 1)
    at = ((np.uint64(OCTAVES) - zeros) << np.uint64(CELL_BITS)) + cell
    at += np.uint64(upper) & np.uint64(HALF)
    fraction = np.int64(
        (tail >> np.uint64(_HALF_BITS - CELL_BITS - _FRACTION_BITS))
        & np.uint64((1 << _FRACTION_BITS) - 1)
    )
    here = table[at]
    return int(here + (((table[at + np.uint64(1)] - here) * fraction) >> _FRACTION_BITS))


@kernel("int64(int64, int64)")
def stretch_ms(drawn: int, factor: int) -> int:
    """Return a drawn quantile under a factor in 1/65536, in whole milliseconds, at least 1."""
    return max(1, (drawn * factor + _ROUNDING) >> (UNIT_BITS + FACTOR_BITS))


@kernel("int64(int64[::1], int64, int64)")
def duration_ms(table: Ints, bits: int, factor: int) -> int:
    """Return a duration in milliseconds, at least 1, stretched by a factor in 1/65536."""
    return int(stretch_ms(quantile(table, bits), factor))


@kernel("int64(int64, int64, int64)")
def travel_ms(base_ms: int, spread: int, factor: int) -> int:
    """Return a drive of ``base_ms`` under two factors in 1/65536, at least 1 ms."""
    return max(1, (((base_ms * spread) >> FACTOR_BITS) * factor) >> FACTOR_BITS)


@kernel("int64(int64, int64)")
def share_of(length_ms: int, total: int) -> int:
    """Return the milliseconds that one unit of ``total`` stands for, in 1/2**30."""
    return (length_ms << _SHARE_BITS) // max(total, 1)


@kernel("int64(int64, int64, int64)")
def part_of(passed: int, share: int, length_ms: int) -> int:
    """Return the whole milliseconds that ``passed`` units stand for, less than ``length_ms``.

    A product by a share divided once, as a division for each person would cost more than a draw.
    """
    return min((passed * share) >> _SHARE_BITS, length_ms - 1)
