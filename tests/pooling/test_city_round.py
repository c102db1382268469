"""Expected positives and recalls of a round against Dorfman, Monte Carlo and hand counts."""

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from planner.pooling.city_round import expected_round, tubes_by_fill
from planner.pooling.dorfman import expected_tests_per_person
from planner.pooling.sensitivity import mean_sensitivity
from planner.scenario.settings import Infection

SEES_ALL = Infection(load_log10_mean=9, load_log10_sd=0, detection_log10_sd=0)


@given(persons=st.integers(0, 10_000), size=st.integers(1, 20))
def test_filling_tubes_loses_nobody(persons: int, size: int) -> None:
    tubes = tubes_by_fill(persons, size)
    assert tubes @ np.arange(size + 1) == persons
    assert tubes.sum() == math.ceil(persons / size)
    assert tubes[1:size].sum() <= 1
    assert tubes[0] == 0


@settings(max_examples=25)
@given(prevalence=st.floats(0, 1), size=st.sampled_from((5, 10, 20)))
def test_perfect_detection_of_full_tubes_costs_what_dorfman_says(
    prevalence: float, size: int
) -> None:
    persons = 40_000
    outcome = expected_round(SEES_ALL, prevalence, size, tubes_by_fill(persons, size))
    tests = (outcome.tubes + outcome.recalled_persons) / persons
    assert tests == pytest.approx(expected_tests_per_person(prevalence, size))
    assert outcome.infected_in_positive_tubes == pytest.approx(outcome.infected)


def test_single_tubes_recall_the_infected_who_were_found() -> None:
    infection = Infection()
    outcome = expected_round(infection, 0.01, 1, tubes_by_fill(1000, 1))
    found = 10 * mean_sensitivity(infection, 1)
    assert outcome.recalled_persons == pytest.approx(found)
    assert outcome.positive_tubes == pytest.approx(found)
    assert outcome.infected_in_positive_tubes == pytest.approx(found)


def test_part_filled_tubes_recall_only_their_members() -> None:
    """Everybody infected and seen: 23 people in tubes of 10, 10 and 3."""
    outcome = expected_round(SEES_ALL, 1.0, 10, tubes_by_fill(23, 10))
    assert (outcome.tubes, outcome.persons) == (3, 23)
    assert outcome.positive_tubes == pytest.approx(3)
    assert outcome.recalled_persons == pytest.approx(23)
    assert outcome.infected == 23


@pytest.mark.parametrize(("persons", "prevalence"), [(0, 0.5), (4_379_998, 0.0)])
def test_nobody_or_nobody_infected_gives_nothing_to_recall(persons: int, prevalence: float) -> None:
    outcome = expected_round(Infection(), prevalence, 10, tubes_by_fill(persons, 10))
    assert outcome.persons == persons
    assert outcome.positive_tubes == outcome.recalled_persons == outcome.infected == 0


def test_counts_agree_with_a_monte_carlo_of_the_model() -> None:
    """Tubes of 10 and of 4 people; 4 standard errors and the grid's 0.001 for several infected."""
    infection = Infection(load_log10_mean=3)
    prevalence, size, count = 0.05, 10, 100_000
    random = np.random.default_rng(3)
    positive = caught = recalled = 0.0
    for members in (size, 4):
        infected = random.random((count, members)) < prevalence
        loads = random.normal(3, infection.load_log10_sd, infected.shape)
        copies = (infected * 10**loads).sum(axis=1) / 2 ** infection.pooled_ct_shift["10"]
        noise = random.normal(0, infection.detection_log10_sd, count)
        hits = copies >= infection.detection_limit_copies * 10**noise
        positive += hits.sum()
        recalled += members * hits.sum()
        caught += infected[hits].sum()
    tubes = np.zeros(21, dtype=np.int64)
    tubes[[4, 10]] = count
    outcome = expected_round(infection, prevalence, size, tubes)
    several_infected_tubes = 0.1 * count
    tolerance = 4 * math.sqrt(positive) + 0.001 * several_infected_tubes
    assert abs(outcome.positive_tubes - positive) < tolerance
    assert abs(outcome.recalled_persons - recalled) < size * tolerance
    assert abs(outcome.infected_in_positive_tubes - caught) < 2 * tolerance


def test_wrong_input_is_named_with_its_rule() -> None:
    with pytest.raises(ValueError, match="persons is -1"):
        tubes_by_fill(-1, 10)
    with pytest.raises(ValueError, match="a tube holds 20 people; its pool size is 10"):
        expected_round(SEES_ALL, 0.1, 10, tubes_by_fill(20, 20))
    with pytest.raises(ValueError, match="the count -2"):
        expected_round(SEES_ALL, 0.1, 10, [0, -2])
    with pytest.raises(ValueError, match="prevalence is 2"):
        expected_round(SEES_ALL, 2, 10, [0, 1])
    with pytest.raises(ValueError, match="pool size 7 has no Ct shift"):
        expected_round(SEES_ALL, 0.1, 7, [0, 1])
