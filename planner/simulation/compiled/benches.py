"""The laboratory's front: accession and transfer as recursions over tubes in FIFO order."""

from typing import NamedTuple

import numpy as np

from planner.simulation.compiled.records import Log, Tubes, add_interval, write
from planner.simulation.compiled.servers import NEVER, Servers, first_server, occupation
from planner.simulation.kernel import kernel
from planner.simulation.layout import HOUR_MS, Ints
from planner.simulation.log import NONE


class Bench(NamedTuple):
    """One stage of single items at one laboratory."""

    first_server: int
    servers: int
    occupancy: int
    key: int
    station: int
    kind: int


@kernel()
def work_through(
    bench: Bench,
    servers: Servers,
    service: Ints,
    factors: Ints,
    tubes: Tubes,
    order: Ints,
    joined: Ints,
    laboratory: int,
    busy: Ints,
    flow: Ints,
    starts: Ints,
    done: Ints,
    log: Log | None,
) -> int:
    """Serve tubes in their order.

    Parameters
    ----------
    order, joined
        Positions of the tubes in ``tubes`` and when each joins; ``joined`` rises.
    starts, done
        Filled with the instants at which service begins and ends.

    Returns
    -------
    How many tubes are served; the rest still wait when the last server goes home.
    """
    hours = busy.shape[1] - 1
    served = len(order)
    for i in range(len(order)):
        persons = tubes.persons[order[i]]
        flow[bench.station, min(joined[i] // HOUR_MS, hours)] += persons
        if i > served:
            continue
        server, at = first_server(servers, bench.first_server, bench.servers, joined[i])
        if at == NEVER:
            served = min(served, i)
            continue
        lasts, taken = occupation(service, bench.key, i, bench.occupancy, factors, at)
        servers.ready[server] = at + taken
        starts[i] = at
        done[i] = at + lasts
        flow[bench.station, min(at // HOUR_MS, hours)] -= persons
        add_interval(busy, bench.station, at, at + taken)
        if log is not None:
            t = order[i]
            write(
                log,
                at,
                bench.kind,
                laboratory,
                tubes.site[t],
                tubes.table[t],
                tubes.number[t],
                NONE,
                NONE,
            )
    return served


@kernel()
def sort_by_end(done: Ints, count: int, order: Ints) -> None:
    """Fill the order of served tubes by (end, position); they come nearly sorted."""
    for i in range(count):
        place = i
        while place > 0 and done[order[place - 1]] > done[i]:
            order[place] = order[place - 1]
            place -= 1
        order[place] = i
