"""The tables of a site: which one has been ready longest, and serving one person at it.

The swabbers of table ``j`` are numbers ``j * site.swabbers`` and the next ones of the site.
"""

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
    Scratch,
    SiteArrays,
    hour_bin,
    minute_bin,
    write,
)
from planner.simulation.compiled.tubes import close_tube, fill_tube, open_tube
from planner.simulation.detection import load_copies
from planner.simulation.kernel import kernel
from planner.simulation.layout import DAY_MS, DOOR, REGISTRATION, REPEAT, SWAB, Ints
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
def open_tables(arrays: SiteArrays, site: Any, scratch: Scratch) -> None:
    """Put the tables of a site before their first shift."""
    rules = arrays.rules[0]
    register = derive(rules.register, site.key)
    swab = derive(rules.swab, site.key)
    household = derive(rules.household, site.key)
    for j in range(site.table_to - site.table_from):
        scratch.tables[j] = arrays.tables[site.table_from + j]
        table = scratch.tables[j]
        table.register_key = derive(register, j)
        if table.shift < table.shift_to:
            table.ready_ms = arrays.shifts[table.shift].open_ms
            table.factor = day_factor(arrays, site.district, table.shift)
        for k in range(j * site.swabbers, (j + 1) * site.swabbers):
            swabber = scratch.swabbers[k]
            swabber.free_ms = 0
            swabber.swabs = 0
            swabber.tubes = 0
            swabber.in_tube = 0
            swabber.swab_key = derive(swab, k)
            swabber.household_key = derive(household, k)


@kernel()
def end_shift(arrays: SiteArrays, site: Any, j: int, scratch: Scratch) -> None:
    """Have the open tubes of a table close once everybody registered in its shift is swabbed."""
    over = arrays.shifts[scratch.tables[j].shift].close_ms
    for k in range(j * site.swabbers, (j + 1) * site.swabbers):
        over = max(over, scratch.swabbers[k].free_ms)
    for k in range(j * site.swabbers, (j + 1) * site.swabbers):
        scratch.swabbers[k].over_ms = min(scratch.swabbers[k].over_ms, over)


@kernel()
def finish_tube(
    index: int, k: int, closed_ms: int, scratch: Scratch, members: Ints, log: Ints | None
) -> None:
    """Close the open tube of swabber ``k`` as the site's next."""
    count = scratch.numbers[1]
    scratch.numbers[1] = count + 1
    close_tube(
        scratch.swabbers[k], k, index, closed_ms, scratch.in_tube[k], scratch.tubes[count],
        members, scratch.numbers, log,
    )  # fmt: skip


@kernel()
def finish_last_tubes(
    arrays: SiteArrays, site: Any, index: int, scratch: Scratch, members: Ints, log: Ints | None
) -> None:
    """Close what is open when nobody comes any more."""
    open_ms = arrays.rules[0].tube_open_ms
    for j in range(site.table_to - site.table_from):
        if scratch.tables[j].shift < scratch.tables[j].shift_to:
            end_shift(arrays, site, j, scratch)
        for k in range(j * site.swabbers, (j + 1) * site.swabbers):
            swabber = scratch.swabbers[k]
            if swabber.in_tube > 0:
                at = min(swabber.opened_ms + open_ms, swabber.over_ms)
                finish_tube(index, k, at, scratch, members, log)


@kernel(inline=True)
def choose_table(arrays: SiteArrays, site: Any, since: int, scratch: Scratch) -> int:
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
            end_shift(arrays, site, j, scratch)
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
def free_swabber(site: Any, j: int, scratch: Scratch) -> int:
    """Return the swabber of table ``j`` who is or will be free first, the lowest among equals."""
    best = j * site.swabbers
    for k in range(best + 1, (j + 1) * site.swabbers):
        if scratch.swabbers[k].free_ms < scratch.swabbers[best].free_ms:
            best = k
    return best


@kernel(inline=True)
def put_into_tube(
    arrays: SiteArrays,
    site: Any,
    index: int,
    k: int,
    person: int,
    done: int,
    scratch: Scratch,
    members: Ints,
    counts: Counts,
    log: Ints | None,
) -> None:
    """Put a finished swab into the tube of swabber ``k``, after closing one that was due before."""
    rules = arrays.rules[0]
    swabber = scratch.swabbers[k]
    if swabber.in_tube > 0:
        due = min(swabber.opened_ms + rules.tube_open_ms, swabber.over_ms)
        if done > due:
            finish_tube(index, k, due, scratch, members, log)
    if swabber.in_tube == 0:
        open_tube(swabber, done, site.pool, arrays.household_below[site.district])
    load = 0
    number = person & ~REPEAT
    if scratch.infected[number - site.first_number] == 1:
        counts.rows[DETECTION_ROW, 1] += person < REPEAT
        bits = derive(derive(rules.load, site.township_key), number)
        load = load_copies(arrays.quantiles[NORMAL_TABLE], bits, rules.load_mean, rules.load_sd)
    fill_tube(swabber, person, done, load, scratch.in_tube[k])
    if log is not None:
        write(log, done, SWABBED, NONE, index, k, swabber.tubes, person, NONE)
    if swabber.in_tube == swabber.capacity:
        finish_tube(index, k, done, scratch, members, log)


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
    table = scratch.tables[j]
    k = free_swabber(site, j, scratch)
    swabber = scratch.swabbers[k]
    is_door = site.is_door == 1
    register_row = DOOR_REGISTER_TABLE if is_door else REGISTER_TABLE
    swab_row = DOOR_SWAB_TABLE if is_door else SWAB_TABLE
    n = table.starts
    table.starts = n + 1
    registering = duration_ms(
        arrays.quantiles[register_row], derive(table.register_key, n), table.factor
    )
    registered = start + registering
    swab = max(registered, swabber.free_ms)
    swabbing = duration_ms(
        arrays.quantiles[swab_row], derive(swabber.swab_key, swabber.swabs), table.factor
    )
    swabber.swabs += 1
    done = swab + swabbing
    swabber.free_ms = done
    # the registrar is held until the swab of whoever stands one ring before the next person
    scratch.swab_starts[j, table.slot] = swab
    table.slot = table.slot + 1 if table.slot + 1 < site.ahead else 0
    table.ready_ms = registered
    if n + 1 >= site.ahead:
        table.ready_ms = max(registered, scratch.swab_starts[j, table.slot])
    if log is not None:
        write(log, start, REGISTER, NONE, index, j * site.swabbers, NONE, person, NONE)
        write(log, swab, SWAB_START, NONE, index, k, NONE, person, NONE)
    put_into_tube(arrays, site, index, k, person, done, scratch, members, counts, log)

    minute = minute_bin(done, counts.districts.shape[2])
    counts.districts[SAMPLED, site.district, minute] += person < REPEAT
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
