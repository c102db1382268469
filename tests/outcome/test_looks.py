from math import comb

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import beta

from planner.outcome.looks import (
    LOOKS,
    Look,
    decide,
    lower_bound,
    next_look,
    upper_bound,
)

REQUIRED = 0.95
NEGLIGIBLE = 1e-15


@given(st.data())
def test_bounds_are_the_quantiles_of_the_beta_distribution(data: st.DataObject) -> None:
    trials = data.draw(st.integers(1, 3000))
    successes = data.draw(st.integers(0, trials))
    error = data.draw(st.sampled_from([0.0125, 0.025, 0.05, 0.4]))
    lower = beta.ppf(error, successes, trials - successes + 1) if successes else 0.0
    upper = beta.isf(error, successes + 1, trials - successes) if successes < trials else 1.0
    assert lower_bound(successes, trials, error) == pytest.approx(lower, abs=1e-9)
    assert upper_bound(successes, trials, error) == pytest.approx(upper, abs=1e-9)


def test_all_of_twenty_shows_only_083() -> None:
    verdict = decide(20, 20, REQUIRED, LOOKS[0])
    assert verdict.interval[0] == pytest.approx(0.8316, abs=1e-4)
    assert verdict.interval[1] == 1.0
    assert verdict.meets_target is None
    assert verdict.decided_at_look is None


def test_all_of_72_shows_095_two_sided_and_all_of_71_does_not() -> None:
    assert decide(72, 72, REQUIRED, LOOKS[1]).meets_target is True
    assert lower_bound(71, 71, 0.025) < REQUIRED <= lower_bound(72, 72, 0.025)


def test_all_of_59_shows_095_one_sided_and_all_of_58_does_not() -> None:
    assert lower_bound(58, 58, 0.05) < REQUIRED <= lower_bound(59, 59, 0.05)


def test_the_first_look_never_says_yes_but_can_say_no() -> None:
    assert decide(20, 20, 0.1, LOOKS[0]).meets_target is None
    verdict = decide(0, 20, REQUIRED, LOOKS[0])
    assert (verdict.meets_target, verdict.decided_at_look) == (False, 1)


def test_a_single_look_agrees_with_the_interval_shown() -> None:
    for successes in range(41):
        verdict = decide(successes, 40, 0.8)
        low, high = verdict.interval
        expected = True if low >= 0.8 else False if high < 0.8 else None
        assert verdict.meets_target is expected
        assert verdict.decided_at_look == (None if expected is None else 0)


def test_looks_follow_each_other() -> None:
    assert [next_look(n) for n in (0, 20, 72, 150, 300)] == [*LOOKS, None]
    assert next_look(21) == LOOKS[1]


@pytest.mark.parametrize(("successes", "replications"), [(-1, 5), (6, 5), (0, 0)])
def test_impossible_counts_are_refused(successes: int, replications: int) -> None:
    with pytest.raises(ValueError, match="successes of"):
        decide(successes, replications, REQUIRED)


def test_counts_of_another_look_are_refused() -> None:
    with pytest.raises(ValueError, match="look 2 is taken at 72 replications, not at 20"):
        decide(20, 20, REQUIRED, LOOKS[1])


def answer_probabilities(looks: tuple[Look, ...], p: float) -> tuple[float, float, float]:
    """Return the probabilities of yes, no and undecided, exact to 1e-12, at success probability p.

    Forward over the looks: the distribution of successes among the runs not yet decided.
    """
    yes = no = 0.0
    undecided = {0: 1.0}
    made = 0
    for look in looks:
        more = look.replications - made
        made = look.replications
        step = [comb(more, k) * p**k * (1 - p) ** (more - k) for k in range(more + 1)]
        reached: dict[int, float] = {}
        for before, mass in undecided.items():
            for k, probability in enumerate(step):
                reached[before + k] = reached.get(before + k, 0.0) + mass * probability
        undecided = {}
        for successes, mass in reached.items():
            if mass < NEGLIGIBLE:
                continue
            match decide(successes, made, REQUIRED, look).meets_target:
                case True:
                    yes += mass
                case False:
                    no += mass
                case None:
                    undecided[successes] = mass
    return yes, no, sum(undecided.values())


def test_false_answers_of_the_whole_procedure_are_rare() -> None:
    just_below, just_above = REQUIRED - 1e-9, REQUIRED + 1e-9
    false_yes, _, _ = answer_probabilities(LOOKS, just_below)
    _, false_no, _ = answer_probabilities(LOOKS, just_above)
    assert 0.025 < false_yes <= 0.05  # the first 'yes' alone, 72 of 72, costs 0.95**72 = 0.0249
    assert 0.0125 < false_no <= 0.05


def test_the_procedure_finds_what_is_clear() -> None:
    assert answer_probabilities(LOOKS, 0.999)[0] > 0.99
    assert answer_probabilities(LOOKS, 0.5)[1] > 0.999
