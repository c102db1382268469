"""Sampling sites and touring teams as arrays."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import factorial
from typing import NamedTuple

import numpy as np

from planner.scenario.generate import door_site_id
from planner.scenario.scenario import Scenario
from planner.scenario.tables import District, Group, Site, Township
from planner.simulation.building.arrivals import (
    Clocks,
    Pass,
    at_first_opening,
    both_passes,
    opening_hours,
    with_drain,
)
from planner.simulation.building.calendars import Interval, calendar, distinct, milliseconds
from planner.simulation.building.people import Ledger
from planner.simulation.building.staffing import staffed_tables, table_shifts
from planner.simulation.building.tours import planned_hours, team_shifts
from planner.simulation.layout import (
    HOUR_MS,
    HOUSEHOLD,
    LARGEST_HOUSEHOLD,
    MINUTE_MS,
    Calendar,
    Floats,
    Ints,
    SiteLayout,
)
from planner.simulation.streams import name_key, threshold

NEVER_MS = 2**62


class _Place(NamedTuple):
    """Where people are sampled: a public site, or the touring teams of a township."""

    id: str
    district: str
    township: str
    persons: int
    is_door: bool
    group: int
    pool_persons: int
    swabbers: int
    opening: "_Opening"
    shifts: Sequence[tuple[Interval, ...]]
    """Shifts by table or team."""


@dataclass(frozen=True)
class _Rules:
    """What a site takes from its township, its district and its group."""

    scenario: Scenario
    district: dict[str, District]
    township: dict[str, Township]
    group: dict[str, Group]

    @classmethod
    def of(cls, scenario: Scenario) -> "_Rules":
        return cls(
            scenario,
            {row.id: row for row in scenario.districts},
            {row.id: row for row in scenario.townships},
            {row.id: row for row in scenario.groups},
        )

    def clocks(self, township: str, site: Site | None = None) -> Clocks:
        """Return when a site, or the touring teams of a township, may be open."""
        rule = self.scenario.sites_rule
        district = self.district[self.township[township].district]
        set_up_ms = milliseconds(district.from_hour + rule.setup_hours, HOUR_MS)
        arrivals = self.scenario.people.arrivals
        first_pass_ms = milliseconds(
            district.first_pass_hours or arrivals.first_pass_hours, HOUR_MS
        )
        if site is None:
            return Clocks(None, None, set_up_ms, NEVER_MS, "walk_in", first_pass_ms)
        return Clocks(
            opens_at=site.opens_at,
            closes_at=site.closes_at,
            from_ms=max(set_up_ms, milliseconds(site.from_hour, HOUR_MS)),
            to_ms=milliseconds(site.to_hour, HOUR_MS),
            mode=site.arrivals or arrivals.mode,
            first_pass_ms=first_pass_ms,
        )

    def pool_persons(self, township: str, site: Site | None = None) -> int:
        """Return the pool size: the site's, the group's, the area's or the city's."""
        rule = self.scenario.sites_rule
        own = None if site is None else site.pool_size_persons
        if own is None and site is not None and site.group is not None:
            own = self.group[site.group].pool_size_persons
        area = self.township[township].area
        if own is None and area is not None:
            own = rule.pool_size_by_area.get(area)
        size = rule.pool_size_persons if own is None else own
        return HOUSEHOLD if size == "household" else size


class _Opening(NamedTuple):
    """When a place is open and how people come."""

    windows: tuple[Interval, ...]
    attended: tuple[Interval, ...]
    """Parallel to ``windows``: the hours during which those who wait are served."""
    first_pass: Pass
    late_pass: Pass


def _opening(scenario: Scenario, clocks: Clocks, drain_ms: int, horizon_ms: int) -> _Opening:
    windows = opening_hours(scenario, clocks, horizon_ms)
    passes = both_passes(scenario, windows, clocks)
    return _Opening(windows, with_drain(windows, drain_ms), *passes)


def _public_sites(scenario: Scenario, ledger: Ledger, horizon_ms: int) -> list[_Place]:
    rule, rules = scenario.sites_rule, _Rules.of(scenario)
    groups = {group.id: index for index, group in enumerate(scenario.groups, start=1)}
    districts = [rules.township[site.township].district for site in scenario.sites]
    swabbers = [
        site.swabbers_per_registrar or rule.swabbers_per_registrar for site in scenario.sites
    ]
    drain_ms = milliseconds(rule.drain_minutes, MINUTE_MS)
    # many sites share few opening hours
    clocks = [rules.clocks(site.township, site) for site in scenario.sites]
    openings = {c: _opening(scenario, c, drain_ms, horizon_ms) for c in set(clocks)}
    own_openings = [openings[clock] for clock in clocks]
    staffed = staffed_tables(scenario, districts, swabbers)
    shifts = table_shifts(scenario, staffed, [one.attended for one in own_openings], horizon_ms)
    return [
        _Place(
            id=site.id,
            district=district,
            township=site.township,
            persons=persons,
            is_door=False,
            group=groups[site.group] if site.group is not None else 0,
            pool_persons=rules.pool_persons(site.township, site),
            swabbers=of_table,
            opening=opening,
            shifts=own,
        )
        for site, district, persons, of_table, opening, own in zip(
            scenario.sites,
            districts,
            ledger.at_site.tolist(),
            swabbers,
            own_openings,
            shifts,
            strict=True,
        )
    ]


def _touring_teams(scenario: Scenario, ledger: Ledger, horizon_ms: int) -> list[_Place]:
    """Return the teams of each township with homebound people, who all wait from the opening."""
    rules = _Rules.of(scenario)
    planned = planned_hours(scenario)
    openings: dict[Clocks, _Opening] = {}
    places = []
    for township, persons in zip(scenario.townships, ledger.homebound.tolist(), strict=True):
        if not persons:
            continue
        clocks = rules.clocks(township.id)
        if clocks not in openings:
            windows = opening_hours(scenario, clocks, horizon_ms)
            waiting = at_first_opening(windows)
            openings[clocks] = _Opening(windows, windows, waiting, waiting)
        opening = openings[clocks]
        places.append(
            _Place(
                id=door_site_id(township.id),
                district=township.district,
                township=township.id,
                persons=persons,
                is_door=True,
                group=0,
                pool_persons=rules.pool_persons(township.id),
                swabbers=1,
                opening=opening,
                shifts=team_shifts(scenario, persons, opening.windows, planned.get(township.id)),
            )
        )
    return places


def _pack(passes: Sequence[Pass], which: Ints) -> tuple[Calendar, Ints]:
    weights = [weight for own in passes for weight in own.weights]
    return calendar([own.intervals for own in passes], which), np.array(weights, dtype=np.int64)


def _household_thresholds(scenario: Scenario) -> Ints:
    """Return by district the chances of at least 2, 3, ... people, rising as ``1 - chance``.

    A household is one person and a Poisson number of others (assumed; the census gives the mean),
    at most ``LARGEST_HOUSEHOLD``.
    """
    rows = []
    for district in scenario.districts:
        mean = district.mean_household_persons or scenario.people.mean_household_persons
        others = np.arange(LARGEST_HOUSEHOLD - 1)
        factorials = np.array([factorial(n) for n in others.tolist()], dtype=float)
        at_most = np.cumsum(np.exp(1 - mean) * (mean - 1) ** others / factorials)
        rows.append([threshold(share) for share in at_most.tolist()])
    return np.array(rows, dtype=np.int64)


def mean_pool_persons(sites: SiteLayout) -> Floats:
    """Return the expected people of a full tube, shape (sites,)."""
    share_above = 1 - sites.household_below / 2**32
    households = 1 + share_above.sum(axis=1)
    is_household = sites.pool_persons == HOUSEHOLD
    return np.where(is_household, households[sites.district], sites.pool_persons)


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
    township_index = {t.id: i for i, t in enumerate(scenario.townships)}
    township = np.array([township_index[p.township] for p in places], dtype=np.int64)
    township_keys = np.array([name_key(t.id) for t in scenario.townships], dtype=np.int64)
    pools = np.array([p.pool_persons for p in places], dtype=np.int64)
    groups_of = np.where(pools == HOUSEHOLD, LARGEST_HOUSEHOLD, pools)
    ahead = rule.registered_ahead_persons
    ahead_of_table = groups_of if ahead is None else np.full_like(pools, ahead)
    # a touring team registers whom it visits, so it leaves nobody registered behind
    is_door = np.array([p.is_door for p in places], dtype=bool)
    openings, opening = distinct([p.opening for p in places])
    first_pass, first_pass_weight = _pack([one.first_pass for one in openings], opening)
    late_pass, late_pass_weight = _pack([one.late_pass for one in openings], opening)
    table_counts = [len(p.shifts) for p in places]
    return SiteLayout(
        ids=tuple(p.id for p in places),
        district=np.array([district_index[p.district] for p in places], dtype=np.int64),
        township=township,
        key=np.array([name_key(p.id) for p in places], dtype=np.int64),
        township_key=township_keys[township],
        first_number=np.array(_first_numbers(places), dtype=np.int64),
        persons=np.array([p.persons for p in places], dtype=np.int64),
        is_door=is_door.astype(np.int64),
        group=np.array([p.group for p in places], dtype=np.int64),
        pool_persons=pools,
        ahead_persons=np.where(is_door, 1, ahead_of_table),
        swabbers=np.array([p.swabbers for p in places], dtype=np.int64),
        windows=calendar([one.windows for one in openings], opening),
        window_end_ms=np.array([end for o in openings for _, end in o.attended], dtype=np.int64),
        first_pass=first_pass,
        first_pass_weight=first_pass_weight,
        late_pass=late_pass,
        late_pass_weight=late_pass_weight,
        table_offset=np.concatenate([[0], np.cumsum(table_counts)]).astype(np.int64),
        tables=calendar(*distinct([shift for p in places for shift in p.shifts])),
        household_below=_household_thresholds(scenario),
        tube_open_ms=milliseconds(rule.tube_open_minutes, MINUTE_MS),
        binding_error_below=threshold(rule.binding_error_share),
        return_below=threshold(scenario.people.return_share),
    )
