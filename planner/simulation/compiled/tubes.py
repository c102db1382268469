"""Tubes of a site: filling, closing, mending, ordering."""

from typing import Any

import numpy as np

from planner.simulation.compiled.records import (
    DETECTION_ROW,
    MEND_TABLE,
    NORMAL_TABLE,
    Counts,
    Records,
    Scratch,
    SiteArrays,
    place,
    write,
)
from planner.simulation.detection import load_copies
from planner.simulation.kernel import kernel
from planner.simulation.layout import HOUSEHOLD, REPEAT, Ints
from planner.simulation.log import NONE, Event
from planner.simulation.quantiles import FACTOR_ONE, duration_ms
from planner.simulation.streams import derive, high_bits, low_bits

SWABBED, TUBE_CLOSED = int(Event.SWABBED), int(Event.TUBE_CLOSED)
MENDED = int(Event.MENDED)
SAMPLED_INFECTED = 1


@kernel()
def open_tube(swabber: Any, due_ms: int, pool: int, household_below: Ints) -> None:
    """Open a tube for so many swabs, or for those of the next household."""
    swabber.due_ms = due_ms
    swabber.load = 0
    swabber.swabbed_ms_sum = 0
    swabber.people = 0
    swabber.capacity = pool
    if pool == HOUSEHOLD:
        swabber.capacity = 1
        bits = high_bits(derive(swabber.household_key, swabber.tubes))
        for i in range(len(household_below)):
            swabber.capacity += bits >= household_below[i]


@kernel()
def close_tube(
    index: int, k: int, scratch: Scratch, closed_ms: int, members: Ints, log: Ints | None
) -> None:
    """Close the open tube of swabber ``k`` as the site's next; keep its people if need be."""
    swabber = scratch.swabbers[k]
    count = scratch.numbers[1]
    tube = scratch.tubes[count]
    scratch.numbers[1] = count + 1
    scratch.order[count] = count
    scratch.boxed_ms[count] = closed_ms
    tube.site = index
    tube.closed_ms = closed_ms
    tube.boxed_ms = closed_ms
    tube.table = k
    tube.number = swabber.tubes
    tube.swabs = swabber.in_tube
    tube.persons = swabber.people
    tube.first_person = swabber.persons[0]
    tube.swabbed_ms_sum = swabber.swabbed_ms_sum
    tube.load = swabber.load
    tube.member_from = NONE
    if swabber.load > 0:
        used = scratch.numbers[0]
        tube.member_from = used
        for m in range(swabber.in_tube):
            members[used + m] = swabber.persons[m]
        scratch.numbers[0] = used + swabber.in_tube
    if log is not None:
        write(
            log, closed_ms, TUBE_CLOSED, NONE, index, k, swabber.tubes, swabber.persons[0],
            swabber.in_tube,
        )  # fmt: skip
    swabber.tubes += 1
    swabber.in_tube = 0
    swabber.due_ms = NONE


@kernel()
def load_of(arrays: SiteArrays, site: Any, person: int, counts: Counts) -> int:
    """Return the viral load of an infected person, who is counted at the first visit."""
    rules = arrays.rules[0]
    counts.rows[DETECTION_ROW, SAMPLED_INFECTED] += person < REPEAT
    bits = derive(derive(rules.load, site.township_key), person & ~REPEAT)
    return load_copies(arrays.quantiles[NORMAL_TABLE], bits, rules.load_mean, rules.load_sd)


@kernel(inline=True)
def put_into_tube(
    arrays: SiteArrays,
    site: Any,
    index: int,
    k: int,
    person: int,
    done_ms: int,
    scratch: Scratch,
    members: Ints,
    counts: Counts,
    log: Ints | None,
) -> None:
    """Put a swab into the tube of its swabber; ``scratch.tubes`` holds those that are closed."""
    rules = arrays.rules[0]
    swabber = scratch.swabbers[place(k)]
    if done_ms > swabber.due_ms:
        if swabber.in_tube > 0:
            close_tube(index, k, scratch, swabber.due_ms, members, log)
        household_below = arrays.household_below[site.district]
        open_tube(swabber, done_ms + rules.tube_open_ms, site.pool, household_below)
    swabber.persons[place(swabber.in_tube)] = person
    swabber.in_tube += 1
    swabber.people += person < REPEAT
    swabber.swabbed_ms_sum += done_ms
    if low_bits(scratch.bits[place((person & ~REPEAT) - site.first_number)]) < rules.infected_below:
        swabber.load += load_of(arrays, site, person, counts)
    if log is not None:
        write(log, done_ms, SWABBED, NONE, index, k, swabber.tubes, person, NONE)
    if swabber.in_tube == swabber.capacity:
        close_tube(index, k, scratch, done_ms, members, log)


@kernel()
def end_tubes(site: Any, table: Any, j: int, scratch: Scratch) -> None:
    """Have the open tubes of table ``j`` close once all registered in its shift are swabbed."""
    first, last = j * site.swabbers, (j + 1) * site.swabbers
    over_ms = table.close_ms
    for k in range(first, last):
        over_ms = max(over_ms, scratch.swabbers[k].free_ms)
    for k in range(first, last):
        scratch.swabbers[k].due_ms = min(scratch.swabbers[k].due_ms, over_ms)


@kernel()
def close_last_tubes(
    site: Any, index: int, scratch: Scratch, members: Ints, log: Ints | None
) -> None:
    """Close what is open when the last table of a site has ended its shift."""
    for j in range(site.table_to - site.table_from):
        end_tubes(site, scratch.tables[j], j, scratch)
        for k in range(j * site.swabbers, (j + 1) * site.swabbers):
            if scratch.swabbers[k].in_tube > 0:
                close_tube(index, k, scratch, scratch.swabbers[k].due_ms, members, log)


@kernel()
def comes_before(tube: Any, other: Any) -> bool:
    """Tell whether a tube goes into the box before another of its site at the same instant."""
    if tube.table != other.table:
        return tube.table < other.table
    return tube.number < other.number


@kernel()
def sort_tubes(found: Records, count: int, order: Ints, boxed_ms: Ints) -> None:
    """Sort the order of a site's tubes by (boxed, table, tube); they come nearly sorted."""
    for i in range(1, count):
        own, own_ms = order[i], boxed_ms[i]
        place = i
        while place > 0 and (
            boxed_ms[place - 1] > own_ms
            or (boxed_ms[place - 1] == own_ms and comes_before(found[own], found[order[place - 1]]))
        ):
            order[place] = order[place - 1]
            boxed_ms[place] = boxed_ms[place - 1]
            place -= 1
        order[place] = own
        boxed_ms[place] = own_ms


@kernel()
def mend_tubes(
    arrays: SiteArrays,
    site: Any,
    found: Records,
    count: int,
    order: Ints,
    boxed_ms: Ints,
    log: Ints | None,
) -> None:
    """Have the site's clerk mend some tubes, one after the other in their order, which changes."""
    key = derive(arrays.rules[0].binding, site.key)
    free_ms = np.int64(0)
    for i in range(count):
        tube = found[order[i]]
        bits = derive(derive(key, tube.table), tube.number)
        if high_bits(bits) < arrays.rules[0].binding_error_below:
            lasts = duration_ms(arrays.quantiles[MEND_TABLE], derive(bits, 0), FACTOR_ONE)
            free_ms = max(free_ms, tube.closed_ms) + lasts
            tube.boxed_ms = free_ms
            boxed_ms[i] = free_ms
            if log is not None:
                write(log, free_ms, MENDED, NONE, tube.site, tube.table, tube.number, NONE, NONE)
    if free_ms > 0:
        sort_tubes(found, count, order, boxed_ms)
