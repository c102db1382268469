"""Sampling sites and touring teams as arrays."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil

import numpy as np

from planner.scenario.scenario import Scenario
from planner.simulation.building.arrivals import (
    Pass,
    at_first_opening,
    both_passes,
    opening_hours,
    with_drain,
)
from planner.simulation.building.calendars import Interval, calendar, milliseconds
from planner.simulation.building.people import Ledger
from planner.simulation.building.staffing import staffed_tables, table_shifts
from planner.simulation.layout import MINUTE_MS, Calendar, Ints, SiteLayout
from planner.simulation.streams import name_key, threshold


@dataclass(frozen=True)
class _Place:
    """Where people are sampled: a public site, or the touring teams of a township."""

    id: str
    district: str
    township: str
    persons: int
    is_door: bool
    pool_persons: int
    windows: tuple[Interval, ...]
    attended: tuple[Interval, ...]
    """Parallel to ``windows``: the hours during which those who wait are served."""
    first_pass: Pass
    late_pass: Pass
    shifts: Sequence[tuple[Interval, ...]]
    """Shifts by table or team."""


def _public_sites(scenario: Scenario, ledger: Ledger, horizon_ms: int) -> list[_Place]:
    rule = scenario.sites_rule
    district_of = {t.id: t.district for t in scenario.townships}
    districts = [district_of[site.township] for site in scenario.sites]
    drain_ms = milliseconds(rule.drain_minutes, MINUTE_MS)
    # many sites share few opening hours
    clocks = [(site.opens_at, site.closes_at) for site in scenario.sites]
    windows = {c: opening_hours(scenario, c, horizon_ms) for c in set(clocks)}
    attended = {c: with_drain(hours, drain_ms) for c, hours in windows.items()}
    passes = {c: both_passes(scenario, hours) for c, hours in windows.items()}
    shifts = table_shifts(
        scenario, staffed_tables(scenario, districts), [attended[c] for c in clocks], horizon_ms
    )
    return [
        _Place(
            id=site.id,
            district=district,
            township=site.township,
            persons=persons,
            is_door=False,
            pool_persons=site.pool_size_persons or rule.pool_size_persons,
            windows=windows[clock],
            attended=attended[clock],
            first_pass=passes[clock][0],
            late_pass=passes[clock][1],
            shifts=own,
        )
        for site, district, persons, clock, own in zip(
            scenario.sites, districts, ledger.at_site.tolist(), clocks, shifts, strict=True
        )
    ]


def _touring_teams(scenario: Scenario, ledger: Ledger, horizon_ms: int) -> list[_Place]:
    """Return the teams of each township with homebound people, who all wait from the opening."""
    windows = opening_hours(scenario, (None, None), horizon_ms)
    waiting = at_first_opening(windows)
    return [
        _Place(
            id=f"{township.id}-door",
            district=township.district,
            township=township.id,
            persons=persons,
            is_door=True,
            pool_persons=scenario.sites_rule.pool_size_persons,
            windows=windows,
            attended=windows,
            first_pass=waiting,
            late_pass=waiting,
            shifts=[windows] * ceil(persons / scenario.door.persons_per_team),
        )
        for township, persons in zip(scenario.townships, ledger.homebound.tolist(), strict=True)
        if persons
    ]


def _pack(passes: Sequence[Pass]) -> tuple[Calendar, Ints]:
    weights = [weight for own in passes for weight in own.weights]
    return calendar([own.intervals for own in passes]), np.array(weights, dtype=np.int64)


def _first_numbers(places: Sequence[_Place]) -> list[int]:
    """Return the number of each place's first person within its township."""
    used: dict[str, int] = {}
    numbers = []
    for place in places:
        numbers.append(used.get(place.township, 0))
        used[place.township] = numbers[-1] + place.persons
    return numbers


def build_sites(scenario: Scenario, ledger: Ledger, horizon_ms: int) -> SiteLayout:
    """Lay out the sites in the order of the table, then the touring teams of each township."""
    rule = scenario.sites_rule
    places = [
        *_public_sites(scenario, ledger, horizon_ms),
        *_touring_teams(scenario, ledger, horizon_ms),
    ]
    district_index = {d.id: i for i, d in enumerate(scenario.districts)}
    pools = np.array([p.pool_persons for p in places], dtype=np.int64)
    ahead = rule.registered_ahead_persons
    first_pass, first_pass_weight = _pack([p.first_pass for p in places])
    late_pass, late_pass_weight = _pack([p.late_pass for p in places])
    table_counts = [len(p.shifts) for p in places]
    return SiteLayout(
        ids=tuple(p.id for p in places),
        district=np.array([district_index[p.district] for p in places], dtype=np.int64),
        key=np.array([name_key(p.id) for p in places], dtype=np.int64),
        township_key=np.array([name_key(p.township) for p in places], dtype=np.int64),
        first_number=np.array(_first_numbers(places), dtype=np.int64),
        persons=np.array([p.persons for p in places], dtype=np.int64),
        is_door=np.array([p.is_door for p in places], dtype=np.int64),
        pool_persons=pools,
        ahead_persons=pools if ahead is None else np.full_like(pools, ahead),
        windows=calendar([p.windows for p in places]),
        window_end_ms=np.array([end for p in places for _, end in p.attended], dtype=np.int64),
        first_pass=first_pass,
        first_pass_weight=first_pass_weight,
        late_pass=late_pass,
        late_pass_weight=late_pass_weight,
        table_offset=np.concatenate([[0], np.cumsum(table_counts)]).astype(np.int64),
        tables=calendar([shift for p in places for shift in p.shifts]),
        tube_open_ms=milliseconds(rule.tube_open_minutes, MINUTE_MS),
        return_below=threshold(scenario.people.return_share),
    )
