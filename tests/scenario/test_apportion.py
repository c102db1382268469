from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from planner.scenario.apportion import largest_remainder

weights_lists = st.lists(st.integers(0, 10**8), min_size=1, max_size=30).filter(any)


@given(st.integers(0, 10**8), weights_lists)
def test_sums_exactly_and_keeps_quota(total: int, weights: list[int]) -> None:
    parts = largest_remainder(total, weights).tolist()
    assert sum(parts) == total
    for part, weight in zip(parts, weights, strict=True):
        quota = Fraction(total * weight, sum(weights))
        assert int(quota) <= part <= -int(-quota // 1)


@given(st.integers(0, 10**6), weights_lists)
def test_remainders_rounded_up_are_the_largest_and_first(total: int, weights: list[int]) -> None:
    parts = largest_remainder(total, weights).tolist()
    whole = sum(weights)
    remainder = [total * weight % whole for weight in weights]
    raised = [part - total * weight // whole for part, weight in zip(parts, weights, strict=True)]
    order = sorted(range(len(weights)), key=lambda index: (-remainder[index], index))
    assert [raised[index] for index in order] == sorted(raised, reverse=True)


def test_ties_go_to_the_lowest_index() -> None:
    assert largest_remainder(5, [1, 1, 1]).tolist() == [2, 2, 1]


def test_products_beyond_64_bits_stay_exact() -> None:
    parts = largest_remainder(10**12 + 1, [10**12, 10**12, 1])
    assert parts.dtype == np.int64
    assert parts.tolist() == [500_000_000_000, 500_000_000_000, 1]


def test_nothing_to_divide_needs_no_weights() -> None:
    assert largest_remainder(0, []).tolist() == []
    assert largest_remainder(0, [0, 0]).tolist() == [0, 0]


@pytest.mark.parametrize(
    ("total", "weights", "message"),
    [
        (3, [0, 0], "all zero"),
        (3, [], "all zero"),
        (-1, [1], "negative"),
        (1, [2, -1], "negative"),
        (1, [0.5, 0.5], "whole numbers"),
        (1, [[1], [1]], "one dimension"),
    ],
)
def test_refuses_what_cannot_be_divided(total: int, weights: list[int], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        largest_remainder(total, weights)
