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
)
from planner.simulation.kernel import kernel
from planner.simulation.layout import DAY_MS, Ints
from planner.simulation.log import NONE
from planner.simulation.quantiles import duration_ms
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
        scratch.tables[j] = arrays.tables[site.table_from + j]
        scratch.ready_ms[j] = 0
        table.register_key = derive(register, j)
        scratch.swab_starts[j, : site.ahead] = 0
        for k in range(j * site.swabbers, (j + 1) * site.swabbers):
            swabber = scratch.swabbers[k]
            swabber.free_ms = 0
            swabber.swabs = 0
            swabber.tubes = 0
            swabber.in_tube = 0
            swabber.due_ms = NONE
            swabber.swab_key = derive(swab, k)
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
    draw_registrations(arrays, site, j, scratch)
    for k in range(j * site.swabbers, (j + 1) * site.swabbers):
        draw_swabs(arrays, site, k, table.factor, scratch)


@kernel()
def draw_ahead(table: Ints, key: int, number: int, factor: int, drawn: Ints) -> None:
    """Draw how long services last, from ``number`` on until the room is full."""
    first = number & (DRAWN - 1)
    for i in range(DRAWN - first):
        drawn[first + i] = duration_ms(table, derive(key, number + i), factor)


@kernel()
def draw_registrations(arrays: SiteArrays, site: Any, j: int, scratch: Scratch) -> None:
    """Draw how long the next registrations of a table last."""
    table = scratch.tables[j]
    row = DOOR_REGISTER_TABLE if site.is_door == 1 else REGISTER_TABLE
    own = scratch.registering[j]
    draw_ahead(arrays.quantiles[row], table.register_key, table.starts, table.factor, own)


@kernel()
def draw_swabs(arrays: SiteArrays, site: Any, k: int, factor: int, scratch: Scratch) -> None:
    """Draw how long the next swabs of a swabber last."""
    swabber = scratch.swabbers[k]
    row = DOOR_SWAB_TABLE if site.is_door == 1 else SWAB_TABLE
    draw_ahead(arrays.quantiles[row], swabber.swab_key, swabber.swabs, factor, scratch.swabbing[k])


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
def free_swabber(swabbers: Records, first: int, last: int) -> int:
    """Return the swabber who is or will be free first, the lowest among equals."""
    best = first
    for k in range(first + 1, last):
        if swabbers[k].free_ms < swabbers[best].free_ms:
            best = k
    return best


@kernel(inline=True)
def register_and_swab(
    arrays: SiteArrays, site: Any, j: int, scratch: Scratch, start_ms: int
) -> tuple[int, int, int, int]:
    """Register somebody at table ``j`` and swab them.

    Returns
    -------
    The swabber, when the registration is over, and when the swab begins and is over.
    """
    table = scratch.tables[j]
    k = free_swabber(scratch.swabbers, j * site.swabbers, (j + 1) * site.swabbers)
    swabber = scratch.swabbers[k]
    registered = start_ms + scratch.registering[j, table.starts & (DRAWN - 1)]
    swab = max(registered, swabber.free_ms)
    done = swab + scratch.swabbing[k, swabber.swabs & (DRAWN - 1)]
    swabber.free_ms = done
    # the registrar is held until the swab of whoever stands one ring before the next person
    ring = scratch.swab_starts[j]
    ring[table.slot] = swab
    table.slot = table.slot + 1 if table.slot + 1 < site.ahead else 0
    scratch.ready_ms[j] = max(registered, ring[table.slot])

    table.starts += 1
    if table.starts & (DRAWN - 1) == 0:
        draw_registrations(arrays, site, j, scratch)
    swabber.swabs += 1
    if swabber.swabs & (DRAWN - 1) == 0:
        draw_swabs(arrays, site, k, table.factor, scratch)
    return k, registered, swab, done
