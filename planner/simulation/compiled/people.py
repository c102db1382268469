"""Who comes to a site and when: attendance by person, instants by interval."""

from typing import Any

import numpy as np

from planner.simulation.compiled.records import (
    DETECTION_ROW,
    SPACING_TABLE,
    Counts,
    Records,
    Scratch,
    SiteArrays,
    write,
)
from planner.simulation.kernel import kernel
from planner.simulation.layout import REPEAT, Ints
from planner.simulation.log import NONE, TURNED_AWAY, Event
from planner.simulation.quantiles import quantile
from planner.simulation.streams import derive, high_bits, low_bits

LEAVE = int(Event.LEAVE)
LEDGER_TURNED_AWAY, LEDGER_NEVER = 6, 7


@kernel()
def roll_call(
    site: Any, rules: Any, first: Ints, late: Ints, drawn: Ints
) -> tuple[int, int, int, int]:
    """Fill the numbers of first-pass and late people, and what everybody draws.

    Returns
    -------
    First-pass people, people of the late pass, infected people, and those who come in both passes.
    """
    key = derive(rules.person, site.township_key)
    firsts = 0
    lates = 0
    carriers = 0
    repeats = 0
    for i in range(site.persons):
        drawn[i] = derive(key, site.first_number + i)
    # written before it is known whether they come, as a guess would often be wrong
    for i in range(site.persons):
        number = site.first_number + i
        attends = high_bits(drawn[i])
        is_first = attends >= site.late_below
        comes_late = (attends >= site.never_below) & (attends < site.repeat_below)
        first[firsts] = number
        firsts += is_first
        late[lates] = number | (is_first * REPEAT)
        lates += comes_late
        repeats += is_first & comes_late
        carriers += low_bits(drawn[i]) < rules.infected_below
    return firsts, lates, carriers, repeats


@kernel()
def apportion(total: int, passes: Records, counts: Ints) -> None:
    """Divide ``total`` by largest remainders, ties by lowest index; weights must not all be 0."""
    whole = 0
    for i in range(len(passes)):
        whole += passes[i].weight
    left = total
    for i in range(len(passes)):
        counts[i] = total * passes[i].weight // whole
        left -= counts[i]
    # a share that has got its remainder is marked by its complement until all are dealt
    for _ in range(left):
        best = -1
        most = -1
        for i in range(len(passes)):
            remainder = total * passes[i].weight % whole
            if counts[i] >= 0 and remainder > most:
                best = i
                most = remainder
        counts[best] = ~(counts[best] + 1)
    for i in range(len(passes)):
        if counts[i] < 0:
            counts[i] = ~counts[i]


@kernel()
def arrival_instants(
    spacing: Ints, key: int, people: int, passes: Records, counts: Ints, instants: Ints
) -> int:
    """Fill the rising instants at which the people of one pass come.

    Counts are exact in every interval; within one, instants are ordered uniform draws by
    normalised exponential spacings.

    Returns
    -------
    How many people come: all, or nobody where the site never opens.
    """
    if len(passes) == 0:
        return 0
    apportion(people, passes, counts)
    at = 0
    for i in range(len(passes)):
        if counts[i] == 0:
            continue
        own = derive(key, i)
        passed = 0
        for rank in range(counts[i]):
            passed += quantile(spacing, derive(own, rank))
            instants[at + rank] = passed
        # without signs, which halves the cost of the division
        total = np.uint64(max(passed + quantile(spacing, derive(own, counts[i])), 1))
        opens = passes[i].open_ms
        length = passes[i].close_ms - opens
        for rank in range(at, at + counts[i]):
            after = np.int64(np.uint64(instants[rank] * length) // total)
            instants[rank] = opens + min(after, length - 1)
        at += counts[i]
    return at


@kernel()
def merge_passes(scratch: Scratch, first_come: int, late_come: int) -> None:
    """Fill the people of both passes by instant and number, first visits before second ones."""
    i = 0
    f = 0
    for g in range(late_come):
        late_ms, late = scratch.late_ms[g], scratch.late[g]
        while f < first_come and (
            scratch.first_ms[f] < late_ms
            or (scratch.first_ms[f] == late_ms and scratch.first[f] <= late & ~REPEAT)
        ):
            scratch.visits[i].queued_ms = scratch.first_ms[f]
            scratch.visits[i].person = scratch.first[f]
            f += 1
            i += 1
        scratch.visits[i].queued_ms = late_ms
        scratch.visits[i].person = late
        i += 1
    for rest in range(f, first_come):
        scratch.visits[late_come + rest].queued_ms = scratch.first_ms[rest]
        scratch.visits[late_come + rest].person = scratch.first[rest]


@kernel()
def gather(
    arrays: SiteArrays, site: Any, index: int, scratch: Scratch, counts: Counts, log: Ints | None
) -> int:
    """Fill who comes to the site and when, in the order of arrival; return how many come."""
    rules = arrays.rules[0]
    firsts, lates, carriers, repeats = roll_call(
        site, rules, scratch.first, scratch.late, scratch.bits
    )
    spacing = arrays.quantiles[SPACING_TABLE]
    first_come = arrival_instants(
        spacing, derive(rules.first_pass, site.key), firsts,
        arrays.passes[site.first_from : site.first_to], scratch.intervals, scratch.first_ms,
    )  # fmt: skip
    late_come = arrival_instants(
        spacing, derive(rules.late_pass, site.key), lates,
        arrays.passes[site.late_from : site.late_to], scratch.intervals, scratch.late_ms,
    )  # fmt: skip
    counts.rows[DETECTION_ROW, 0] += carriers
    counts.ledger[site.district, LEDGER_NEVER] += site.persons - firsts - (lates - repeats)
    counts.ledger[site.district, LEDGER_TURNED_AWAY] += firsts - first_come
    for i in range(late_come, lates):
        counts.ledger[site.district, LEDGER_TURNED_AWAY] += scratch.late[i] < REPEAT
    if log is not None:
        for i in range(first_come, firsts):
            write(log, 0, LEAVE, NONE, index, NONE, NONE, scratch.first[i], TURNED_AWAY)
        for i in range(late_come, lates):
            write(log, 0, LEAVE, NONE, index, NONE, NONE, scratch.late[i], TURNED_AWAY)
    merge_passes(scratch, first_come, late_come)
    return first_come + late_come
