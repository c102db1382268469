"""After review: repeats, results, publication and the recall that a positive sets off."""

import heapq

from planner.simulation.compiled.laboratory_records import (
    STAGES,
    Bag,
    LaboratoryArrays,
    LaboratoryLuck,
    LaboratoryTally,
    persons_of_item,
    tube_of,
    write_item,
)
from planner.simulation.compiled.queues import Queue, join
from planner.simulation.compiled.records import Log, Tubes, hour_bin, minute_bin, write
from planner.simulation.detection import detects, load_copies
from planner.simulation.kernel import kernel
from planner.simulation.layout import EXTRACTION, MINUTE_MS
from planner.simulation.log import INCONCLUSIVE, NEGATIVE, NONE, POSITIVE, Event
from planner.simulation.quantiles import FACTOR_ONE, duration_ms
from planner.simulation.streams import derive, high_bits, low_bits

PLATE_FAILED, INVALID, RESULT = int(Event.PLATE_FAILED), int(Event.INVALID), int(Event.RESULT)
LOCATED = 10
"""Kind of the laboratory's event; kinds below are stages."""
LOCATE, VISIT, COURIER = range(3)
LEDGER_RESULTED, LEDGER_INCONCLUSIVE = 0, 4
TESTED, TUBE_POSITIVE, TUBE_INCONCLUSIVE, REPEATED, FAILED_PLATES = 1, 2, 3, 4, 6
IN_POSITIVE_TUBE, CONFIRMED = 2, 3
RECALLED, RETESTS, RETESTS_POSITIVE = 0, 2, 3
TURNAROUND_BIN_MS = 10 * MINUTE_MS


@kernel()
def recall_ms(
    labs: LaboratoryArrays, luck: LaboratoryLuck, tubes: Tubes, tube: int, what: int
) -> int:
    """Draw how long locating, visiting one person or the express courier takes for a tube."""
    key = derive(luck.recall, labs.site_township[tubes.site[tube]])
    own = derive(key, tubes.first_person[tube])
    return duration_ms(labs.recall[what], derive(own, what), FACTOR_ONE)


@kernel()
def person_load(
    labs: LaboratoryArrays, luck: LaboratoryLuck, township: int, person: int
) -> int:
    """Return the viral load of a person, 0 for those who are not infected."""
    if low_bits(derive(derive(luck.person, township), person)) >= luck.infected_below:
        return 0
    bits = derive(derive(luck.load, township), person)
    return load_copies(labs.normal, bits, labs.load_mean, labs.load_sd)


@kernel()
def is_positive(
    labs: LaboratoryArrays, tubes: Tubes, bag: Bag, luck: LaboratoryLuck, item: int, key: int
) -> bool:
    """Tell whether this attempt finds the item positive."""
    t = tube_of(bag, item)
    if item < bag.pools:
        load = tubes.load[t]
        dilution = labs.dilution[labs.site_pool[tubes.site[t]]]
    else:
        township = labs.site_township[tubes.site[t]]
        load = person_load(labs, luck, township, bag.single_person[item - bag.pools])
        dilution = labs.dilution[1]
    if load == 0:
        return False
    bits = derive(key, 2 * bag.attempts[item] + 1)
    return detects(labs.normal, bits, load, dilution, labs.limit_copies, labs.limit_sd)


@kernel()
def count_pool_result(
    labs: LaboratoryArrays,
    luck: LaboratoryLuck,
    tubes: Tubes,
    bag: Bag,
    tally: LaboratoryTally,
    pool: int,
    outcome: int,
    ms: int,
) -> None:
    """Count the people and the tube of a pool's published result."""
    t = bag.order[pool]
    persons = tubes.persons[t]
    district = labs.site_district[tubes.site[t]]
    minute = minute_bin(ms, tally.resulted)
    tally.tubes_published[bag.lab, minute] += 1
    if outcome == INCONCLUSIVE:
        tally.tubes[TUBE_INCONCLUSIVE] += 1
        tally.ledger[district, LEDGER_INCONCLUSIVE] += persons
        return
    tally.tubes[TESTED] += 1
    tally.persons_resulted[bag.lab, minute] += persons
    tally.resulted[district, minute] += persons
    tally.ledger[district, LEDGER_RESULTED] += persons
    late = (ms - tubes.swabbed_ms_sum[t] // persons) // TURNAROUND_BIN_MS
    tally.turnaround[bag.lab, min(late, tally.turnaround.shape[1] - 1)] += persons
    if outcome == NEGATIVE:
        tally.persons_closed[bag.lab, minute] += persons
        tally.closed[district, minute] += persons
        return
    tally.tubes[TUBE_POSITIVE] += 1
    tally.retests[RECALLED] += persons
    township = labs.site_township[tubes.site[t]]
    for m in range(persons):
        person = bag.single_person[bag.single_from[pool] + m]
        tally.detection[IN_POSITIVE_TUBE] += person_load(labs, luck, township, person) > 0


@kernel()
def publish(
    labs: LaboratoryArrays,
    luck: LaboratoryLuck,
    tubes: Tubes,
    bag: Bag,
    tally: LaboratoryTally,
    item: int,
    outcome: int,
    ms: int,
    log: Log | None,
) -> None:
    """Publish the result of a pool or single tube."""
    if log is not None:
        write_item(log, tubes, bag, ms, RESULT, item, outcome)
    if item < bag.pools:
        count_pool_result(labs, luck, tubes, bag, tally, item, outcome, ms)
        return
    if outcome == INCONCLUSIVE:
        return
    minute = minute_bin(ms, tally.closed)
    tally.retests[RETESTS] += 1
    tally.persons_closed[bag.lab, minute] += 1
    tally.closed[labs.site_district[tubes.site[tube_of(bag, item)]], minute] += 1
    if outcome == POSITIVE:
        tally.retests[RETESTS_POSITIVE] += 1
        tally.detection[CONFIRMED] += 1


@kernel()
def item_key(
    labs: LaboratoryArrays, luck: LaboratoryLuck, tubes: Tubes, bag: Bag, item: int
) -> int:
    """Return the key of an item's draws: its first person's."""
    t = tube_of(bag, item)
    township = labs.site_township[tubes.site[t]]
    if item < bag.pools:
        return derive(derive(luck.tube, township), tubes.first_person[t])
    return derive(derive(luck.express, township), bag.single_person[item - bag.pools])


@kernel()
def after_review(
    labs: LaboratoryArrays,
    luck: LaboratoryLuck,
    tubes: Tubes,
    bag: Bag,
    tally: LaboratoryTally,
    head: int,
    plate: int,
    urgent: Queue,
    routine: Queue,
    now: int,
    events: list[tuple[int, int, int]],
    log: Log | None,
) -> None:
    """Give every tube of a reviewed plate its result, or send it back to ``urgent``/``routine``."""
    failed = high_bits(derive(bag.plate_key, plate)) < labs.failed_plate_below
    if failed:
        tally.tubes[FAILED_PLATES] += 1
        if log is not None:
            write(log, now, PLATE_FAILED, bag.lab, NONE, NONE, plate, NONE, NONE)
    upload = -(-now // labs.publication_ms) * labs.publication_ms
    item = head
    while item >= 0:
        following = bag.follows[item]
        key = item_key(labs, luck, tubes, bag, item)
        bits = derive(key, 2 * bag.attempts[item])
        if failed or high_bits(bits) < labs.invalid_below:
            bag.attempts[item] += 1
            if log is not None:
                write_item(log, tubes, bag, now, INVALID, item, bag.attempts[item])
            if bag.attempts[item] < labs.attempts:
                tally.tubes[REPEATED] += 1
                send_back(labs, tubes, bag, tally, item, urgent, routine, now)
            else:
                publish(labs, luck, tubes, bag, tally, item, INCONCLUSIVE, upload, log)
        elif is_positive(labs, tubes, bag, luck, item, key):
            publish(labs, luck, tubes, bag, tally, item, POSITIVE, now, log)
            if item < bag.pools:
                at = now + recall_ms(labs, luck, tubes, bag.order[item], LOCATE)
                heapq.heappush(events, (at, LOCATED, item))
        else:
            publish(labs, luck, tubes, bag, tally, item, NEGATIVE, upload, log)
        item = following


@kernel()
def send_back(
    labs: LaboratoryArrays,
    tubes: Tubes,
    bag: Bag,
    tally: LaboratoryTally,
    item: int,
    urgent: Queue,
    routine: Queue,
    now: int,
) -> None:
    """Put a tube that must be repeated back before extraction."""
    join(urgent if item >= bag.pools else routine, item, now)
    station = labs.first_station + bag.lab * STAGES + EXTRACTION
    hour = hour_bin(now, tally.flow)
    tally.flow[station, hour] += persons_of_item(tubes, bag, item)


