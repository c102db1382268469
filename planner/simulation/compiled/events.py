"""A binary heap of events, by instant."""

from planner.simulation.compiled.records import Records
from planner.simulation.kernel import kernel
from planner.simulation.layout import Ints


@kernel()
def push(heap: Records, size: Ints, ms: int, kind: int, which: int) -> None:
    """Add an event; the heap must have room."""
    place = size[0]
    size[0] = place + 1
    while place > 0 and heap[(place - 1) // 2].ms > ms:
        heap[place] = heap[(place - 1) // 2]
        place = (place - 1) // 2
    heap[place].ms = ms
    heap[place].kind = kind
    heap[place].which = which


@kernel()
def pop(heap: Records, size: Ints) -> tuple[int, int]:
    """Take the earliest event; return its kind and what it is about."""
    kind, which = heap[0].kind, heap[0].which
    size[0] -= 1
    last = size[0]
    ms = heap[last].ms
    place = 0
    child = 1
    while child < last:
        if child + 1 < last and heap[child + 1].ms < heap[child].ms:
            child += 1
        if ms <= heap[child].ms:
            break
        heap[place] = heap[child]
        place = child
        child = 2 * place + 1
    heap[place] = heap[last]
    return kind, which
