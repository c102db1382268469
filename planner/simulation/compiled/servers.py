"""Servers with hours of their own: who can start first, and how long a server is taken."""

from typing import Any

from planner.simulation.compiled.records import Records
from planner.simulation.kernel import kernel
from planner.simulation.layout import Ints
from planner.simulation.quantiles import FACTOR_BITS, FACTOR_ONE, duration_ms
from planner.simulation.streams import derive

NEVER = 2**62


@kernel()
def start_ms(spans: Records, server: Any, since: int) -> int:
    """Return the first instant from ``since`` on at which a server can start, or ``NEVER``."""
    if since < server.until_ms:
        return max(since, server.free_ms)
    for span in range(server.span, server.span_to):
        if since < spans[span].close_ms:
            return max(since, spans[span].open_ms)
    return NEVER


@kernel()
def pass_spans(spans: Records, server: Any, since: int) -> None:
    """Have a server work on in its next hours, or never again, if these are over by ``since``."""
    while server.span < server.span_to and since >= spans[server.span].close_ms:
        server.span += 1
    if server.span == server.span_to:
        server.free_ms = NEVER
        server.until_ms = NEVER
    else:
        server.free_ms = max(server.free_ms, spans[server.span].open_ms)
        server.until_ms = spans[server.span].close_ms


@kernel()
def occupy(spans: Records, server: Any, ready_ms: int) -> None:
    """Have a server taken up to an instant."""
    server.free_ms = ready_ms
    if ready_ms >= server.until_ms:
        pass_spans(spans, server, ready_ms)


@kernel(inline=True)
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
        if since >= server.until_ms:
            pass_spans(spans, server, since)
        at = max(since, server.free_ms)
        if at < best_ms:
            best = s
            best_ms = at
            if at == since:
                break
    return best, best_ms


@kernel()
def draw_services(table: Ints, key: int, number: int, drawn: Ints) -> None:
    """Draw how long services last, by their numbers from ``number`` on."""
    for i in range(len(drawn)):
        drawn[i] = duration_ms(table, derive(key, number + i), FACTOR_ONE)


@kernel()
def taken_ms(service_ms: int, occupancy: int, factor: int) -> int:
    """Return how long a service takes its server, under two factors in 1/65536."""
    stretched = (((service_ms * occupancy) >> FACTOR_BITS) * factor) >> FACTOR_BITS
    return max(service_ms, stretched)
