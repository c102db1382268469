"""Tubes at the tables of a site: filling, closing, ordering."""

from typing import Any

from planner.simulation.compiled.records import Records, write
from planner.simulation.kernel import kernel
from planner.simulation.layout import Ints
from planner.simulation.log import NONE, Event

TUBE_CLOSED = int(Event.TUBE_CLOSED)


@kernel()
def close_tube(
    table: Any,
    number: int,
    site: int,
    closed_ms: int,
    people: Ints,
    tube: Any,
    members: Ints,
    used: Ints,
    log: Ints | None,
) -> None:
    """Write the open tube of table ``number`` into ``tube`` and empty the table's hands.

    ``people`` are those in it; they are kept in ``members`` (``used[0]`` so far) if it can be
    positive.
    """
    tube.site = site
    tube.closed_ms = closed_ms
    tube.table = number
    tube.number = table.tubes
    tube.persons = table.in_tube
    tube.first_person = people[0]
    tube.swabbed_ms_sum = table.swabbed_ms_sum
    tube.load = table.load
    tube.member_from = NONE
    if table.load > 0:
        tube.member_from = used[0]
        for m in range(table.in_tube):
            members[used[0] + m] = people[m]
        used[0] += table.in_tube
    if log is not None:
        write(
            log, closed_ms, TUBE_CLOSED, NONE, site, number, table.tubes, people[0], table.in_tube
        )
    table.tubes += 1
    table.in_tube = 0


@kernel()
def fill_tube(table: Any, person: int, swabbed_ms: int, load: int, people: Ints) -> None:
    """Put one swab into the table's tube, a new one if none is open."""
    if table.in_tube == 0:
        table.opened_ms = swabbed_ms
        table.load = 0
        table.swabbed_ms_sum = 0
    people[table.in_tube] = person
    table.in_tube += 1
    table.swabbed_ms_sum += swabbed_ms
    table.load += load


@kernel()
def sort_tubes(found: Records, count: int, order: Ints) -> None:
    """Fill the order of a site's tubes by (closed, table, tube); they come nearly sorted."""
    for i in range(count):
        place = i
        while place > 0:
            before = found[order[place - 1]]
            if before.closed_ms < found[i].closed_ms or (
                before.closed_ms == found[i].closed_ms and before.table <= found[i].table
            ):
                break
            order[place] = order[place - 1]
            place -= 1
        order[place] = i
