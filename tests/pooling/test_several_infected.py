"""Tubes with several infected members against Monte Carlo, an integral and hand-made limits."""

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.integrate import quad
from scipy.stats import norm

from planner.pooling.sensitivity import mean_sensitivity, threshold_log10
from planner.pooling.several_infected import sensitivity_by_infected
from planner.scenario.settings import Infection

GRID_ERROR = 0.001


@pytest.mark.parametrize("size", [5, 20])
@pytest.mark.parametrize("mean", [1.5, 2.7])
def test_every_number_of_infected_agrees_with_a_monte_carlo_of_the_model(
    size: int, mean: float
) -> None:
    """Within 4 standard errors and the stated error of the grid."""
    tubes = 100_000
    infection = Infection(load_log10_mean=mean)
    random = np.random.default_rng(size)
    loads = random.normal(mean, infection.load_log10_sd, (tubes, size))
    limit = infection.detection_limit_copies * 10 ** random.normal(
        0, infection.detection_log10_sd, (tubes, 1)
    )
    shift = {int(key): cycles for key, cycles in infection.pooled_ct_shift.items()}[size]
    copies = np.cumsum(10**loads, axis=1) / 2**shift
    seen = (copies >= limit).mean(axis=0)
    expected = sensitivity_by_infected(infection, size)[1:]
    errors = np.sqrt(expected * (1 - expected) / tubes)
    assert (np.abs(seen - expected) <= 4 * errors + GRID_ERROR).all()


@pytest.mark.parametrize("sd", [0.2, 1.7, 4.0])
@pytest.mark.parametrize("mean", [2.0, 3.0, 5.5])
def test_two_infected_under_a_sharp_limit_agree_with_the_integral(mean: float, sd: float) -> None:
    infection = Infection(load_log10_mean=mean, load_log10_sd=sd, detection_log10_sd=0)
    limit = threshold_log10(infection, 10)

    def both_below(load: float) -> float:
        room = 10**limit - 10**load
        other = norm.cdf(math.log10(room), mean, sd) if room > 0 else 0.0
        return float(norm.pdf(load, mean, sd) * other)

    missed, _ = quad(both_below, min(limit, mean) - 12 * sd, limit, limit=500, points=[mean])
    assert sensitivity_by_infected(infection, 10)[2] == pytest.approx(1 - missed, abs=GRID_ERROR)


def test_equal_loads_add_up() -> None:
    """100 copies each and a limit of 450: four members are not enough, five are."""
    infection = Infection(
        load_log10_mean=2,
        load_log10_sd=0,
        detection_log10_sd=0,
        detection_limit_copies=450,
        pooled_ct_shift={"10": 0},
    )
    found = sensitivity_by_infected(infection, 10)
    assert found[:5] == pytest.approx(0, abs=1e-6)
    assert found[5:] == pytest.approx(1, abs=1e-6)


def test_a_single_tube_has_the_closed_form_alone() -> None:
    infection = Infection()
    assert sensitivity_by_infected(infection, 1).tolist() == [0, mean_sensitivity(infection, 1)]


@settings(max_examples=25)
@given(
    infection=st.builds(
        Infection,
        load_log10_mean=st.floats(0, 10),
        load_log10_sd=st.floats(0, 4),
        detection_limit_copies=st.floats(1, 1e5),
        detection_log10_sd=st.floats(0, 2),
    ),
    size=st.sampled_from((5, 10, 20)),
)
def test_more_infected_members_are_never_missed_more(infection: Infection, size: int) -> None:
    found = sensitivity_by_infected(infection, size)
    assert found.shape == (size + 1,)
    assert found[0] == 0
    assert found[1] == mean_sensitivity(infection, size)
    assert (found >= 0).all()
    assert (found <= 1).all()
    assert (np.diff(found) >= -GRID_ERROR).all()
    assert (np.diff(found[2:]) >= -1e-9).all()
