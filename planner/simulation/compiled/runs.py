"""Batch stages: when a run is due, and starting it."""

import heapq

import numpy as np

from planner.simulation.compiled.laboratory_records import (
    STAGES,
    Bag,
    LaboratoryArrays,
    LaboratoryTally,
    persons_of_item,
    write_item,
)
from planner.simulation.compiled.queues import Queue, head_joined, leave, length
from planner.simulation.compiled.records import Log, Tubes, add_interval, hour_bin, write
from planner.simulation.compiled.servers import NEVER, Servers, first_server, occupation
from planner.simulation.kernel import kernel
from planner.simulation.layout import AMPLIFICATION, Ints
from planner.simulation.log import NONE, Event

BATCH, LOADED = int(Event.BATCH), int(Event.LOADED)
PLATES_RUN = 5


@kernel()
def due_ms(
    labs: LaboratoryArrays, urgent: Queue, routine: Queue, batch: int, stream: Ints, fed: int
) -> int:
    """Return when a batch is due: full, or an item has waited its limit; ``NEVER`` for nothing.

    ``stream`` holds the instants at which further pool tubes will join, from position ``fed`` on.
    """
    waiting = length(urgent) + length(routine)
    coming = len(stream) - fed
    if waiting >= batch:
        return 0
    due = NEVER
    if length(urgent) > 0:
        due = min(due, head_joined(urgent) + labs.priority_wait_ms)
    if length(routine) > 0:
        due = min(due, head_joined(routine) + labs.batch_wait_ms)
    elif coming > 0:
        due = min(due, stream[fed] + labs.batch_wait_ms)
    if waiting + coming >= batch:
        due = min(due, stream[fed + batch - waiting - 1])
    return due


@kernel()
def take_batch(tubes: Tubes, bag: Bag, machine: int, count: int, urgent: Queue, routine: Queue) -> int:
    """Chain the first items of both queues onto a machine; return their people."""
    last = -1
    persons = 0
    for _ in range(count):
        item = leave(urgent) if length(urgent) > 0 else leave(routine)
        if last < 0:
            bag.run_head[machine] = item
        else:
            bag.follows[last] = item
        bag.follows[item] = -1
        last = item
        persons += persons_of_item(tubes, bag, item)
    return persons


@kernel()
def start_runs(
    labs: LaboratoryArrays,
    bag: Bag,
    tubes: Tubes,
    servers: Servers,
    stage: int,
    urgent: Queue,
    routine: Queue,
    now: int,
    tally: LaboratoryTally,
    events: list[tuple[int, int, int]],
    log: Log | None,
) -> None:
    """Start batches of a stage while they are due and a machine is idle, lowest number first."""
    lab = bag.lab
    first = labs.server_offset[lab, stage]
    batch = labs.batch_tubes[lab, stage]
    station = labs.first_station + lab * STAGES + stage
    nothing = np.empty(0, np.int64)
    while due_ms(labs, urgent, routine, batch, nothing, 0) <= now:
        machine, at = first_server(servers, first, labs.server_count[lab, stage], now)
        if at != now:
            return
        number = bag.starts[stage]
        bag.starts[stage] = number + 1
        count = min(batch, length(urgent) + length(routine))
        persons = take_batch(tubes, bag, machine, count, urgent, routine)
        bag.run_number[machine] = number
        lasts, taken = occupation(
            labs.service[stage],
            bag.stage_key[stage],
            number,
            labs.occupancy[lab, stage],
            bag.factors,
            now,
        )
        servers.ready[machine] = now + taken
        heapq.heappush(events, (now + lasts, stage, machine))
        tally.flow[station, hour_bin(now, tally.flow)] -= persons
        add_interval(tally.busy, station, now, now + taken)
        if stage == AMPLIFICATION:
            tally.tubes[PLATES_RUN] += 1
        if log is not None:
            write(log, now, BATCH, lab, stage, machine - first, number, NONE, count)
            item = bag.run_head[machine]
            while item >= 0:
                write_item(log, tubes, bag, now, LOADED, item, stage)
                item = bag.follows[item]


@kernel()
def next_start_ms(
    labs: LaboratoryArrays,
    bag: Bag,
    servers: Servers,
    stage: int,
    urgent: Queue,
    routine: Queue,
    stream: Ints,
    fed: int,
    now: int,
) -> int:
    """Return when a stage can start its next run if nothing else happens before."""
    lab = bag.lab
    due = due_ms(labs, urgent, routine, labs.batch_tubes[lab, stage], stream, fed)
    if due == NEVER:
        return NEVER
    # the hours of a machine are looked up for the present only, so that they may move on with it
    first = labs.server_offset[lab, stage]
    since = max(due, now)
    best = NEVER
    for machine in range(first, first + labs.server_count[lab, stage]):
        best = min(best, later_start_ms(servers, machine, since))
    return best


@kernel()
def later_start_ms(servers: Servers, server: int, since: int) -> int:
    """Return the first instant from ``since`` on at which a server can start, moving nothing."""
    at = max(since, servers.ready[server])
    for interval in range(servers.interval[server], servers.offset[server + 1]):
        if at < servers.close_ms[interval]:
            return max(at, servers.open_ms[interval])
    return NEVER
