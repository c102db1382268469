"""Ranges and what is drawn from them."""

import pytest
from pydantic import ValidationError

from planner.study.replay.priors import Prior, common_priors, draw, drawn_share


def prior(**changes: object) -> Prior:
    given: dict[str, object] = {
        "name": "a",
        "keys": ("people.present_share",),
        "how": "times",
        "low": 1,
        "high": 4,
        "source": "assumed: a test",
    }
    return Prior.model_validate(given | changes)


@pytest.mark.parametrize(("shape", "middle"), [("even", 2.5), ("log", 2.0)])
def test_the_middle_of_a_range_is_that_of_its_shape(shape: str, middle: float) -> None:
    one = prior(shape=shape)
    assert one.at(0) == 1
    assert one.at(0.5) == pytest.approx(middle)
    assert one.at(1) == pytest.approx(4)
    assert one.share_of(one.at(0.3)) == pytest.approx(0.3)


@pytest.mark.parametrize("wrong", [{"low": 5}, {"low": 0, "shape": "log"}, {"how": "plus"}])
def test_a_range_that_cannot_be_is_refused(wrong: dict[str, object]) -> None:
    with pytest.raises(ValidationError):
        prior(**wrong)


def test_draws_fill_the_range_and_do_not_depend_on_other_priors() -> None:
    shares = [drawn_share(1, replication, "a") for replication in range(400)]
    for tenth in range(10):
        assert 20 <= sum(tenth <= 10 * share < tenth + 1 for share in shares) <= 60
    alone = draw([prior()], 1, 7)
    among = draw([prior(name="b"), prior()], 1, 7)
    assert alone["a"] == among["a"] != among["b"]


def test_common_priors_have_names_of_their_own_and_a_source() -> None:
    names = [one.name for one in common_priors()]
    assert len(set(names)) == len(names)
    assert all(one.source for one in common_priors())
