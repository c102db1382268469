"""Courier runs, depot by depot: calls in the order of their instants, vehicles by idle time.

Tubes and when they go into their boxes are known, so the next call of a route has a closed form,
and the vehicle that has been idle longest takes the earliest call: no event list is needed.
"""

from typing import Any, NamedTuple

import numpy as np

from planner.simulation.compiled.records import (
    BETWEEN_SITES_TABLE,
    FLOW,
    SITE_STAGE_COUNT,
    TRAVEL_TABLE,
    Records,
    add_interval,
    hour_bin,
    write,
)
from planner.simulation.kernel import kernel
from planner.simulation.layout import COURIER, DAY_MS, Ints
from planner.simulation.log import NONE, Event
from planner.simulation.quantiles import duration_ms, quantile, travel_ms
from planner.simulation.streams import derive

CALL, DEPART, STOP = int(Event.CALL), int(Event.DEPART), int(Event.STOP)
VEHICLE_BACK, DELIVERED = int(Event.VEHICLE_BACK), int(Event.DELIVERED)
NEVER = 2**62
RUN_BITS = 20


class CourierArrays(NamedTuple):
    """What the kernels of couriers read, and the state of routes and boxes."""

    depots: Records
    routes: Records
    stops: Ints
    """Sites in the order of each route."""
    legs: Ints
    """Parallel to ``stops``: planned mean drive to the stop, 0 where none is planned."""
    periods: Ints
    route_laboratory: Ints
    """Shape (periods, routes)."""
    travel: Ints
    """Shape (routes, laboratories)."""
    factor: Ints
    """Shape (depots, days)."""
    tubes: Records
    box_from: Ints
    """Shape (sites,): each site's first tube not yet taken."""
    box_to: Ints
    """Shape (sites,): the end of each site's tubes."""
    quantiles: Ints
    rules: Records


@kernel()
def laboratory_at(arrays: CourierArrays, route: int, ms: int) -> tuple[int, int]:
    """Return the laboratory of a run called at an instant, and when the next period begins."""
    period = 0
    while period + 1 < len(arrays.periods) and arrays.periods[period + 1] <= ms:
        period += 1
    following = arrays.periods[period + 1] if period + 1 < len(arrays.periods) else NEVER
    return arrays.route_laboratory[period, route], following


@kernel()
def due_ms(arrays: CourierArrays, route: Any) -> int:
    """Return when a route's boxes ask for a run, were it free from the beginning."""
    rules = arrays.rules[0]
    due: int = NEVER
    for stop in range(route.stop_from, route.stop_to):
        site = arrays.stops[stop]
        oldest = arrays.box_from[site]
        if oldest == arrays.box_to[site]:
            continue
        boxed_ms = arrays.tubes[oldest].boxed_ms
        if rules.full_box == 0:
            due = min(due, boxed_ms)
            continue
        due = min(due, boxed_ms + rules.oldest_ms)
        filling = oldest + rules.box_tubes - 1
        if filling < arrays.box_to[site]:
            due = min(due, arrays.tubes[filling].boxed_ms)
    return due


@kernel()
def next_call_ms(arrays: CourierArrays, index: int) -> int:
    """Return the instant of a route's next call, or ``NEVER``."""
    rules = arrays.rules[0]
    route = arrays.routes[index]
    due = due_ms(arrays, route)
    if due == NEVER:
        return NEVER
    at = max(due, route.free_from_ms)
    while True:
        if rules.full_box == 0:
            at = -(-at // rules.interval_ms) * rules.interval_ms
        if at > rules.last_call_ms:
            return NEVER
        laboratory, following = laboratory_at(arrays, index, at)
        if laboratory >= 0:
            return at
        at = following


@kernel()
def collect(arrays: CourierArrays, site: int, now: int, room: int) -> tuple[int, int]:
    """Take the oldest tubes of a site's box, at most ``room``; return how many and their people."""
    taken = 0
    persons = 0
    tubes = arrays.tubes
    first = arrays.box_from[site]
    while (
        taken < room
        and first + taken < arrays.box_to[site]
        and tubes[first + taken].boxed_ms <= now
    ):
        persons += tubes[first + taken].persons
        taken += 1
    arrays.box_from[site] = first + taken
    return taken, persons


@kernel()
def drive(
    arrays: CourierArrays,
    depot: int,
    index: int,
    called: int,
    leaves: int,
    vehicle: int,
    run: int,
    out: Records,
    count: int,
    hourly: Ints,
    log: Ints | None,
) -> tuple[int, int]:
    """Drive one run; return the number of deliveries then and when the vehicle is back."""
    rules = arrays.rules[0]
    route = arrays.routes[index]
    station = arrays.depots[depot].district * SITE_STAGE_COUNT + COURIER
    key = derive(derive(rules.courier, route.key), route.runs)
    factor = arrays.factor[depot, (called - rules.midnight_ms) // DAY_MS]
    laboratory, _ = laboratory_at(arrays, index, called)
    now = leaves
    room = arrays.depots[depot].load_tubes
    first = count
    for stop in range(route.stop_from, route.stop_to):
        site = arrays.stops[stop]
        leg = derive(key, stop - route.stop_from)
        planned = arrays.legs[stop]
        if planned > 0:
            now += travel_ms(planned, quantile(arrays.quantiles[TRAVEL_TABLE], leg), factor)
        else:
            now += duration_ms(arrays.quantiles[BETWEEN_SITES_TABLE], leg, factor)
        oldest = arrays.box_from[site]
        taken, persons = collect(arrays, site, now, room)
        room -= taken
        hourly[FLOW, station, hour_bin(now, hourly.shape[2])] -= persons
        if log is not None:
            write(log, now, STOP, index, site, NONE, NONE, NONE, taken)
        if taken > 0:
            out[count].laboratory = laboratory
            out[count].run = run
            out[count].first = oldest
            out[count].last = oldest + taken
            count += 1
    route.free_from_ms = now
    spread = quantile(arrays.quantiles[TRAVEL_TABLE], derive(key, route.stop_to - route.stop_from))
    length = travel_ms(arrays.travel[index, laboratory], spread, factor)
    for d in range(first, count):
        out[d].delivered_ms = now + length
        if log is not None:
            for t in range(out[d].first, out[d].last):
                tube = arrays.tubes[t]
                write(
                    log, now + length, DELIVERED, laboratory, tube.site, tube.table, tube.number,
                    NONE, NONE,
                )  # fmt: skip
    back = now + 2 * length
    add_interval(hourly, station, leaves, back)
    if log is not None:
        write(log, leaves, DEPART, index, NONE, NONE, NONE, NONE, vehicle)
        write(log, back, VEHICLE_BACK, index, NONE, NONE, NONE, NONE, vehicle)
    return count, back


@kernel()
def drive_depots(
    arrays: CourierArrays,
    site_district: Ints,
    ready: Ints,
    out: Records,
    hourly: Ints,
    log: Ints | None,
) -> int:
    """Drive all runs of all depots.

    Parameters
    ----------
    ready
        Room for the vehicles of the largest depot.
    out
        Filled with the deliveries; each brings at least one tube, so there is room for all.

    Returns
    -------
    The number of deliveries.
    """
    for t in range(len(arrays.tubes)):
        tube = arrays.tubes[t]
        station = site_district[tube.site] * SITE_STAGE_COUNT + COURIER
        hourly[FLOW, station, hour_bin(tube.boxed_ms, hourly.shape[2])] += tube.persons
    for r in range(len(arrays.routes)):
        arrays.routes[r].next_call_ms = next_call_ms(arrays, r)
    count = np.int64(0)
    for d in range(len(arrays.depots)):
        depot = arrays.depots[d]
        ready[: depot.vehicles] = 0
        dispatched = np.int64(0)
        while True:
            index: Any = np.int64(-1)
            called: int = NEVER
            for r in range(depot.route_from, depot.route_to):
                if arrays.routes[r].next_call_ms < called:
                    index = r
                    called = arrays.routes[r].next_call_ms
            if index < 0:
                break
            route = arrays.routes[index]
            route.next_call_ms = NEVER
            if log is not None:
                write(log, called, CALL, index, NONE, NONE, NONE, NONE, route.runs)
            if depot.vehicles == 0:
                continue
            vehicle: Any = np.int64(0)
            for v in range(depot.vehicles):
                if ready[v] < ready[vehicle]:
                    vehicle = v
            leaves = max(called, ready[vehicle])
            run = (d << RUN_BITS) + dispatched
            dispatched += 1
            count, ready[vehicle] = drive(
                arrays, d, index, called, leaves, vehicle, run, out, count, hourly, log
            )
            route.runs += 1
            route.next_call_ms = next_call_ms(arrays, index)
    return count
