"""Positive tubes and recalled people that one round of a city is expected to bring."""

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from planner.pooling.checks import require_pool_size, require_share
from planner.pooling.sensitivity import Floats
from planner.pooling.several_infected import sensitivity_by_infected
from planner.scenario.settings import Infection


@dataclass(frozen=True)
class RoundExpectation:
    """Expected counts of one round, before any re-test; means, so fractions are meant."""

    tubes: int
    persons: int
    """People swabbed."""
    infected: float
    """Infected people among them."""
    infected_in_positive_tubes: float
    positive_tubes: float
    recalled_persons: float
    """Members of positive tubes, each re-tested singly (members of a single tube too)."""


def tubes_by_fill(persons: int, pool_size: int) -> NDArray[np.int64]:
    """Tubes that ``persons`` fill in groups of ``pool_size``, the last one in part.

    Returns
    -------
    numpy.ndarray
        Shape (pool_size + 1,): entry ``n`` counts the tubes with ``n`` people.
    """
    require_pool_size(pool_size)
    if persons < 0:
        raise ValueError(f"persons is {persons}; people are counted: give 0 or more")
    tubes = np.zeros(pool_size + 1, dtype=np.int64)
    full, rest = divmod(persons, pool_size)
    tubes[pool_size] = full
    if rest:
        tubes[rest] += 1
    return tubes


def expected_round(
    infection: Infection, prevalence: float, pool_size: int, tubes: ArrayLike
) -> RoundExpectation:
    """Return the positive tubes and recalled people to expect from independent infections.

    Real infections cluster (1.59 positives a positive pool, Xiamen 2021-09), so a real round has
    fewer positive tubes for the same prevalence.

    Parameters
    ----------
    infection
        Loads, detection limit and Ct shifts.
    prevalence
        Share of swabbed people infected, in [0, 1].
    pool_size
        Nominal people in one tube; part-filled tubes keep its Ct shift.
    tubes
        Whole numbers, shape (fills,): entry ``n`` counts the tubes with ``n`` people
        (`tubes_by_fill`).

    Raises
    ------
    ValueError
        Where the prevalence is no share, a count is negative, a tube holds more people than its
        pool size, or the pool size has no stated Ct shift.
    """
    require_share("prevalence", prevalence)
    counts = np.asarray(tubes, dtype=np.int64)
    _check_counts(counts, pool_size)
    sensitivity = sensitivity_by_infected(infection, pool_size)
    persons = int(counts @ np.arange(len(counts)))
    recalled = positive_tubes = infected_found = 0.0
    for members in np.flatnonzero(counts).tolist():
        count = int(counts[members])
        positive = _infected_members(prevalence, members) * sensitivity[: members + 1]
        positive_tubes += count * float(positive.sum())
        recalled += count * members * float(positive.sum())
        infected_found += count * float(positive @ np.arange(members + 1))
    return RoundExpectation(
        tubes=int(counts.sum()),
        persons=persons,
        infected=prevalence * persons,
        infected_in_positive_tubes=infected_found,
        positive_tubes=positive_tubes,
        recalled_persons=recalled,
    )


def _check_counts(counts: NDArray[np.int64], pool_size: int) -> None:
    if (counts < 0).any():
        raise ValueError(f"tubes has the count {counts.min()}; tubes are counted: give 0 or more")
    largest = int(np.flatnonzero(counts).max(initial=0))
    if largest > pool_size:
        raise ValueError(
            f"a tube holds {largest} people; its pool size is {pool_size}: "
            "give the pool size that these tubes have"
        )


def _infected_members(prevalence: float, members: int) -> Floats:
    """Binomial probabilities of 0 to ``members`` infected people in a tube."""
    return np.array(
        [
            math.comb(members, infected)
            * prevalence**infected
            * (1 - prevalence) ** (members - infected)
            for infected in range(members + 1)
        ]
    )
