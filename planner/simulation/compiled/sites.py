"""Sampling sites: one FIFO recursion over people, tables by how long they have been idle.

The start of a registration is ``max(joined, ready)`` of the table that has been ready longest, so
no event list is needed. A table is ready when its registrar has finished, is not too far ahead of
its swabber, and its shift is on. Tubes and counts follow from the visits, in loops of their own.
"""

from typing import Any

import numpy as np

from planner.simulation.compiled.people import gather
from planner.simulation.compiled.records import (
    ARRIVED,
    BUSY,
    FLOW,
    MOST_VISITS,
    SAMPLED,
    SITE_STAGE_COUNT,
    TUBES_CLOSED,
    Counts,
    Records,
    Scratch,
    SiteArrays,
    hour_bin,
    minute_bin,
    move_on,
    write,
)
from planner.simulation.compiled.tables import (
    end_shift,
    end_shifts,
    longest_ready,
    open_tables,
    register_and_swab,
)
from planner.simulation.compiled.tubes import fill_tubes, mend_tubes, sort_tubes
from planner.simulation.kernel import kernel
from planner.simulation.layout import DOOR, MINUTE_MS, REGISTRATION, REPEAT, SWAB, Ints
from planner.simulation.log import LEFT, NONE, TURNED_AWAY, Event
from planner.simulation.streams import derive, high_bits

ARRIVE, RETURN, LEAVE = int(Event.ARRIVE), int(Event.RETURN), int(Event.LEAVE)
REGISTER, SWAB_START = int(Event.REGISTER), int(Event.SWAB)
LEDGER_LEFT, LEDGER_TURNED_AWAY = 5, 6


@kernel()
def wait_over_closings(
    arrays: SiteArrays,
    site: Any,
    index: int,
    window: int,
    visit: Any,
    scratch: Scratch,
    counts: Counts,
    log: Ints | None,
) -> int:
    """Let someone wait who is not served in their first opening; put off when they queue.

    Returns
    -------
    Since when they wait in the opening that serves them, -1 if they leave.
    """
    flow = counts.hourly[FLOW, queue_station(site)]
    key = derive(derive(arrays.rules[0].returning, site.township_key), visit.person)
    since = visit.queued_ms
    while True:
        # still waiting when the site has closed: back at the next opening, or gone
        ended = arrays.windows[window].end_ms
        move_on(flow, since, ended, 1)
        bits = derive(key, window - site.window_from)
        returns = site.is_door == 1 or high_bits(bits) < arrays.rules[0].return_below
        window += 1
        if not returns or window == site.window_to:
            cause = LEDGER_TURNED_AWAY if returns else LEDGER_LEFT
            counts.ledger[site.district, cause] += visit.person < REPEAT
            if log is not None:
                write(
                    log, ended, LEAVE, NONE, index, NONE, NONE, visit.person,
                    TURNED_AWAY if returns else LEFT,
                )  # fmt: skip
            return -1
        since = arrays.windows[window].open_ms
        visit.queued_ms += since - ended
        if log is not None:
            write(log, since, RETURN, NONE, index, NONE, NONE, visit.person, NONE)
        end_shifts(arrays, site, since, scratch)
        _, ready = longest_ready(scratch.tables, site.table_to - site.table_from)
        if max(since, ready) < arrays.windows[window].end_ms:
            # visits are counted as if all waited since ``queued_ms`` without a break
            move_on(flow, since, visit.queued_ms, 1)
            return since


@kernel()
def serve_queue(
    arrays: SiteArrays,
    site: Any,
    index: int,
    come: int,
    scratch: Scratch,
    counts: Counts,
    log: Ints | None,
) -> int:
    """Serve everybody who comes; return how many are served, whose visits then stand first."""
    tables = site.table_to - site.table_from
    open_tables(arrays, site, scratch)
    if come == 0:
        return 0
    first_shift = arrays.tables[site.table_from].shift
    first_close = end_shifts(arrays, site, np.int64(0), scratch)
    window = site.window_from
    ended = arrays.windows[window].end_ms
    served = 0
    for i in range(come):
        visit = scratch.visits[served]
        if served < i:
            visit.person = scratch.visits[i].person
            visit.queued_ms = scratch.visits[i].queued_ms
        since = visit.queued_ms
        while ended <= since:
            window += 1
            ended = arrays.windows[window].end_ms
        if since >= first_close:
            first_close = end_shifts(arrays, site, since, scratch)
        j, ready = longest_ready(scratch.tables, tables)
        if max(since, ready) >= ended:
            since = wait_over_closings(arrays, site, index, window, visit, scratch, counts, log)
            if since < 0:
                continue
            first_close = end_shifts(arrays, site, since, scratch)
            j, ready = longest_ready(scratch.tables, tables)
        visit.start_ms = max(since, ready)
        visit.shift = scratch.tables[j].shift - first_shift
        register_and_swab(arrays, site, j, scratch, visit)
        if scratch.tables[j].ready_ms >= scratch.tables[j].close_ms:
            first_close = end_shifts(arrays, site, since, scratch)
        served += 1
    for j in range(tables):
        if scratch.tables[j].shift < scratch.tables[j].shift_to:
            end_shift(arrays, site, j, scratch)
    return served


@kernel()
def queue_station(site: Any) -> int:
    """Return the station at which people of a site, or those visited, wait."""
    return site.district * SITE_STAGE_COUNT + (DOOR if site.is_door == 1 else REGISTRATION)


@kernel()
def count_arrivals(site: Any, visits: Records, counts: Counts) -> None:
    """Count who comes for the first time, by minute."""
    arrived = counts.districts[ARRIVED, site.district]
    for i in range(len(visits)):
        arrived[minute_bin(visits[i].queued_ms, len(arrived))] += visits[i].person < REPEAT


@kernel()
def count_visits(site: Any, visits: Records, counts: Counts) -> None:
    """Count the visits to a public site: swabs by minute, and by hour who works and who waits."""
    sampled = counts.districts[SAMPLED, site.district]
    station = site.district * SITE_STAGE_COUNT
    registering = counts.hourly[BUSY, station + REGISTRATION]
    to_register = counts.hourly[FLOW, station + REGISTRATION]
    swabbing = counts.hourly[BUSY, station + SWAB]
    to_swab = counts.hourly[FLOW, station + SWAB]
    hours = len(swabbing)
    for i in range(len(visits)):
        visit = visits[i]
        sampled[minute_bin(visit.done_ms, len(sampled))] += visit.person < REPEAT
        registering[hour_bin(visit.start_ms, hours)] += visit.registered_ms - visit.start_ms
        swabbing[hour_bin(visit.swab_ms, hours)] += visit.done_ms - visit.swab_ms
        move_on(to_register, visit.queued_ms, visit.start_ms, 1)
        move_on(to_swab, visit.registered_ms, visit.swab_ms, 1)


@kernel()
def count_door_visits(site: Any, visits: Records, counts: Counts) -> None:
    """Count the visits of touring teams: swabs by minute, and by hour who works and who waits."""
    sampled = counts.districts[SAMPLED, site.district]
    station = site.district * SITE_STAGE_COUNT + DOOR
    visiting, to_visit = counts.hourly[BUSY, station], counts.hourly[FLOW, station]
    for i in range(len(visits)):
        visit = visits[i]
        sampled[minute_bin(visit.done_ms, len(sampled))] += visit.person < REPEAT
        visiting[hour_bin(visit.swab_ms, len(visiting))] += visit.done_ms - visit.swab_ms
        move_on(to_visit, visit.queued_ms, visit.start_ms, 1)


@kernel()
def count_waits(site: Any, index: int, visits: Records, counts: Counts) -> None:
    """Count how long people waited in the queue of a public site."""
    waits = counts.waits[site.district]
    summed = 0
    longest = 0
    for i in range(len(visits)):
        waited = visits[i].swab_ms - visits[i].queued_ms
        waits[min(waited // MINUTE_MS, len(waits) - 1)] += 1
        summed += waited
        longest = max(longest, waited)
    counts.site_wait[index, 0] = len(visits)
    counts.site_wait[index, 1] = summed
    counts.site_wait[index, 2] = longest


@kernel()
def write_arrivals(log: Ints, index: int, visits: Records) -> None:
    """Write who comes to a site."""
    for i in range(len(visits)):
        write(log, visits[i].queued_ms, ARRIVE, NONE, index, NONE, NONE, visits[i].person, NONE)


@kernel()
def write_visits(log: Ints, index: int, swabbers: int, visits: Records) -> None:
    """Write when registrations and swabs begin; a table is named by its first swabber."""
    for i in range(len(visits)):
        person, k = visits[i].person, visits[i].swabber
        first = k // swabbers * swabbers
        write(log, visits[i].start_ms, REGISTER, NONE, index, first, NONE, person, NONE)
        write(log, visits[i].swab_ms, SWAB_START, NONE, index, k, NONE, person, NONE)


@kernel()
def put_out(site: Any, found: Records, order: Ints, tubes: Records, counts: Counts) -> None:
    """Copy the tubes of a site in their order, and count them."""
    closed = counts.districts[TUBES_CLOSED, site.district]
    for i in range(len(order)):
        tube = found[order[i]]
        tubes[i] = tube
        counts.fills[tube.swabs] += 1
        closed[minute_bin(tube.closed_ms, len(closed))] += 1


@kernel(entry=True)
def serve_sites(
    arrays: SiteArrays,
    first_site: int,
    scratch: Scratch,
    tubes: Records,
    starts: Ints,
    members: Ints,
    counts: Counts,
    log: Ints | None,
) -> int:
    """Serve sites one by one from ``first_site`` on, as long as there is room for what they give.

    Parameters
    ----------
    tubes
        Filled by site, then by (boxed, table, tube).
    starts
        Shape (sites + 1,): where each site's tubes begin.
    members
        Filled with the people of tubes that can be positive, ``scratch.numbers[0]`` so far.

    Returns
    -------
    The site to go on with; the number of sites when all are served.
    """
    sites = arrays.sites
    for s in range(first_site, len(sites)):
        used = starts[s]
        visits = MOST_VISITS * sites[s].persons
        if len(tubes) < used + visits or len(members) < scratch.numbers[0] + visits:
            return s
        site = sites[s]
        come = gather(arrays, site, s, scratch, counts, log)
        count_arrivals(site, scratch.visits[:come], counts)
        if log is not None:
            write_arrivals(log, s, scratch.visits[:come])
        served = serve_queue(arrays, site, s, come, scratch, counts, log)
        own = scratch.visits[:served]
        if log is not None:
            write_visits(log, s, site.swabbers, own)
        if site.is_door == 1:
            count_door_visits(site, own, counts)
        else:
            count_visits(site, own, counts)
            count_waits(site, s, own, counts)
        fill_tubes(arrays, site, s, served, scratch, members, counts, log)
        filled = scratch.numbers[1]
        sort_tubes(scratch.tubes, filled, scratch.order, scratch.boxed_ms)
        mend_tubes(arrays, site, scratch.tubes, filled, scratch.order, scratch.boxed_ms, log)
        put_out(site, scratch.tubes, scratch.order[:filled], tubes[used:], counts)
        starts[s + 1] = used + filled
    return len(sites)
