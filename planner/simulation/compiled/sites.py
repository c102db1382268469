"""Sampling sites: one FIFO recursion over people, tables by how long they have been idle.

The start of a registration is ``max(joined, ready)`` of the table that has been ready longest, so
no event list is needed. A table is ready when its registrar has finished, is not too far ahead of
its swabber, and its shift is on.
"""

from typing import Any

from planner.simulation.compiled.people import gather
from planner.simulation.compiled.records import (
    ARRIVED,
    FLOW,
    MOST_VISITS,
    SITE_STAGE_COUNT,
    TUBES_CLOSED,
    Counts,
    Records,
    Scratch,
    SiteArrays,
    hour_bin,
    minute_bin,
    write,
)
from planner.simulation.compiled.tables import (
    choose_table,
    finish_last_tubes,
    open_tables,
    serve_person,
)
from planner.simulation.compiled.tubes import mend_tubes, sort_tubes
from planner.simulation.kernel import kernel
from planner.simulation.layout import DOOR, MINUTE_MS, REGISTRATION, REPEAT, Ints
from planner.simulation.log import LEFT, NONE, TURNED_AWAY, Event
from planner.simulation.streams import derive, high_bits

ARRIVE, RETURN, LEAVE = int(Event.ARRIVE), int(Event.RETURN), int(Event.LEAVE)
LEDGER_LEFT, LEDGER_TURNED_AWAY = 5, 6


@kernel(inline=True)
def wait_for_table(
    arrays: SiteArrays,
    site: Any,
    index: int,
    person: int,
    joined_ms: int,
    window: int,
    scratch: Scratch,
    counts: Counts,
    log: Ints | None,
) -> tuple[int, int, int]:
    """Let someone wait from an opening on, over closings if need be.

    Returns
    -------
    The table that serves them (-1 if they leave), since when they have waited in the opening that
    serves them, and how long the site was closed meanwhile.
    """
    flow = counts.hourly[FLOW, queue_station(site)]
    hours = len(flow)
    since = joined_ms
    closed_ms = 0
    flow[hour_bin(since, hours)] += 1
    while True:
        j = choose_table(arrays, site, since, scratch)
        ended = arrays.windows[window].end_ms
        if j >= 0 and max(since, scratch.tables[j].ready_ms) < ended:
            flow[hour_bin(max(since, scratch.tables[j].ready_ms), hours)] -= 1
            return j, since, closed_ms
        # still waiting when the site has closed: back at the next opening, or gone
        flow[hour_bin(ended, hours)] -= 1
        key = derive(derive(arrays.rules[0].returning, site.township_key), person)
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
            return -1, since, closed_ms
        since = arrays.windows[window].open_ms
        closed_ms += since - ended
        flow[hour_bin(since, hours)] += 1
        if log is not None:
            write(log, since, RETURN, NONE, index, NONE, NONE, person, NONE)


@kernel()
def queue_station(site: Any) -> int:
    """Return the station at which people of a site, or those visited, wait."""
    return site.district * SITE_STAGE_COUNT + (DOOR if site.is_door == 1 else REGISTRATION)


@kernel()
def count_wait(site: Any, index: int, waited_ms: int, counts: Counts) -> None:
    """Count how long someone waited in the queue of a public site."""
    longest = counts.waits.shape[1] - 1
    counts.waits[site.district, min(waited_ms // MINUTE_MS, longest)] += 1
    counts.site_wait[index, 0] += 1
    counts.site_wait[index, 1] += waited_ms
    counts.site_wait[index, 2] = max(counts.site_wait[index, 2], waited_ms)


@kernel()
def serve_site(
    arrays: SiteArrays,
    index: int,
    scratch: Scratch,
    members: Ints,
    counts: Counts,
    log: Ints | None,
) -> None:
    """Serve everybody who comes to one site; its tubes stand in ``scratch.tubes``."""
    site = arrays.sites[index]
    arrived = counts.districts[ARRIVED, site.district]
    scratch.numbers[1] = 0
    open_tables(arrays, site, scratch)
    window = site.window_from
    for i in range(gather(arrays, site, index, scratch, counts, log)):
        joined, person = scratch.joined_ms[i], scratch.person[i]
        arrived[minute_bin(joined, len(arrived))] += person < REPEAT
        if log is not None:
            write(log, joined, ARRIVE, NONE, index, NONE, NONE, person, NONE)
        while arrays.windows[window].end_ms <= joined:
            window += 1
        j, since, closed_ms = wait_for_table(
            arrays, site, index, person, joined, window, scratch, counts, log
        )
        if j < 0:
            continue
        start = max(since, scratch.tables[j].ready_ms)
        swab = serve_person(arrays, site, index, j, person, start, scratch, members, counts, log)
        if site.is_door == 0:
            count_wait(site, index, swab - joined - closed_ms, counts)
    finish_last_tubes(arrays, site, index, scratch, members, log)


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
        serve_site(arrays, s, scratch, members, counts, log)
        own = scratch.numbers[1]
        for i in range(own):
            scratch.order[i] = i
        sort_tubes(scratch.tubes, own, scratch.order)
        mend_tubes(arrays, sites[s], scratch.tubes, own, scratch.order, log)
        closed = counts.districts[TUBES_CLOSED, sites[s].district]
        for i in range(own):
            tubes[used + i] = scratch.tubes[scratch.order[i]]
            tube = tubes[used + i]
            counts.fills[tube.swabs] += 1
            closed[minute_bin(tube.closed_ms, len(closed))] += 1
        starts[s + 1] = used + own
    return len(sites)
