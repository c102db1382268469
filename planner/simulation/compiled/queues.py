"""Queues in the order of (joined, seniority): rings side by side in one array."""

import numpy as np

from planner.simulation.compiled.records import Records
from planner.simulation.kernel import kernel
from planner.simulation.layout import Ints

BASE, LAST, HEAD, TAIL = range(4)
"""Columns of ``ends``: where a ring begins, its last place (its size, a power of two, less one),
and head and tail, which only rise."""


@kernel()
def length(ends: Ints, queue: int) -> int:
    """Return how many items wait."""
    return ends[queue, TAIL] - ends[queue, HEAD]


@kernel()
def head_joined(ring: Records, ends: Ints, queue: int) -> int:
    """Return when the first item joined; the queue must not be empty."""
    return ring[ends[queue, BASE] + (ends[queue, HEAD] & ends[queue, LAST])].joined_ms


@kernel()
def join(ring: Records, ends: Ints, queue: int, item: int, seniority: int, ms: int) -> None:
    """Add an item; the smaller seniority goes first among those that join at one instant."""
    base, last = ends[queue, BASE], ends[queue, LAST]
    place = ends[queue, TAIL]
    while place > ends[queue, HEAD]:
        before = ring[base + ((place - 1) & last)]
        if before.joined_ms < ms or (before.joined_ms == ms and before.seniority < seniority):
            break
        ring[base + (place & last)] = before
        place -= 1
    entry = ring[base + (place & last)]
    entry.joined_ms = ms
    entry.seniority = seniority
    entry.item = item
    ends[queue, TAIL] += 1


@kernel()
def leave(ring: Records, ends: Ints, queue: int) -> int:
    """Take the first item."""
    item = np.int64(ring[ends[queue, BASE] + (ends[queue, HEAD] & ends[queue, LAST])].item)
    ends[queue, HEAD] += 1
    return item
