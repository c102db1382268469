"""Who comes to a site and when: attendance by person, instants by interval."""

from typing import Any

import numpy as np

from planner.simulation.compiled.records import SiteArrays, SiteLuck
from planner.simulation.detection import load_copies
from planner.simulation.kernel import kernel
from planner.simulation.layout import Ints
from planner.simulation.quantiles import quantile
from planner.simulation.streams import derive, high_bits, low_bits


@kernel()
def roll_call(
    sites: SiteArrays, luck: SiteLuck, site: int, first: Any, late: Any, infected: Any
) -> tuple[int, int, int]:
    """Fill the numbers of first-pass and late people and the flags of the infected.

    Returns
    -------
    First-pass people, late people, infected people.
    """
    key = derive(luck.person, sites.township_key[site])
    start = sites.first_number[site]
    firsts = 0
    lates = 0
    carriers = 0
    for i in range(sites.persons[site]):
        bits = derive(key, start + i)
        attends = high_bits(bits)
        if attends >= luck.late_below:
            first[firsts] = start + i
            firsts += 1
        elif attends >= luck.never_below:
            late[lates] = start + i
            lates += 1
        infected[i] = low_bits(bits) < luck.infected_below
        carriers += infected[i]
    return firsts, lates, carriers


@kernel()
def person_load(sites: SiteArrays, luck: SiteLuck, site: int, person: int) -> int:
    """Return the viral load of an infected person."""
    key = derive(luck.load, sites.township_key[site])
    return load_copies(sites.normal, derive(key, person), sites.load_mean, sites.load_sd)


@kernel()
def apportion(total: int, weights: Ints, counts: Ints) -> None:
    """Divide ``total`` by largest remainders, ties by lowest index; weights must not all be 0."""
    whole = weights.sum()
    left = total
    for i in range(len(weights)):
        counts[i] = total * weights[i] // whole
        left -= counts[i]
    taken = np.zeros(len(weights), np.bool_)
    for _ in range(left):
        best = -1
        most = np.int64(-1)
        for i in range(len(weights)):
            remainder = total * weights[i] % whole
            if not taken[i] and remainder > most:
                best = i
                most = remainder
        taken[best] = True
        counts[best] += 1


@kernel()
def arrival_instants(
    spacing: Ints, key: int, people: int, opens: Ints, closes: Ints, weights: Ints, instants: Ints
) -> int:
    """Fill the rising instants at which the people of one pass come.

    Counts are exact in every interval; within one, instants are ordered uniform draws by
    normalised exponential spacings.

    Returns
    -------
    How many people come: all, or nobody where the site never opens.
    """
    if len(opens) == 0:
        return 0
    counts = np.empty(len(opens), np.int64)
    apportion(people, weights, counts)
    at = 0
    for i in range(len(opens)):
        if counts[i] == 0:
            continue
        own = derive(key, i)
        passed = 0
        for rank in range(counts[i]):
            passed += quantile(spacing, derive(own, rank))
            instants[at + rank] = passed
        total = max(passed + quantile(spacing, derive(own, counts[i])), 1)
        length = closes[i] - opens[i]
        for rank in range(counts[i]):
            instants[at + rank] = min(
                opens[i] + instants[at + rank] * length // total, closes[i] - 1
            )
        at += counts[i]
    return at
