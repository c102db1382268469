"""Sampling sites: one FIFO recursion over people, tables by how long they have been idle.

The start of a registration is ``max(joined, ready)`` of the table that has been ready longest, so
no event list is needed. A table is ready when its registrar has finished, is not too far ahead of
its swabber, and its shift is on.
"""

from typing import Any, NamedTuple

from planner.simulation.compiled.people import arrival_instants, roll_call
from planner.simulation.compiled.records import (
    ARRIVED,
    BUSY,
    DETECTION_ROW,
    DOOR_REGISTER_TABLE,
    DOOR_SWAB_TABLE,
    FLOW,
    NORMAL_TABLE,
    REGISTER_TABLE,
    SAMPLED,
    SITE_STAGE_COUNT,
    SPACING_TABLE,
    SWAB_TABLE,
    TUBES_CLOSED,
    Counts,
    Records,
    SiteArrays,
    hour_bin,
    minute_bin,
    write,
)
from planner.simulation.compiled.tubes import close_tube, fill_tube, sort_tubes
from planner.simulation.detection import load_copies
from planner.simulation.kernel import kernel
from planner.simulation.layout import DAY_MS, DOOR, MINUTE_MS, REGISTRATION, SWAB, Ints
from planner.simulation.log import LEFT, NONE, TURNED_AWAY, Event
from planner.simulation.quantiles import duration_ms
from planner.simulation.streams import derive, high_bits

ARRIVE, RETURN, LEAVE = int(Event.ARRIVE), int(Event.RETURN), int(Event.LEAVE)
REGISTER, SWAB_START, SWABBED = int(Event.REGISTER), int(Event.SWAB), int(Event.SWABBED)
LEDGER_LEFT, LEDGER_TURNED_AWAY, LEDGER_NEVER = 5, 6, 7
MOST_AHEAD = 100
MOST_POOL = 20


class Scratch(NamedTuple):
    """Room for the people and tubes of one site."""

    first: Ints
    late: Ints
    first_ms: Ints
    late_ms: Ints
    infected: Ints
    intervals: Ints
    tables: Records
    swab_starts: Ints
    """Shape (tables, MOST_AHEAD): the last swab starts, by start number."""
    in_tube: Ints
    """Shape (tables, MOST_POOL)."""
    tubes: Records
    order: Ints
    numbers: Ints
    """Shape (2,): members used, tubes of this site."""


@kernel()
def open_tables(arrays: SiteArrays, site: Any, tables: Records) -> None:
    """Put the tables of a site before their first shift."""
    rules = arrays.rules[0]
    register = derive(rules.register, site.key)
    swab = derive(rules.swab, site.key)
    for j in range(site.table_to - site.table_from):
        tables[j] = arrays.tables[site.table_from + j]
        table = tables[j]
        table.register_key = derive(register, j)
        table.swab_key = derive(swab, j)
        if table.shift < table.shift_to:
            table.ready_ms = arrays.shifts[table.shift].open_ms
            table.factor = day_factor(arrays, site.district, table.shift)


@kernel()
def day_factor(arrays: SiteArrays, district: int, shift: int) -> int:
    """Return the factor on services of a shift: that of the day on which it opens."""
    since_midnight = arrays.shifts[shift].open_ms - arrays.rules[0].midnight_ms
    return arrays.service[district, since_midnight // DAY_MS]


@kernel()
def last_close_ms(arrays: SiteArrays, table: Any) -> int:
    """Return when a part-filled tube closes once its shift is over: after the shift's last swab."""
    over = max(arrays.shifts[table.shift].close_ms, table.swab_free_ms)
    return min(table.opened_ms + arrays.rules[0].tube_open_ms, over)


@kernel()
def finish_tube(
    index: int, j: int, closed_ms: int, scratch: Scratch, members: Ints, log: Ints | None
) -> None:
    """Close the open tube of table ``j`` as the site's next."""
    count = scratch.numbers[1]
    scratch.numbers[1] = count + 1
    close_tube(
        scratch.tables[j], j, index, closed_ms, scratch.in_tube[j], scratch.tubes[count],
        members, scratch.numbers, log,
    )  # fmt: skip


@kernel(inline=True)
def choose_table(
    arrays: SiteArrays,
    site: Any,
    index: int,
    since: int,
    scratch: Scratch,
    members: Ints,
    log: Ints | None,
) -> int:
    """Return the table that has been ready longest for someone who waits since an instant.

    Tables whose shift is over by then move on to their next one; -1 when none is left.
    """
    best = -1
    best_ms = 0
    for j in range(site.table_to - site.table_from):
        table = scratch.tables[j]
        if table.shift == table.shift_to:
            continue
        if max(since, table.ready_ms) >= arrays.shifts[table.shift].close_ms:
            if table.in_tube > 0:
                finish_tube(index, j, last_close_ms(arrays, table), scratch, members, log)
            while (
                table.shift < table.shift_to
                and max(since, table.ready_ms) >= arrays.shifts[table.shift].close_ms
            ):
                table.shift += 1
                if table.shift < table.shift_to:
                    table.ready_ms = max(table.ready_ms, arrays.shifts[table.shift].open_ms)
            if table.shift == table.shift_to:
                continue
            table.factor = day_factor(arrays, site.district, table.shift)
        if best < 0 or table.ready_ms < best_ms:
            best = j
            best_ms = table.ready_ms
    return best


@kernel()
def gather(
    arrays: SiteArrays, site: Any, index: int, scratch: Scratch, counts: Counts, log: Ints | None
) -> tuple[int, int]:
    """Fill who comes to the site and when; return the people of both passes."""
    rules = arrays.rules[0]
    firsts, lates, carriers = roll_call(site, rules, scratch.first, scratch.late, scratch.infected)
    spacing = arrays.quantiles[SPACING_TABLE]
    first_come = arrival_instants(
        spacing, derive(rules.first_pass, site.key), firsts,
        arrays.passes[site.first_from : site.first_to], scratch.intervals, scratch.first_ms,
    )  # fmt: skip
    late_come = arrival_instants(
        spacing, derive(rules.late_pass, site.key), lates,
        arrays.passes[site.late_from : site.late_to], scratch.intervals, scratch.late_ms,
    )  # fmt: skip
    counts.rows[DETECTION_ROW, 0] += carriers
    counts.ledger[site.district, LEDGER_NEVER] += site.persons - firsts - lates
    counts.ledger[site.district, LEDGER_TURNED_AWAY] += firsts - first_come + lates - late_come
    if log is not None:
        for i in range(first_come, firsts):
            write(log, 0, LEAVE, NONE, index, NONE, NONE, scratch.first[i], TURNED_AWAY)
        for i in range(late_come, lates):
            write(log, 0, LEAVE, NONE, index, NONE, NONE, scratch.late[i], TURNED_AWAY)
    return first_come, late_come


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
    rules = arrays.rules[0]
    district = site.district
    is_door = site.is_door == 1
    minutes = counts.districts.shape[2]
    hours = counts.hourly.shape[2]
    flow = counts.hourly[FLOW, district * SITE_STAGE_COUNT + (DOOR if is_door else REGISTRATION)]
    arrived = counts.districts[ARRIVED, district]
    scratch.numbers[1] = 0
    open_tables(arrays, site, scratch.tables)
    first_come, late_come = gather(arrays, site, index, scratch, counts, log)

    return_key = derive(rules.returning, site.township_key)
    window_now = site.window_from
    f = 0
    g = 0
    while f < first_come or g < late_come:
        # the two passes are merged by (instant, person)
        if g >= late_come or (
            f < first_come
            and (scratch.first_ms[f] < scratch.late_ms[g]
                 or (scratch.first_ms[f] == scratch.late_ms[g]
                     and scratch.first[f] < scratch.late[g]))
        ):  # fmt: skip
            joined, person = scratch.first_ms[f], scratch.first[f]
            f += 1
        else:
            joined, person = scratch.late_ms[g], scratch.late[g]
            g += 1
        arrived[minute_bin(joined, minutes)] += 1
        flow[hour_bin(joined, hours)] += 1
        if log is not None:
            write(log, joined, ARRIVE, NONE, index, NONE, NONE, person, NONE)
        while arrays.windows[window_now].end_ms <= joined:
            window_now += 1
        window = window_now
        since = joined
        closed_ms = 0
        while True:
            j = choose_table(arrays, site, index, since, scratch, members, log)
            ended = arrays.windows[window].end_ms
            if j >= 0 and max(since, scratch.tables[j].ready_ms) < ended:
                start = max(since, scratch.tables[j].ready_ms)
                flow[hour_bin(start, hours)] -= 1
                swab = serve_person(
                    arrays, site, index, j, person, start, scratch, members, counts, log
                )
                if not is_door:
                    waited = swab - joined - closed_ms
                    longest = counts.waits.shape[1] - 1
                    counts.waits[district, min(waited // MINUTE_MS, longest)] += 1
                    counts.site_wait[index, 0] += 1
                    counts.site_wait[index, 1] += waited
                    counts.site_wait[index, 2] = max(counts.site_wait[index, 2], waited)
                break
            # still waiting when the site has closed: back at the next opening, or gone
            flow[hour_bin(ended, hours)] -= 1
            bits = derive(derive(return_key, person), window - site.window_from)
            returns = is_door or high_bits(bits) < rules.return_below
            window += 1
            if not returns or window == site.window_to:
                column = LEDGER_TURNED_AWAY if returns else LEDGER_LEFT
                counts.ledger[district, column] += 1
                if log is not None:
                    cause = TURNED_AWAY if returns else LEFT
                    write(log, ended, LEAVE, NONE, index, NONE, NONE, person, cause)
                break
            since = arrays.windows[window].open_ms
            closed_ms += since - ended
            flow[hour_bin(since, hours)] += 1
            if log is not None:
                write(log, since, RETURN, NONE, index, NONE, NONE, person, NONE)
    for j in range(site.table_to - site.table_from):
        if scratch.tables[j].in_tube > 0:
            at = last_close_ms(arrays, scratch.tables[j])
            finish_tube(index, j, at, scratch, members, log)


@kernel(inline=True)
def serve_person(
    arrays: SiteArrays,
    site: Any,
    index: int,
    j: int,
    person: int,
    start: int,
    scratch: Scratch,
    members: Ints,
    counts: Counts,
    log: Ints | None,
) -> int:
    """Register and swab one person at table ``j`` from an instant on; return the swab's start."""
    rules = arrays.rules[0]
    table = scratch.tables[j]
    is_door = site.is_door == 1
    register_row = DOOR_REGISTER_TABLE if is_door else REGISTER_TABLE
    swab_row = DOOR_SWAB_TABLE if is_door else SWAB_TABLE
    n = table.starts
    table.starts = n + 1
    registering = duration_ms(
        arrays.quantiles[register_row], derive(table.register_key, n), table.factor
    )
    registered = start + registering
    swab = max(registered, table.swab_free_ms)
    swabbing = duration_ms(arrays.quantiles[swab_row], derive(table.swab_key, n), table.factor)
    done = swab + swabbing
    table.swab_free_ms = done
    scratch.swab_starts[j, n % site.ahead] = swab
    table.ready_ms = registered
    if n + 1 >= site.ahead:
        table.ready_ms = max(registered, scratch.swab_starts[j, (n + 1) % site.ahead])
    if log is not None:
        write(log, start, REGISTER, NONE, index, j, NONE, person, NONE)
        write(log, swab, SWAB_START, NONE, index, j, NONE, person, NONE)

    # the tube: first what has aged, then this swab
    if table.in_tube > 0 and done > table.opened_ms + rules.tube_open_ms:
        finish_tube(index, j, table.opened_ms + rules.tube_open_ms, scratch, members, log)
    load = 0
    if scratch.infected[person - site.first_number] == 1:
        counts.rows[DETECTION_ROW, 1] += 1
        bits = derive(derive(rules.load, site.township_key), person)
        load = load_copies(arrays.quantiles[NORMAL_TABLE], bits, rules.load_mean, rules.load_sd)
    fill_tube(table, person, done, load, scratch.in_tube[j])
    if log is not None:
        write(log, done, SWABBED, NONE, index, j, table.tubes, person, NONE)
    if table.in_tube == site.pool:
        finish_tube(index, j, done, scratch, members, log)

    counts.districts[SAMPLED, site.district, minute_bin(done, counts.districts.shape[2])] += 1
    hours = counts.hourly.shape[2]
    station = site.district * SITE_STAGE_COUNT
    if is_door:
        counts.hourly[BUSY, station + DOOR, hour_bin(swab, hours)] += swabbing
    else:
        counts.hourly[BUSY, station + REGISTRATION, hour_bin(start, hours)] += registering
        counts.hourly[BUSY, station + SWAB, hour_bin(swab, hours)] += swabbing
        counts.hourly[FLOW, station + SWAB, hour_bin(registered, hours)] += 1
        counts.hourly[FLOW, station + SWAB, hour_bin(swab, hours)] -= 1
    return swab


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
        Filled by site, then by (closed, table, tube).
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
        persons = sites[s].persons
        if len(tubes) < used + persons or len(members) < scratch.numbers[0] + persons:
            return s
        serve_site(arrays, s, scratch, members, counts, log)
        own = scratch.numbers[1]
        sort_tubes(scratch.tubes, own, scratch.order)
        closed = counts.districts[TUBES_CLOSED, sites[s].district]
        for i in range(own):
            tubes[used + i] = scratch.tubes[scratch.order[i]]
            tube = tubes[used + i]
            counts.fills[tube.persons] += 1
            closed[minute_bin(tube.closed_ms, len(closed))] += 1
        starts[s + 1] = used + own
    return len(sites)
