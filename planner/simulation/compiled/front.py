"""The laboratory's front: accession and transfer as recursions over tubes in FIFO order."""

from planner.simulation.compiled.bench import (
    Bench,
    LaboratoryArrays,
    begin_service,
    write_item,
)
from planner.simulation.compiled.events import pop, push
from planner.simulation.compiled.records import (
    ACCESSION,
    FLOW,
    PERSONS_DELIVERED,
    PERSONS_SAMPLED_FOR,
    STAGE_COUNT,
    TRANSFER,
    TUBES_DELIVERED,
    Counts,
    add_interval,
    hour_bin,
    minute_bin,
)
from planner.simulation.compiled.servers import NEVER, start_ms
from planner.simulation.kernel import kernel
from planner.simulation.layout import Ints
from planner.simulation.log import NONE, Event

ACCESSION_ROW, TRANSFER_ROW = int(Event.ACCESSION), int(Event.TRANSFER)
LEDGER_IN_LABORATORY = 1
BUSY_STAFF, IDLE_STAFF = 0, 1


@kernel()
def take_in(
    arrays: LaboratoryArrays, lab: int, order: Ints, delivered: Ints, counts: Counts
) -> None:
    """Count what is delivered."""
    minutes = counts.laboratories.shape[2]
    for i in range(len(order)):
        tube = arrays.tubes[order[i]]
        minute = minute_bin(delivered[i], minutes)
        counts.laboratories[TUBES_DELIVERED, lab, minute] += 1
        counts.laboratories[PERSONS_DELIVERED, lab, minute] += tube.persons
        closed = minute_bin(tube.closed_ms, minutes)
        counts.laboratories[PERSONS_SAMPLED_FOR, lab, closed] += tube.persons
        counts.ledger[arrays.sites[tube.site].district, LEDGER_IN_LABORATORY] += tube.persons


@kernel()
def open_staff(arrays: LaboratoryArrays, bench: Bench, lab: int, stage: int) -> None:
    """Have all servers of a stage wait for their first hours."""
    bench.staff_size[:] = 0
    own = arrays.stages[lab, stage]
    for s in range(own.server_from, own.server_to):
        free_again(arrays, bench, s)


@kernel()
def free_again(arrays: LaboratoryArrays, bench: Bench, server: int) -> None:
    """Put a server among those that come back to work, by the instant at which they can."""
    at = start_ms(arrays.spans, arrays.servers[server], 0)
    if at != NEVER:
        push(bench.staff[BUSY_STAFF], bench.staff_size[BUSY_STAFF], at, 0, server)


@kernel()
def take_server(arrays: LaboratoryArrays, bench: Bench, since: int) -> tuple[int, int]:
    """Take the server who can start first from ``since`` on, the lowest number among equals.

    Those who can start at once stand in a heap of their own by number, so that a large staff costs
    no more than its logarithm. ``since`` never falls from one call to the next.

    Returns
    -------
    Server (-1 for none) and instant (``NEVER`` for none).
    """
    busy, busy_size = bench.staff[BUSY_STAFF], bench.staff_size[BUSY_STAFF]
    idle, idle_size = bench.staff[IDLE_STAFF], bench.staff_size[IDLE_STAFF]
    while busy_size[0] > 0 and busy[0].ms <= since:
        _, server = pop(busy, busy_size)
        push(idle, idle_size, server, 0, server)
    while idle_size[0] > 0:
        _, server = pop(idle, idle_size)
        at = start_ms(arrays.spans, arrays.servers[server], since)
        if at == since:
            return server, at
        if at != NEVER:
            push(busy, busy_size, at, 0, server)
    if busy_size[0] == 0:
        return -1, NEVER
    at = busy[0].ms
    _, server = pop(busy, busy_size)
    return server, at


@kernel()
def work_through(
    arrays: LaboratoryArrays,
    bench: Bench,
    lab: int,
    stage: int,
    pools: Ints,
    joined: Ints,
    done: Ints,
    counts: Counts,
    log: Ints | None,
) -> int:
    """Serve pool tubes in their order; fill when each is done.

    Returns
    -------
    How many are served; the rest still wait when the last server has gone home.
    """
    station = arrays.rules[0].first_station + lab * STAGE_COUNT + stage
    hours = counts.hourly.shape[2]
    flow = counts.hourly[FLOW, station]
    open_staff(arrays, bench, lab, stage)
    served = len(pools)
    for i in range(len(pools)):
        tube = arrays.tubes[bench.items[pools[i]].tube]
        flow[hour_bin(joined[i], hours)] += tube.persons
        if i > served:
            continue
        server, at = take_server(arrays, bench, joined[i])
        if at == NEVER:
            served = min(served, i)
            continue
        _, lasts, taken = begin_service(arrays, bench, lab, stage, at)
        arrays.servers[server].ready_ms = at + taken
        free_again(arrays, bench, server)
        done[i] = at + lasts
        flow[hour_bin(at, hours)] -= tube.persons
        add_interval(counts.hourly, station, at, at + taken)
        if stage == ACCESSION and at - tube.closed_ms > arrays.rules[0].holding_limit_ms:
            counts.breaches[lab] += 1
        if log is not None:
            row = ACCESSION_ROW if stage == ACCESSION else TRANSFER_ROW
            write_item(log, arrays, bench, lab, at, row, pools[i], NONE)
    return served


@kernel()
def sort_by_end(pools: Ints, done: Ints, count: int) -> None:
    """Sort pools with the instants at which they are done, by (instant, pool).

    They come nearly sorted, as servers finish nearly in the order in which they began.
    """
    for i in range(1, count):
        pool, end = pools[i], done[i]
        place = i
        while place > 0 and (
            done[place - 1] > end or (done[place - 1] == end and pools[place - 1] > pool)
        ):
            pools[place] = pools[place - 1]
            done[place] = done[place - 1]
            place -= 1
        pools[place] = pool
        done[place] = end


@kernel()
def front(
    arrays: LaboratoryArrays,
    bench: Bench,
    lab: int,
    delivered: Ints,
    counts: Counts,
    log: Ints | None,
) -> int:
    """Take all pool tubes through accession and transfer.

    ``bench.order`` then holds the pools in the order in which they reach the first batch stage,
    and ``bench.transferred`` when they do.

    Returns
    -------
    How many reach it.
    """
    count = work_through(
        arrays, bench, lab, ACCESSION, bench.order, delivered, bench.accessed, counts, log
    )
    sort_by_end(bench.order, bench.accessed, count)
    count = work_through(
        arrays, bench, lab, TRANSFER, bench.order[:count], bench.accessed, bench.transferred,
        counts, log,
    )  # fmt: skip
    sort_by_end(bench.order, bench.transferred, count)
    return count
