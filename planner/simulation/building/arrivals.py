"""When a site is open, and when people come to it."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from planner.scenario.scenario import Scenario
from planner.scenario.settings import ArrivalMode, Arrivals
from planner.simulation.building.calendars import (
    Interval,
    clipped,
    clock_ms,
    common,
    holidays,
    midnight_ms,
    milliseconds,
)
from planner.simulation.layout import DAY_MS, HOUR_MS, MINUTE_MS, Floats

FEWEST_MS = 5 * MINUTE_MS
"""Shortest interval of a profile by slots, which are cut in halves."""
POINTS = 16
"""Evenly likely places within a slot, and offsets from it, that stand for all."""


class Clocks(NamedTuple):
    """What decides when a site is open and how people come; sites that share it share much."""

    opens_at: str | None
    closes_at: str | None
    """Each day; None for the city's rule."""
    from_ms: int
    to_ms: int
    mode: ArrivalMode
    first_pass_ms: int


@dataclass(frozen=True)
class Pass:
    """Intervals in which people come, each with its share of them."""

    intervals: tuple[Interval, ...] = ()
    weights: tuple[int, ...] = ()


Piece = tuple[Interval, int]
"""An interval and the weight of those who come in it."""


def opening_hours(scenario: Scenario, clocks: Clocks, horizon_ms: int) -> tuple[Interval, ...]:
    """Return the hours of every day in which a site is open, holidays by their own."""
    rule, festive = scenario.sites_rule, scenario.holidays
    midnight = midnight_ms(scenario.campaign.starts_at)
    days = (horizon_ms - midnight) // DAY_MS + 1
    on_holiday = holidays(scenario, days)
    hours = []
    for day in range(days):
        opens, closes = rule.opens_at, rule.closes_at
        if day in on_holiday:
            opens, closes = festive.opens_at or opens, festive.closes_at or closes
        start = midnight + day * DAY_MS
        hours.append(
            (
                start + clock_ms(clocks.opens_at or opens),
                start + clock_ms(clocks.closes_at or closes),
            )
        )
    return clipped(hours, clocks.from_ms, min(clocks.to_ms, horizon_ms))


def with_drain(windows: tuple[Interval, ...], drain_ms: int) -> tuple[Interval, ...]:
    """Return the opening hours, each prolonged by the drain up to the next opening."""
    following = [*(start for start, _ in windows[1:]), windows[-1][1] + drain_ms] if windows else []
    return tuple(
        (start, min(end + drain_ms, after))
        for (start, end), after in zip(windows, following, strict=True)
    )


def both_passes(
    scenario: Scenario, windows: tuple[Interval, ...], clocks: Clocks
) -> tuple[Pass, Pass]:
    """Return the first and the late pass of a site with these opening hours."""
    if not windows:
        return Pass(), Pass()
    arrivals = scenario.people.arrivals
    first_end = windows[0][0] + clocks.first_pass_ms
    late_end = first_end + milliseconds(arrivals.late_pass_hours, HOUR_MS)
    first = clipped(windows, windows[0][0], first_end)
    late = clipped(windows, first_end, late_end) or first
    return _profile(scenario, first, clocks.mode), _profile(scenario, late, clocks.mode)


def at_first_opening(windows: Iterable[Interval]) -> Pass:
    """Return a pass in which all wait from the first opening on."""
    opening = [(opens, opens + 1) for opens, _ in windows][:1]
    return Pass(tuple(opening), (1,) * len(opening))


def _profile(scenario: Scenario, hours: tuple[Interval, ...], mode: ArrivalMode) -> Pass:
    """Return who comes when: by the clock's weights until booking starts, then by slot."""
    arrivals = scenario.people.arrivals
    start, end = hours[0][0], hours[-1][1]
    called_from = end
    if mode == "slots":
        called_from = start
    elif arrivals.booking_from_hour is not None:
        called_from = min(max(milliseconds(arrivals.booking_from_hour, HOUR_MS), start), end)
    pieces = _by_the_clock(scenario, clipped(hours, start, called_from))
    called = clipped(hours, called_from, end)
    if called:
        weight = sum(weight for _, weight in _by_the_clock(scenario, called))
        pieces += _by_slot(arrivals, called, max(weight, 1))
    weights = tuple(weight for _, weight in pieces)
    if not any(weights):
        weights = tuple(closes - opens for (opens, closes), _ in pieces)
    return Pass(tuple(piece for piece, _ in pieces), weights)


def _by_the_clock(scenario: Scenario, hours: tuple[Interval, ...]) -> list[Piece]:
    """Cut hours at the clock's full hours and weight each piece by length and hour of the day."""
    if not hours:
        return []
    midnight = midnight_ms(scenario.campaign.starts_at)
    first, last = (hours[0][0] - midnight) // HOUR_MS, (hours[-1][1] - midnight) // HOUR_MS
    on_holiday = holidays(scenario, last // 24 + 1)
    pieces = []
    for hour in range(first, last + 1):
        festive = hour // 24 in on_holiday
        by_clock = scenario.holidays if festive else scenario.people.arrivals
        weight = by_clock.hourly_weights[hour % 24]
        opens = midnight + hour * HOUR_MS
        for start, end in common(((opens, opens + HOUR_MS),), hours):
            pieces.append(((start, end), round(weight * (end - start))))
    return pieces


def _by_slot(arrivals: Arrivals, hours: tuple[Interval, ...], weight: int) -> list[Piece]:
    """Weight pieces of hours for people called evenly, slot by slot, who come early or late.

    Whoever would come before an opening waits for it, and after a closing comes just before it.
    """
    slot_ms = milliseconds(arrivals.slot_minutes, MINUTE_MS)
    offsets = _offsets_ms(arrivals)
    whole = sum(end - start for start, end in hours)
    pieces = []
    for start, end in hours:
        slots = np.arange(start, end, slot_ms)
        lengths = np.minimum(slots + slot_ms, end) - slots
        within = (np.arange(POINTS) + 0.5) / POINTS
        called = slots[:, None] + lengths[:, None] * within
        come = np.clip(called[:, :, None] + offsets, start, end - 1)
        shares = np.broadcast_to(lengths[:, None, None] / (whole * POINTS**2), come.shape)
        edges = np.append(np.arange(start, end, max(FEWEST_MS, slot_ms // 2)), end)
        counts, _ = np.histogram(come, bins=edges, weights=shares)
        weights = np.rint(counts * weight).astype(np.int64)
        spans = zip(edges[:-1].tolist(), edges[1:].tolist(), strict=True)
        pieces += list(zip(spans, weights.tolist(), strict=True))
    return pieces


def _offsets_ms(arrivals: Arrivals) -> Floats:
    """Return evenly likely offsets of those called: triangular with its peak at none."""
    early, late = arrivals.slot_early_minutes, arrivals.slot_late_minutes
    share = (np.arange(POINTS) + 0.5) / POINTS
    width = early + late
    before = -early + np.sqrt(share * width * early)
    after = late - np.sqrt((1 - share) * width * late)
    return np.where(share * width < early, before, after) * MINUTE_MS
