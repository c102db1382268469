"""Sampling sites: one FIFO recursion over people, tables by how long they have been idle.

The start of a registration is ``max(joined, ready)`` of the table that has been ready longest, so
no event list is needed. A table is ready when its registrar has finished, is not too far ahead of
its swabber, and its shift is on. Counts and tubes are kept in the same step, while a visit is at
hand.
"""

from typing import Any, NamedTuple

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
    place,
    write,
)
from planner.simulation.compiled.tables import (
    NEVER,
    end_shifts,
    free_swabber,
    longest_ready,
    open_tables,
    register_and_swab,
)
from planner.simulation.compiled.tubes import (
    close_last_tubes,
    mend_tubes,
    put_into_tube,
    sort_tubes,
)
from planner.simulation.kernel import kernel
from planner.simulation.layout import DOOR, HOUR_MS, MINUTE_MS, REGISTRATION, REPEAT, Ints
from planner.simulation.log import LEFT, NONE, TURNED_AWAY, Event
from planner.simulation.streams import derive, high_bits

ARRIVE, RETURN, LEAVE = int(Event.ARRIVE), int(Event.RETURN), int(Event.LEAVE)
REGISTER, SWAB_START = int(Event.REGISTER), int(Event.SWAB)
LEDGER_LEFT, LEDGER_TURNED_AWAY = 5, 6
_MINUTE = np.uint64(MINUTE_MS)


class Visit(NamedTuple):
    """Somebody's visit to a site; ``queued_ms`` leaves out the hours that the site was closed."""

    person: int
    queued_ms: int
    start_ms: int
    registered_ms: int
    swab_ms: int
    done_ms: int


@kernel()
def wait_over_closings(
    arrays: SiteArrays,
    site: Any,
    index: int,
    window: int,
    person: int,
    queued: int,
    scratch: Scratch,
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
        end_shifts(arrays, site, since, scratch)
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
    first_close = end_shifts(arrays, site, np.int64(0), scratch)
    window = site.window_from
    ended = arrays.windows[window].end_ms
    rows = visit_counts(site, index, counts)
    is_door, swabbers = site.is_door == 1, site.swabbers
    hour, begins, ends = 0, 0, 0
    for i in range(come):
        person, queued = scratch.person[i], scratch.arrived_ms[i]
        since = queued
        while ended <= since:
            window += 1
            ended = arrays.windows[window].end_ms
        if since >= first_close:
            first_close = end_shifts(arrays, site, since, scratch)
        j, ready = longest_ready(scratch.ready_ms, tables)
        if max(since, ready) >= ended:
            since, queued = wait_over_closings(
                arrays, site, index, window, person, queued, scratch, counts, log
            )
            if since < 0:
                continue
            first_close = end_shifts(arrays, site, since, scratch)
            j, ready = longest_ready(scratch.ready_ms, tables)
        start = max(since, ready)
        table = scratch.tables[place(j)]
        k = free_swabber(scratch.swabbers, j * swabbers, swabbers)
        registered, swab, done, ready = register_and_swab(
            arrays, site, table, scratch.swabbers[place(k)], start
        )
        scratch.ready_ms[place(j)] = ready
        if not begins <= start < ends:
            hour, begins, ends = hour_around(start, len(rows.swabbing))
        visit = Visit(person, queued, start, registered, swab, done)
        count_visit(is_door, visit, begins, ends, hour, rows)
        if log is not None:
            write_visit(log, index, j * swabbers, k, visit)
        put_into_tube(arrays, site, index, k, person, done, scratch, members, counts, log)
        if ready >= table.close_ms:
            first_close = end_shifts(arrays, site, since, scratch)
    close_last_tubes(site, index, scratch, members, log)


@kernel()
def hour_around(ms: int, hours: int) -> tuple[int, int, int]:
    """Return the hour of an instant, when it begins, and when the next one does."""
    hour = hour_bin(ms, hours)
    begins = hour * HOUR_MS
    return hour, begins, begins + HOUR_MS if hour + 1 < hours else NEVER


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


class VisitCounts(NamedTuple):
    """The rows in which the visits to one site are counted."""

    sampled: Ints
    """By minute of the swab's end."""
    to_register: Ints
    """By hour, as all that follow but the last."""
    registering: Ints
    to_swab: Ints
    swabbing: Ints
    waits: Ints
    """By minutes waited."""
    wait: Ints
    """Visits, their summed wait and the longest."""


@kernel()
def visit_counts(site: Any, index: int, counts: Counts) -> VisitCounts:
    """Return the rows of a site; touring teams have one station alone, for registration too."""
    queue = queue_station(site)
    swab = queue if site.is_door == 1 else queue + 1
    busy, flow = counts.hourly[BUSY], counts.hourly[FLOW]
    return VisitCounts(
        counts.districts[SAMPLED, site.district],
        flow[queue], busy[queue], flow[swab], busy[swab], counts.waits[site.district],
        counts.site_wait[index],
    )  # fmt: skip


@kernel(inline=True)
def count_visit(
    is_door: bool, visit: Visit, begins: int, ends: int, hour: int, rows: VisitCounts
) -> None:
    """Count a visit: the swab by minute, and by hour who works and who waits.

    Most of a visit lies within the hour from ``begins`` to ``ends`` in which it starts.
    """
    minute = minute_bin(visit.done_ms, len(rows.sampled))
    rows.sampled[place(minute)] += visit.person < REPEAT
    hours = len(rows.swabbing)
    swabbed = hour if visit.swab_ms < ends else hour_bin(visit.swab_ms, hours)
    rows.swabbing[place(swabbed)] += visit.done_ms - visit.swab_ms
    if visit.queued_ms < begins:
        move_on(rows.to_register, visit.queued_ms, visit.start_ms, 1)
    if is_door:
        return
    rows.registering[place(hour)] += visit.registered_ms - visit.start_ms
    if visit.swab_ms >= ends:
        move_on(rows.to_swab, visit.registered_ms, visit.swab_ms, 1)
    waited = visit.swab_ms - visit.queued_ms
    rows.waits[min(np.uint64(waited) // _MINUTE, np.uint64(len(rows.waits) - 1))] += 1
    rows.wait[0] += 1
    rows.wait[1] += waited
    rows.wait[2] = max(rows.wait[2], waited)


@kernel()
def write_visit(log: Ints, index: int, table: int, swabber: int, visit: Visit) -> None:
    """Write when a registration and a swab begin; a table is named by its first swabber."""
    write(log, visit.start_ms, REGISTER, NONE, index, table, NONE, visit.person, NONE)
    write(log, visit.swab_ms, SWAB_START, NONE, index, swabber, NONE, visit.person, NONE)


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
        count_arrivals(site, s, come, scratch, counts, log)
        scratch.numbers[1] = 0
        serve_queue(arrays, site, s, come, scratch, members, counts, log)
        filled = scratch.numbers[1]
        sort_tubes(scratch.tubes, filled, scratch.order, scratch.boxed_ms)
        mend_tubes(arrays, site, scratch.tubes, filled, scratch.order, scratch.boxed_ms, log)
        put_out(site, scratch.tubes, scratch.order[:filled], tubes[used:], counts)
        starts[s + 1] = used + filled
    return len(sites)
