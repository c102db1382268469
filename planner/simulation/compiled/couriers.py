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
    Counts,
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
LEDGER_IN_LABORATORY, LEDGER_AWAITING = 1, 3


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
def collect(arrays: CourierArrays, site: int, now: int, room: int, flow: Ints, brought: Any) -> int:
    """Take the oldest tubes of a site's box, at most ``room``; return how many."""
    taken = 0
    persons = 0
    singles = 0
    hours = len(flow)
    tubes = arrays.tubes
    first = arrays.box_from[site]
    while (
        taken < room
        and first + taken < arrays.box_to[site]
        and tubes[first + taken].boxed_ms <= now
    ):
        tube = tubes[first + taken]
        persons += tube.persons
        if tube.member_from >= 0:
            singles += tube.swabs
        flow[hour_bin(tube.boxed_ms, hours)] += tube.persons
        taken += 1
    flow[hour_bin(now, hours)] -= persons
    arrays.box_from[site] = first + taken
    brought.first = first
    brought.last = first + taken
    brought.persons = persons
    brought.singles = singles
    return taken


@kernel()
def leave_waiting(arrays: CourierArrays, site_district: Ints, counts: Counts) -> None:
    """Count the tubes that no run has taken."""
    flow = counts.hourly[FLOW]
    for site in range(len(site_district)):
        district = site_district[site]
        for t in range(arrays.box_from[site], arrays.box_to[site]):
            tube = arrays.tubes[t]
            hour = hour_bin(tube.boxed_ms, flow.shape[1])
            flow[district * SITE_STAGE_COUNT + COURIER, hour] += tube.persons
            counts.ledger[district, LEDGER_AWAITING] += tube.persons


@kernel()
def rank(deliveries: Records, order: Ints, first: int, number: int) -> None:
    """Put a delivery of a run, of which ``first`` was put first, into the order of the sites."""
    place = number
    while place > first and deliveries[order[place - 1]].first > deliveries[number].first:
        order[place] = order[place - 1]
        place -= 1
    order[place] = number


@kernel()
def drive(
    arrays: CourierArrays,
    depot: int,
    index: int,
    called: int,
    leaves: int,
    vehicle: int,
    out: Records,
    order: Ints,
    count: int,
    counts: Counts,
    log: Ints | None,
) -> tuple[int, int]:
    """Drive one run; return the number of deliveries then and when the vehicle is back."""
    rules = arrays.rules[0]
    route = arrays.routes[index]
    district = arrays.depots[depot].district
    station = district * SITE_STAGE_COUNT + COURIER
    flow = counts.hourly[FLOW, station]
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
        taken = collect(arrays, site, now, room, flow, out[count])
        room -= taken
        if log is not None:
            write(log, now, STOP, index, site, NONE, NONE, NONE, taken)
        if taken > 0:
            rank(out, order, first, count)
            counts.ledger[district, LEDGER_IN_LABORATORY] += out[count].persons
            count += 1
    route.free_from_ms = now
    spread = quantile(arrays.quantiles[TRAVEL_TABLE], derive(key, route.stop_to - route.stop_from))
    length = travel_ms(arrays.travel[index, laboratory], spread, factor)
    for d in range(first, count):
        out[d].laboratory = laboratory
        out[d].delivered_ms = now + length
        if log is not None:
            for t in range(out[d].first, out[d].last):
                tube = arrays.tubes[t]
                write(
                    log, now + length, DELIVERED, laboratory, tube.site, tube.table, tube.number,
                    NONE, NONE,
                )  # fmt: skip
    back = now + 2 * length
    add_interval(counts.hourly, station, leaves, back)
    if log is not None:
        write(log, leaves, DEPART, index, NONE, NONE, NONE, NONE, vehicle)
        write(log, back, VEHICLE_BACK, index, NONE, NONE, NONE, NONE, vehicle)
    return count, back


@kernel()
def earliest_call(arrays: CourierArrays, depot: Any) -> int:
    """Return the route of a depot that calls next, the lowest among equals; -1 for none."""
    best = -1
    called: int = NEVER
    for route in range(depot.route_from, depot.route_to):
        if arrays.routes[route].next_call_ms < called:
            best = route
            called = arrays.routes[route].next_call_ms
    return best


@kernel()
def longest_idle(ready: Ints, vehicles: int) -> int:
    """Return the vehicle that has been or will be back longest, the lowest among equals."""
    best = 0
    for vehicle in range(1, vehicles):
        if ready[vehicle] < ready[best]:
            best = vehicle
    return best


@kernel(entry=True)
def drive_depots(
    arrays: CourierArrays,
    site_district: Ints,
    ready: Ints,
    out: Records,
    order: Ints,
    counts: Counts,
    log: Ints | None,
) -> int:
    """Drive all runs of all depots.

    Parameters
    ----------
    ready
        Room for the vehicles of the largest depot.
    out, order
        Filled with the deliveries, and with their numbers by (depot, run, site); each brings at
        least one tube, so there is room for all, and for one more.

    Returns
    -------
    The number of deliveries.
    """
    for r in range(len(arrays.routes)):
        arrays.routes[r].next_call_ms = next_call_ms(arrays, r)
    count = np.int64(0)
    for d in range(len(arrays.depots)):
        depot = arrays.depots[d]
        ready[: depot.vehicles] = 0
        index = earliest_call(arrays, depot)
        while index >= 0:
            route = arrays.routes[index]
            called = route.next_call_ms
            route.next_call_ms = NEVER
            if log is not None:
                write(log, called, CALL, index, NONE, NONE, NONE, NONE, route.runs)
            if depot.vehicles > 0:
                vehicle = longest_idle(ready, depot.vehicles)
                leaves = max(called, ready[vehicle])
                count, ready[vehicle] = drive(
                    arrays, d, index, called, leaves, vehicle, out, order, count, counts, log
                )
                route.runs += 1
                route.next_call_ms = next_call_ms(arrays, index)
            index = earliest_call(arrays, depot)
    leave_waiting(arrays, site_district, counts)
    return count
