"""The tables of a site: their shifts, which one has been ready longest, and a visit to one.

The swabbers of table ``j`` are numbers ``j * site.swabbers`` and the next ones of the site.
"""

from typing import Any

from planner.simulation.compiled.records import (
    DOOR_REGISTER_TABLE,
    DOOR_SWAB_TABLE,
    DRAWN,
    REGISTER_TABLE,
    SWAB_TABLE,
    Records,
    Scratch,
    SiteArrays,
    place,
)
from planner.simulation.compiled.tubes import end_tubes
from planner.simulation.kernel import kernel
from planner.simulation.layout import DAY_MS, Ints
from planner.simulation.log import NONE
from planner.simulation.quantiles import quantile, stretch_ms
from planner.simulation.streams import derive

NEVER = 2**62


@kernel()
def open_tables(arrays: SiteArrays, site: Any, scratch: Scratch) -> None:
    """Put the tables of a site before their first shift."""
    rules = arrays.rules[0]
    register = derive(rules.register, site.key)
    swab = derive(rules.swab, site.key)
    household = derive(rules.household, site.key)
    scratch.ready_ms[0] = NEVER
    for j in range(site.table_to - site.table_from):
        table = scratch.tables[j]
        scratch.ready_ms[j] = 0
        table.shift = arrays.tables[site.table_from + j].shift
        table.shift_to = arrays.tables[site.table_from + j].shift_to
        table.register_key = derive(register, j)
        table.starts = 0
        table.slot = 0
        table.swab_starts[: site.ahead] = 0
        draw_registrations(arrays, site, table)
        for k in range(j * site.swabbers, (j + 1) * site.swabbers):
            swabber = scratch.swabbers[k]
            swabber.free_ms = 0
            swabber.swabs = 0
            swabber.tubes = 0
            swabber.in_tube = 0
            swabber.due_ms = NONE
            swabber.swab_key = derive(swab, k)
            draw_swabs(arrays, site, swabber)
            swabber.household_key = derive(household, k)
        enter_shift(arrays, site, j, scratch)


@kernel()
def enter_shift(arrays: SiteArrays, site: Any, j: int, scratch: Scratch) -> None:
    """Have a table work in its next shift, at that day's pace, or never again if none is left."""
    table = scratch.tables[j]
    if table.shift == table.shift_to:
        scratch.ready_ms[j] = NEVER
        table.close_ms = NEVER
        return
    shift = arrays.shifts[table.shift]
    scratch.ready_ms[j] = max(scratch.ready_ms[j], shift.open_ms)
    table.close_ms = shift.close_ms
    day = (shift.open_ms - arrays.rules[0].midnight_ms) // DAY_MS
    table.factor = arrays.service[site.district, day]


@kernel()
def draw_ahead(table: Ints, key: int, first: int, drawn: Ints) -> None:
    """Draw how long services last at full pace, from number ``first`` on until the room is full."""
    # in two loops, since the first is one for vector instructions
    for i in range(DRAWN):
        drawn[i] = derive(key, first + i)
    for i in range(DRAWN):
        drawn[i] = quantile(table, drawn[i])


@kernel()
def draw_registrations(arrays: SiteArrays, site: Any, table: Any) -> None:
    """Draw how long the next registrations of a table last."""
    row = DOOR_REGISTER_TABLE if site.is_door == 1 else REGISTER_TABLE
    draw_ahead(arrays.quantiles[row], table.register_key, table.starts, table.registering)


@kernel()
def draw_swabs(arrays: SiteArrays, site: Any, swabber: Any) -> None:
    """Draw how long the next swabs of a swabber last."""
    row = DOOR_SWAB_TABLE if site.is_door == 1 else SWAB_TABLE
    draw_ahead(arrays.quantiles[row], swabber.swab_key, swabber.swabs, swabber.swabbing)


@kernel()
def end_shifts(arrays: SiteArrays, site: Any, since: int, scratch: Scratch) -> int:
    """Move tables that cannot register in their shift from an instant on to their next one.

    Returns
    -------
    When the first of the tables' present shifts is over.
    """
    first: int = NEVER
    for j in range(site.table_to - site.table_from):
        table = scratch.tables[j]
        if max(since, scratch.ready_ms[j]) >= table.close_ms and table.shift < table.shift_to:
            end_tubes(site, table, j, scratch)
        while max(since, scratch.ready_ms[j]) >= table.close_ms and table.shift < table.shift_to:
            table.shift += 1
            enter_shift(arrays, site, j, scratch)
        first = min(first, table.close_ms)
    return first


@kernel(inline=True)
def longest_ready(ready_ms: Ints, count: int) -> tuple[int, int]:
    """Return the table that has been or will be ready longest, the lowest among equals; and when.

    Nobody is ready before ``NEVER`` where no shift is left.
    """
    best = 0
    best_ms = ready_ms[0]
    for j in range(1, count):
        best = j if ready_ms[j] < best_ms else best
        best_ms = min(best_ms, ready_ms[j])
    return best, best_ms


@kernel(inline=True)
def free_swabber(swabbers: Records, first: int, count: int) -> int:
    """Return the swabber who is or will be free first, the lowest among equals."""
    best = first
    for k in range(first + 1, first + count):
        if swabbers[place(k)].free_ms < swabbers[place(best)].free_ms:
            best = k
    return best


@kernel(inline=True)
def register_and_swab(
    arrays: SiteArrays, site: Any, table: Any, swabber: Any, start_ms: int
) -> tuple[int, int, int, int]:
    """Register and swab somebody from an instant on.

    Returns
    -------
    When the registration is over, when the swab begins and is over, and when the table is ready
    for the next person.
    """
    drawn = table.registering[table.starts & (DRAWN - 1)]
    registered = start_ms + stretch_ms(drawn, table.factor)
    swab = max(registered, swabber.free_ms)
    drawn = swabber.swabbing[swabber.swabs & (DRAWN - 1)]
    done = swab + stretch_ms(drawn, table.factor)
    swabber.free_ms = done
    # the registrar is held until the swab of whoever stands one ring before the next person
    table.swab_starts[place(table.slot)] = swab
    table.slot = table.slot + 1 if table.slot + 1 < site.ahead else 0
    ready = max(registered, table.swab_starts[place(table.slot)])

    table.starts += 1
    if table.starts & (DRAWN - 1) == 0:
        draw_registrations(arrays, site, table)
    swabber.swabs += 1
    if swabber.swabs & (DRAWN - 1) == 0:
        draw_swabs(arrays, site, swabber)
    return registered, swab, done, ready
