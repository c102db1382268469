"""The tables of a site: which one has been ready longest, and serving one person at it."""

from typing import Any

from planner.simulation.compiled.records import (
    BUSY,
    DETECTION_ROW,
    DOOR_REGISTER_TABLE,
    DOOR_SWAB_TABLE,
    FLOW,
    NORMAL_TABLE,
    REGISTER_TABLE,
    SAMPLED,
    SITE_STAGE_COUNT,
    SWAB_TABLE,
    Counts,
    Records,
    Scratch,
    SiteArrays,
    hour_bin,
    minute_bin,
    write,
)
from planner.simulation.compiled.tubes import close_tube, fill_tube
from planner.simulation.detection import load_copies
from planner.simulation.kernel import kernel
from planner.simulation.layout import DAY_MS, DOOR, REGISTRATION, SWAB, Ints
from planner.simulation.log import NONE, Event
from planner.simulation.quantiles import duration_ms
from planner.simulation.streams import derive

REGISTER, SWAB_START, SWABBED = int(Event.REGISTER), int(Event.SWAB), int(Event.SWABBED)


@kernel()
def day_factor(arrays: SiteArrays, district: int, shift: int) -> int:
    """Return the factor on services of a shift: that of the day on which it opens."""
    since_midnight = arrays.shifts[shift].open_ms - arrays.rules[0].midnight_ms
    return arrays.service[district, since_midnight // DAY_MS]


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
    # the registrar is held until the swab of whoever stands one ring before the next person
    scratch.swab_starts[j, table.slot] = swab
    table.slot = table.slot + 1 if table.slot + 1 < site.ahead else 0
    table.ready_ms = registered
    if n + 1 >= site.ahead:
        table.ready_ms = max(registered, scratch.swab_starts[j, table.slot])
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
