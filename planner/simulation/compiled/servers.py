"""Servers with hours of their own: who can start first, and how long a server is taken."""

from typing import NamedTuple

import numpy as np

from planner.simulation.kernel import kernel
from planner.simulation.layout import HOUR_MS, Ints
from planner.simulation.quantiles import FACTOR_BITS, duration_ms
from planner.simulation.streams import derive

NEVER = np.int64(2**62)


class Servers(NamedTuple):
    """All servers of all laboratories, as they go."""

    ready: Ints
    """When each is free again."""
    interval: Ints
    """The interval of its hours that it has reached."""
    offset: Ints
    open_ms: Ints
    close_ms: Ints


@kernel()
def start_ms(servers: Servers, server: int, since: int) -> int:
    """Return the first instant from ``since`` on at which a server can start, or ``NEVER``.

    ``since`` never falls from one call to the next.
    """
    at = max(since, servers.ready[server])
    interval = servers.interval[server]
    last = servers.offset[server + 1]
    while interval < last and at >= servers.close_ms[interval]:
        interval += 1
    servers.interval[server] = interval
    if interval == last:
        return NEVER
    return max(at, servers.open_ms[interval])


@kernel()
def first_server(servers: Servers, first: int, count: int, since: int) -> tuple[int, int]:
    """Return the server that can start first, the lowest number among equals, and when.

    Returns
    -------
    Server (-1 for none) and instant (``NEVER`` for none).
    """
    best = -1
    best_ms = NEVER
    for server in range(first, first + count):
        at = start_ms(servers, server, since)
        if at < best_ms:
            best = server
            best_ms = at
            if at == since:
                break
    return best, best_ms


@kernel()
def occupation(
    table: Ints, key: int, number: int, base: int, factors: Ints, now: int
) -> tuple[int, int]:
    """Draw how long a service lasts and how much longer its server may be taken, in ms."""
    service = duration_ms(table, derive(key, number), 1 << FACTOR_BITS)
    factor = factors[min(now // HOUR_MS, len(factors) - 1)]
    taken = (((service * base) >> FACTOR_BITS) * factor) >> FACTOR_BITS
    return service, max(service, taken)
