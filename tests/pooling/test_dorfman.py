"""Two-stage pooling against the classic optima, its limits and a Monte Carlo of its two stages."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from planner.pooling.dorfman import (
    PERFECT,
    Sensitivity,
    best_pool_size,
    expected_tests_per_person,
    positive_pool_probability,
    share_found,
    variance_of_tests_per_pool,
)

EVERY_SIZE = dict.fromkeys(range(1, 101), PERFECT)
SHARES = st.floats(0, 1)
SIZES = st.integers(1, 50)


@pytest.mark.parametrize(
    ("prevalence", "size", "percent_of_single_testing"),
    [
        (0.01, 11, 20),
        (0.02, 8, 27),
        (0.03, 6, 33),
        (0.04, 6, 38),
        (0.05, 5, 43),
        (0.06, 5, 47),
        (0.08, 4, 53),
        (0.09, 4, 56),
        (0.10, 4, 59),
        (0.12, 4, 65),
        (0.13, 3, 67),
        (0.15, 3, 72),
        (0.20, 3, 82),
        (0.25, 3, 91),
        (0.30, 3, 99),
    ],
)
def test_best_sizes_and_costs_are_the_classic_ones(
    prevalence: float, size: int, percent_of_single_testing: int
) -> None:
    """Whole per cents; 7 % is left out, where sizes 4 and 5 both cost 50 %."""
    assert best_pool_size(prevalence, EVERY_SIZE) == size
    tests = expected_tests_per_person(prevalence, size)
    assert round(100 * tests) == percent_of_single_testing


def test_one_in_a_hundred_and_one_in_a_thousand() -> None:
    assert expected_tests_per_person(0.01, 11) == pytest.approx(0.1956, abs=5e-5)
    assert best_pool_size(0.001, EVERY_SIZE) == 32
    assert expected_tests_per_person(0.001, 32) == pytest.approx(0.0628, abs=5e-5)


def test_pooling_stops_to_pay_above_one_minus_the_cube_root_of_a_third() -> None:
    limit = 1 - 3 ** (-1 / 3)
    assert best_pool_size(limit - 1e-4, EVERY_SIZE) == 3
    assert best_pool_size(limit + 1e-4, EVERY_SIZE) == 1


@given(size=st.integers(2, 50))
def test_nobody_infected_takes_one_test_a_pool_and_everybody_infected_one_more_each(
    size: int,
) -> None:
    assert expected_tests_per_person(0, size) == 1 / size
    assert expected_tests_per_person(1, size) == 1 / size + 1
    assert variance_of_tests_per_pool(0, size) == 0
    assert variance_of_tests_per_pool(1, size) == 0


@given(prevalence=SHARES, tube=SHARES)
def test_a_pool_of_one_is_one_test_and_has_no_second_stage(prevalence: float, tube: float) -> None:
    sensitivity = Sensitivity(tube=tube, retest=0.5)
    assert expected_tests_per_person(prevalence, 1, sensitivity) == 1
    assert variance_of_tests_per_pool(prevalence, 1, sensitivity) == 0
    assert share_found(1, sensitivity) == tube


@given(low=SHARES, high=SHARES, size=SIZES, tube=SHARES)
def test_more_infection_or_a_larger_pool_makes_a_positive_pool_likelier(
    low: float, high: float, size: int, tube: float
) -> None:
    low, high = sorted((low, high))
    sensitivity = Sensitivity(tube=tube)
    here = positive_pool_probability(low, size, sensitivity)
    assert 0 <= here <= tube
    assert here <= positive_pool_probability(high, size, sensitivity)
    assert here <= positive_pool_probability(low, size + 1, sensitivity)


@given(prevalence=SHARES, allowed=st.sets(SIZES, min_size=1))
def test_no_allowed_size_takes_fewer_tests_than_the_best(
    prevalence: float, allowed: set[int]
) -> None:
    best = best_pool_size(prevalence, dict.fromkeys(allowed, PERFECT))
    assert best in allowed
    assert expected_tests_per_person(prevalence, best) == min(
        expected_tests_per_person(prevalence, size) for size in allowed
    )


def test_a_pool_does_not_win_by_missing_positives() -> None:
    blind = Sensitivity(tube=0.05)
    assert expected_tests_per_person(0.05, 20, blind) < expected_tests_per_person(0.05, 5)
    assert best_pool_size(0.05, {5: PERFECT, 20: blind}) == 5
    assert best_pool_size(0.0, {5: PERFECT, 20: Sensitivity(tube=0)}) == 5


@pytest.mark.parametrize(("prevalence", "size"), [(0.002, 20), (0.03, 10), (0.2, 5)])
def test_mean_and_variance_agree_with_a_monte_carlo_of_both_stages(
    prevalence: float, size: int
) -> None:
    """Within 4 standard errors: a false alarm in 16,000, and the seed is fixed."""
    sensitivity = Sensitivity(tube=0.9, retest=0.8)
    pools = 200_000
    random = np.random.default_rng(20210101)
    infected = random.binomial(size, prevalence, pools)
    positive = (infected > 0) & (random.random(pools) < sensitivity.tube)
    tests = 1 + size * positive
    found = random.binomial(infected * positive, sensitivity.retest)

    mean = size * expected_tests_per_person(prevalence, size, sensitivity)
    variance = variance_of_tests_per_pool(prevalence, size, sensitivity)
    assert abs(tests.mean() - mean) < 4 * math.sqrt(variance / pools)
    squares = (tests - mean) ** 2
    assert abs(squares.mean() - variance) < 4 * squares.std() / math.sqrt(pools)
    missed = found - share_found(size, sensitivity) * infected
    assert abs(missed.mean()) < 4 * missed.std() / math.sqrt(pools)


def test_wrong_input_is_named_with_its_rule() -> None:
    with pytest.raises(ValueError, match=r"prevalence is -0\.1; .* from 0 to 1"):
        expected_tests_per_person(-0.1, 10)
    with pytest.raises(ValueError, match="prevalence is nan"):
        best_pool_size(math.nan, EVERY_SIZE)
    with pytest.raises(ValueError, match=r"pool_size is 0; .* 1 or more"):
        variance_of_tests_per_pool(0.1, 0)
    with pytest.raises(ValueError, match="sizes is empty"):
        best_pool_size(0.1, {})
    with pytest.raises(ValueError, match=r"retest sensitivity is 1\.2"):
        Sensitivity(retest=1.2)
