"""Opening hours, shifts and stints as half-open intervals of campaign milliseconds."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from itertools import chain
from typing import TypeVar

import numpy as np

from planner.scenario.scenario import Scenario
from planner.simulation.layout import DAY_MS, HOUR_MS, MINUTE_MS, Calendar, Ints

Interval = tuple[int, int]
T = TypeVar("T")


def milliseconds(value: float, unit_ms: int) -> int:
    """Return a length in whole milliseconds."""
    return round(value * unit_ms)


def midnight_ms(starts_at: datetime) -> int:
    """Return the instant of the last local midnight at or before hour zero (never positive)."""
    into_day = starts_at - starts_at.replace(hour=0, minute=0, second=0, microsecond=0)
    return -round(into_day.total_seconds() * 1000)


def holidays(scenario: Scenario, days: int) -> frozenset[int]:
    """Return which of so many days of the campaign are holidays; day 0 is that of hour zero."""
    first = scenario.campaign.starts_at.date()
    counted = ((date - first).days for date in scenario.holidays.dates)
    return frozenset(day for day in counted if 0 <= day < days)


def clock_ms(clock: str) -> int:
    """Return a clock time such as ``06:30`` as milliseconds since midnight."""
    hours, minutes = clock.split(":")
    return int(hours) * HOUR_MS + int(minutes) * MINUTE_MS


def merged(intervals: Iterable[Interval]) -> tuple[Interval, ...]:
    """Return rising intervals in which those that touch or overlap are one."""
    result: list[Interval] = []
    for start, end in sorted(i for i in intervals if i[0] < i[1]):
        if result and start <= result[-1][1]:
            result[-1] = (result[-1][0], max(result[-1][1], end))
        else:
            result.append((start, end))
    return tuple(result)


def clipped(intervals: Iterable[Interval], start: int, end: int) -> tuple[Interval, ...]:
    """Return the parts of the intervals that lie in [start, end)."""
    return merged((max(a, start), min(b, end)) for a, b in intervals)


def common(first: Iterable[Interval], second: Sequence[Interval]) -> tuple[Interval, ...]:
    """Return the parts that lie in both sets of intervals."""
    return merged((max(a, c), min(b, d)) for a, b in first for c, d in second)


def daily(
    opens_ms: int, closes_ms: int, midnight: int, start: int, end: int
) -> tuple[Interval, ...]:
    """Return the same hours of every day between two instants; past midnight where need be."""
    if closes_ms <= opens_ms:
        closes_ms += DAY_MS
    first_day = (start - midnight) // DAY_MS - 1
    last_day = (end - midnight) // DAY_MS
    days = range(first_day, last_day + 1)
    hours = [(midnight + d * DAY_MS + opens_ms, midnight + d * DAY_MS + closes_ms) for d in days]
    return clipped(hours, start, end)


def stints(interval: Interval, stint_ms: int, gap_ms: int, first_ms: int) -> tuple[Interval, ...]:
    """Cut an interval into stints with gaps; the first stint has a length of its own."""
    start, end = interval
    result = []
    length = first_ms
    while start < end:
        result.append((start, min(start + length, end)))
        start += length + gap_ms
        length = stint_ms
    return merged(result)


def distinct(items: Sequence[T]) -> tuple[list[T], Ints]:
    """Return the objects that differ, and the number of each item's object among them."""
    found = {id(item): item for item in items}
    number = {name: row for row, name in enumerate(found)}
    which = np.array([number[id(item)] for item in items], dtype=np.int64)
    return list(found.values()), which


def calendar(hours: Sequence[Sequence[Interval]], which: Ints) -> Calendar:
    """Pack intervals into one calendar in which server ``i`` has those of ``hours[which[i]]``."""
    sizes = np.array([len(intervals) for intervals in hours], dtype=np.int64)
    # number by number: an array of nested pairs costs several times more
    numbers = chain.from_iterable(chain.from_iterable(hours))
    flat = np.fromiter(numbers, np.int64, 2 * int(sizes.sum())).reshape(-1, 2)
    last = np.cumsum(sizes)
    return Calendar((last - sizes)[which], last[which], flat[:, 0].copy(), flat[:, 1].copy())


def offered_by_hour(calendar: Calendar, group: Ints, groups: int, hours: int) -> Ints:
    """Return the time that groups of servers offer in each hour, in ms, shape (groups, hours).

    ``group`` tells to which one each row of the calendar belongs.
    """
    # servers of one group with the same hours count as one, so many times
    works = np.flatnonzero(calendar.first < calendar.last)
    alike = group[works] * len(calendar.open_ms) + calendar.first[works]
    _, example, times = np.unique(alike, return_index=True, return_counts=True)
    example = works[example]
    server, row = calendar.of(example).one_by_one()
    first, weight = (group[example] * (hours + 1))[server], times[server]

    def covered_since(instants: Ints) -> Ints:
        hour = np.minimum(instants // HOUR_MS, hours)
        at = first + hour
        size = groups * (hours + 1)
        # such sums are exact as floats
        begun = np.bincount(at, weight, size).reshape(groups, hours + 1)
        late = np.bincount(at, weight * (instants - hour * HOUR_MS), size).reshape(begun.shape)
        covered = HOUR_MS * np.cumsum(begun, axis=1) - late
        return np.asarray(covered[:, :hours], dtype=np.int64)

    return covered_since(calendar.open_ms[row]) - covered_since(calendar.close_ms[row])
