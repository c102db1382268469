"""How many people come when: by the clock, by slot, and from booking on."""

from datetime import date
from typing import Any

import numpy as np
import pytest

from planner.scenario.settings import Holidays
from planner.simulation.building.arrivals import Clocks as Hours
from planner.simulation.building.arrivals import Pass, both_passes, opening_hours
from planner.simulation.layout import Floats
from tests.simulation.small_city import site, small_city

HOUR = 3_600_000
DAYTIME = Hours("06:00", "22:00", 0, 2**62, "walk_in", 24 * HOUR)


def first_pass(mode: Any = "walk_in", holidays: Holidays | None = None, **arrivals: Any) -> Pass:
    people = {"arrivals": {"first_pass_hours": 24, "hourly_weights": (1,) * 24, **arrivals}}
    scenario = small_city(site(100), people=people)
    if holidays is not None:
        scenario = scenario.model_copy(update={"holidays": holidays})
    hours = opening_hours(scenario, DAYTIME, 48 * HOUR)
    return both_passes(scenario, hours, DAYTIME._replace(mode=mode))[0]


def by_hour(arrivals: Pass) -> Floats:
    """Return the share that comes in each hour of the first day."""
    shares: Floats = np.zeros(24)
    for (start, end), weight in zip(arrivals.intervals, arrivals.weights, strict=True):
        assert start // HOUR == (end - 1) // HOUR, "a piece spans two hours"
        shares[start // HOUR] += weight
    shares /= shares.sum()
    return shares


def test_slots_without_offsets_are_even() -> None:
    shares = by_hour(first_pass("slots", slot_early_minutes=0, slot_late_minutes=0))
    assert shares[6:22] == pytest.approx(1 / 16, rel=1e-4)
    assert shares[:6].sum() + shares[22:].sum() == 0


def test_who_comes_late_comes_in_a_later_slot() -> None:
    shares = by_hour(first_pass("slots", slot_early_minutes=0, slot_late_minutes=60))
    # a triangle that falls from 0 to 60 min has its mean at 20: a third of an hour's people go over
    assert shares[6] == pytest.approx(2 / 3 / 16, rel=0.02)
    assert shares[7:21] == pytest.approx(1 / 16, rel=0.02)
    assert shares[21] == pytest.approx(4 / 3 / 16, rel=0.02)


def test_who_comes_early_waits_for_the_opening() -> None:
    shares = by_hour(first_pass("slots", slot_early_minutes=60, slot_late_minutes=0))
    assert shares[6] == pytest.approx(4 / 3 / 16, rel=0.02)
    assert shares[21] == pytest.approx(2 / 3 / 16, rel=0.02)


def test_booking_evens_out_what_is_left_of_the_day() -> None:
    weights = tuple(3.0 if hour in (9, 19) else 1.0 for hour in range(24))
    shares = by_hour(
        first_pass(
            hourly_weights=weights,
            booking_from_hour=12,
            slot_early_minutes=0,
            slot_late_minutes=0,
        )
    )
    assert shares[9] / shares[8] == pytest.approx(3)
    assert shares[12:22] == pytest.approx((10 + 2) / 20 / 10, rel=1e-3)


def test_booking_before_the_opening_is_slots_from_the_start() -> None:
    assert first_pass(booking_from_hour=0) == first_pass("slots")


def test_booking_after_the_last_hour_changes_nothing() -> None:
    assert first_pass(booking_from_hour=40) == first_pass()


def test_a_holiday_has_its_own_hours_and_weights() -> None:
    weights = tuple(float(hour == 12) for hour in range(24))
    festive = Holidays(
        dates=(date(2021, 1, 5),), opens_at="10:00", closes_at="14:00", hourly_weights=weights
    )
    scenario = small_city(site(1)).model_copy(update={"holidays": festive})
    city_hours = Hours(None, None, 0, 2**62, "walk_in", 24 * HOUR)
    hours = opening_hours(scenario, city_hours, 48 * HOUR)
    assert hours == ((10 * HOUR, 14 * HOUR), (24 * HOUR, 48 * HOUR))
    shares = by_hour(first_pass(holidays=festive))
    assert shares[12] == 1
