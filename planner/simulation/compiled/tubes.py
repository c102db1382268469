"""Tubes of a site: filling, closing, mending, ordering."""

from typing import Any

import numpy as np

from planner.simulation.compiled.records import MEND_TABLE, Records, SiteArrays, write
from planner.simulation.kernel import kernel
from planner.simulation.layout import HOUSEHOLD, REPEAT, Ints
from planner.simulation.log import NONE, Event
from planner.simulation.quantiles import FACTOR_ONE, duration_ms
from planner.simulation.streams import derive, high_bits

TUBE_CLOSED, MENDED = int(Event.TUBE_CLOSED), int(Event.MENDED)
NEVER = 2**62


@kernel()
def close_tube(
    swabber: Any,
    number: int,
    site: int,
    closed_ms: int,
    people: Ints,
    tube: Any,
    members: Ints,
    used: Ints,
    log: Ints | None,
) -> None:
    """Write the open tube of swabber ``number`` into ``tube`` and empty the swabber's hands.

    ``people`` are those in it; they are kept in ``members`` (``used[0]`` so far) if it can be
    positive.
    """
    tube.site = site
    tube.closed_ms = closed_ms
    tube.boxed_ms = closed_ms
    tube.table = number
    tube.number = swabber.tubes
    tube.swabs = swabber.in_tube
    tube.persons = swabber.people
    tube.first_person = people[0]
    tube.swabbed_ms_sum = swabber.swabbed_ms_sum
    tube.load = swabber.load
    tube.member_from = NONE
    if swabber.load > 0:
        tube.member_from = used[0]
        for m in range(swabber.in_tube):
            members[used[0] + m] = people[m]
        used[0] += swabber.in_tube
    if log is not None:
        write(
            log, closed_ms, TUBE_CLOSED, NONE, site, number, swabber.tubes, people[0],
            swabber.in_tube,
        )  # fmt: skip
    swabber.tubes += 1
    swabber.in_tube = 0


@kernel()
def open_tube(swabber: Any, opened_ms: int, pool: int, household_below: Ints) -> None:
    """Open a tube for so many swabs, or for those of the next household."""
    swabber.opened_ms = opened_ms
    swabber.over_ms = NEVER
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
def fill_tube(swabber: Any, person: int, swabbed_ms: int, load: int, people: Ints) -> None:
    """Put one swab into the swabber's open tube."""
    people[swabber.in_tube] = person
    swabber.in_tube += 1
    swabber.people += person < REPEAT
    swabber.swabbed_ms_sum += swabbed_ms
    swabber.load += load


@kernel()
def comes_before(tube: Any, other: Any) -> bool:
    """Tell whether a tube of a site goes into the box before another."""
    if tube.boxed_ms != other.boxed_ms:
        return tube.boxed_ms < other.boxed_ms
    if tube.table != other.table:
        return tube.table < other.table
    return tube.number < other.number


@kernel()
def sort_tubes(found: Records, count: int, order: Ints) -> None:
    """Sort the order of a site's tubes by (boxed, table, tube); they come nearly sorted."""
    for i in range(1, count):
        own = order[i]
        place = i
        while place > 0 and comes_before(found[own], found[order[place - 1]]):
            order[place] = order[place - 1]
            place -= 1
        order[place] = own


@kernel()
def mend_tubes(
    arrays: SiteArrays, site: Any, found: Records, count: int, order: Ints, log: Ints | None
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
            if log is not None:
                write(log, free_ms, MENDED, NONE, tube.site, tube.table, tube.number, NONE, NONE)
    sort_tubes(found, count, order)
