"""Review and what follows it: repeats, results, publication, recall."""

from typing import Any

import numpy as np

from planner.simulation.compiled.bench import (
    POOLS,
    RECALL_LINE,
    REVIEW_LINE,
    ROUTINE,
    URGENT,
    Bench,
    LaboratoryArrays,
    begin_service,
    write_item,
)
from planner.simulation.compiled.events import push
from planner.simulation.compiled.queues import item_of, leave, length
from planner.simulation.compiled.records import (
    CLOSED,
    DETECTION_ROW,
    EXTRACTION,
    FLOW,
    INCONCLUSIVE,
    LOCATE_TABLE,
    NEGATIVE,
    NORMAL_TABLE,
    PERSONS_CLOSED,
    PERSONS_RESULTED,
    POSITIVE,
    RESULTED,
    RETESTS_ROW,
    REVIEW,
    STAGE_COUNT,
    TUBES_PUBLISHED,
    TUBES_ROW,
    VISIT_TABLE,
    Counts,
    add_interval,
    hour_bin,
    minute_bin,
    write,
)
from planner.simulation.compiled.runs import join_stage
from planner.simulation.compiled.servers import first_server, occupy
from planner.simulation.detection import detects, load_copies
from planner.simulation.kernel import kernel
from planner.simulation.layout import HOUSEHOLD, MINUTE_MS, REPEAT, Ints
from planner.simulation.log import NONE, Event
from planner.simulation.quantiles import FACTOR_ONE, duration_ms
from planner.simulation.streams import derive, high_bits, low_bits
from planner.simulation.tally import TURNAROUND_BIN_MINUTES

REVIEW_ROW, PLATE_FAILED = int(Event.REVIEW), int(Event.PLATE_FAILED)
INVALID, RESULT, RECALL = int(Event.INVALID), int(Event.RESULT), int(Event.RECALL)
LOCATED, RECALL_END, SINGLES_COME, EXPRESS_END = np.arange(10, 14)
"""Kinds of a laboratory's events; smaller ones are the stage whose run or review ends."""
LEDGER_INCONCLUSIVE = 4
TESTED, TUBE_POSITIVE, TUBE_INCONCLUSIVE, REPEATED, FAILED_PLATES = 1, 2, 3, 4, 6
IN_POSITIVE_TUBE, CONFIRMED = 2, 3
RECALLED, RETESTS, RETESTS_POSITIVE = 0, 2, 3
_TURNAROUND_BIN = np.uint64(TURNAROUND_BIN_MINUTES * MINUTE_MS)


@kernel()
def recall_ms(arrays: LaboratoryArrays, bench: Bench, pool: int, row: int) -> int:
    """Draw how long locating, visiting one person or the express courier takes for a tube."""
    tube = arrays.tubes[bench.items[pool].tube]
    key = derive(arrays.rules[0].recall, arrays.sites[tube.site].township_key)
    bits = derive(derive(key, tube.first_person), row - LOCATE_TABLE)
    return duration_ms(arrays.quantiles[row], bits, FACTOR_ONE)


@kernel()
def person_load(arrays: LaboratoryArrays, township: int, person: int) -> int:
    """Return the viral load of a person, 0 for those who are not infected."""
    rules = arrays.rules[0]
    number = person & ~REPEAT
    if low_bits(derive(derive(rules.person, township), number)) >= rules.infected_below:
        return 0
    bits = derive(derive(rules.load, township), number)
    return load_copies(arrays.quantiles[NORMAL_TABLE], bits, rules.load_mean, rules.load_sd)


@kernel()
def is_positive(arrays: LaboratoryArrays, bench: Bench, item: int, key: int) -> bool:
    """Tell whether this attempt finds the item positive."""
    rules = arrays.rules[0]
    tube = arrays.tubes[bench.items[item].tube]
    load = tube.load
    pool = arrays.sites[tube.site].pool
    dilution = arrays.dilution[tube.swabs if pool == HOUSEHOLD else pool]
    if item >= bench.numbers[POOLS]:
        township = arrays.sites[tube.site].township_key
        load = person_load(arrays, township, bench.items[item].person)
        dilution = arrays.dilution[1]
    if load == 0:
        return False
    bits = derive(key, 2 * bench.items[item].attempts + 1)
    normal = arrays.quantiles[NORMAL_TABLE]
    return detects(normal, bits, load, dilution, rules.limit_copies, rules.limit_sd)


@kernel(inline=True)
def count_tested(
    arrays: LaboratoryArrays, lab: int, tube: Any, is_closed: bool, ms: int, counts: Counts
) -> None:
    """Count the people and the tube of a pool's first published result."""
    minute = minute_bin(ms, counts.districts.shape[2])
    district = arrays.sites[tube.site].district
    counts.laboratories[TUBES_PUBLISHED, lab, minute] += 1
    counts.laboratories[PERSONS_RESULTED, lab, minute] += tube.persons
    counts.districts[RESULTED, district, minute] += tube.persons
    if is_closed:
        counts.laboratories[PERSONS_CLOSED, lab, minute] += tube.persons
        counts.districts[CLOSED, district, minute] += tube.persons
    # such numbers are exact as floats, whose division is faster
    swabbed_ms = np.int64(tube.swabbed_ms_sum / tube.swabs)
    late = np.uint64(ms - swabbed_ms) // _TURNAROUND_BIN
    last = counts.turnaround.shape[1] - 1
    counts.turnaround[lab, min(late, np.uint64(last))] += tube.persons
    counts.rows[TUBES_ROW, TESTED] += 1


@kernel()
def publish_pool(
    arrays: LaboratoryArrays,
    bench: Bench,
    lab: int,
    pool: int,
    outcome: int,
    ms: int,
    counts: Counts,
) -> None:
    """Count the published result of a pool tube."""
    tube = arrays.tubes[bench.items[pool].tube]
    site = arrays.sites[tube.site]
    if outcome == INCONCLUSIVE:
        minute = minute_bin(ms, counts.laboratories.shape[2])
        counts.laboratories[TUBES_PUBLISHED, lab, minute] += 1
        counts.rows[TUBES_ROW, TUBE_INCONCLUSIVE] += 1
        counts.ledger[site.district, LEDGER_INCONCLUSIVE] += tube.persons
        return
    count_tested(arrays, lab, tube, outcome == NEGATIVE, ms, counts)
    if outcome == NEGATIVE:
        return
    counts.rows[TUBES_ROW, TUBE_POSITIVE] += 1
    counts.rows[RETESTS_ROW, RECALLED] += tube.swabs
    for m in range(tube.swabs):
        person = bench.items[bench.items[pool].single_from + m].person
        if person < REPEAT and person_load(arrays, site.township_key, person) > 0:
            counts.rows[DETECTION_ROW, IN_POSITIVE_TUBE] += 1


@kernel()
def publish_single(
    arrays: LaboratoryArrays,
    bench: Bench,
    lab: int,
    item: int,
    outcome: int,
    ms: int,
    counts: Counts,
) -> None:
    """Count the published result of a single tube."""
    if outcome == INCONCLUSIVE:
        return
    minute = minute_bin(ms, counts.districts.shape[2])
    district = arrays.sites[arrays.tubes[bench.items[item].tube].site].district
    is_first = bench.items[item].person < REPEAT
    counts.rows[RETESTS_ROW, RETESTS] += 1
    counts.laboratories[PERSONS_CLOSED, lab, minute] += is_first
    counts.districts[CLOSED, district, minute] += is_first
    if outcome == POSITIVE:
        counts.rows[RETESTS_ROW, RETESTS_POSITIVE] += 1
        counts.rows[DETECTION_ROW, CONFIRMED] += is_first


@kernel(inline=True)
def attempt_bits(arrays: LaboratoryArrays, item: Any, tube: Any) -> tuple[int, int]:
    """Return the key of an item's draws, its first person's, and the bits of this attempt."""
    site = arrays.sites[tube.site]
    if item.person == NONE:
        key = derive(site.tube_key, tube.first_person)
    else:
        key = derive(derive(arrays.rules[0].express, site.township_key), item.person)
    return key, derive(key, 2 * item.attempts)


@kernel()
def end_review(
    arrays: LaboratoryArrays,
    bench: Bench,
    lab: int,
    reviewer: int,
    now: int,
    counts: Counts,
    log: Ints | None,
) -> None:
    """Give every tube of a reviewed plate its result, or send it back to extraction."""
    rules = arrays.rules[0]
    number = arrays.servers[reviewer].number
    plate = bench.plates[number]
    failed = high_bits(derive(bench.keys[STAGE_COUNT + 1], number)) < rules.failed_plate_below
    if failed:
        counts.rows[TUBES_ROW, FAILED_PLATES] += 1
        if log is not None:
            write(log, now, PLATE_FAILED, lab, NONE, NONE, number, NONE, NONE)
    upload = -(-now // rules.publication_ms) * rules.publication_ms
    for place in range(plate.urgent_from, plate.urgent_to):
        item = item_of(bench.entries[place])
        review_item(arrays, bench, lab, item, failed, now, upload, counts, log)
    for place in range(plate.routine_from, plate.routine_to):
        item = item_of(bench.entries[place])
        tube = arrays.tubes[bench.items[item].tube]
        _, bits = attempt_bits(arrays, bench.items[item], tube)
        if failed or tube.load > 0 or high_bits(bits) < rules.invalid_below:
            review_item(arrays, bench, lab, item, failed, now, upload, counts, log)
            continue
        # nearly all tubes: valid, without virus
        count_tested(arrays, lab, tube, True, upload, counts)
        if log is not None:
            write_item(log, arrays, bench, lab, upload, RESULT, item, NEGATIVE)


@kernel()
def review_item(
    arrays: LaboratoryArrays,
    bench: Bench,
    lab: int,
    item: int,
    failed: bool,
    now: int,
    upload: int,
    counts: Counts,
    log: Ints | None,
) -> None:
    """Give a tube of a reviewed plate its result, or send it back to extraction."""
    rules = arrays.rules[0]
    own = bench.items[item]
    key, bits = attempt_bits(arrays, own, arrays.tubes[own.tube])
    outcome = NEGATIVE
    if failed or high_bits(bits) < rules.invalid_below:
        outcome = INCONCLUSIVE
        own.attempts += 1
        if log is not None:
            write_item(log, arrays, bench, lab, now, INVALID, item, own.attempts)
        if own.attempts < rules.attempts:
            counts.rows[TUBES_ROW, REPEATED] += 1
            join_stage(arrays, bench, lab, EXTRACTION, item, now, counts)
            return
    elif is_positive(arrays, bench, item, key):
        outcome = POSITIVE
    # a positive is reported at once, not with the next upload
    at = now if outcome == POSITIVE else upload
    if log is not None:
        write_item(log, arrays, bench, lab, at, RESULT, item, outcome)
    if item >= bench.numbers[POOLS]:
        publish_single(arrays, bench, lab, item, outcome, at, counts)
        return
    publish_pool(arrays, bench, lab, item, outcome, at, counts)
    if outcome == POSITIVE:
        located = now + recall_ms(arrays, bench, item, LOCATE_TABLE)
        push(bench.heap, bench.numbers, located, LOCATED, item)


@kernel(inline=True)
def start_reviews(
    arrays: LaboratoryArrays, bench: Bench, lab: int, now: int, counts: Counts, log: Ints | None
) -> None:
    """Begin reviews while a reviewer is free, plates with re-tests first."""
    own = arrays.stages[lab, REVIEW]
    station = arrays.rules[0].first_station + lab * STAGE_COUNT + REVIEW
    while True:
        urgent = length(bench.ends, REVIEW_LINE + URGENT) > 0
        if not urgent and length(bench.ends, REVIEW_LINE + ROUTINE) == 0:
            return
        reviewer, at = first_server(
            arrays.spans, arrays.servers, own.server_from, own.server_to, now
        )
        if at != now:
            return
        plate = leave(bench.entries, bench.ends, REVIEW_LINE + (URGENT if urgent else ROUTINE))
        _, lasts, taken = begin_service(arrays, bench, lab, REVIEW, now)
        server = arrays.servers[reviewer]
        server.number = plate
        occupy(arrays.spans, server, now + taken)
        push(bench.heap, bench.numbers, now + lasts, REVIEW, reviewer)
        persons = bench.plates[plate].persons
        counts.hourly[FLOW, station, hour_bin(now, counts.hourly.shape[2])] -= persons
        add_interval(counts.hourly, station, now, now + taken)
        if log is not None:
            write(log, now, REVIEW_ROW, lab, NONE, NONE, plate, NONE, reviewer - own.server_from)


@kernel(inline=True)
def start_recalls(
    arrays: LaboratoryArrays, bench: Bench, lab: int, now: int, log: Ints | None
) -> None:
    """Send recall crews out while one is free, lowest number first."""
    ready = arrays.laboratories[lab].ready_ms
    if now < ready or now >= arrays.rules[0].closes_ms:
        return
    for crew in range(arrays.laboratories[lab].recall_crews):
        if length(bench.ends, RECALL_LINE) == 0:
            return
        if bench.crews[crew] <= now:
            pool = leave(bench.entries, bench.ends, RECALL_LINE)
            visits = recall_ms(arrays, bench, pool, VISIT_TABLE)
            back = now + visits * arrays.tubes[bench.items[pool].tube].swabs
            bench.crews[crew] = back
            push(bench.heap, bench.numbers, back, RECALL_END, pool)
            if log is not None:
                write_item(log, arrays, bench, lab, now, RECALL, pool, crew)
