"""A binary heap of events, by (instant, what it is about)."""

from planner.simulation.compiled.bench import EVENTS
from planner.simulation.compiled.records import Records
from planner.simulation.kernel import kernel
from planner.simulation.layout import Ints


@kernel(inline=True)
def push(heap: Records, numbers: Ints, ms: int, kind: int, which: int) -> None:
    """Add an event; the heap must have room."""
    place = numbers[EVENTS]
    numbers[EVENTS] = place + 1
    while place > 0:
        above = heap[(place - 1) // 2]
        if above.ms < ms or (above.ms == ms and above.which < which):
            break
        heap[place] = above
        place = (place - 1) // 2
    heap[place].ms = ms
    heap[place].kind = kind
    heap[place].which = which


@kernel(inline=True)
def pop(heap: Records, numbers: Ints) -> tuple[int, int]:
    """Take the earliest event; return its kind and what it is about."""
    kind, which = heap[0].kind, heap[0].which
    numbers[EVENTS] -= 1
    last = numbers[EVENTS]
    ms, about = heap[last].ms, heap[last].which
    place = 0
    child = 1
    while child < last:
        if child + 1 < last:
            left, right = heap[child], heap[child + 1]
            if right.ms < left.ms or (right.ms == left.ms and right.which < left.which):
                child += 1
        if ms < heap[child].ms or (ms == heap[child].ms and about < heap[child].which):
            break
        heap[place] = heap[child]
        place = child
        child = 2 * place + 1
    heap[place] = heap[last]
    return kind, which
