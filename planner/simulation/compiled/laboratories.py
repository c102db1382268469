"""Laboratories one by one: the front as recursions, then batches, review and recall by events.

Only runs, reviews and recalls are events; between them the next start of a stage has a closed
form, so pool tubes pass accession and transfer without an event each.
"""

import numpy as np

from planner.simulation.compiled.bench import (
    EVENTS,
    EXPRESS_LINE,
    RECALL_LINE,
    REVIEW_LINE,
    ROUTINE,
    URGENT,
    Bench,
    LaboratoryArrays,
    begin_service,
    clear,
    write_item,
)
from planner.simulation.compiled.events import pop, push
from planner.simulation.compiled.front import front, take_in
from planner.simulation.compiled.queues import join, leave, length
from planner.simulation.compiled.records import (
    EXPRESS,
    RECALL_COURIER_TABLE,
    RETESTS_ROW,
    REVIEW,
    Counts,
    Records,
)
from planner.simulation.compiled.results import (
    EXPRESS_END,
    LOCATED,
    RECALL_END,
    SINGLES_COME,
    end_review,
    recall_ms,
    start_recalls,
    start_reviews,
)
from planner.simulation.compiled.runs import (
    end_run,
    feed,
    join_stage,
    next_run_ms,
    start_runs,
)
from planner.simulation.compiled.servers import NEVER, start_ms
from planner.simulation.kernel import kernel
from planner.simulation.layout import Ints
from planner.simulation.log import NONE, Event

EXPRESS_ROW, LOCATED_ROW = int(Event.EXPRESS), int(Event.LOCATED)
RESWABBED, RETEST_DELIVERED = int(Event.RESWABBED), int(Event.RETEST_DELIVERED)
RESWABS = 1


@kernel(inline=True)
def start_express(
    arrays: LaboratoryArrays, bench: Bench, lab: int, now: int, log: Ints | None
) -> None:
    """Begin the next single tube at the express bench when it is free."""
    is_open = arrays.laboratories[lab].ready_ms <= now < arrays.rules[0].closes_ms
    if length(bench.ends, EXPRESS_LINE) == 0 or bench.express_free[0] > now or not is_open:
        return
    single = leave(bench.entries, bench.ends, EXPRESS_LINE)
    _, lasts, taken = begin_service(arrays, bench, lab, EXPRESS, now)
    bench.express_free[0] = now + taken
    push(bench.heap, bench.numbers, now + lasts, EXPRESS_END, single)
    if log is not None:
        write_item(log, arrays, bench, lab, now, EXPRESS_ROW, single, NONE)


@kernel(inline=True)
def next_free_ms(
    arrays: LaboratoryArrays, bench: Bench, lab: int, line: int, free: Ints, now: int
) -> int:
    """Return when recall crews or the express bench can take up their next job."""
    if length(bench.ends, line) == 0:
        return NEVER
    soonest: int = NEVER
    for i in range(len(free)):
        soonest = min(soonest, free[i])
    at = max(now, arrays.laboratories[lab].ready_ms, soonest)
    return at if at < arrays.rules[0].closes_ms else NEVER


@kernel(inline=True)
def next_review_ms(arrays: LaboratoryArrays, bench: Bench, lab: int, now: int) -> int:
    """Return when a reviewer can take up the next plate."""
    soonest: int = NEVER
    waiting = length(bench.ends, REVIEW_LINE + URGENT) + length(bench.ends, REVIEW_LINE + ROUTINE)
    if waiting > 0:
        for s in range(
            arrays.stages[lab, REVIEW].server_from, arrays.stages[lab, REVIEW].server_to
        ):
            soonest = min(soonest, start_ms(arrays.spans, arrays.servers[s], now))
    return soonest


@kernel(inline=True)
def settle(
    arrays: LaboratoryArrays,
    bench: Bench,
    lab: int,
    now: int,
    kind: int,
    which: int,
    counts: Counts,
    log: Ints | None,
) -> None:
    """Apply one completion."""
    if kind < REVIEW:
        end_run(arrays, bench, lab, kind, which, now, counts)
    elif kind == REVIEW:
        end_review(arrays, bench, lab, which, now, counts, log)
    elif kind == LOCATED:
        join(bench.entries, bench.ends, RECALL_LINE, which, now)
        if log is not None:
            write_item(log, arrays, bench, lab, now, LOCATED_ROW, which, NONE)
    elif kind == RECALL_END:
        at = now + recall_ms(arrays, bench, which, RECALL_COURIER_TABLE)
        push(bench.heap, bench.numbers, at, SINGLES_COME, which)
        counts.rows[RETESTS_ROW, RESWABS] += arrays.tubes[bench.items[which].tube].swabs
        if log is not None:
            for m in range(arrays.tubes[bench.items[which].tube].swabs):
                single = bench.items[which].single_from + m
                write_item(log, arrays, bench, lab, now, RESWABBED, single, NONE)
    elif kind == SINGLES_COME:
        for m in range(arrays.tubes[bench.items[which].tube].swabs):
            single = bench.items[which].single_from + m
            join(bench.entries, bench.ends, EXPRESS_LINE, single, now)
            if log is not None:
                write_item(log, arrays, bench, lab, now, RETEST_DELIVERED, single, NONE)
    else:
        first = arrays.laboratories[lab].first_batch_stage
        join_stage(arrays, bench, lab, first, which, now, counts)


@kernel(inline=True)
def next_ms(arrays: LaboratoryArrays, bench: Bench, lab: int, now: int) -> int:
    """Return when something happens next, or ``NEVER``."""
    upcoming: int = NEVER
    if bench.numbers[EVENTS] > 0:
        upcoming = bench.heap[0].ms
    for stage in range(arrays.laboratories[lab].first_batch_stage, REVIEW):
        upcoming = min(upcoming, next_run_ms(arrays, bench, lab, stage, now))
    crews = bench.crews[: arrays.laboratories[lab].recall_crews]
    upcoming = min(upcoming, next_review_ms(arrays, bench, lab, now))
    upcoming = min(upcoming, next_free_ms(arrays, bench, lab, RECALL_LINE, crews, now))
    express = bench.express_free
    return min(upcoming, next_free_ms(arrays, bench, lab, EXPRESS_LINE, express, now))


@kernel(entry=True)
def run_laboratory(
    arrays: LaboratoryArrays,
    bench: Bench,
    lab: int,
    deliveries: Records,
    order: Ints,
    counts: Counts,
    log: Ints | None,
) -> None:
    """Simulate one laboratory to its end.

    Parameters
    ----------
    order
        Which deliveries it gets, by seniority.
    """
    clear(arrays, bench, lab)
    take_in(arrays, bench, lab, deliveries, order, counts)
    front(arrays, bench, lab, counts, log)
    now = next_ms(arrays, bench, lab, np.int64(0))
    while now < NEVER:
        feed(arrays, bench, lab, now, counts)
        while bench.numbers[EVENTS] > 0 and bench.heap[0].ms == now:
            kind, which = pop(bench.heap, bench.numbers)
            settle(arrays, bench, lab, now, kind, which, counts, log)
        start_recalls(arrays, bench, lab, now, log)
        start_express(arrays, bench, lab, now, log)
        for stage in range(arrays.laboratories[lab].first_batch_stage, REVIEW):
            start_runs(arrays, bench, lab, stage, now, counts, log)
        start_reviews(arrays, bench, lab, now, counts, log)
        now = next_ms(arrays, bench, lab, now)
    feed(arrays, bench, lab, np.int64(NEVER), counts)
