"""Batch stages: when a run is due, starting it, and passing its items on."""

from typing import Any

from planner.simulation.compiled.bench import (
    FED,
    PASSED,
    POOLS,
    REVIEW_LINE,
    ROUTINE,
    URGENT,
    Bench,
    LaboratoryArrays,
    begin_service,
    write_item,
)
from planner.simulation.compiled.events import push
from planner.simulation.compiled.queues import (
    TAIL,
    entry,
    head_joined,
    item_of,
    join,
    joined_ms,
    length,
    take,
)
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
from planner.simulation.compiled.servers import NEVER, first_server, occupy, start_ms
from planner.simulation.kernel import kernel
from planner.simulation.layout import Ints
from planner.simulation.log import NONE, Event

BATCH, LOADED = int(Event.BATCH), int(Event.LOADED)
PLATES_RUN = 5


@kernel()
def due_ms(
    arrays: LaboratoryArrays, bench: Bench, lab: int, stage: int, fed: int, passed: int
) -> int:
    """Return when a batch is due: full, or an item has waited its limit; ``NEVER`` for nothing.

    ``fed`` to ``passed`` are the pool tubes of the stream that will still join.
    """
    rules = arrays.rules[0]
    batch = arrays.stages[lab, stage].batch
    line = 2 * (stage - INACTIVATION)
    urgent = length(bench.ends, line + URGENT)
    routine = length(bench.ends, line + ROUTINE)
    lacking = batch - urgent - routine
    if lacking <= 0:
        return 0
    due: int = NEVER
    if urgent > 0:
        due = min(
            due, head_joined(bench.entries, bench.ends, line + URGENT) + rules.priority_wait_ms
        )
    if routine > 0:
        due = min(due, head_joined(bench.entries, bench.ends, line + ROUTINE) + rules.batch_wait_ms)
    elif fed < passed:
        due = min(due, joined_ms(bench.stream[fed]) + rules.batch_wait_ms)
    if lacking <= passed - fed:
        due = min(due, joined_ms(bench.stream[fed + lacking - 1]))
    return due


@kernel(inline=True)
def next_run_ms(arrays: LaboratoryArrays, bench: Bench, lab: int, stage: int, now: int) -> int:
    """Return when a stage can start its next run if nothing else happens before."""
    own = arrays.stages[lab, stage]
    fed = bench.numbers[FED]
    is_fed = stage == arrays.laboratories[lab].first_batch_stage
    due = due_ms(arrays, bench, lab, stage, fed, bench.numbers[PASSED] if is_fed else fed)
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
    none = bench.numbers[FED]
    while due_ms(arrays, bench, lab, stage, none, none) <= now:
        machine, at = first_server(
            arrays.spans, arrays.servers, own.server_from, own.server_to, now
        )
        if at != now:
            return
        start_run(arrays, bench, lab, stage, machine, now, counts, log)


@kernel(inline=True)
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
    station = arrays.rules[0].first_station + lab * STAGE_COUNT + stage
    number, lasts, taken = begin_service(arrays, bench, lab, stage, now)
    server = arrays.servers[machine]
    server.number = number
    occupy(arrays.spans, server, now + taken)
    load(bench, 2 * (stage - INACTIVATION), own.batch, server)
    push(bench.heap, bench.numbers, now + lasts, stage, machine)
    counts.hourly[FLOW, station, hour_bin(now, counts.hourly.shape[2])] -= server.persons
    add_interval(counts.hourly, station, now, now + taken)
    if stage == AMPLIFICATION:
        counts.rows[TUBES_ROW, PLATES_RUN] += 1
    if log is not None:
        write_loaded(log, arrays, bench, lab, now, stage, server.urgent_from, server.urgent_to)
        write_loaded(log, arrays, bench, lab, now, stage, server.routine_from, server.routine_to)
        count = server.urgent_to - server.urgent_from + server.routine_to - server.routine_from
        write(log, now, BATCH, lab, stage, machine - own.server_from, number, NONE, count)


@kernel()
def write_loaded(
    log: Ints,
    arrays: LaboratoryArrays,
    bench: Bench,
    lab: int,
    now: int,
    stage: int,
    first: int,
    last: int,
) -> None:
    """Write a row about each of some entries that are in a run."""
    for place in range(first, last):
        write_item(log, arrays, bench, lab, now, LOADED, item_of(bench.entries[place]), stage)


@kernel(inline=True)
def load(bench: Bench, line: int, batch: int, run: Any) -> None:
    """Take the first items of a stage's two queues into a run, re-tests before pool tubes."""
    urgent = min(length(bench.ends, line + URGENT), batch)
    routine = min(length(bench.ends, line + ROUTINE), batch - urgent)
    run.urgent_from = take(bench.entries, bench.ends, line + URGENT, urgent)
    run.urgent_to = run.urgent_from + urgent
    run.routine_from = take(bench.entries, bench.ends, line + ROUTINE, routine)
    run.routine_to = run.routine_from + routine
    # a single tube is one person's
    persons = urgent
    for place in range(run.routine_from, run.routine_to):
        persons += bench.items[item_of(bench.entries[place])].persons
    run.persons = persons


@kernel(inline=True)
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
    kind = ROUTINE if item < bench.numbers[POOLS] else URGENT
    join(bench.entries, bench.ends, 2 * (stage - INACTIVATION) + kind, item, now)
    station = arrays.rules[0].first_station + lab * STAGE_COUNT + stage
    hour = hour_bin(now, counts.hourly.shape[2])
    counts.hourly[FLOW, station, hour] += bench.items[item].persons


@kernel(inline=True)
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
    run = arrays.servers[machine]
    station = arrays.rules[0].first_station + lab * STAGE_COUNT + stage + 1
    counts.hourly[FLOW, station, hour_bin(now, counts.hourly.shape[2])] += run.persons
    if stage == AMPLIFICATION:
        plate = bench.plates[run.number]
        plate.urgent_from = run.urgent_from
        plate.urgent_to = run.urgent_to
        plate.routine_from = run.routine_from
        plate.routine_to = run.routine_to
        plate.persons = run.persons
        kind = URGENT if run.urgent_to > run.urgent_from else ROUTINE
        join(bench.entries, bench.ends, REVIEW_LINE + kind, run.number, now)
    else:
        line = 2 * (stage + 1 - INACTIVATION)
        pass_on(bench.entries, bench.ends, line + URGENT, run.urgent_from, run.urgent_to, now)
        pass_on(bench.entries, bench.ends, line + ROUTINE, run.routine_from, run.routine_to, now)


@kernel()
def pass_on(entries: Ints, ends: Ints, line: int, first: int, last: int, now: int) -> None:
    """Put the items of some entries into a queue."""
    tail = ends[line, TAIL]
    for i in range(last - first):
        entries[tail + i] = entry(now, item_of(entries[first + i]))
    ends[line, TAIL] = tail + last - first


@kernel(inline=True)
def feed(arrays: LaboratoryArrays, bench: Bench, lab: int, now: int, counts: Counts) -> None:
    """Put the pool tubes that come from the front by now into the queue of the first batch stage.

    It goes before all that joins later, which is then to join at this instant.
    """
    stage = arrays.laboratories[lab].first_batch_stage
    flow = counts.hourly[FLOW, arrays.rules[0].first_station + lab * STAGE_COUNT + stage]
    line = 2 * (stage - INACTIVATION) + ROUTINE
    fed, tail = bench.numbers[FED], bench.ends[line, TAIL]
    while fed < bench.numbers[PASSED] and joined_ms(bench.stream[fed]) <= now:
        one = bench.stream[fed]
        bench.entries[tail] = one
        flow[hour_bin(joined_ms(one), len(flow))] += bench.items[item_of(one)].persons
        fed += 1
        tail += 1
    bench.numbers[FED] = fed
    bench.ends[line, TAIL] = tail
