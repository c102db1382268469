"""Sampling sites: one FIFO recursion over people, tables by how long they have been idle.

The start of a registration is ``max(joined, ready)`` of the table that has been ready longest, so
no event list is needed. A table is ready when its registrar has finished, is not too far ahead of
its swabber, and its shift is on. Tubes and counts follow from the visits, in loops of their own.
"""

from typing import Any

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
    NEVER,
    enter_shift,
    longest_ready,
    open_tables,
    register_and_swab,
)
from planner.simulation.compiled.tubes import (
    close_tubes_of_shift,
    mend_tubes,
    put_into_tube,
    sort_tubes,
)
from planner.simulation.kernel import kernel
from planner.simulation.layout import DOOR, MINUTE_MS, REGISTRATION, REPEAT, SWAB, Ints
from planner.simulation.log import LEFT, NONE, TURNED_AWAY, Event
from planner.simulation.streams import derive, high_bits

ARRIVE, RETURN, LEAVE = int(Event.ARRIVE), int(Event.RETURN), int(Event.LEAVE)
REGISTER, SWAB_START = int(Event.REGISTER), int(Event.SWAB)
LEDGER_LEFT, LEDGER_TURNED_AWAY = 5, 6


@kernel()
def end_shifts(
    arrays: SiteArrays,
    site: Any,
    index: int,
    since: int,
    scratch: Scratch,
    members: Ints,
    log: Ints | None,
) -> int:
    """Move tables that cannot register in their shift from an instant on to their next one.

    Returns
    -------
    When the first of the tables' present shifts is over.
    """
    first: int = NEVER
    for j in range(site.table_to - site.table_from):
        table = scratch.tables[j]
        if max(since, scratch.ready_ms[j]) >= table.close_ms and table.shift < table.shift_to:
            close_tubes_of_shift(site, index, j, table.close_ms, scratch, members, log)
        while max(since, scratch.ready_ms[j]) >= table.close_ms and table.shift < table.shift_to:
            table.shift += 1
            enter_shift(arrays, site, j, scratch)
        first = min(first, table.close_ms)
    return first


@kernel()
def wait_over_closings(
    arrays: SiteArrays,
    site: Any,
    index: int,
    window: int,
    person: int,
    queued: int,
    scratch: Scratch,
    members: Ints,
    counts: Counts,
    log: Ints | None,
) -> tuple[int, int]:
    """Let someone wait who is not served in their first opening; put off when they queue.

    Returns
    -------
    Since when they wait in the opening that serves them, -1 if they leave; and since when they
    wait if the hours are left out in which the site is closed meanwhile.
    """
    flow = counts.hourly[FLOW, queue_station(site)]
    key = derive(derive(arrays.rules[0].returning, site.township_key), person)
    since = queued
    while True:
        # still waiting when the site has closed: back at the next opening, or gone
        ended = arrays.windows[window].end_ms
        move_on(flow, since, ended, 1)
        bits = derive(key, window - site.window_from)
        returns = site.is_door == 1 or high_bits(bits) < arrays.rules[0].return_below
        window += 1
        if not returns or window == site.window_to:
            cause = LEDGER_TURNED_AWAY if returns else LEDGER_LEFT
            counts.ledger[site.district, cause] += person < REPEAT
            if log is not None:
                write(
                    log, ended, LEAVE, NONE, index, NONE, NONE, person,
                    TURNED_AWAY if returns else LEFT,
                )  # fmt: skip
            return -1, queued
        since = arrays.windows[window].open_ms
        queued += since - ended
        if log is not None:
            write(log, since, RETURN, NONE, index, NONE, NONE, person, NONE)
        end_shifts(arrays, site, index, since, scratch, members, log)
        _, ready = longest_ready(scratch.ready_ms, site.table_to - site.table_from)
        if max(since, ready) < arrays.windows[window].end_ms:
            # visits are counted as if all waited since ``queued`` without a break
            move_on(flow, since, queued, 1)
            return since, queued


@kernel()
def serve_queue(
    arrays: SiteArrays,
    site: Any,
    index: int,
    come: int,
    scratch: Scratch,
    members: Ints,
    counts: Counts,
    log: Ints | None,
) -> None:
    """Serve everybody who comes, one step for each, so that nobody is looked at twice."""
    tables = site.table_to - site.table_from
    open_tables(arrays, site, scratch)
    if come == 0:
        return
    first_close = end_shifts(arrays, site, index, 0, scratch, members, log)
    window = site.window_from
    ended = arrays.windows[window].end_ms
    for i in range(come):
        person, queued = scratch.person[i], scratch.arrived_ms[i]
        since = queued
        while ended <= since:
            window += 1
            ended = arrays.windows[window].end_ms
        if since >= first_close:
            first_close = end_shifts(arrays, site, index, since, scratch, members, log)
        j, ready = longest_ready(scratch.ready_ms, tables)
        if max(since, ready) >= ended:
            since, queued = wait_over_closings(
                arrays, site, index, window, person, queued, scratch, members, counts, log
            )
            if since < 0:
                continue
            first_close = end_shifts(arrays, site, index, since, scratch, members, log)
            j, ready = longest_ready(scratch.ready_ms, tables)
        start = max(since, ready)
        k, registered, swab, done = register_and_swab(arrays, site, j, scratch, start)
        count_visit(site, index, person, queued, start, registered, swab, done, counts)
        if log is not None:
            # a table is named by its first swabber
            first = j * site.swabbers
            write(log, start, REGISTER, NONE, index, first, NONE, person, NONE)
            write(log, swab, SWAB_START, NONE, index, k, NONE, person, NONE)
        put_into_tube(arrays, site, index, k, person, done, scratch, members, counts, log)
        if scratch.ready_ms[j] >= scratch.tables[j].close_ms:
            first_close = end_shifts(arrays, site, index, since, scratch, members, log)
    for j in range(tables):
        close_tubes_of_shift(site, index, j, scratch.tables[j].close_ms, scratch, members, log)


@kernel()
def queue_station(site: Any) -> int:
    """Return the station at which people of a site, or those visited, wait."""
    return site.district * SITE_STAGE_COUNT + (DOOR if site.is_door == 1 else REGISTRATION)


@kernel()
def count_arrivals(
    site: Any, index: int, come: int, scratch: Scratch, counts: Counts, log: Ints | None
) -> None:
    """Count who comes for the first time, by minute."""
    arrived = counts.districts[ARRIVED, site.district]
    for i in range(come):
        arrived[minute_bin(scratch.arrived_ms[i], len(arrived))] += scratch.person[i] < REPEAT
    if log is not None:
        for i in range(come):
            write(
                log, scratch.arrived_ms[i], ARRIVE, NONE, index, NONE, NONE, scratch.person[i],
                NONE,
            )  # fmt: skip


@kernel(inline=True)
def count_visit(
    site: Any,
    index: int,
    person: int,
    queued: int,
    start: int,
    registered: int,
    swab: int,
    done: int,
    counts: Counts,
) -> None:
    """Count a visit: the swab by minute, and by hour who works and who waits."""
    station = site.district * SITE_STAGE_COUNT
    busy, flow = counts.hourly[BUSY], counts.hourly[FLOW]
    sampled = counts.districts[SAMPLED, site.district]
    sampled[minute_bin(done, len(sampled))] += person < REPEAT
    hours = busy.shape[1]
    if site.is_door == 1:
        busy[station + DOOR, hour_bin(swab, hours)] += done - swab
        move_on(flow[station + DOOR], queued, start, 1)
        return
    busy[station + REGISTRATION, hour_bin(start, hours)] += registered - start
    busy[station + SWAB, hour_bin(swab, hours)] += done - swab
    move_on(flow[station + REGISTRATION], queued, start, 1)
    move_on(flow[station + SWAB], registered, swab, 1)
    waited = swab - queued
    waits = counts.waits[site.district]
    waits[min(waited // MINUTE_MS, len(waits) - 1)] += 1
    wait = counts.site_wait[index]
    wait[0] += 1
    wait[1] += waited
    wait[2] = max(wait[2], waited)


@kernel()
def put_out(site: Any, found: Records, order: Ints, tubes: Records, counts: Counts) -> None:
    """Copy the tubes of a site in their order, and count them."""
    closed = counts.districts[TUBES_CLOSED, site.district]
    for i in range(len(order)):
        tube = found[order[i]]
        tubes[i] = tube
        counts.fills[tube.swabs] += 1
        closed[minute_bin(tube.closed_ms, len(closed))] += 1


@kernel()
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
        count_arrivals(site, s, come, scratch, counts, log)
        scratch.numbers[1] = 0
        serve_queue(arrays, site, s, come, scratch, members, counts, log)
        filled = scratch.numbers[1]
        sort_tubes(scratch.tubes, filled, scratch.order, scratch.boxed_ms)
        mend_tubes(arrays, site, scratch.tubes, filled, scratch.order, scratch.boxed_ms, log)
        put_out(site, scratch.tubes, scratch.order[:filled], tubes[used:], counts)
        starts[s + 1] = used + filled
    return len(sites)
