"""Queues in the order of (joined, seniority): rings kept sorted at their tail."""

from typing import NamedTuple

import numpy as np

from planner.simulation.kernel import kernel
from planner.simulation.layout import Ints


class Queue(NamedTuple):
    """A ring of items; ``ends`` holds head and tail as counters that only rise."""

    item: Ints
    joined: Ints
    ends: Ints


@kernel()
def new_queue(capacity: int) -> Queue:
    """Return an empty queue for at most ``capacity`` items at a time."""
    return Queue(
        np.empty(capacity + 1, np.int64), np.empty(capacity + 1, np.int64), np.zeros(2, np.int64)
    )


@kernel()
def length(queue: Queue) -> int:
    """Return how many items wait."""
    return queue.ends[1] - queue.ends[0]


@kernel()
def head_joined(queue: Queue) -> int:
    """Return when the first item joined; the queue must not be empty."""
    return queue.joined[queue.ends[0] % len(queue.item)]


@kernel()
def join(queue: Queue, item: int, ms: int) -> None:
    """Add an item; a smaller number is more senior among those that join at one instant."""
    size = len(queue.item)
    place = queue.ends[1]
    while place > queue.ends[0]:
        before = (place - 1) % size
        if queue.joined[before] < ms or (queue.joined[before] == ms and queue.item[before] < item):
            break
        queue.item[place % size] = queue.item[before]
        queue.joined[place % size] = queue.joined[before]
        place -= 1
    queue.item[place % size] = item
    queue.joined[place % size] = ms
    queue.ends[1] += 1


@kernel()
def leave(queue: Queue) -> int:
    """Take the first item."""
    item = queue.item[queue.ends[0] % len(queue.item)]
    queue.ends[0] += 1
    return item
