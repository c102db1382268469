"""Sampling sites and touring teams as arrays."""

from math import ceil

import numpy as np

from planner.scenario.scenario import Scenario
from planner.scenario.tables import Site
from planner.simulation.building.calendars import (
    Interval,
    calendar,
    clipped,
    clock_ms,
    common,
    daily,
    midnight_ms,
    milliseconds,
)
from planner.simulation.building.people import Ledger
from planner.simulation.building.staffing import staffed_tables, table_shifts
from planner.simulation.layout import HOUR_MS, MINUTE_MS, Calendar, Ints, SiteLayout
from planner.simulation.streams import name_key, threshold


def _opening_hours(scenario: Scenario, site: Site | None, horizon_ms: int) -> tuple[Interval, ...]:
    rule = scenario.sites_rule
    opens = (site.opens_at if site else None) or rule.opens_at
    closes = (site.closes_at if site else None) or rule.closes_at
    start = milliseconds(rule.setup_hours, HOUR_MS)
    midnight = midnight_ms(scenario.campaign.starts_at)
    return daily(clock_ms(opens), clock_ms(closes), midnight, start, horizon_ms)


def _attended(windows: tuple[Interval, ...], drain_ms: int) -> tuple[Interval, ...]:
    """Return the opening hours, each prolonged by the drain up to the next opening."""
    following = [*(start for start, _ in windows[1:]), windows[-1][1] + drain_ms] if windows else []
    return tuple(
        (start, min(end + drain_ms, after))
        for (start, end), after in zip(windows, following, strict=True)
    )


def _arrival_intervals(
    scenario: Scenario, windows: tuple[Interval, ...]
) -> tuple[tuple[tuple[Interval, ...], list[int]], tuple[tuple[Interval, ...], list[int]]]:
    """Return the first and the late pass as (intervals by clock hour, weights)."""
    if not windows:
        return ((), []), ((), [])
    arrivals = scenario.people.arrivals
    first_end = windows[0][0] + milliseconds(arrivals.first_pass_hours, HOUR_MS)
    late_end = first_end + milliseconds(arrivals.late_pass_hours, HOUR_MS)
    first = clipped(windows, windows[0][0], first_end)
    late = clipped(windows, first_end, late_end) or first
    return _weighted(scenario, first), _weighted(scenario, late)


def _weighted(
    scenario: Scenario, hours: tuple[Interval, ...]
) -> tuple[tuple[Interval, ...], list[int]]:
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
    weights = scenario.people.arrivals.hourly_weights
    weighted = [round(weights[clock] * (end - start)) for (start, end), clock in cut]
    if sum(weighted) == 0:
        weighted = [end - start for (start, end), _ in cut]
    return tuple(piece for piece, _ in cut), weighted


def _packed(
    intervals: list[tuple[Interval, ...]], weights: list[list[int]]
) -> tuple[Calendar, Ints]:
    return calendar(intervals), np.array([w for own in weights for w in own], dtype=np.int64)


def _door_shift(windows: tuple[Interval, ...], teams: int) -> list[tuple[Interval, ...]]:
    return [windows] * teams


def build_sites(scenario: Scenario, ledger: Ledger, horizon_ms: int) -> SiteLayout:
    """Lay out the sites in the order of the table, then the touring teams of each township."""
    townships = {t.id: t for t in scenario.townships}
    districts = {d.id: i for i, d in enumerate(scenario.districts)}
    rule = scenario.sites_rule
    drain_ms = milliseconds(rule.drain_minutes, MINUTE_MS)

    hours_cache: dict[tuple[str | None, str | None], tuple[Interval, ...]] = {}
    windows = []
    for site in scenario.sites:
        key = (site.opens_at, site.closes_at)
        if key not in hours_cache:
            hours_cache[key] = _opening_hours(scenario, site, horizon_ms)
        windows.append(hours_cache[key])
    attended = [_attended(w, drain_ms) for w in windows]
    site_district = [townships[site.township].district for site in scenario.sites]
    shifts = table_shifts(scenario, staffed_tables(scenario, site_district), attended, horizon_ms)
    passes = {w: _arrival_intervals(scenario, w) for w in set(windows)}

    door_hours = _opening_hours(scenario, None, horizon_ms)
    doors = [(t, int(n)) for t, n in zip(scenario.townships, ledger.homebound, strict=True) if n]
    at_opening = clipped(door_hours[:1], 0, door_hours[0][0] + 1) if door_hours else ()
    for township, persons in doors:
        teams = ceil(persons / scenario.door.persons_per_team)
        site_district.append(township.district)
        windows.append(door_hours)
        attended.append(door_hours)
        shifts.append(_door_shift(door_hours, teams))
        del township

    count = len(scenario.sites)
    first = [passes[w][0] for w in windows[:count]] + [(at_opening, [1] * len(at_opening))] * len(
        doors
    )
    late = [passes[w][1] for w in windows[:count]] + [(at_opening, [1] * len(at_opening))] * len(
        doors
    )
    ids = [s.id for s in scenario.sites] + [f"{t.id}-door" for t, _ in doors]
    home = [s.township for s in scenario.sites] + [t.id for t, _ in doors]
    persons = np.concatenate([ledger.at_site, [n for _, n in doors]]).astype(np.int64)
    pools = np.array(
        [s.pool_size_persons or rule.pool_size_persons for s in scenario.sites]
        + [rule.pool_size_persons] * len(doors),
        dtype=np.int64,
    )
    first_calendar, first_weight = _packed([p for p, _ in first], [w for _, w in first])
    late_calendar, late_weight = _packed([p for p, _ in late], [w for _, w in late])
    tables = [len(own) for own in shifts]
    return SiteLayout(
        ids=tuple(ids),
        district=np.array([districts[d] for d in site_district], dtype=np.int64),
        key=np.array([name_key(i) for i in ids], dtype=np.int64),
        township_key=np.array([name_key(h) for h in home], dtype=np.int64),
        first_number=_numbers(home, persons),
        persons=persons,
        is_door=np.array([0] * count + [1] * len(doors), dtype=np.int64),
        pool_persons=pools,
        ahead_persons=pools
        if rule.registered_ahead_persons is None
        else np.full_like(pools, rule.registered_ahead_persons),
        windows=calendar(windows),
        window_end_ms=np.array([end for own in attended for _, end in own], dtype=np.int64),
        first_pass=first_calendar,
        first_pass_weight=first_weight,
        late_pass=late_calendar,
        late_pass_weight=late_weight,
        table_offset=np.concatenate([[0], np.cumsum(tables)]).astype(np.int64),
        tables=calendar([shift for own in shifts for shift in own]),
        tube_open_ms=milliseconds(rule.tube_open_minutes, MINUTE_MS),
        return_below=threshold(scenario.people.return_share),
    )


def _numbers(home: list[str], persons: Ints) -> Ints:
    """Return the number of each site's first person within its township."""
    used: dict[str, int] = {}
    numbers = []
    for township, count in zip(home, persons.tolist(), strict=True):
        numbers.append(used.get(township, 0))
        used[township] = numbers[-1] + count
    return np.array(numbers, dtype=np.int64)
