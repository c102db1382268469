"""The laboratory's front: accession and transfer as recursions over tubes in FIFO order."""

from typing import Any

import numpy as np

from planner.simulation.compiled.bench import (
    PASSED,
    POOLS,
    Bench,
    LaboratoryArrays,
    service_ms,
    write_item,
)
from planner.simulation.compiled.queues import entry, item_of, joined_ms, sort_in
from planner.simulation.compiled.records import (
    ACCESSION,
    BUSY,
    FLOW,
    PERSONS_DELIVERED,
    PERSONS_SAMPLED_FOR,
    STAGE_COUNT,
    TRANSFER,
    TUBES_DELIVERED,
    Counts,
    Records,
    add_interval,
    hour_bin,
    minute_bin,
)
from planner.simulation.compiled.servers import NEVER, pass_spans, taken_ms
from planner.simulation.kernel import kernel
from planner.simulation.layout import HOUR_MS, Ints
from planner.simulation.log import NONE, Event

ACCESSION_ROW, TRANSFER_ROW = int(Event.ACCESSION), int(Event.TRANSFER)


@kernel()
def take_in(
    arrays: LaboratoryArrays,
    bench: Bench,
    lab: int,
    deliveries: Records,
    order: Ints,
    counts: Counts,
) -> None:
    """Count what is delivered, and give numbers to the pool and single tubes."""
    minutes = counts.laboratories.shape[2]
    sampled_for = counts.laboratories[PERSONS_SAMPLED_FOR, lab]
    pools = 0
    for d in order:
        pools += deliveries[d].last - deliveries[d].first
    bench.numbers[POOLS] = pools
    pool, single = 0, pools
    for d in order:
        brought = deliveries[d]
        minute = minute_bin(brought.delivered_ms, minutes)
        counts.laboratories[TUBES_DELIVERED, lab, minute] += brought.last - brought.first
        counts.laboratories[PERSONS_DELIVERED, lab, minute] += brought.persons
        for t in range(brought.first, brought.last):
            tube = arrays.tubes[t]
            sampled_for[minute_bin(tube.closed_ms, minutes)] += tube.persons
            item = bench.items[pool]
            item.tube = t
            item.person = NONE
            item.persons = tube.persons
            item.single_from = single
            item.attempts = 0
            bench.stream[pool] = entry(brought.delivered_ms, pool)
            pool += 1
            if tube.member_from >= 0:
                lay_out_singles(bench.items, single, t, tube, arrays.members)
                single += tube.swabs


@kernel()
def lay_out_singles(items: Records, first: int, number: int, tube: Any, members: Ints) -> None:
    """Give numbers to the single tubes that may follow a pool tube."""
    for m in range(tube.swabs):
        item = items[first + m]
        item.tube = number
        item.person = members[tube.member_from + m]
        item.persons = 1
        item.attempts = 0


@kernel()
def pass_hours(spans: Records, servers: Records, free: Ints, since: int) -> int:
    """Have servers whose hours are over, or will be when they are free, work on in their next.

    ``free`` is from when on each can start. Returns when the next hours of one are over.
    """
    over: int = NEVER
    for s in range(len(servers)):
        server = servers[s]
        server.free_ms = free[s]
        at = max(since, free[s])
        if at >= server.until_ms:
            pass_spans(spans, server, at)
        free[s] = server.free_ms
        over = min(over, server.until_ms)
    return over


@kernel(inline=True)
def first_free(free: Ints, since: int) -> tuple[int, int]:
    """Return the server that can start first, the lowest number among equals, and when."""
    best = 0
    best_ms = max(since, free[0])
    for s in range(1, len(free)):
        at = max(since, free[s])
        if at < best_ms:
            best = s
            best_ms = at
    return best, best_ms


@kernel()
def stay(bench: Bench, first: int, last: int, flow: Ints) -> None:
    """Count pool tubes of the stream that join a queue and never leave it."""
    for i in range(first, last):
        one = bench.stream[i]
        flow[hour_bin(joined_ms(one), len(flow))] += bench.items[item_of(one)].persons


@kernel()
def work_through(
    arrays: LaboratoryArrays,
    bench: Bench,
    lab: int,
    stage: int,
    count: int,
    counts: Counts,
    log: Ints | None,
) -> int:
    """Serve the first pool tubes of the stream in their order, which becomes that of their ends.

    Returns
    -------
    How many are served; the rest still wait when the last server has gone home.
    """
    own = arrays.stages[lab, stage]
    station = arrays.rules[0].first_station + lab * STAGE_COUNT + stage
    flow, busy = counts.hourly[FLOW, station], counts.hourly[BUSY, station]
    stream, items, factors = bench.stream, bench.items, arrays.factors[lab]
    servers = arrays.servers[own.server_from : own.server_to]
    free = bench.free[: len(servers)]
    for s in range(len(servers)):
        free[s] = servers[s].free_ms
    over = NEVER if len(servers) == 0 else np.int64(0)
    hour: Any = np.int64(0)
    begins, ends = hour, hour
    for i in range(count):
        joined, pool = joined_ms(stream[i]), item_of(stream[i])
        if joined >= over:
            over = pass_hours(arrays.spans, servers, free, joined)
        server, at = first_free(free, joined)
        if at >= NEVER:
            stay(bench, i, count, flow)
            return i
        if at >= ends:
            hour = hour_bin(at, len(busy))
            begins = hour * HOUR_MS
            ends = begins + HOUR_MS if hour < len(busy) - 1 else NEVER
        lasts = service_ms(arrays.quantiles, bench.keys, stage, i, bench.drawn)
        ready = at + taken_ms(lasts, own.occupancy, factors[hour])
        free[server] = ready
        if ready >= over:
            over = pass_hours(arrays.spans, servers, free, joined)
        if joined < begins:
            flow[hour_bin(joined, len(flow))] += items[pool].persons
            flow[hour] -= items[pool].persons
        if ready <= ends:
            busy[hour] += ready - at
        else:
            add_interval(counts.hourly, station, at, ready)
        if stage == ACCESSION:
            waited = at - arrays.tubes[items[pool].tube].closed_ms
            counts.breaches[lab] += waited > arrays.rules[0].holding_limit_ms
        if log is not None:
            row = ACCESSION_ROW if stage == ACCESSION else TRANSFER_ROW
            write_item(log, arrays, bench, lab, at, row, pool, NONE)
        stream[i] = entry(at + lasts, pool)
        sort_in(stream, i)
    return count


@kernel()
def front(
    arrays: LaboratoryArrays, bench: Bench, lab: int, counts: Counts, log: Ints | None
) -> None:
    """Take all pool tubes through accession and transfer.

    ``bench.stream`` then holds them as they reach the first batch stage.
    """
    count = bench.numbers[POOLS]
    for stage in (ACCESSION, TRANSFER):
        count = work_through(arrays, bench, lab, stage, count, counts, log)
    bench.numbers[PASSED] = count
