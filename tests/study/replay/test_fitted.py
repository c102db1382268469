"""A campaign goes astray from the model, but never beyond its people."""

import numpy as np
import pytest

from planner.study.replay.fitted import (
    KINDS,
    Fitted,
    Joint,
    astray,
    drawn_factors,
    fit_text,
    shipped_fit,
)
from planner.study.replay.observed import QUANTITIES
from planner.study.replay.priors import common_priors

COUNTS = np.array([[100.0, 80.0, 60.0, 10.0, 5.0], [200.0, 200.0, 200.0, 20.0, 20.0]])
MOST = COUNTS[1]


def test_a_campaign_goes_faster_or_slower_and_ends_all_the_same() -> None:
    fast = astray(COUNTS, MOST, {"sampling": 1.5, "testing": 3.0})
    slow = astray(COUNTS, MOST, {"sampling": 0.5, "testing": 1.0})
    assert (fast[0] > COUNTS[0]).all()
    assert slow[0, 0] == pytest.approx(200 * (1 - 0.5**0.5))
    assert fast[1].tolist() == slow[1].tolist() == MOST.tolist()
    few = astray(COUNTS / 1000, MOST, {"sampling": 1.5, "testing": 1.0})
    assert few[0, 0] == pytest.approx(1.5 * COUNTS[0, 0] / 1000, rel=1e-3)
    assert astray(COUNTS, MOST, {"sampling": 1.0, "testing": 1.0}) == pytest.approx(COUNTS)
    assert len(QUANTITIES) == COUNTS.shape[1]


def test_nobody_has_a_result_who_is_not_sampled() -> None:
    apart = astray(COUNTS, MOST, {"sampling": 0.2, "testing": 5.0})
    assert apart[0, 1] == apart[0, 2] == apart[0, 0]
    assert apart[0, 4] == apart[0, 3]


def test_factors_have_median_one_and_the_spread_asked_for() -> None:
    spread = {"sampling": 0.2, "testing": 0.0}
    drawn = [drawn_factors(spread, 1, number) for number in range(400)]
    logarithms = np.log([one["sampling"] for one in drawn])
    assert abs(np.median(logarithms)) < 0.03
    assert 0.17 < logarithms.std() < 0.23
    assert {one["testing"] for one in drawn} == {1.0}


def test_joint_draws_are_equally_likely() -> None:
    draws = tuple(
        Joint(shares={"a": number / 10}, spread={"sampling": 0.1, "testing": 0.1})
        for number in range(10)
    )
    fitted = Fitted(campaigns=("one",), seed=1, draws=draws)
    taken = [fitted.joint(1, number).shares["a"] for number in range(500)]
    assert all(30 <= taken.count(joint.shares["a"]) <= 70 for joint in draws)


def test_a_fit_is_written_and_read_to_the_digits_it_is_worth() -> None:
    joint = Joint(shares={"a": 0.123456}, spread={"sampling": 0.1, "testing": 0.2})
    fitted = Fitted(campaigns=("one",), seed=1, draws=(joint, joint))
    read = Fitted.model_validate_json(fit_text(fitted))
    assert [one.shares for one in read.draws] == [{"a": 0.1235}] * 2
    assert fit_text(read) == fit_text(fitted)


def test_the_shipped_fit_has_every_common_prior_within_its_range() -> None:
    for joint in shipped_fit().draws:
        assert set(joint.shares) == {prior.name for prior in common_priors()}
        assert all(0 <= share <= 1 for share in joint.shares.values())
        assert set(joint.spread) == set(KINDS)
