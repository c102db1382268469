"""When a site is open, and when people come to it."""

from collections.abc import Iterable
from dataclasses import dataclass

from planner.scenario.scenario import Scenario
from planner.simulation.building.calendars import (
    Interval,
    clipped,
    clock_ms,
    common,
    daily,
    midnight_ms,
    milliseconds,
)
from planner.simulation.layout import HOUR_MS

Clocks = tuple[str | None, str | None]
"""When a site opens and closes each day; None for the city's rule."""


@dataclass(frozen=True)
class Pass:
    """Intervals in which people come, each with its share of them."""

    intervals: tuple[Interval, ...] = ()
    weights: tuple[int, ...] = ()


def opening_hours(scenario: Scenario, clocks: Clocks, horizon_ms: int) -> tuple[Interval, ...]:
    """Return the hours of every day from the end of the set-up to the horizon."""
    rule = scenario.sites_rule
    opens, closes = clocks
    start = milliseconds(rule.setup_hours, HOUR_MS)
    midnight = midnight_ms(scenario.campaign.starts_at)
    return daily(
        clock_ms(opens or rule.opens_at),
        clock_ms(closes or rule.closes_at),
        midnight,
        start,
        horizon_ms,
    )


def with_drain(windows: tuple[Interval, ...], drain_ms: int) -> tuple[Interval, ...]:
    """Return the opening hours, each prolonged by the drain up to the next opening."""
    following = [*(start for start, _ in windows[1:]), windows[-1][1] + drain_ms] if windows else []
    return tuple(
        (start, min(end + drain_ms, after))
        for (start, end), after in zip(windows, following, strict=True)
    )


def both_passes(scenario: Scenario, windows: tuple[Interval, ...]) -> tuple[Pass, Pass]:
    """Return the first and the late pass of a site with these opening hours."""
    if not windows:
        return Pass(), Pass()
    arrivals = scenario.people.arrivals
    first_end = windows[0][0] + milliseconds(arrivals.first_pass_hours, HOUR_MS)
    late_end = first_end + milliseconds(arrivals.late_pass_hours, HOUR_MS)
    first = clipped(windows, windows[0][0], first_end)
    late = clipped(windows, first_end, late_end) or first
    return _weighted(scenario, first), _weighted(scenario, late)


def at_first_opening(windows: Iterable[Interval]) -> Pass:
    """Return a pass in which all wait from the first opening on."""
    opening = [(opens, opens + 1) for opens, _ in windows][:1]
    return Pass(tuple(opening), (1,) * len(opening))


def _weighted(scenario: Scenario, hours: tuple[Interval, ...]) -> Pass:
    """Cut hours at the clock's full hours and weight each piece."""
    midnight = midnight_ms(scenario.campaign.starts_at)
    last = hours[-1][1]
    # a touching pair would be merged, so each clock hour is cut out on its own
    cut = [
        (piece, clock)
        for clock in range(24)
        for hour in daily(clock * HOUR_MS, (clock + 1) * HOUR_MS, midnight, 0, last)
        for piece in common((hour,), hours)
    ]
    cut.sort()
    by_clock = scenario.people.arrivals.hourly_weights
    weights = [round(by_clock[clock] * (end - start)) for (start, end), clock in cut]
    if sum(weights) == 0:
        weights = [end - start for (start, end), _ in cut]
    return Pass(tuple(piece for piece, _ in cut), tuple(weights))
