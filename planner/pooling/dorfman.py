"""Dorfman's two-stage pooling: one test a pool, then one for each member of a positive pool.

R. Dorfman, "The detection of defective members of large populations", Annals of Mathematical
Statistics 14 (1943). Infections are independent and a clean pool is never positive. A pool of one
is a single test with no second stage.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from planner.pooling.checks import require_pool_size, require_share


@dataclass(frozen=True)
class Sensitivity:
    """What each stage detects, as shares in [0, 1]."""

    tube: float = 1.0
    """Probability that a tube with an infected member is positive, whatever their number."""
    retest: float = 1.0
    """Probability that an infected member of a positive tube is positive in the single re-test."""

    def __post_init__(self) -> None:
        """Refuse values that are no shares."""
        require_share("tube sensitivity", self.tube)
        require_share("retest sensitivity", self.retest)


PERFECT = Sensitivity()


def positive_pool_probability(
    prevalence: float, pool_size: int, sensitivity: Sensitivity = PERFECT
) -> float:
    """Probability that a pool is positive.

    Parameters
    ----------
    prevalence
        Share of people infected, in [0, 1].
    pool_size
        People in one tube.
    sensitivity
        What each stage detects.

    Raises
    ------
    ValueError
        Where the prevalence is no share or the pool holds nobody.
    """
    require_share("prevalence", prevalence)
    require_pool_size(pool_size)
    any_infected = 1 - (1 - prevalence) ** pool_size
    return float(sensitivity.tube * any_infected)


def expected_tests_per_person(
    prevalence: float, pool_size: int, sensitivity: Sensitivity = PERFECT
) -> float:
    """Mean number of tests a person, both stages; parameters as `positive_pool_probability`."""
    positive = positive_pool_probability(prevalence, pool_size, sensitivity)
    return 1.0 if pool_size == 1 else 1 / pool_size + positive


def variance_of_tests_per_pool(
    prevalence: float, pool_size: int, sensitivity: Sensitivity = PERFECT
) -> float:
    """Variance of the tests that one pool takes, in tests squared.

    A pool takes 1 or 1 + ``pool_size`` tests; pools are independent, so the variance over many
    pools is the sum. Parameters as `positive_pool_probability`.
    """
    positive = positive_pool_probability(prevalence, pool_size, sensitivity)
    return 0.0 if pool_size == 1 else pool_size**2 * positive * (1 - positive)


def share_found(pool_size: int, sensitivity: Sensitivity = PERFECT) -> float:
    """Share of infected people whom both stages find; a pool of one has a single stage."""
    require_pool_size(pool_size)
    return sensitivity.tube if pool_size == 1 else sensitivity.tube * sensitivity.retest


def best_pool_size(prevalence: float, sizes: Mapping[int, Sensitivity]) -> int:
    """Pool size with the fewest expected tests for each infected person found.

    With equal sensitivities these are the fewest tests a person. Dividing by the share found
    keeps a pool from winning because it misses positives and so saves their re-tests.

    Parameters
    ----------
    prevalence
        Share of people infected, in [0, 1].
    sizes
        The allowed pool sizes in people, each with what it detects;
        ``dict.fromkeys((1, 5, 10, 20), PERFECT)`` for perfect tests.

    Returns
    -------
    int
        The best size; of equally good ones the smallest.

    Raises
    ------
    ValueError
        Where no size is allowed, a size is below 1 or the prevalence is no share.
    """
    if not sizes:
        raise ValueError("sizes is empty; a tube needs a size: allow at least one")

    def tests_per_relative_find(size: int) -> float:
        found = share_found(size, sizes[size])
        tests = expected_tests_per_person(prevalence, size, sizes[size])
        return tests / found if found > 0 else float("inf")

    return min(sorted(sizes), key=tests_per_relative_find)
