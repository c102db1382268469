"""What a tube detects: closed forms against Monte Carlo, limits and published rates."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import multivariate_normal

from planner.pooling.sensitivity import (
    combined_load_log10,
    ct_shift_cycles,
    mean_sensitivity,
    pool_and_single_probability,
    stage_sensitivity,
    threshold_log10,
    tube_positive_probability,
)
from planner.scenario.settings import Infection

STATED_SIZES = (1, 5, 10, 20)
DRAWS = 400_000


def infections() -> st.SearchStrategy[Infection]:
    return st.builds(
        Infection,
        load_log10_mean=st.floats(0, 10),
        load_log10_sd=st.floats(0, 4),
        detection_limit_copies=st.floats(1, 1e5),
        detection_log10_sd=st.floats(0, 2),
    )


def detected(
    infection: Infection, size: int, copies: np.ndarray, random: np.random.Generator
) -> np.ndarray:
    """Apply the rule of the model as it is written in copies, not in logarithms."""
    shift = {int(key): cycles for key, cycles in infection.pooled_ct_shift.items()}[size]
    noise = random.normal(0, infection.detection_log10_sd, len(copies))
    return copies / 2**shift >= infection.detection_limit_copies * 10**noise


def assert_within_4_standard_errors(hits: np.ndarray, probability: float) -> None:
    error = math.sqrt(probability * (1 - probability) / len(hits))
    assert abs(hits.mean() - probability) <= 4 * error


@pytest.mark.parametrize("size", STATED_SIZES)
@pytest.mark.parametrize("mean", [2.5, 5.5])
def test_mean_and_joint_sensitivity_agree_with_a_monte_carlo_of_the_model(
    size: int, mean: float
) -> None:
    infection = Infection(load_log10_mean=mean, detection_log10_sd=0.5)
    random = np.random.default_rng(size)
    copies = 10 ** random.normal(mean, infection.load_log10_sd, DRAWS)
    pool = detected(infection, size, copies, random)
    single = detected(infection, 1, copies, random)
    assert_within_4_standard_errors(pool, mean_sensitivity(infection, size))
    assert_within_4_standard_errors(pool & single, pool_and_single_probability(infection, size))
    stages = stage_sensitivity(infection, size)
    assert stages.tube == mean_sensitivity(infection, size)
    assert_within_4_standard_errors(single[pool], stages.retest)


def test_a_tube_with_given_members_agrees_with_a_monte_carlo_of_the_model() -> None:
    infection = Infection()
    members = np.array([2.4, 2.7, 2.0, -np.inf, -np.inf])
    tube = combined_load_log10(members)
    assert tube == pytest.approx(math.log10(10**2.4 + 10**2.7 + 10**2.0))
    copies = np.full(DRAWS, (10**members).sum())
    hits = detected(infection, 5, copies, np.random.default_rng(5))
    probability = float(tube_positive_probability(infection, 5, tube))
    assert 0.2 < probability < 0.8
    assert_within_4_standard_errors(hits, probability)


def test_loads_combine_along_the_last_axis_and_an_uninfected_tube_is_never_positive() -> None:
    loads = np.array([[-np.inf, -np.inf], [3.0, -np.inf], [3.0, 3.0]])
    combined = combined_load_log10(loads)
    assert combined.tolist() == pytest.approx([-np.inf, 3.0, 3.0 + math.log10(2)])
    assert combined_load_log10(np.empty((2, 0))).tolist() == [-np.inf, -np.inf]
    assert tube_positive_probability(Infection(), 10, combined)[0] == 0


@pytest.mark.parametrize("size", STATED_SIZES)
def test_a_load_at_the_threshold_is_found_half_the_time_and_a_cycle_is_a_factor_of_two(
    size: int,
) -> None:
    infection = Infection(detection_limit_copies=500)
    copies = 500 * 2 ** ct_shift_cycles(infection, size)
    assert 10 ** threshold_log10(infection, size) == pytest.approx(copies)
    assert tube_positive_probability(infection, size, math.log10(copies)) == pytest.approx(0.5)


def test_without_any_spread_a_tube_is_positive_from_its_threshold_on() -> None:
    exact = {"load_log10_sd": 0, "detection_log10_sd": 0, "detection_limit_copies": 1000}
    at_limit, below = (
        Infection(load_log10_mean=mean, pooled_ct_shift={"1": 0, "10": 1}, **exact)
        for mean in (3.0, 2.999)
    )
    assert mean_sensitivity(at_limit, 1) == 1
    assert mean_sensitivity(at_limit, 10) == 0
    assert pool_and_single_probability(at_limit, 10) == 0
    assert pool_and_single_probability(at_limit, 1) == 1
    assert mean_sensitivity(below, 1) == 0
    assert stage_sensitivity(below, 1).retest == 0


def test_with_one_limit_for_all_runs_whoever_the_pool_finds_the_single_test_finds() -> None:
    infection = Infection(detection_log10_sd=0)
    for size in STATED_SIZES:
        assert stage_sensitivity(infection, size).retest == pytest.approx(1, abs=1e-9)


@given(infection=infections())
def test_larger_pools_miss_more_and_both_stages_find_no_more_than_either(
    infection: Infection,
) -> None:
    by_size = [mean_sensitivity(infection, size) for size in STATED_SIZES]
    assert by_size == sorted(by_size, reverse=True)
    for size, pool in zip(STATED_SIZES, by_size, strict=True):
        both = pool_and_single_probability(infection, size)
        assert pool * by_size[0] - 1e-9 <= both <= min(pool, by_size[0]) + 1e-9


@given(
    infection=infections().filter(lambda i: i.load_log10_sd > 0.01 and i.detection_log10_sd > 0.01)
)
def test_joint_sensitivity_is_the_bivariate_normal(infection: Infection) -> None:
    spread = math.hypot(infection.load_log10_sd, infection.detection_log10_sd)
    margins = [
        (infection.load_log10_mean - threshold_log10(infection, size)) / spread for size in (20, 1)
    ]
    correlation = (infection.load_log10_sd / spread) ** 2
    expected = multivariate_normal.cdf(margins, cov=[[1, correlation], [correlation, 1]])
    assert pool_and_single_probability(infection, 20) == pytest.approx(expected, abs=1e-6)


def test_defaults_give_the_published_rate_only_as_a_share_of_all_infected() -> None:
    """Chu 2021 and Dezhou CDC 2020: 90 to 92.5 % with 1 positive and 9 negatives.

    Of infected people whom a single test finds, the defaults find more than that in a pool.
    """
    infection = Infection()
    assert 0.90 <= mean_sensitivity(infection, 10) <= 0.925
    agreement = pool_and_single_probability(infection, 10) / mean_sensitivity(infection, 1)
    assert agreement > 0.925


def test_a_pool_size_without_a_stated_shift_is_refused_not_interpolated() -> None:
    with pytest.raises(ValueError, match=r"pool size 7 .* 1, 5, 10, 20: use one"):
        mean_sensitivity(Infection(), 7)
    with pytest.raises(ValueError, match="stated sizes are none"):
        ct_shift_cycles(Infection(pooled_ct_shift={}), 10)
