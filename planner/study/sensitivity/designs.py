"""Which points are simulated: one value at a time, then Morris's trajectories."""

from pathlib import Path

import numpy as np
from SALib.sample import morris

from planner.simulation.layout import Floats, Ints
from planner.study.sensitivity.parameters import LEVELS, Parameter
from planner.study.sweep.definition import Design, Replications, Sweep

TRAJECTORIES = 6
"""Assumed: each has one point more than parameters; five to ten are usual in screening."""
MORRIS_REPLICATIONS = 4
"""Assumed: of each point of a trajectory; screening ranks, and does not decide."""
ONE_AT_A_TIME, MORRIS = "one-at-a-time", "morris"


def one_at_a_time(
    scenario: Path,
    variants: tuple[str, ...],
    parameters: tuple[Parameter, ...],
    replications: int,
    seed: int,
) -> Sweep:
    """Return the sweep whose first point is the scenario, then each parameter's two ends."""
    points, _ = points_of(len(parameters))
    levels = np.zeros((points, len(parameters)), dtype=np.int64)
    for number, one in enumerate(parameters):
        levels[1 + 2 * number, number] = one.numbers[0]
        levels[2 + 2 * number, number] = one.numbers[-1]
    return _sweep(ONE_AT_A_TIME, scenario, variants, parameters, levels, replications, seed)


def trajectories(
    scenario: Path, variants: tuple[str, ...], parameters: tuple[Parameter, ...], seed: int
) -> Sweep:
    """Return the sweep of Morris's trajectories, on which one value changes at each step."""
    steps = np.rint(unit_points(len(parameters), seed) * (LEVELS - 1)).astype(np.int64)
    numbers = np.array([one.numbers for one in parameters])
    levels = numbers[np.arange(len(parameters)), steps]
    return _sweep(MORRIS, scenario, variants, parameters, levels, MORRIS_REPLICATIONS, seed)


def unit_points(parameters: int, seed: int) -> Floats:
    """Return the trajectories' points, each value from 0 at the lower end to 1.

    Shape ((parameters + 1) x trajectories, parameters).
    """
    sample: Floats = morris.sample(problem(parameters), TRAJECTORIES, num_levels=LEVELS, seed=seed)
    return sample


def points_of(parameters: int) -> tuple[int, int]:
    """Return how many points the two sweeps of so many parameters have."""
    return 1 + 2 * parameters, TRAJECTORIES * (parameters + 1)


def problem(parameters: int) -> dict[str, object]:
    """Return the parameters as SALib wants them: numbered, between 0 and 1."""
    names = [str(number) for number in range(parameters)]
    return {"num_vars": parameters, "names": names, "bounds": [[0.0, 1.0]] * parameters}


def _sweep(
    name: str,
    scenario: Path,
    variants: tuple[str, ...],
    parameters: tuple[Parameter, ...],
    levels: Ints,
    replications: int,
    seed: int,
) -> Sweep:
    return Sweep(
        name=name,
        scenario=scenario,
        variants=variants,
        design=Design(kind="listed", levels=tuple(map(tuple, levels.tolist()))),
        replications=Replications(seed=seed, fixed=replications),
        axes=tuple(one.axis for one in parameters),
    )
