"""Quantile tables against SciPy, and durations against the rule of rounding once."""

from itertools import pairwise

import numpy as np
import pytest
from scipy import stats

from planner.scenario.distribution import (
    Constant,
    Distribution,
    Exponential,
    Lognormal,
    Triangular,
    Uniform,
)
from planner.simulation.layout import HOUR_MS, MINUTE_MS, Floats, Ints
from planner.simulation.quantiles import (
    FACTOR_ONE,
    UNIT,
    duration_ms,
    duration_table,
    factor_table,
    normal_table,
    quantile,
    spacing_table,
    travel_ms,
)
from planner.simulation.streams import derive, stream_key

SECOND_MS = 1000
RELATIVE, ABSOLUTE_MS = 1e-4, 0.5
DEEPEST = 1e-6
DRAWS = 100_000
NORMAL_ONE = 2.0**20


def lognormal(mean: float, cv: float) -> stats.rv_continuous:
    sigma = np.sqrt(np.log1p(cv**2))
    return stats.lognorm(s=sigma, scale=mean * np.exp(-(sigma**2) / 2))


def triangular(low: float, mode: float, high: float) -> stats.rv_continuous:
    return stats.triang(c=(mode - low) / (high - low), loc=low, scale=high - low)


CASES: dict[str, tuple[Distribution, stats.rv_continuous, int]] = {
    "swab": (Lognormal(mean=30, cv=0.4), lognormal(30, 0.4), SECOND_MS),
    "scan": (Lognormal(mean=14.4, cv=0.3), lognormal(14.4, 0.3), SECOND_MS),
    "wide": (Lognormal(mean=20, cv=1), lognormal(20, 1), MINUTE_MS),
    "widest": (Lognormal(mean=10, cv=5), lognormal(10, 5), MINUTE_MS),
    "narrow": (Lognormal(mean=1, cv=0.01), lognormal(1, 0.01), SECOND_MS),
    "exponential": (Exponential(mean=22), stats.expon(scale=22), SECOND_MS),
    "short exponential": (Exponential(mean=0.2), stats.expon(scale=0.2), SECOND_MS),
    "uniform": (Uniform(low=25, high=30), stats.uniform(25, 5), MINUTE_MS),
    "from zero": (Uniform(low=0, high=600), stats.uniform(0, 600), MINUTE_MS),
    "cycler": (Triangular(low=82, mode=90, high=118), triangular(82, 90, 118), MINUTE_MS),
    "rising": (Triangular(low=0, mode=60, high=60), triangular(0, 60, 60), MINUTE_MS),
    "falling": (Triangular(low=5, mode=5, high=60), triangular(5, 5, 60), MINUTE_MS),
    "late peak": (Triangular(low=0, mode=99, high=100), triangular(0, 99, 100), MINUTE_MS),
}


def dense_bits() -> list[int]:
    """Numbers of 64 bits from 1e-6 to 1 - 1e-6, dense in both tails and at the table's edges."""
    tail = np.geomspace(DEEPEST, 0.5, 4_000)
    edges = 0.5 ** np.arange(1, 21)
    tail = np.concatenate([tail, edges, edges * (1 + 1e-9), edges * (1 - 1e-9)])
    lower = [int(p * 2**64) for p in tail if DEEPEST <= p <= 0.5]
    return sorted({*lower, *(2**64 - 1 - bits for bits in lower)})


BITS = dense_bits()


def signed(bits: int) -> int:
    return bits - 2**64 if bits >= 2**63 else bits


def read(table: Ints, bits: list[int]) -> Floats:
    return np.array([quantile(table, signed(b)) for b in bits], dtype=np.float64)


def exact(law: stats.rv_continuous) -> Floats:
    """Quantiles by SciPy, from the nearer end so that the upper tail loses no digits."""
    lower = [b / 2**64 for b in BITS if b < 2**63]
    upper = [(2**64 - b) / 2**64 for b in BITS if b >= 2**63]
    return np.concatenate([law.ppf(lower), law.isf(upper)])


@pytest.mark.parametrize("case", CASES)
def test_every_quantile_is_that_of_scipy(case: str) -> None:
    distribution, law, unit_ms = CASES[case]
    ours = read(duration_table(distribution, unit_ms), BITS) / UNIT
    theirs = exact(law) * unit_ms
    error = np.abs(ours - theirs) - np.maximum(RELATIVE * theirs, ABSOLUTE_MS)
    worst = int(error.argmax())
    assert error[worst] <= 0, f"{ours[worst]} for {theirs[worst]} ms at {BITS[worst] / 2**64}"


@pytest.mark.parametrize("case", CASES)
def test_quantiles_never_fall(case: str) -> None:
    distribution, _, unit_ms = CASES[case]
    extremes = [0, 1, 2**20, 2**63 - 1, 2**63, 2**64 - 2**20, 2**64 - 2, 2**64 - 1]
    values = read(duration_table(distribution, unit_ms), sorted({*BITS, *extremes}))
    assert (np.diff(values) >= 0).all()
    assert values[0] >= 0


@pytest.mark.parametrize("case", [name for name in CASES if name != "widest"])
def test_many_draws_have_the_mean_and_variance(case: str) -> None:
    distribution, law, unit_ms = CASES[case]
    table = duration_table(distribution, unit_ms)
    key = stream_key(1, 0, "stage")
    values = np.array([quantile(table, derive(key, i)) for i in range(DRAWS)]) / UNIT / unit_ms
    _, variance, _, kurtosis = (float(moment) for moment in law.stats("mvsk"))
    mean_error = np.sqrt(variance / DRAWS)
    variance_error = variance * np.sqrt((kurtosis + 2) / DRAWS)
    assert abs(values.mean() - law.mean()) < 4 * mean_error
    assert abs(values.var() - variance) < 4 * variance_error


def test_a_constant_is_always_its_value() -> None:
    assert set(read(duration_table(Constant(value=12.5), SECOND_MS), BITS)) == {12_500 * UNIT}


def test_a_lognormal_without_spread_is_its_mean() -> None:
    values = read(duration_table(Lognormal(mean=30, cv=0), SECOND_MS), BITS)
    assert set(values) == {30_000 * UNIT}
    assert set(read(factor_table(0.0), BITS)) == {FACTOR_ONE}


@pytest.mark.parametrize("cv", [0.05, 0.15, 0.3])
def test_factors_are_lognormal_of_mean_one(cv: float) -> None:
    ours = read(factor_table(cv), BITS) / FACTOR_ONE
    assert np.allclose(ours, exact(lognormal(1, cv)), rtol=RELATIVE, atol=1 / FACTOR_ONE)


def test_spacings_are_exponential() -> None:
    ours = read(spacing_table(), BITS) / FACTOR_ONE
    # an edge is rounded to the nearest unit, then the line between edges down to the one below
    assert np.allclose(ours, exact(stats.expon()), rtol=RELATIVE, atol=2 / FACTOR_ONE)


def test_standard_normal_scores_are_symmetric() -> None:
    ours = read(normal_table(), BITS) / NORMAL_ONE
    assert np.allclose(ours, exact(stats.norm()), rtol=RELATIVE, atol=2 / NORMAL_ONE)
    # rounding towards minus infinity is the only asymmetry
    assert np.abs(ours + ours[::-1]).max() <= 2 / NORMAL_ONE


@pytest.mark.parametrize(
    ("seconds", "factor", "milliseconds"),
    [
        (0, FACTOR_ONE, 1),
        (0.0004, FACTOR_ONE, 1),
        (0.0014, FACTOR_ONE, 1),
        (0.0016, FACTOR_ONE, 2),
        (0.0015, FACTOR_ONE, 2),
        (10, FACTOR_ONE, 10_000),
        (10, FACTOR_ONE * 5 // 4, 12_500),
        (10, FACTOR_ONE // 2, 5_000),
        (0.003, FACTOR_ONE // 2, 2),
    ],
)
def test_a_duration_is_rounded_once_and_never_nothing(
    seconds: float, factor: int, milliseconds: int
) -> None:
    table = duration_table(Constant(value=seconds), SECOND_MS)
    assert duration_ms(table, signed(BITS[0]), factor) == milliseconds


def test_the_longest_duration_that_a_scenario_may_hold_does_not_overflow() -> None:
    # the checks allow a mean of 720 hours; one draw in a thousand is 54 times the mean
    table = duration_table(Lognormal(mean=720 * 60, cv=5), MINUTE_MS)
    upper = [2**64 - 2**power for power in range(62, -1, -1)]
    lengths = [duration_ms(table, signed(bits), 2 * FACTOR_ONE) for bits in upper]
    assert all(earlier <= later for earlier, later in pairwise(lengths))
    assert lengths[-1] > 720 * HOUR_MS


@pytest.mark.parametrize(
    ("base_ms", "spread", "factor", "milliseconds"),
    [
        (1_200_000, FACTOR_ONE, FACTOR_ONE, 1_200_000),
        (1_200_000, FACTOR_ONE * 3 // 2, FACTOR_ONE, 1_800_000),
        (1_200_000, FACTOR_ONE * 3 // 2, FACTOR_ONE // 2, 900_000),
        (1, FACTOR_ONE // 2, FACTOR_ONE, 1),
    ],
)
def test_a_drive_is_stretched_by_both_factors(
    base_ms: int, spread: int, factor: int, milliseconds: int
) -> None:
    assert travel_ms(base_ms, spread, factor) == milliseconds
