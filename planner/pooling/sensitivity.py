"""What a tube detects, by the viral load in it and its pool size.

The model is that of :class:`planner.scenario.settings.Infection`: a tube is positive when the sum
of its members' copies, divided by 2 to the power of the pool's Ct shift, reaches the detection
limit times a lognormal run-to-run factor. Loads are log10 copies per mL of medium.
"""

import math
from statistics import NormalDist

import numpy as np
from numpy.typing import ArrayLike, NDArray

from planner.pooling.dorfman import Sensitivity
from planner.scenario.settings import Infection

Floats = NDArray[np.float64]

LOG10_PER_CYCLE = math.log10(2)
QUADRATURE_NODES = 128
NEGLIGIBLE_SPREAD_LOG10 = 1e-9
"""Below this a spread counts as none, so that margins over spreads stay finite."""

_standard_normal_cdf = np.vectorize(NormalDist().cdf, otypes=[np.float64])


def reach_probability(margin_log10: ArrayLike, spread_log10: float) -> Floats:
    """Probability that ``margin_log10`` plus a centred normal error is not negative.

    Parameters
    ----------
    margin_log10
        How far the mean lies above the threshold, any shape.
    spread_log10
        Standard deviation of the error; without spread the answer is 0 or 1.

    Returns
    -------
    numpy.ndarray
        The shape of ``margin_log10``.
    """
    margin = np.asarray(margin_log10, dtype=np.float64)
    if spread_log10 < NEGLIGIBLE_SPREAD_LOG10:
        return (margin >= 0).astype(np.float64)
    scores: Floats = _standard_normal_cdf(margin / spread_log10)
    return scores


def ct_shift_cycles(infection: Infection, pool_size: int) -> float:
    """Cycles by which a positive appears later in a pool of this size.

    Raises
    ------
    ValueError
        Where the scenario states no shift for the size: shifts are measured, never interpolated.
    """
    stated = {int(size): cycles for size, cycles in infection.pooled_ct_shift.items()}
    if pool_size not in stated:
        sizes = ", ".join(str(size) for size in sorted(stated)) or "none"
        raise ValueError(
            f"pool size {pool_size} has no Ct shift; stated sizes are {sizes}: "
            "use one of them or add it to infection.pooled_ct_shift"
        )
    return stated[pool_size]


def threshold_log10(infection: Infection, pool_size: int) -> float:
    """Median load, log10 copies per mL, that one swab in a tube of this size needs."""
    return (
        math.log10(infection.detection_limit_copies)
        + ct_shift_cycles(infection, pool_size) * LOG10_PER_CYCLE
    )


def combined_load_log10(member_loads_log10: ArrayLike) -> Floats:
    """Load of a tube: the sum of its members' copies, in log10.

    Parameters
    ----------
    member_loads_log10
        Shape (..., members); minus infinity for an uninfected member.

    Returns
    -------
    numpy.ndarray
        Shape (...); minus infinity where nobody is infected.
    """
    natural = np.asarray(member_loads_log10, dtype=np.float64) * math.log(10)
    total: Floats = np.logaddexp.reduce(natural, axis=-1, initial=-np.inf)
    return total / math.log(10)


def tube_positive_probability(
    infection: Infection, pool_size: int, tube_load_log10: ArrayLike
) -> Floats:
    """Probability that a tube with a known load is positive, over the run-to-run spread.

    Parameters
    ----------
    infection
        Detection limit, its spread and the Ct shift of each pool size.
    pool_size
        Nominal people in one tube, which decides the shift.
    tube_load_log10
        Sum of the members' copies in log10 (`combined_load_log10`), any shape; with one infected
        member this is the member's load.

    Returns
    -------
    numpy.ndarray
        The shape of ``tube_load_log10``.
    """
    margin = np.asarray(tube_load_log10, dtype=np.float64) - threshold_log10(infection, pool_size)
    return reach_probability(margin, infection.detection_log10_sd)


def mean_sensitivity(infection: Infection, pool_size: int) -> float:
    """Probability that a tube with one infected member is positive, over loads and runs."""
    margin = infection.load_log10_mean - threshold_log10(infection, pool_size)
    spread = math.hypot(infection.load_log10_sd, infection.detection_log10_sd)
    return float(reach_probability(margin, spread))


def pool_and_single_probability(infection: Infection, pool_size: int) -> float:
    """Probability that one infected person is positive in a pool and in a single re-test.

    Both swabs carry the person's same load and each run has its own detection limit, so the two
    margins are normal with correlation load variance / (load variance + detection variance).
    """
    mean = infection.load_log10_mean
    spread = math.hypot(infection.load_log10_sd, infection.detection_log10_sd)
    if spread < NEGLIGIBLE_SPREAD_LOG10:
        return min(mean_sensitivity(infection, pool_size), mean_sensitivity(infection, 1))
    return _both_below(
        (mean - threshold_log10(infection, pool_size)) / spread,
        (mean - threshold_log10(infection, 1)) / spread,
        (infection.load_log10_sd / spread) ** 2,
    )


def stage_sensitivity(infection: Infection, pool_size: int) -> Sensitivity:
    """Sensitivity of both Dorfman stages for one infected member of a tube of this size."""
    tube = mean_sensitivity(infection, pool_size)
    both = pool_and_single_probability(infection, pool_size)
    return Sensitivity(tube=tube, retest=min(both / tube, 1.0) if tube > 0 else 0.0)


def _both_below(first: float, second: float, correlation: float) -> float:
    """Distribution function of two correlated standard normals (Plackett's integral).

    The integral runs over the arc sine of the correlation, where it is smooth up to correlation 1.
    """
    nodes, weights = np.polynomial.legendre.leggauss(QUADRATURE_NODES)
    half = math.asin(correlation) / 2
    sine = np.sin(half * (nodes + 1))
    exponent = ((first - second) ** 2 + 2 * first * second * (1 - sine)) / (2 * (1 - sine**2))
    dependence = half * float(weights @ np.exp(-exponent)) / (2 * math.pi)
    standard = NormalDist()
    return standard.cdf(first) * standard.cdf(second) + dependence
