"""Laboratories one by one: benches as recursions, then batches, review and recall by events.

Only runs, reviews and recalls are events; between them the next start of a stage has a closed
form, so pool tubes pass accession and transfer without an event each.
"""

import heapq
from typing import NamedTuple

import numpy as np

from planner.simulation.compiled.benches import Bench, sort_by_end, work_through
from planner.simulation.compiled.laboratory_records import (
    EXPRESS,
    STAGES,
    Bag,
    LaboratoryArrays,
    LaboratoryLuck,
    LaboratoryTally,
    persons_of_item,
    tube_of,
    write_item,
)
from planner.simulation.compiled.queues import Queue, join, leave, length, new_queue
from planner.simulation.compiled.records import (
    Log,
    Tubes,
    add_interval,
    hour_bin,
    minute_bin,
    write,
)
from planner.simulation.compiled.results import (
    COURIER,
    LOCATED,
    VISIT,
    after_review,
    recall_ms,
)
from planner.simulation.compiled.runs import later_start_ms, next_start_ms, start_runs
from planner.simulation.compiled.servers import NEVER, Servers, first_server, occupation
from planner.simulation.kernel import kernel
from planner.simulation.layout import (
    ACCESSION,
    AMPLIFICATION,
    EXTRACTION,
    INACTIVATION,
    REVIEW,
    TRANSFER,
    Ints,
)
from planner.simulation.log import NONE, Event
from planner.simulation.quantiles import FACTOR_ONE
from planner.simulation.streams import derive

ACCESSION_ROW, TRANSFER_ROW = int(Event.ACCESSION), int(Event.TRANSFER)
EXPRESS_ROW, REVIEW_ROW = int(Event.EXPRESS), int(Event.REVIEW)
LOCATED_ROW, RECALL_ROW = int(Event.LOCATED), int(Event.RECALL)
RESWABBED, RETEST_DELIVERED = int(Event.RESWABBED), int(Event.RETEST_DELIVERED)
RECALL_END, SINGLES_COME, EXPRESS_END = 11, 12, 13
RESWABS = 1


class Lines(NamedTuple):
    """What waits where in one laboratory."""

    inactivation_urgent: Queue
    inactivation: Queue
    extraction_urgent: Queue
    extraction: Queue
    amplification_urgent: Queue
    amplification: Queue
    review_urgent: Queue
    review: Queue
    recall: Queue
    express: Queue


class Plates(NamedTuple):
    """Plates that wait for review, by amplification run."""

    head: Ints
    persons: Ints


@kernel()
def new_lines(pools: int, singles: int) -> Lines:
    """Return empty queues."""
    return Lines(
        new_queue(singles),
        new_queue(pools),
        new_queue(singles),
        new_queue(pools),
        new_queue(singles),
        new_queue(pools),
        new_queue(singles),
        new_queue(pools),
        new_queue(pools),
        new_queue(singles),
    )


@kernel()
def open_bag(
    labs: LaboratoryArrays, luck: LaboratoryLuck, tubes: Tubes, members: Ints, lab: int, order: Ints
) -> Bag:
    """Number the pool and single tubes of a laboratory."""
    pools = len(order)
    single_from = np.full(pools, -1, np.int64)
    singles = 0
    for i in range(pools):
        if tubes.member_from[order[i]] >= 0:
            single_from[i] = singles
            singles += tubes.persons[order[i]]
    single_pool = np.empty(singles, np.int64)
    single_person = np.empty(singles, np.int64)
    for i in range(pools):
        if single_from[i] >= 0:
            for m in range(tubes.persons[order[i]]):
                single_pool[single_from[i] + m] = i
                single_person[single_from[i] + m] = members[tubes.member_from[order[i]] + m]
    own = derive(luck.stage, labs.key[lab])
    stage_key = np.empty(STAGES + 1, np.int64)
    for stage in range(STAGES + 1):
        stage_key[stage] = derive(own, stage)
    servers = len(labs.hours_offset) - 1
    return Bag(
        lab,
        pools,
        stage_key,
        derive(luck.plate, labs.key[lab]),
        luck.occupancy[lab],
        order,
        single_from,
        single_pool,
        single_person,
        np.zeros(pools + singles, np.int8),
        np.empty(pools + singles, np.int32),
        np.empty(servers, np.int64),
        np.empty(servers, np.int64),
        np.zeros(STAGES + 1, np.int64),
    )


@kernel()
def take_in(
    labs: LaboratoryArrays,
    tubes: Tubes,
    tally: LaboratoryTally,
    lab: int,
    order: Ints,
    delivered: Ints,
) -> None:
    """Count what is delivered."""
    for i in range(len(order)):
        t = order[i]
        persons = tubes.persons[t]
        minute = minute_bin(delivered[i], tally.tubes_delivered)
        tally.tubes_delivered[lab, minute] += 1
        tally.persons_delivered[lab, minute] += persons
        closed = minute_bin(tubes.closed_ms[t], tally.tubes_delivered)
        tally.persons_sampled_for[lab, closed] += persons
        tally.delivered_by_district[labs.site_district[tubes.site[t]]] += persons


@kernel()
def front_of_house(
    labs: LaboratoryArrays,
    tubes: Tubes,
    servers: Servers,
    bag: Bag,
    tally: LaboratoryTally,
    delivered: Ints,
    log: Log | None,
) -> tuple[Ints, Ints]:
    """Take all pool tubes through accession and transfer.

    Returns
    -------
    The pools in the order in which they join the first batch stage, and when they do.
    """
    lab = bag.lab
    station = labs.first_station + lab * STAGES
    starts = np.empty(bag.pools, np.int64)
    done = np.empty(bag.pools, np.int64)
    bench = Bench(
        labs.server_offset[lab, ACCESSION],
        labs.server_count[lab, ACCESSION],
        labs.occupancy[lab, ACCESSION],
        bag.stage_key[ACCESSION],
        station + ACCESSION,
        ACCESSION_ROW,
    )
    served = work_through(
        bench,
        servers,
        labs.service[ACCESSION],
        bag.factors,
        tubes,
        bag.order,
        delivered,
        lab,
        tally.busy,
        tally.flow,
        starts,
        done,
        log,
    )
    for i in range(served):
        if starts[i] - tubes.closed_ms[bag.order[i]] > labs.holding_limit_ms:
            tally.breaches[lab] += 1
    ranks = np.empty(served, np.int64)
    sort_by_end(done, served, ranks)
    second = bag.order[ranks]
    joined = done[ranks]
    bench = Bench(
        labs.server_offset[lab, TRANSFER],
        labs.server_count[lab, TRANSFER],
        labs.occupancy[lab, TRANSFER],
        bag.stage_key[TRANSFER],
        station + TRANSFER,
        TRANSFER_ROW,
    )
    served = work_through(
        bench,
        servers,
        labs.service[TRANSFER],
        bag.factors,
        tubes,
        second,
        joined,
        lab,
        tally.busy,
        tally.flow,
        starts,
        done,
        log,
    )
    # the order among those that finish together is by seniority, which is the pool's number
    pools = ranks[:served]
    keys = done[:served].copy()
    by_pool = np.argsort(pools, kind="mergesort")
    by_end = np.empty(served, np.int64)
    sort_by_end(keys[by_pool], served, by_end)
    return pools[by_pool][by_end], keys[by_pool][by_end]


@kernel()
def finish_run(
    tubes: Tubes,
    bag: Bag,
    tally: LaboratoryTally,
    labs: LaboratoryArrays,
    stage: int,
    machine: int,
    urgent: Queue,
    routine: Queue,
    now: int,
) -> None:
    """Pass the items of a finished run on to the next batch stage."""
    item = bag.run_head[machine]
    station = labs.first_station + bag.lab * STAGES + stage + 1
    hour = hour_bin(now, tally.flow)
    while item >= 0:
        following = bag.follows[item]
        join(urgent if item >= bag.pools else routine, item, now)
        tally.flow[station, hour] += persons_of_item(tubes, bag, item)
        item = following


@kernel()
def plate_of(tubes: Tubes, bag: Bag, machine: int) -> tuple[bool, int]:
    """Tell whether a finished run holds a single tube, and its people."""
    urgent = False
    persons = 0
    item = bag.run_head[machine]
    while item >= 0:
        urgent = urgent or item >= bag.pools
        persons += persons_of_item(tubes, bag, item)
        item = bag.follows[item]
    return urgent, persons


@kernel()
def start_reviews(
    labs: LaboratoryArrays,
    bag: Bag,
    servers: Servers,
    plates: Plates,
    lines: Lines,
    now: int,
    tally: LaboratoryTally,
    events: list[tuple[int, int, int]],
    log: Log | None,
) -> None:
    """Begin reviews while a reviewer is free, plates with re-tests first."""
    lab = bag.lab
    first = labs.server_offset[lab, REVIEW]
    station = labs.first_station + lab * STAGES + REVIEW
    while length(lines.review_urgent) + length(lines.review) > 0:
        server, at = first_server(servers, first, labs.server_count[lab, REVIEW], now)
        if at != now:
            return
        urgent = length(lines.review_urgent) > 0
        plate = leave(lines.review_urgent) if urgent else leave(lines.review)
        number = bag.starts[REVIEW]
        bag.starts[REVIEW] = number + 1
        lasts, taken = occupation(
            labs.service[REVIEW],
            bag.stage_key[REVIEW],
            number,
            labs.occupancy[lab, REVIEW],
            bag.factors,
            now,
        )
        servers.ready[server] = now + taken
        bag.run_head[server] = plates.head[plate]
        bag.run_number[server] = plate
        heapq.heappush(events, (now + lasts, REVIEW, server))
        tally.flow[station, hour_bin(now, tally.flow)] -= plates.persons[plate]
        add_interval(tally.busy, station, now, now + taken)
        if log is not None:
            write(log, now, REVIEW_ROW, lab, NONE, NONE, plate, NONE, server - first)


@kernel()
def start_recalls(
    labs: LaboratoryArrays,
    luck: LaboratoryLuck,
    tubes: Tubes,
    bag: Bag,
    crews: Ints,
    lines: Lines,
    now: int,
    events: list[tuple[int, int, int]],
    log: Log | None,
) -> None:
    """Send recall crews out while one is free, lowest number first."""
    for crew in range(len(crews)):
        if length(lines.recall) == 0 or not labs.ready_ms[bag.lab] <= now < labs.closes_ms:
            return
        if crews[crew] <= now:
            pool = leave(lines.recall)
            t = bag.order[pool]
            crews[crew] = now + recall_ms(labs, luck, tubes, t, VISIT) * tubes.persons[t]
            heapq.heappush(events, (crews[crew], RECALL_END, pool))
            if log is not None:
                write_item(log, tubes, bag, now, RECALL_ROW, pool, crew)


@kernel()
def start_express(
    labs: LaboratoryArrays,
    tubes: Tubes,
    bag: Bag,
    bench_free: Ints,
    lines: Lines,
    now: int,
    events: list[tuple[int, int, int]],
    log: Log | None,
) -> None:
    """Begin the next single tube at the express bench when it is free."""
    open_now = labs.ready_ms[bag.lab] <= now < labs.closes_ms
    if length(lines.express) == 0 or not open_now or bench_free[0] > now:
        return
    single = leave(lines.express)
    lasts, taken = occupation(
        labs.service[EXPRESS],
        bag.stage_key[EXPRESS],
        bag.starts[EXPRESS],
        FACTOR_ONE,
        bag.factors,
        now,
    )
    bag.starts[EXPRESS] += 1
    bench_free[0] = now + taken
    heapq.heappush(events, (now + lasts, EXPRESS_END, single))
    if log is not None:
        write_item(log, tubes, bag, now, EXPRESS_ROW, single, NONE)


@kernel()
def next_service_ms(labs: LaboratoryArrays, lab: int, free: Ints, waiting: int, now: int) -> int:
    """Return when crews or the express bench can take up their next job."""
    if waiting == 0 or len(free) == 0:
        return NEVER
    at = max(now, labs.ready_ms[lab], free.min())
    return at if at < labs.closes_ms else NEVER


@kernel()
def apply_event(
    labs: LaboratoryArrays,
    luck: LaboratoryLuck,
    tubes: Tubes,
    bag: Bag,
    lines: Lines,
    plates: Plates,
    tally: LaboratoryTally,
    now: int,
    kind: int,
    which: int,
    events: list[tuple[int, int, int]],
    log: Log | None,
) -> None:
    """Settle one completion."""
    lab = bag.lab
    if kind == INACTIVATION:
        urgent, routine = lines.extraction_urgent, lines.extraction
        finish_run(tubes, bag, tally, labs, kind, which, urgent, routine, now)
    elif kind == EXTRACTION:
        urgent, routine = lines.amplification_urgent, lines.amplification
        finish_run(tubes, bag, tally, labs, kind, which, urgent, routine, now)
    elif kind == AMPLIFICATION:
        plate = bag.run_number[which]
        is_urgent, persons = plate_of(tubes, bag, which)
        plates.head[plate] = bag.run_head[which]
        plates.persons[plate] = persons
        join(lines.review_urgent if is_urgent else lines.review, plate, now)
        station = labs.first_station + lab * STAGES + REVIEW
        tally.flow[station, hour_bin(now, tally.flow)] += persons
    elif kind == REVIEW:
        after_review(
            labs,
            luck,
            tubes,
            bag,
            tally,
            bag.run_head[which],
            bag.run_number[which],
            lines.extraction_urgent,
            lines.extraction,
            now,
            events,
            log,
        )
    elif kind == LOCATED:
        join(lines.recall, which, now)
        if log is not None:
            write_item(log, tubes, bag, now, LOCATED_ROW, which, NONE)
    elif kind == RECALL_END:
        t = bag.order[which]
        tally.retests[RESWABS] += tubes.persons[t]
        at = now + recall_ms(labs, luck, tubes, t, COURIER)
        heapq.heappush(events, (at, SINGLES_COME, which))
        if log is not None:
            for m in range(tubes.persons[t]):
                single = bag.pools + bag.single_from[which] + m
                write_item(log, tubes, bag, now, RESWABBED, single, NONE)
    elif kind == SINGLES_COME:
        for m in range(tubes.persons[bag.order[which]]):
            single = bag.pools + bag.single_from[which] + m
            join(lines.express, single, now)
            if log is not None:
                write_item(log, tubes, bag, now, RETEST_DELIVERED, single, NONE)
    else:
        first = labs.first_batch_stage[lab]
        to = lines.inactivation_urgent if first == INACTIVATION else lines.extraction_urgent
        join(to, which, now)
        station = labs.first_station + lab * STAGES + first
        tally.flow[station, hour_bin(now, tally.flow)] += 1


@kernel()
def run_laboratory(
    labs: LaboratoryArrays,
    luck: LaboratoryLuck,
    tubes: Tubes,
    members: Ints,
    servers: Servers,
    tally: LaboratoryTally,
    lab: int,
    order: Ints,
    delivered: Ints,
    log: Log | None,
) -> None:
    """Simulate one laboratory to its end.

    Parameters
    ----------
    order, delivered
        Positions of its tubes in ``tubes`` by seniority, and when each is delivered.
    """
    take_in(labs, tubes, tally, lab, order, delivered)
    bag = open_bag(labs, luck, tubes, members, lab, order)
    stream_item, stream = front_of_house(labs, tubes, servers, bag, tally, delivered, log)
    lines = new_lines(bag.pools, len(bag.single_pool))
    plates = Plates(np.empty(1024, np.int64), np.empty(1024, np.int64))
    crews = np.zeros(labs.recall_crews[lab], np.int64)
    express = np.zeros(1, np.int64)
    inactivates = labs.first_batch_stage[lab] == INACTIVATION
    feed = lines.inactivation if inactivates else lines.extraction
    feed_station = labs.first_station + lab * STAGES + labs.first_batch_stage[lab]
    nothing = np.empty(0, np.int64)
    fed = 0
    events = [(np.int64(0), np.int64(0), np.int64(0))]
    events.pop()
    now = np.int64(0)
    while True:
        upcoming = events[0][0] if len(events) > 0 else NEVER
        rest = stream[fed:]
        upcoming = min(
            upcoming,
            next_start_ms(
                labs, bag, servers, INACTIVATION, lines.inactivation_urgent, lines.inactivation,
                rest if inactivates else nothing, 0, now,
            ),
            next_start_ms(
                labs, bag, servers, EXTRACTION, lines.extraction_urgent, lines.extraction,
                nothing if inactivates else rest, 0, now,
            ),
            next_start_ms(
                labs, bag, servers, AMPLIFICATION, lines.amplification_urgent,
                lines.amplification, nothing, 0, now,
            ),
            next_service_ms(labs, lab, crews, length(lines.recall), now),
            next_service_ms(labs, lab, express, length(lines.express), now),
        )
        if length(lines.review_urgent) + length(lines.review) > 0:
            first = labs.server_offset[lab, REVIEW]
            for reviewer in range(first, first + labs.server_count[lab, REVIEW]):
                upcoming = min(upcoming, later_start_ms(servers, reviewer, now))
        if upcoming == NEVER:
            break
        now = upcoming

        while len(events) > 0 and events[0][0] == now:
            _, kind, which = heapq.heappop(events)
            if kind == AMPLIFICATION and bag.run_number[which] >= len(plates.head):
                plates = Plates(
                    np.concatenate((plates.head, plates.head)),
                    np.concatenate((plates.persons, plates.persons)),
                )
            apply_event(
                labs, luck, tubes, bag, lines, plates, tally, now, kind, which, events, log
            )
        while fed < len(stream) and stream[fed] <= now:
            item = stream_item[fed]
            join(feed, item, stream[fed])
            hour = hour_bin(stream[fed], tally.flow)
            tally.flow[feed_station, hour] += tubes.persons[order[item]]
            fed += 1

        start_recalls(labs, luck, tubes, bag, crews, lines, now, events, log)
        start_express(labs, tubes, bag, express, lines, now, events, log)
        start_runs(
            labs, bag, tubes, servers, INACTIVATION, lines.inactivation_urgent,
            lines.inactivation, now, tally, events, log,
        )
        start_runs(
            labs, bag, tubes, servers, EXTRACTION, lines.extraction_urgent, lines.extraction,
            now, tally, events, log,
        )
        start_runs(
            labs, bag, tubes, servers, AMPLIFICATION, lines.amplification_urgent,
            lines.amplification, now, tally, events, log,
        )
        start_reviews(labs, bag, servers, plates, lines, now, tally, events, log)
    for i in range(fed, len(stream)):
        persons = tubes.persons[order[stream_item[i]]]
        tally.flow[feed_station, hour_bin(stream[i], tally.flow)] += persons
