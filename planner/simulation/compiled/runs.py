"""Batch stages: when a run is due, starting it, and passing its items on."""

import numpy as np

from planner.simulation.compiled.bench import (
    REVIEW_LINE,
    ROUTINE,
    URGENT,
    Bench,
    LaboratoryArrays,
    begin_service,
    persons_of,
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


@kernel()
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
    station = arrays.rules[0].first_station + lab * STAGE_COUNT + stage
    while due_ms(arrays, bench, line, own.batch, bench.starts, NONE_COMES, NONE_COMES) <= now:
        machine, at = first_server(
            arrays.spans, arrays.servers, own.server_from, own.server_to, now
        )
        if at != now:
            return
        number, lasts, taken = begin_service(arrays, bench, lab, stage, now)
        server = arrays.servers[machine]
        server.ready_ms = now + taken
        server.number = number
        waiting = length(bench.ends, line + URGENT) + length(bench.ends, line + ROUTINE)
        count = min(own.batch, waiting)
        persons = 0
        last = -1
        for _ in range(count):
            urgent = length(bench.ends, line + URGENT) > 0
            item = leave(bench.ring, bench.ends, line + (URGENT if urgent else ROUTINE))
            if last < 0:
                server.head = item
            else:
                bench.items[last].follows = item
            last = item
            persons += persons_of(arrays, bench, item)
            if log is not None:
                write_item(log, arrays, bench, lab, now, LOADED, item, stage)
        bench.items[last].follows = NONE
        push(bench.heap, bench.heap_size, now + lasts, stage, machine)
        counts.hourly[FLOW, station, hour_bin(now, counts.hourly.shape[2])] -= persons
        add_interval(counts.hourly, station, now, now + taken)
        if stage == AMPLIFICATION:
            counts.rows[TUBES_ROW, PLATES_RUN] += 1
        if log is not None:
            write(log, now, BATCH, lab, stage, machine - own.server_from, number, NONE, count)


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
    counts.hourly[FLOW, station, hour] += persons_of(arrays, bench, item)


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
    item = server.head
    if stage != AMPLIFICATION:
        while item != NONE:
            following = np.int64(bench.items[item].follows)
            join_stage(arrays, bench, lab, stage + 1, item, now, counts)
            item = following
        return
    persons = 0
    kind = ROUTINE
    while item != NONE:
        persons += persons_of(arrays, bench, item)
        if item >= bench.pools:
            kind = URGENT
        item = np.int64(bench.items[item].follows)
    bench.items[server.head].plate = server.number
    join(bench.ring, bench.ends, REVIEW_LINE + kind, server.head, server.number, now)
    station = arrays.rules[0].first_station + lab * STAGE_COUNT + stage + 1
    counts.hourly[FLOW, station, hour_bin(now, counts.hourly.shape[2])] += persons
