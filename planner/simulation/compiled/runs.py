"""Batch stages: when a run is due, starting it, and passing its items on."""

from typing import Any

import numpy as np

from planner.simulation.compiled.bench import (
    REVIEW_LINE,
    ROUTINE,
    URGENT,
    Bench,
    LaboratoryArrays,
    begin_service,
    write_item,
)
from planner.simulation.compiled.events import push
from planner.simulation.compiled.queues import head_joined, join, leave, length
from planner.simulation.compiled.records import (
    AMPLIFICATION,
    FLOW,
    INACTIVATION,
    STAGE_COUNT,
    TUBES_ROW,
    Counts,
    Records,
    add_interval,
    hour_bin,
    write,
)
from planner.simulation.compiled.servers import NEVER, first_server, start_ms
from planner.simulation.kernel import kernel
from planner.simulation.layout import Ints
from planner.simulation.log import NONE, Event

BATCH, LOADED = int(Event.BATCH), int(Event.LOADED)
PLATES_RUN = 5
NONE_COMES = np.int64(0)


@kernel()
def due_ms(
    arrays: LaboratoryArrays,
    bench: Bench,
    line: int,
    batch: int,
    stream: Ints,
    fed: int,
    coming: int,
) -> int:
    """Return when a batch is due: full, or an item has waited its limit; ``NEVER`` for nothing.

    ``stream[fed : fed + coming]`` are the instants at which further pool tubes will join.
    """
    rules = arrays.rules[0]
    urgent = length(bench.ends, line + URGENT)
    routine = length(bench.ends, line + ROUTINE)
    if urgent + routine >= batch:
        return 0
    due: int = NEVER
    if urgent > 0:
        due = min(due, head_joined(bench.ring, bench.ends, line + URGENT) + rules.priority_wait_ms)
    if routine > 0:
        due = min(due, head_joined(bench.ring, bench.ends, line + ROUTINE) + rules.batch_wait_ms)
    elif coming > 0:
        due = min(due, stream[fed] + rules.batch_wait_ms)
    if urgent + routine + coming >= batch:
        due = min(due, stream[fed + batch - urgent - routine - 1])
    return due


@kernel()
def next_run_ms(
    arrays: LaboratoryArrays,
    bench: Bench,
    lab: int,
    stage: int,
    stream: Ints,
    fed: int,
    coming: int,
    now: int,
) -> int:
    """Return when a stage can start its next run if nothing else happens before."""
    own = arrays.stages[lab, stage]
    line = 2 * (stage - INACTIVATION)
    due = due_ms(arrays, bench, line, own.batch, stream, fed, coming)
    best: int = NEVER
    if due == NEVER:
        return best
    since = max(due, now)
    for machine in range(own.server_from, own.server_to):
        best = min(best, start_ms(arrays.spans, arrays.servers[machine], since))
        if best == since:
            break
    return best


@kernel(inline=True)
def start_runs(
    arrays: LaboratoryArrays,
    bench: Bench,
    lab: int,
    stage: int,
    now: int,
    counts: Counts,
    log: Ints | None,
) -> None:
    """Start batches of a stage while they are due and a machine is idle, lowest number first."""
    own = arrays.stages[lab, stage]
    line = 2 * (stage - INACTIVATION)
    while due_ms(arrays, bench, line, own.batch, bench.starts, NONE_COMES, NONE_COMES) <= now:
        machine, at = first_server(
            arrays.spans, arrays.servers, own.server_from, own.server_to, now
        )
        if at != now:
            return
        start_run(arrays, bench, lab, stage, machine, now, counts, log)


@kernel()
def start_run(
    arrays: LaboratoryArrays,
    bench: Bench,
    lab: int,
    stage: int,
    machine: int,
    now: int,
    counts: Counts,
    log: Ints | None,
) -> None:
    """Start a batch of a stage at an idle machine."""
    own = arrays.stages[lab, stage]
    line = 2 * (stage - INACTIVATION)
    station = arrays.rules[0].first_station + lab * STAGE_COUNT + stage
    number, lasts, taken = begin_service(arrays, bench, lab, stage, now)
    server = arrays.servers[machine]
    server.ready_ms = now + taken
    server.number = number
    waiting = length(bench.ends, line + URGENT) + length(bench.ends, line + ROUTINE)
    count = min(own.batch, waiting)
    load(bench.items, bench.ring, bench.ends, line, count, server)
    push(bench.heap, bench.heap_size, now + lasts, stage, machine)
    counts.hourly[FLOW, station, hour_bin(now, counts.hourly.shape[2])] -= server.persons
    add_interval(counts.hourly, station, now, now + taken)
    if stage == AMPLIFICATION:
        counts.rows[TUBES_ROW, PLATES_RUN] += 1
    if log is not None:
        item = server.head
        while item != NONE:
            write_item(log, arrays, bench, lab, now, LOADED, item, stage)
            item = np.int64(bench.items[item].follows)
        write(log, now, BATCH, lab, stage, machine - own.server_from, number, NONE, count)


@kernel()
def load(items: Records, ring: Records, ends: Ints, line: int, count: int, server: Any) -> None:
    """Take the first items of a stage's two queues into a run, re-tests before pool tubes."""
    urgent = min(length(ends, line + URGENT), count)
    server.urgent = urgent > 0
    server.persons = 0
    last = NONE
    for i in range(count):
        item = leave(ring, ends, line + (URGENT if i < urgent else ROUTINE))
        if last == NONE:
            server.head = item
        else:
            items[last].follows = item
        last = item
        server.persons += items[item].persons
    items[last].follows = NONE


@kernel()
def join_stage(
    arrays: LaboratoryArrays,
    bench: Bench,
    lab: int,
    stage: int,
    item: int,
    now: int,
    counts: Counts,
) -> None:
    """Put an item into the queue of a batch stage."""
    kind = ROUTINE if item < bench.pools else URGENT
    join(bench.ring, bench.ends, 2 * (stage - INACTIVATION) + kind, item, item, now)
    station = arrays.rules[0].first_station + lab * STAGE_COUNT + stage
    hour = hour_bin(now, counts.hourly.shape[2])
    counts.hourly[FLOW, station, hour] += bench.items[item].persons


@kernel()
def end_run(
    arrays: LaboratoryArrays,
    bench: Bench,
    lab: int,
    stage: int,
    machine: int,
    now: int,
    counts: Counts,
) -> None:
    """Pass the items of a finished run on: to the next batch stage, or as a plate to review."""
    server = arrays.servers[machine]
    station = arrays.rules[0].first_station + lab * STAGE_COUNT + stage + 1
    counts.hourly[FLOW, station, hour_bin(now, counts.hourly.shape[2])] += server.persons
    if stage == AMPLIFICATION:
        kind = URGENT if server.urgent == 1 else ROUTINE
        bench.items[server.head].plate = server.number
        join(bench.ring, bench.ends, REVIEW_LINE + kind, server.head, server.number, now)
    else:
        pass_on(bench.items, bench.ring, bench.ends, bench.pools, stage + 1, server.head, now)


@kernel()
def pass_on(
    items: Records, ring: Records, ends: Ints, pools: int, stage: int, head: int, now: int
) -> None:
    """Put the items of a run into the queues of a batch stage."""
    line = 2 * (stage - INACTIVATION)
    item: Any = head
    while item != NONE:
        following = np.int64(items[item].follows)
        join(ring, ends, line + (ROUTINE if item < pools else URGENT), item, item, now)
        item = following


@kernel()
def feed(
    arrays: LaboratoryArrays,
    bench: Bench,
    lab: int,
    stage: int,
    fed: int,
    passed: int,
    now: int,
    counts: Counts,
) -> int:
    """Put the pool tubes that have come from the front by now into the queue of a batch stage.

    ``fed`` of the ``passed`` ones are in it already; returns how many there are then.
    """
    station = arrays.rules[0].first_station + lab * STAGE_COUNT + stage
    flow = counts.hourly[FLOW, station]
    items, ring, ends = bench.items, bench.ring, bench.ends
    line = 2 * (stage - INACTIVATION) + ROUTINE
    while fed < passed and bench.transferred[fed] <= now:
        item, joined = bench.order[fed], bench.transferred[fed]
        join(ring, ends, line, item, item, joined)
        flow[hour_bin(joined, len(flow))] += items[item].persons
        fed += 1
    return fed
