"""Queues in the order of (joined, seniority): lines side by side in one array of entries.

An entry is one number, the instant of joining above the item, whose number is its seniority. Who
joins goes to the end, as instants never fall; those who join at one instant are put in their order
only when a taking parts them. What was taken stays in its place, so a run is a range of entries.
"""

from planner.simulation.kernel import kernel
from planner.simulation.layout import Ints

ITEM_BITS = 26
"""A laboratory holds fewer items than two to this power, its tubes and plates alike."""
_ITEM = (1 << ITEM_BITS) - 1
LATEST_MS = 1 << 36
"""All that comes later has one instant: it is after every horizon, and never served."""
HEAD, TAIL = range(2)
"""Columns of ``ends``."""


@kernel()
def entry(ms: int, item: int) -> int:
    """Return the entry of an item that joins at an instant."""
    return (min(ms, LATEST_MS) << ITEM_BITS) | item


@kernel()
def joined_ms(one: int) -> int:
    """Return when an entry joined."""
    return one >> ITEM_BITS


@kernel()
def item_of(one: int) -> int:
    """Return the item of an entry."""
    return one & _ITEM


@kernel()
def length(ends: Ints, line: int) -> int:
    """Return how many items wait."""
    return ends[line, TAIL] - ends[line, HEAD]


@kernel()
def head_joined(entries: Ints, ends: Ints, line: int) -> int:
    """Return when the first item joined; the line must not be empty."""
    return int(joined_ms(entries[ends[line, HEAD]]))


@kernel()
def join(entries: Ints, ends: Ints, line: int, item: int, ms: int) -> None:
    """Add an item at an instant before which nobody is yet to join."""
    entries[ends[line, TAIL]] = entry(ms, item)
    ends[line, TAIL] += 1


@kernel()
def sort_in(entries: Ints, place: int) -> None:
    """Put the entry at a place before all that it precedes; they come nearly sorted."""
    one = entries[place]
    while place > 0 and entries[place - 1] > one:
        entries[place] = entries[place - 1]
        place -= 1
    entries[place] = one


@kernel()
def take(entries: Ints, ends: Ints, line: int, count: int) -> int:
    """Take the first so many items; return where they begin."""
    head, tail = ends[line, HEAD], ends[line, TAIL]
    rest = head + count
    ends[line, HEAD] = rest
    if count > 0 and rest < tail and joined_ms(entries[rest - 1]) == joined_ms(entries[rest]):
        first = rest
        while first > head and joined_ms(entries[first - 1]) == joined_ms(entries[rest]):
            first -= 1
        last = rest
        while last < tail and joined_ms(entries[last]) == joined_ms(entries[rest]):
            last += 1
        together = entries[first:last]
        for place in range(1, len(together)):
            sort_in(together, place)
    return head


@kernel()
def leave(entries: Ints, ends: Ints, line: int) -> int:
    """Take the first item."""
    return int(item_of(entries[take(entries, ends, line, 1)]))
