"""Servers with hours of their own: who can start first, and how long a server is taken."""

from typing import Any

from planner.simulation.compiled.records import Records, hour_bin
from planner.simulation.kernel import kernel
from planner.simulation.layout import Ints
from planner.simulation.quantiles import FACTOR_BITS, FACTOR_ONE, duration_ms
from planner.simulation.streams import derive

NEVER = 2**62


@kernel()
def start_ms(spans: Records, server: Any, since: int) -> int:
    """Return the first instant from ``since`` on at which a server can start, or ``NEVER``."""
    at = max(since, server.ready_ms)
    for span in range(server.span, server.span_to):
        if at < spans[span].close_ms:
            return max(at, spans[span].open_ms)
    return NEVER


@kernel()
def first_server(
    spans: Records, servers: Records, first: int, last: int, since: int
) -> tuple[int, int]:
    """Return the server from ``first`` to ``last`` that can start first, and when.

    The lowest number among equals; server -1 and ``NEVER`` where nobody can. ``since`` never falls
    from one call to the next, so hours that are over are passed for good.
    """
    best = -1
    best_ms: int = NEVER
    for s in range(first, last):
        server = servers[s]
        while server.span < server.span_to and since >= spans[server.span].close_ms:
            server.span += 1
        at = start_ms(spans, server, since)
        if at < best_ms:
            best = s
            best_ms = at
            if at == since:
                break
    return best, best_ms


@kernel()
def occupation(
    table: Ints, key: int, number: int, occupancy: int, factors: Ints, now: int
) -> tuple[int, int]:
    """Draw how long a service lasts and how long its server is taken, in ms."""
    service = duration_ms(table, derive(key, number), FACTOR_ONE)
    factor = factors[hour_bin(now, len(factors))]
    taken = (((service * occupancy) >> FACTOR_BITS) * factor) >> FACTOR_BITS
    return service, max(service, taken)
