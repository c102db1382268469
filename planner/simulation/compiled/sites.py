"""Sampling sites: one FIFO recursion over people, tables by how long they have been idle.

The start of a registration is ``max(joined, ready)`` of the table that has been ready longest, so
no event list is needed. A table is ready when its registrar has finished, is not too far ahead of
its swabber, and its shift is on.
"""

from typing import Any, NamedTuple

import numpy as np

from planner.simulation.compiled.people import arrival_instants, person_load, roll_call
from planner.simulation.compiled.records import (
    Log,
    SiteArrays,
    SiteLuck,
    SiteTally,
    Tubes,
    copy_tube,
    empty_tubes,
    grown,
    grown_tubes,
    minute_bin,
    write,
)
from planner.simulation.kernel import kernel
from planner.simulation.layout import DAY_MS, DOOR, HOUR_MS, MINUTE_MS, REGISTRATION, SWAB, Ints
from planner.simulation.log import LEFT, NONE, TURNED_AWAY, Event
from planner.simulation.quantiles import duration_ms
from planner.simulation.streams import derive, high_bits

ARRIVE, RETURN, LEAVE = int(Event.ARRIVE), int(Event.RETURN), int(Event.LEAVE)
REGISTER, SWAB_START, SWABBED = int(Event.REGISTER), int(Event.SWAB), int(Event.SWABBED)
TUBE_CLOSED = int(Event.TUBE_CLOSED)
LEDGER_LEFT, LEDGER_TURNED_AWAY, LEDGER_NEVER = 5, 6, 7
SITE_STAGE_COUNT = 4
MOST_AHEAD = 100
MOST_POOL = 20


class TableState(NamedTuple):
    """The tables of the site at hand, one entry each."""

    ready: Ints
    """When the registrar can take the next person."""
    shift: Ints
    shift_end: Ints
    swab_free: Ints
    starts: Ints
    swab_starts: Ints
    """Shape (tables, MOST_AHEAD): the last swab starts, by start number."""
    register_key: Ints
    swab_key: Ints
    factor: Ints
    tubes: Ints
    in_tube: Ints
    opened: Ints
    load: Ints
    swabbed_sum: Ints
    members: Ints
    """Shape (tables, MOST_POOL)."""


class Scratch(NamedTuple):
    """Room for the people of one site."""

    first: Any
    late: Any
    infected: Any
    first_ms: Ints
    late_ms: Ints
    tubes: Tubes


@kernel()
def table_state(tables: int) -> TableState:
    """Return the state of idle tables."""
    zeros = np.zeros((13, tables), np.int64)
    return TableState(
        zeros[0],
        zeros[1],
        zeros[2],
        zeros[3],
        zeros[4],
        np.zeros((tables, MOST_AHEAD), np.int64),
        zeros[5],
        zeros[6],
        zeros[7],
        zeros[8],
        zeros[9],
        zeros[10],
        zeros[11],
        zeros[12],
        np.zeros((tables, MOST_POOL), np.int64),
    )


@kernel()
def scratch_for(persons: int) -> Scratch:
    """Return room for a site of so many people."""
    return Scratch(
        np.empty(persons, np.int32),
        np.empty(persons, np.int32),
        np.empty(persons, np.bool_),
        np.empty(persons, np.int64),
        np.empty(persons, np.int64),
        empty_tubes(persons),
    )


@kernel()
def service_factor(sites: SiteArrays, luck: SiteLuck, district: int, shift: int) -> int:
    """Return the day's factor for a shift: that of the day on which it opens."""
    day = (sites.shift_open[shift] - sites.midnight_ms) // DAY_MS
    return luck.service[district, day]


@kernel()
def open_tables(state: TableState, sites: SiteArrays, luck: SiteLuck, site: int, tables: int) -> None:
    """Put the tables of a site before their first shift."""
    register = derive(luck.register, sites.key[site])
    swab = derive(luck.swab, sites.key[site])
    for j in range(tables):
        row = sites.table_offset[site] + j
        state.shift[j] = sites.shift_offset[row]
        state.shift_end[j] = sites.shift_offset[row + 1]
        state.swab_free[j] = 0
        state.starts[j] = 0
        state.swab_starts[j, :] = 0
        state.register_key[j] = derive(register, j)
        state.swab_key[j] = derive(swab, j)
        state.tubes[j] = 0
        state.in_tube[j] = 0
        if state.shift[j] < state.shift_end[j]:
            state.ready[j] = sites.shift_open[state.shift[j]]
            state.factor[j] = service_factor(sites, luck, sites.district[site], state.shift[j])


@kernel()
def close_tube(
    state: TableState,
    j: int,
    site: int,
    closed_ms: int,
    found: Tubes,
    count: int,
    members: Ints,
    member_count: Ints,
    log: Log | None,
) -> None:
    """Write the open tube of table ``j`` as number ``count`` of the site."""
    found.site[count] = site
    found.closed_ms[count] = closed_ms
    found.table[count] = j
    found.number[count] = state.tubes[j]
    found.persons[count] = state.in_tube[j]
    found.first_person[count] = state.members[j, 0]
    found.swabbed_ms_sum[count] = state.swabbed_sum[j]
    found.load[count] = state.load[j]
    found.member_from[count] = NONE
    if state.load[j] > 0:
        start = member_count[0]
        found.member_from[count] = start
        for m in range(state.in_tube[j]):
            members[start + m] = state.members[j, m]
        member_count[0] = start + state.in_tube[j]
    if log is not None:
        first, persons = state.members[j, 0], state.in_tube[j]
        write(log, closed_ms, TUBE_CLOSED, NONE, site, j, state.tubes[j], first, persons)
    state.tubes[j] += 1
    state.in_tube[j] = 0


@kernel()
def last_close_ms(state: TableState, sites: SiteArrays, j: int) -> int:
    """Return when a part-filled tube closes once its shift is over: after the shift's last swab."""
    over = max(sites.shift_close[state.shift[j]], state.swab_free[j])
    return min(state.opened[j] + sites.tube_open_ms, over)


@kernel()
def sort_tubes(found: Tubes, count: int, order: Ints) -> None:
    """Fill the order of the site's tubes by (closed, table, tube); they come nearly sorted."""
    for i in range(count):
        place = i
        while place > 0:
            before = order[place - 1]
            if found.closed_ms[before] < found.closed_ms[i] or (
                found.closed_ms[before] == found.closed_ms[i]
                and found.table[before] <= found.table[i]
            ):
                break
            order[place] = before
            place -= 1
        order[place] = i


@kernel()
def serve_site(
    sites: SiteArrays,
    luck: SiteLuck,
    tally: SiteTally,
    site: int,
    state: TableState,
    scratch: Scratch,
    members: Ints,
    member_count: Ints,
    log: Log | None,
) -> int:
    """Serve everybody who comes to one site; return its number of tubes, in ``scratch.tubes``."""
    district = sites.district[site]
    is_door = sites.is_door[site] == 1
    kind = sites.is_door[site]
    hours = tally.busy.shape[1] - 1
    longest_wait = tally.waits.shape[1] - 1
    queue_at = district * SITE_STAGE_COUNT + (DOOR if is_door else REGISTRATION)
    swab_at = district * SITE_STAGE_COUNT + (DOOR if is_door else SWAB)
    found = scratch.tubes
    pool = sites.pool[site]
    ahead = sites.ahead[site]
    tables = sites.table_offset[site + 1] - sites.table_offset[site]
    open_tables(state, sites, luck, site, tables)

    firsts, lates, carriers = roll_call(
        sites, luck, site, scratch.first, scratch.late, scratch.infected
    )
    tally.detection[0] += carriers
    tally.ledger[district, LEDGER_NEVER] += sites.persons[site] - firsts - lates
    a, b = sites.first_offset[site], sites.first_offset[site + 1]
    key = derive(luck.first_pass, sites.key[site])
    first_come = arrival_instants(
        sites.spacing,
        key,
        firsts,
        sites.first_open[a:b],
        sites.first_close[a:b],
        sites.first_weight[a:b],
        scratch.first_ms,
    )
    a, b = sites.late_offset[site], sites.late_offset[site + 1]
    key = derive(luck.late_pass, sites.key[site])
    late_come = arrival_instants(
        sites.spacing,
        key,
        lates,
        sites.late_open[a:b],
        sites.late_close[a:b],
        sites.late_weight[a:b],
        scratch.late_ms,
    )
    tally.ledger[district, LEDGER_TURNED_AWAY] += firsts - first_come + lates - late_come
    if log is not None:
        for i in range(first_come, firsts):
            write(log, 0, LEAVE, NONE, site, NONE, NONE, scratch.first[i], TURNED_AWAY)
        for i in range(late_come, lates):
            write(log, 0, LEAVE, NONE, site, NONE, NONE, scratch.late[i], TURNED_AWAY)

    return_key = derive(luck.returning, sites.township_key[site])
    first_window = sites.window_offset[site]
    last_window = sites.window_offset[site + 1] - 1
    window_now = first_window
    count = 0
    f = 0
    g = 0
    while f < first_come or g < late_come:
        # the two passes are merged by (instant, person)
        if g >= late_come or (
            f < first_come
            and (
                scratch.first_ms[f] < scratch.late_ms[g]
                or (
                    scratch.first_ms[f] == scratch.late_ms[g]
                    and scratch.first[f] < scratch.late[g]
                )
            )
        ):
            joined, person = scratch.first_ms[f], np.int64(scratch.first[f])
            f += 1
        else:
            joined, person = scratch.late_ms[g], np.int64(scratch.late[g])
            g += 1
        if log is not None:
            write(log, joined, ARRIVE, NONE, site, NONE, NONE, person, NONE)
        tally.arrived[district, minute_bin(joined, tally.arrived)] += 1
        tally.flow[queue_at, min(joined // HOUR_MS, hours)] += 1
        while sites.window_end[window_now] <= joined:
            window_now += 1
        window = window_now
        since = joined
        closed_hours = np.int64(0)

        while True:
            best = -1
            best_ready = np.int64(0)
            for j in range(tables):
                ready = state.ready[j]
                shift = state.shift[j]
                end = state.shift_end[j]
                if shift < end and max(since, ready) >= sites.shift_close[shift]:
                    if state.in_tube[j] > 0:
                        at = last_close_ms(state, sites, j)
                        close_tube(state, j, site, at, found, count, members, member_count, log)
                        count += 1
                    while shift < end and max(since, ready) >= sites.shift_close[shift]:
                        shift += 1
                        if shift < end:
                            ready = max(ready, sites.shift_open[shift])
                    state.shift[j] = shift
                    state.ready[j] = ready
                    if shift < end:
                        state.factor[j] = service_factor(sites, luck, district, shift)
                if shift < end and (best < 0 or ready < best_ready):
                    best = j
                    best_ready = ready
            start = max(since, best_ready)
            if best >= 0 and start < sites.window_end[window]:
                break
            # still waiting when the site has closed: back at the next opening, or gone
            ended = sites.window_end[window]
            tally.flow[queue_at, min(ended // HOUR_MS, hours)] -= 1
            bits = derive(derive(return_key, person), window - first_window)
            returns = is_door or high_bits(bits) < sites.return_below
            if not returns or window == last_window:
                best = -1
                cause = TURNED_AWAY if returns else LEFT
                tally.ledger[
                    district, LEDGER_TURNED_AWAY if returns else LEDGER_LEFT
                ] += 1
                if log is not None:
                    write(log, ended, LEAVE, NONE, site, NONE, NONE, person, cause)
                break
            window += 1
            since = sites.window_open[window]
            closed_hours += since - ended
            tally.flow[queue_at, min(since // HOUR_MS, hours)] += 1
            if log is not None:
                write(log, since, RETURN, NONE, site, NONE, NONE, person, NONE)
        if best < 0:
            continue

        j = best
        n = state.starts[j]
        state.starts[j] = n + 1
        registering = duration_ms(
            sites.register[kind], derive(state.register_key[j], n), state.factor[j]
        )
        registered = start + registering
        swab = max(registered, state.swab_free[j])
        swabbing = duration_ms(sites.swab[kind], derive(state.swab_key[j], n), state.factor[j])
        done = swab + swabbing
        state.swab_free[j] = done
        state.swab_starts[j, n % ahead] = swab
        state.ready[j] = registered
        if n + 1 >= ahead:
            state.ready[j] = max(registered, state.swab_starts[j, (n + 1) % ahead])
        if log is not None:
            write(log, start, REGISTER, NONE, site, j, NONE, person, NONE)
            write(log, swab, SWAB_START, NONE, site, j, NONE, person, NONE)

        # the tube: first what has aged, then this swab
        if state.in_tube[j] > 0 and done > state.opened[j] + sites.tube_open_ms:
            at = state.opened[j] + sites.tube_open_ms
            close_tube(state, j, site, at, found, count, members, member_count, log)
            count += 1
        if state.in_tube[j] == 0:
            state.opened[j] = done
            state.load[j] = 0
            state.swabbed_sum[j] = 0
        state.members[j, state.in_tube[j]] = person
        state.in_tube[j] += 1
        state.swabbed_sum[j] += done
        if scratch.infected[person - sites.first_number[site]]:
            state.load[j] += person_load(sites, luck, site, person)
            tally.detection[1] += 1
        if log is not None:
            write(log, done, SWABBED, NONE, site, j, state.tubes[j], person, NONE)
        if state.in_tube[j] == pool:
            close_tube(state, j, site, done, found, count, members, member_count, log)
            count += 1

        hour = min(start // HOUR_MS, hours)
        tally.flow[queue_at, hour] -= 1
        tally.sampled[district, minute_bin(done, tally.sampled)] += 1
        tally.busy[swab_at, min(swab // HOUR_MS, hours)] += swabbing
        if not is_door:
            tally.busy[queue_at, hour] += registering
            tally.flow[swab_at, min(registered // HOUR_MS, hours)] += 1
            tally.flow[swab_at, min(swab // HOUR_MS, hours)] -= 1
            waited = swab - joined - closed_hours
            tally.waits[district, min(waited // MINUTE_MS, longest_wait)] += 1
            tally.site_wait[site, 0] += 1
            tally.site_wait[site, 1] += waited
            tally.site_wait[site, 2] = max(tally.site_wait[site, 2], waited)

    for j in range(tables):
        if state.in_tube[j] > 0:
            at = last_close_ms(state, sites, j)
            close_tube(state, j, site, at, found, count, members, member_count, log)
            count += 1
    return count


@kernel()
def serve_sites(
    sites: SiteArrays, luck: SiteLuck, tally: SiteTally, log: Log | None
) -> tuple[Tubes, int, Ints, Ints]:
    """Serve all sites one by one.

    Returns
    -------
    The tubes, their number, where each site's tubes begin (shape (sites + 1,)), the members of
    tubes that can be positive.
    """
    count = len(sites.persons)
    most_people = 1
    most_tables = 1
    for site in range(count):
        most_people = max(most_people, sites.persons[site])
        most_tables = max(most_tables, sites.table_offset[site + 1] - sites.table_offset[site])
    state = table_state(most_tables)
    scratch = scratch_for(most_people)
    order = np.empty(most_people, np.int64)
    tubes = empty_tubes(sites.persons.sum() // 8 + most_people)
    used = 0
    starts = np.zeros(count + 1, np.int64)
    members = np.empty(1024 + most_people, np.int64)
    member_count = np.zeros(1, np.int64)
    for site in range(count):
        if len(members) < member_count[0] + most_people:
            members = grown(members, member_count[0], 2 * len(members) + most_people)
        own = serve_site(sites, luck, tally, site, state, scratch, members, member_count, log)
        sort_tubes(scratch.tubes, own, order)
        if len(tubes.site) < used + own:
            tubes = grown_tubes(tubes, used, 2 * (used + own))
        for i in range(own):
            at = order[i]
            copy_tube(scratch.tubes, at, tubes, used + i)
            tally.fills[scratch.tubes.persons[at]] += 1
            minute = minute_bin(scratch.tubes.closed_ms[at], tally.tubes_closed)
            tally.tubes_closed[sites.district[site], minute] += 1
        used += own
        starts[site + 1] = used
    return tubes, used, starts, members
