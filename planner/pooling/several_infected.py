"""Sensitivity of a tube by how many of its members are infected.

A sum of lognormal loads has no closed distribution. It is carried on a grid of log10 loads: adding
one infected member is one step of a Markov chain.
"""

import math

import numpy as np

from planner.pooling.checks import require_pool_size
from planner.pooling.sensitivity import (
    Floats,
    mean_sensitivity,
    reach_probability,
    threshold_log10,
)
from planner.scenario.settings import Infection

GRID_CELLS = 500
GRID_REACH_SDS = 6


def sensitivity_by_infected(infection: Infection, pool_size: int) -> Floats:
    """Probability that a tube is positive, by the number of its infected members.

    Loads of members are independent. Closed form for one member; the grid is within 0.001 of the
    true value for more.

    Parameters
    ----------
    infection
        Loads, detection limit and Ct shifts.
    pool_size
        Nominal people in one tube, one of the sizes with a stated Ct shift.

    Returns
    -------
    numpy.ndarray
        Shape (pool_size + 1,): entry ``m`` for ``m`` infected members; entry 0 is 0.
    """
    require_pool_size(pool_size)
    by_infected = np.zeros(pool_size + 1)
    by_infected[1] = mean_sensitivity(infection, pool_size)
    if pool_size == 1:
        return by_infected
    grid = _load_grid(infection, pool_size)
    step = grid[1] - grid[0]
    # A cell spreads its mass evenly over its width, which has this variance.
    spread = math.hypot(infection.detection_log10_sd, step / math.sqrt(12))
    detected = reach_probability(grid - threshold_log10(infection, pool_size), spread)
    one_member = _load_mass(infection, grid)
    add_member = _adding_one_member(grid, one_member)
    total = one_member
    for infected in range(2, pool_size + 1):
        total = total @ add_member
        by_infected[infected] = min(float(total @ detected), 1.0)
    return by_infected


def _load_grid(infection: Infection, pool_size: int) -> Floats:
    reach = GRID_REACH_SDS * infection.load_log10_sd
    low = infection.load_log10_mean - reach
    high = infection.load_log10_mean + reach + math.log10(pool_size)
    return np.linspace(low, high, GRID_CELLS)


def _load_mass(infection: Infection, grid: Floats) -> Floats:
    """Probability of one member's load in each cell of the grid."""
    half = (grid[1] - grid[0]) / 2
    edges = np.append(grid - half, grid[-1] + half) - infection.load_log10_mean
    mass: Floats = np.diff(reach_probability(edges, infection.load_log10_sd))
    mass /= mass.sum()
    return mass


def _adding_one_member(grid: Floats, mass: Floats) -> Floats:
    """Transition matrix from a tube's load to its load with one more infected member.

    A sum between two grid points is split so that the mean log10 load is kept.
    """
    cells = len(grid)
    natural = grid * math.log(10)
    sums = np.logaddexp(natural[:, None], natural[None, :]) / math.log(10)
    position = np.clip((sums - grid[0]) / (grid[1] - grid[0]), 0, cells - 1)
    lower = np.minimum(position.astype(np.int64), cells - 2)
    upper_share = position - lower
    target = (np.arange(cells)[:, None] * cells + lower).ravel()
    matrix: Floats = np.zeros(cells * cells)
    matrix += np.bincount(target, (mass * (1 - upper_share)).ravel(), cells * cells)
    matrix += np.bincount(target + 1, (mass * upper_share).ravel(), cells * cells)
    return matrix.reshape(cells, cells)
