import numpy as np
import pytest

from planner.outcome.clocks import (
    clock_hours,
    clock_shares,
    minutes_to_deadline,
    needed_persons,
)
from planner.simulation.layout import HOUR_MS, MINUTE_MS
from tests.outcome.tiny_city import ints, layout


def test_the_required_share_comes_first_and_once() -> None:
    assert clock_shares(0.99) == (0.99, 0.95, 0.999)
    assert clock_shares(0.9) == (0.9, 0.95, 0.99, 0.999)


@pytest.mark.parametrize(
    ("share", "total", "needed"),
    [(0.07, 100, 7), (0.99, 101, 100), (1.0, 3, 3), (0.95, 20, 19), (0.5, 0, 0)],
)
def test_needed_persons_takes_the_share_as_written(share: float, total: int, needed: int) -> None:
    assert needed_persons(share, total) == needed


def test_a_clock_stops_at_the_end_of_the_minute_that_reaches_the_share() -> None:
    done = np.array([[50, 44, 0, 1, 4, 1, 0]])
    hours = clock_hours(done, ints(100), (0.95, 0.5, 0.99), 0)
    np.testing.assert_array_equal(hours * 60, [[4, 1, 5, 6]])


def test_hours_count_from_the_start_of_the_deadline() -> None:
    done = np.zeros((1, 200), dtype=np.int64)
    done[0, 149] = 10
    assert clock_hours(done, ints(10), (0.99,), HOUR_MS)[0, 0] == 1.5


def test_a_share_never_reached_is_nan_while_the_last_person_done_has_a_clock() -> None:
    hours = clock_hours(np.array([[0, 0, 7, 0]]), ints(10), (0.9,), 0)
    assert np.isnan(hours[0, 0])
    assert hours[0, 1] * 60 == 3


def test_the_bin_for_later_instants_has_no_clock() -> None:
    hours = clock_hours(np.array([[5, 0, 5]]), ints(10), (0.5, 0.9), 0)
    assert hours[0, 0] * 60 == 1
    assert np.isnan(hours[0, 1:]).all()


def test_nobody_done_is_never_and_nobody_expected_is_done_at_once() -> None:
    hours = clock_hours(np.zeros((2, 4), dtype=np.int64), ints(10, 0), (0.9,), 0)
    assert np.isnan(hours[0]).all()
    np.testing.assert_array_equal(hours[1], 0.0)


def test_only_minutes_that_ended_by_the_deadline_count() -> None:
    city = layout(deadline_from_ms=90 * MINUTE_MS + 30_000)
    assert minutes_to_deadline(city, 1.0) == 150
    assert minutes_to_deadline(city, 10_000.0) == city.minutes - 1
