"""Who comes to a site and when: attendance by person, instants by interval."""

from typing import Any

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
from planner.simulation.quantiles import part_of, quantile, share_of
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
        total = passed + quantile(spacing, derive(own, counts[i]))
        opens = passes[i].open_ms
        length = passes[i].close_ms - opens
        share = share_of(length, total)
        for rank in range(at, at + counts[i]):
            instants[rank] = opens + part_of(instants[rank], share, length)
        at += counts[i]
    return at


@kernel()
def merge_late(scratch: Scratch, first_come: int, late_come: int) -> None:
    """Put the late people among the first, by instant and number, first visits before second."""
    person, arrived_ms = scratch.person, scratch.arrived_ms
    f = first_come - 1
    for g in range(late_come - 1, -1, -1):
        late_ms, late = scratch.late_ms[g], scratch.late[g]
        # from the end, so that nobody is moved twice and most nobody at all
        while f >= 0 and (
            arrived_ms[f] > late_ms or (arrived_ms[f] == late_ms and person[f] > late & ~REPEAT)
        ):
            person[f + g + 1] = person[f]
            arrived_ms[f + g + 1] = arrived_ms[f]
            f -= 1
        person[f + g + 1] = late
        arrived_ms[f + g + 1] = late_ms


@kernel()
def gather(
    arrays: SiteArrays, site: Any, index: int, scratch: Scratch, counts: Counts, log: Ints | None
) -> int:
    """Fill who comes to the site and when, in the order of arrival; return how many come."""
    rules = arrays.rules[0]
    firsts, lates, carriers, repeats = roll_call(
        site, rules, scratch.person, scratch.late, scratch.bits
    )
    spacing = arrays.quantiles[SPACING_TABLE]
    first_come = arrival_instants(
        spacing, derive(rules.first_pass, site.key), firsts,
        arrays.passes[site.first_from : site.first_to], scratch.intervals, scratch.arrived_ms,
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
            write(log, 0, LEAVE, NONE, index, NONE, NONE, scratch.person[i], TURNED_AWAY)
        for i in range(late_come, lates):
            write(log, 0, LEAVE, NONE, index, NONE, NONE, scratch.late[i], TURNED_AWAY)
    merge_late(scratch, first_come, late_come)
    return first_come + late_come
