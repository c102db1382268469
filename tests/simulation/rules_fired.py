"""Which rules of the chain have decided something in a run of the reference engine."""

import numpy as np
from numpy.typing import NDArray

from planner.scenario.scenario import Scenario
from planner.simulation.building.mobile_tables import mobile_table_hours
from planner.simulation.chance import Conditions
from planner.simulation.layout import EXTRACTION, HOUR_MS, INACTIVATION, REPEAT, Ints, Layout
from planner.simulation.log import COLUMNS, LEFT, NONE, TURNED_AWAY, Event
from tests.simulation.chain_rules import Rule
from tests.simulation.watched_reference import simulate_watched

MS, KIND, PLACE, SITE, TABLE, TUBE, PERSON, EXTRA = range(len(COLUMNS))
ITEM = (PLACE, SITE, TABLE, TUBE, PERSON)


def run_reference(
    scenario: Scenario, layout: Layout, conditions: Conditions
) -> tuple[Ints, set[Rule]]:
    """Return the event log of the reference engine and the rules that it shows."""
    rows, rules = simulate_watched(layout, conditions)
    shown = (
        _site_rules(layout, rows)
        | _language_rules(scenario, layout, rows)
        | _laboratory_rules(layout, rows)
        | _mobile_rules(scenario, layout, rows)
        | _planned_rules(scenario, layout, rows)
        | _extremes(layout, rows)
    )
    return rows, rules | {rule for rule, holds in shown.items() if holds}


def _of(rows: Ints, kind: Event) -> Ints:
    return np.asarray(rows[rows[:, KIND] == kind])


def _occurs_twice(rows: Ints, columns: list[int]) -> bool:
    return len(np.unique(rows[:, columns], axis=0)) < len(rows)


def _waited(joined: Ints, begun: Ints) -> NDArray[np.bool_]:
    """Tell of each item that began whether that was later than it joined."""
    since = {tuple(row[[*ITEM]]): row[MS] for row in joined}
    return np.array([row[MS] > since[tuple(row[[*ITEM]])] for row in begun], dtype=bool)


def _site_rules(layout: Layout, rows: Ints) -> dict[Rule, bool]:
    sites = layout.sites
    returned, left = _of(rows, Event.RETURN), _of(rows, Event.LEAVE)
    swabs = _of(rows, Event.SWAB)
    people = [SITE, PERSON]
    came_back = {tuple(row) for row in returned[:, people].tolist()}
    opens = sites.first_pass.first < sites.first_pass.last
    left_at = left[:, SITE]
    return {
        Rule.RETURN_IN_ORDER: _occurs_twice(returned, [MS, SITE]),
        Rule.CLOSED_HOURS: any(tuple(row) in came_back for row in swabs[:, people].tolist()),
        Rule.LEAVE: bool((left[:, EXTRA] == LEFT).any()),
        Rule.TURNED_AWAY: bool((opens[left_at] & (left[:, EXTRA] == TURNED_AWAY)).any()),
        Rule.NO_OPENING: bool((~opens[left_at]).any()),
    }


def _language_rules(scenario: Scenario, layout: Layout, rows: Ints) -> dict[Rule, bool]:
    """Return which ways of the scenario's language to arrange sampling had people come."""
    sites = layout.sites
    arrivals, mended = _of(rows, Event.ARRIVE), _of(rows, Event.MENDED)
    closed, retests = _of(rows, Event.TUBE_CLOSED), _of(rows, Event.RETEST_DELIVERED)
    came = np.bincount(arrivals[:, SITE], minlength=sites.count) > 0
    first_ms = np.full(len(layout.district_ids), np.iinfo(np.int64).max)
    np.minimum.at(first_ms, sites.district[arrivals[:, SITE]], arrivals[:, MS])
    phases = np.array([row.from_hour > 0 for row in scenario.districts])
    has_come = first_ms < np.iinfo(np.int64).max
    public = list(scenario.sites)
    arranged = scenario.people.arrivals
    modes = np.array([(row.arrivals or arranged.mode) == "slots" for row in public])
    came_public = came[: len(public)]
    door = sites.is_door == 1
    own_share = np.array([row.homebound_share is not None for row in scenario.townships])
    areas = np.array([row.area is not None for row in scenario.townships])
    no_pool = np.array([row.pool_size_persons is None for row in public], dtype=bool)
    windows = [len(sites.windows.intervals(index)) > 0 for index in range(len(public))]
    booked = arranged.booking_from_hour
    since = np.inf if booked is None else booked * HOUR_MS
    festive = scenario.holidays
    closed_ms = {tuple(row[SITE:PERSON]): row[MS] for row in closed.tolist()}
    to_mend = {tuple(row[SITE:PERSON]) for row in mended.tolist()}
    is_sound = [tuple(row[SITE:PERSON]) not in to_mend for row in closed.tolist()]
    sound = closed[np.array(is_sound, dtype=bool)]
    return {
        Rule.SECOND_VISIT: bool((arrivals[:, PERSON] >= REPEAT).any()),
        Rule.SECOND_SAMPLE_RETESTED: bool((retests[:, PERSON] >= REPEAT).any()),
        Rule.GROUP_APART: bool((came & (sites.group > 0)).any()),
        Rule.CALLED_BY_SLOT: bool((came_public & modes).any()),
        Rule.BOOKING_STARTS: any(
            row[MS] >= since and not modes[row[SITE]]
            for row in arrivals.tolist()
            if row[SITE] < len(public)
        ),
        Rule.LATER_PHASE: bool(phases[has_come].any() and (~phases[has_come]).any()),
        Rule.SITE_FROM_HOUR: any(
            row.from_hour > 0 and came_public[i] for i, row in enumerate(public)
        ),
        Rule.SITE_TO_HOUR: any(row.to_hour < 720 and windows[i] for i, row in enumerate(public)),
        Rule.HOLIDAY_HOURS: bool(festive.dates and festive.closes_at and came.any()),
        Rule.TOWNSHIP_VISITED: bool((door & came & own_share[sites.township]).any()),
        Rule.AREA_POOL: bool((came_public & no_pool & areas[sites.township[: len(public)]]).any()),
        Rule.MENDED: len(mended) > 0,
        Rule.MENDED_OVERTAKEN: any(
            (
                (sound[:, SITE] == late[SITE])
                & (sound[:, MS] > closed_ms[tuple(late[SITE:PERSON])])
                & (sound[:, MS] < late[MS])
            ).any()
            for late in mended.tolist()
        ),
        Rule.OWN_DRIVE: bool(
            len(layout.couriers.travel_ms)
            and (layout.couriers.travel_ms != layout.couriers.travel_ms[0]).any()
        ),
    }


def _laboratory_rules(layout: Layout, rows: Ints) -> dict[Rule, bool]:
    labs = layout.laboratories
    closed, delivered = _of(rows, Event.TUBE_CLOSED), _of(rows, Event.DELIVERED)
    accessed, batches = _of(rows, Event.ACCESSION), _of(rows, Event.BATCH)
    results = _of(rows, Event.RESULT)
    located = _of(rows, Event.LOCATED)
    pools = results[results[:, PERSON] == NONE]
    closed_ms = {tuple(row[SITE:PERSON]): row[MS] for row in closed.tolist()}
    ages = [row[MS] - closed_ms[tuple(row[SITE:PERSON])] for row in accessed.tolist()]
    pairs = np.unique(delivered[:, [SITE, PLACE]], axis=0)
    stages = batches[:, SITE]
    return {
        Rule.PERIOD_CHANGE: _occurs_twice(pairs, [0]),
        Rule.NOT_READY: bool((delivered[:, MS] < labs.ready_ms[delivered[:, PLACE]]).any()),
        Rule.BREACH: any(age > labs.holding_limit_ms for age in ages),
        Rule.INACTIVATION: bool((stages == INACTIVATION).any()),
        Rule.NO_INACTIVATION: bool((labs.first_batch_stage == EXTRACTION).any() and len(stages)),
        Rule.LOCATED: len(located) > 0,
        Rule.CREW_QUEUE: bool(_waited(located, _of(rows, Event.RECALL)).any()),
        Rule.EXPRESS_QUEUE: bool(
            _waited(_of(rows, Event.RETEST_DELIVERED), _of(rows, Event.EXPRESS)).any()
        ),
        Rule.WORK_LEFT: len(pools) < len(delivered),
    }


def _mobile_rules(scenario: Scenario, layout: Layout, rows: Ints) -> dict[Rule, bool]:
    """Return whether what the plan sends for has worked; it is numbered after what is at home."""
    sites = layout.sites
    mobile = mobile_table_hours(scenario, layout.laboratories.close_ms)
    first = np.diff(sites.table_offset)
    for site, tables in mobile.items():
        first[site] -= len(tables)
    swabs, results = _of(rows, Event.SWAB), _of(rows, Event.RESULT)
    table = swabs[:, TABLE] // sites.swabbers[swabs[:, SITE]]
    return {
        Rule.MOBILE_TABLE: bool((table >= first[swabs[:, SITE]]).any()),
        Rule.MOBILE_LABORATORY: bool((results[:, PLACE] >= len(scenario.laboratories)).any()),
    }


def _planned_rules(scenario: Scenario, layout: Layout, rows: Ints) -> dict[Rule, bool]:
    """Return whether vehicles and teams have followed the plan's runs and tours."""
    couriers, sites = layout.couriers, layout.sites
    taken, swabs = _of(rows, Event.STOP), _of(rows, Event.SWAB)
    planned = couriers.stop_site[couriers.leg_ms > 0]
    collected = taken[np.isin(taken[:, SITE], planned) & (taken[:, EXTRA] > 0)]
    route_of = np.repeat(np.arange(len(couriers.route_key)), np.diff(couriers.stop_offset))
    run_of = {row.site: row.run for row in scenario.plan.stops}
    leading = [sites.ids[site] for site in couriers.stop_site[couriers.stop_offset[:-1]]]
    runs = [run_of[name] for name in leading if name in run_of]
    on_route = np.unique(collected[:, [PLACE, SITE]], axis=0)[:, 0]
    first = {(row.team, row.stop): row for row in scenario.plan.tours}
    went_on = {
        row.township: row.from_hour * HOUR_MS
        for row in scenario.plan.tours
        if row.stop > 1 and first[row.team, 1].township != row.township
    }
    names = [row.id for row in scenario.townships]
    visited = swabs[sites.is_door[swabs[:, SITE]] == 1]
    return {
        Rule.PLANNED_LEG: len(collected) > 0,
        Rule.PLANNED_RUN: bool((np.bincount(on_route, minlength=len(route_of)) > 1).any()),
        Rule.PLANNED_RUN_CUT: len(set(runs)) < len(runs),
        Rule.TOURING_TEAM: any(
            row[MS] >= went_on.get(names[sites.township[row[SITE]]], np.inf) for row in visited
        ),
    }


def _extremes(layout: Layout, rows: Ints) -> dict[Rule, bool]:
    has_tubes = len(_of(rows, Event.TUBE_CLOSED)) > 0
    return {
        Rule.NO_LABORATORY: has_tubes and layout.laboratories.count == 0,
        Rule.NO_VEHICLES: has_tubes and not layout.couriers.vehicles.any(),
        Rule.NOBODY: not layout.expected_persons.any(),
    }
