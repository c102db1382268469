"""Courier runs, depot by depot: calls in the order of their instants, vehicles by idle time.

Tubes and their closing instants are known, so the next call of a route has a closed form, and the
vehicle that has been idle longest takes the earliest call: no event list is needed.
"""

from typing import NamedTuple

import numpy as np

from planner.simulation.compiled.records import Log, Tubes, add_interval, write
from planner.simulation.kernel import kernel
from planner.simulation.layout import COURIER, DAY_MS, HOUR_MS, Ints
from planner.simulation.log import NONE, Event
from planner.simulation.quantiles import duration_ms, quantile, travel_ms
from planner.simulation.streams import derive

CALL, DEPART, STOP = int(Event.CALL), int(Event.DEPART), int(Event.STOP)
VEHICLE_BACK, DELIVERED = int(Event.VEHICLE_BACK), int(Event.DELIVERED)
NEVER = np.int64(2**62)
RUN_BITS = 20
SITE_STAGE_COUNT = 4


class CourierArrays(NamedTuple):
    """``CourierLayout`` as plain arrays, with the quantile tables of its drives."""

    depot_district: Ints
    vehicles: Ints
    load_tubes: Ints
    route_depot: Ints
    route_key: Ints
    stop_offset: Ints
    stop_site: Ints
    period_start: Ints
    route_laboratory: Ints
    laboratory_travel: Ints
    between_sites: Ints
    travel: Ints
    full_box: int
    interval_ms: int
    box_tubes: int
    oldest_ms: int
    last_call_ms: int
    midnight_ms: int


class CourierLuck(NamedTuple):
    """The part of ``Conditions`` that couriers read."""

    courier: int
    factor: Ints
    """Shape (depots, days)."""


class Deliveries(NamedTuple):
    """What each stop of each run brings to which laboratory: tubes ``first`` to ``last``."""

    laboratory: Ints
    delivered_ms: Ints
    run: Ints
    first: Ints
    last: Ints


class RouteState(NamedTuple):
    """Routes as they go: boxes are ranges of the sites' tubes."""

    waiting_from: Ints
    """Shape (sites,): the first tube not yet taken."""
    free_from: Ints
    """Shape (routes,): when the last run had collected."""
    next_call: Ints
    runs: Ints


@kernel()
def laboratory_at(couriers: CourierArrays, route: int, ms: int) -> int:
    """Return the laboratory of a run called at an instant."""
    period = np.searchsorted(couriers.period_start, ms, side="right") - 1
    return couriers.route_laboratory[period, route]


@kernel()
def due_ms(
    couriers: CourierArrays, closed: Ints, begin: Ints, state: RouteState, route: int
) -> int:
    """Return when a route's boxes ask for a run, were it free from the beginning."""
    due = NEVER
    for stop in range(couriers.stop_offset[route], couriers.stop_offset[route + 1]):
        site = couriers.stop_site[stop]
        oldest = state.waiting_from[site]
        if oldest >= begin[site + 1]:
            continue
        if couriers.full_box:
            due = min(due, closed[oldest] + couriers.oldest_ms)
            filling = oldest + couriers.box_tubes - 1
            if filling < begin[site + 1]:
                due = min(due, closed[filling])
        else:
            due = min(due, closed[oldest])
    return due


@kernel()
def call_ms(
    couriers: CourierArrays, closed: Ints, begin: Ints, state: RouteState, route: int
) -> int:
    """Return the instant of a route's next call, or ``NEVER``."""
    due = due_ms(couriers, closed, begin, state, route)
    if due == NEVER:
        return NEVER
    at = max(due, state.free_from[route])
    while True:
        if not couriers.full_box:
            at = -(-at // couriers.interval_ms) * couriers.interval_ms
        if at > couriers.last_call_ms:
            return NEVER
        period = np.searchsorted(couriers.period_start, at, side="right") - 1
        if couriers.route_laboratory[period, route] >= 0:
            return at
        if period + 1 >= len(couriers.period_start):
            return NEVER
        at = max(at, couriers.period_start[period + 1])


@kernel()
def collect(tubes: Tubes, begin: Ints, state: RouteState, site: int, now: int, room: int) -> int:
    """Take the oldest closed tubes of a site, at most ``room``; return how many."""
    first = state.waiting_from[site]
    taken = 0
    while (
        taken < room and first + taken < begin[site + 1] and tubes.closed_ms[first + taken] <= now
    ):
        taken += 1
    state.waiting_from[site] = first + taken
    return taken


@kernel()
def log_delivery(log: Log, tubes: Tubes, laboratory: int, ms: int, first: int, last: int) -> None:
    """Write the tubes of one stop as delivered."""
    for t in range(first, last):
        write(
            log,
            ms,
            DELIVERED,
            laboratory,
            tubes.site[t],
            tubes.table[t],
            tubes.number[t],
            NONE,
            NONE,
        )


@kernel()
def persons_of(tubes: Tubes, first: int, last: int) -> int:
    """Return the people in a range of tubes."""
    persons = 0
    for t in range(first, last):
        persons += tubes.persons[t]
    return persons


@kernel()
def drive_depots(
    couriers: CourierArrays,
    luck: CourierLuck,
    tubes: Tubes,
    used: int,
    begin: Ints,
    site_district: Ints,
    busy: Ints,
    flow: Ints,
    log: Log | None,
) -> tuple[Deliveries, int]:
    """Drive all runs of all depots; return the deliveries and their number."""
    hours = busy.shape[1] - 1
    routes = len(couriers.route_depot)
    state = RouteState(
        begin[:-1].copy(),
        np.zeros(routes, np.int64),
        np.empty(routes, np.int64),
        np.zeros(routes, np.int64),
    )
    for t in range(used):
        row = site_district[tubes.site[t]] * SITE_STAGE_COUNT + COURIER
        flow[row, min(tubes.closed_ms[t] // HOUR_MS, hours)] += tubes.persons[t]
    for route in range(routes):
        state.next_call[route] = call_ms(couriers, tubes.closed_ms, begin, state, route)
    out = np.empty((5, 1024), np.int64)
    count = 0
    most_stops = 1
    for route in range(routes):
        most_stops = max(
            most_stops, couriers.stop_offset[route + 1] - couriers.stop_offset[route]
        )
    first_route = 0
    for depot in range(len(couriers.vehicles)):
        last_route = first_route
        while last_route < routes and couriers.route_depot[last_route] == depot:
            last_route += 1
        ready = np.zeros(couriers.vehicles[depot], np.int64)
        station = couriers.depot_district[depot] * SITE_STAGE_COUNT + COURIER
        dispatched = 0
        while True:
            route = -1
            called = NEVER
            for r in range(first_route, last_route):
                if state.next_call[r] < called:
                    route = r
                    called = state.next_call[r]
            if route < 0:
                break
            state.next_call[route] = NEVER
            nth = state.runs[route]
            state.runs[route] += 1
            if log is not None:
                write(log, called, CALL, route, NONE, NONE, NONE, NONE, nth)
            if len(ready) == 0:
                continue
            vehicle = np.argmin(ready)
            leaves = max(called, ready[vehicle])
            run = (depot << RUN_BITS) + dispatched
            dispatched += 1
            if log is not None:
                write(log, leaves, DEPART, route, NONE, NONE, NONE, NONE, vehicle)

            key = derive(derive(luck.courier, couriers.route_key[route]), nth)
            factor = luck.factor[depot, (called - couriers.midnight_ms) // DAY_MS]
            laboratory = laboratory_at(couriers, route, called)
            if out.shape[1] < count + most_stops:
                wider = np.empty((5, 2 * (count + most_stops)), np.int64)
                wider[:, :count] = out[:, :count]
                out = wider
            now = leaves
            room = couriers.load_tubes[depot]
            stops_from = count
            begins = couriers.stop_offset[route]
            for stop in range(begins, couriers.stop_offset[route + 1]):
                site = couriers.stop_site[stop]
                now += duration_ms(couriers.between_sites, derive(key, stop - begins), factor)
                first = state.waiting_from[site]
                taken = collect(tubes, begin, state, site, now, room)
                room -= taken
                flow[station, min(now // HOUR_MS, hours)] -= persons_of(
                    tubes, first, first + taken
                )
                if log is not None:
                    write(log, now, STOP, route, site, NONE, NONE, NONE, taken)
                if taken > 0:
                    out[2, count] = run
                    out[3, count] = first
                    out[4, count] = first + taken
                    count += 1
            state.free_from[route] = now
            state.next_call[route] = call_ms(couriers, tubes.closed_ms, begin, state, route)
            spread = quantile(
                couriers.travel,
                derive(key, couriers.stop_offset[route + 1] - begins),
            )
            length = travel_ms(couriers.laboratory_travel[laboratory], spread, factor)
            for d in range(stops_from, count):
                out[0, d] = laboratory
                out[1, d] = now + length
                if log is not None:
                    log_delivery(log, tubes, laboratory, now + length, out[3, d], out[4, d])
            ready[vehicle] = now + 2 * length
            add_interval(busy, station, leaves, ready[vehicle])
            if log is not None:
                write(log, ready[vehicle], VEHICLE_BACK, route, NONE, NONE, NONE, NONE, vehicle)
        first_route = last_route
    return Deliveries(out[0], out[1], out[2], out[3], out[4]), count


