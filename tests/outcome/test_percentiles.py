import numpy as np
import pytest

from planner.outcome.percentiles import histogram_percentile, median, percentiles, rank


@pytest.mark.parametrize(
    ("percent", "count", "place"),
    [(5, 20, 1), (50, 20, 10), (95, 20, 19), (95, 300, 285), (50, 3, 2), (5, 1, 1), (95, 21, 20)],
)
def test_rank_is_exact(percent: int, count: int, place: int) -> None:
    assert rank(percent, count) == place


def test_a_clock_never_reached_stands_above_all_and_is_not_mixed_in() -> None:
    found = percentiles([[3.0], [np.nan], [1.0], [2.0]])
    assert found.p05 == [1.0]
    assert found.p50 == [2.0]
    assert np.isnan(found.p95).all()


def test_percentiles_agree_with_numpy_where_all_is_finite() -> None:
    values = np.random.default_rng(1).integers(0, 50, (72, 5))
    found = percentiles(values)
    for percent, got in ((5, found.p05), (50, found.p50), (95, found.p95)):
        expected = np.percentile(values, percent, axis=0, method="inverted_cdf")
        np.testing.assert_array_equal(got, expected)
    np.testing.assert_array_equal(median(values), found.p50)


def test_histogram_percentiles_are_those_of_the_items() -> None:
    counts = np.array([[5, 4, 0, 1], [0, 0, 0, 2], [0, 0, 0, 0]])
    values = np.array([0.0, 1.0, 2.0, np.inf])
    np.testing.assert_array_equal(histogram_percentile(counts, 50, values), [0.0, np.inf, np.nan])
    np.testing.assert_array_equal(histogram_percentile(counts, 90, values), [1.0, np.inf, np.nan])
    np.testing.assert_array_equal(
        histogram_percentile(counts, 99, values), [np.inf, np.inf, np.nan]
    )
