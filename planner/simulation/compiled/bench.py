"""One laboratory at work: what its kernels share."""

from typing import Any, NamedTuple

import numpy as np

from planner.simulation.compiled.queues import BASE, LAST
from planner.simulation.compiled.records import (
    EVENT,
    EXPRESS,
    FIRST_STAGE_TABLE,
    ITEM,
    QUEUED,
    STAGE_COUNT,
    Records,
    write,
)
from planner.simulation.compiled.servers import occupation
from planner.simulation.kernel import kernel
from planner.simulation.layout import Ints
from planner.simulation.log import NONE
from planner.simulation.quantiles import FACTOR_ONE
from planner.simulation.streams import derive

URGENT, ROUTINE = np.arange(2)
REVIEW_LINE, RECALL_LINE, EXPRESS_LINE = np.array([6, 8, 9])
LINES = 10
"""Lines ``2 * (stage - INACTIVATION)`` and the next are a stage's urgent and routine queue."""


class LaboratoryArrays(NamedTuple):
    """What the kernels of laboratories read, and the servers' state."""

    laboratories: Records
    stages: Records
    """Shape (laboratories, 6)."""
    servers: Records
    spans: Records
    sites: Records
    tubes: Records
    members: Ints
    factors: Ints
    """Shape (laboratories, hours)."""
    quantiles: Ints
    dilution: Any
    rules: Records


class Bench(NamedTuple):
    """The state of the laboratory at hand.

    Pool tubes are items by seniority (their order of delivery), single tubes follow them, so that
    an item's number is its seniority. The items of a run are a chain through ``follows``.
    """

    items: Records
    ring: Records
    ends: Ints
    heap: Records
    heap_size: Ints
    starts: Ints
    """Shape (7,): services begun by stage."""
    keys: Ints
    """Shape (8,): keys of the draws by stage, then that of plates."""
    crews: Ints
    """Shape (crews,): when each recall crew is free again."""
    express_free: Ints
    """Shape (1,): when the express bench is free again."""
    order: Ints
    """Shape (pools,): pools in the order of the step at hand."""
    delivered: Ints
    accessed: Ints
    transferred: Ints
    """Shape (pools,): when each pool of that order has come, and is done."""
    pools: int


def _power_of_two(least: int) -> int:
    return 1 << least.bit_length()


@kernel()
def count_items(tubes: Records, deliveries: Records) -> tuple[int, int]:
    """Return how many pool tubes are delivered, and the single tubes that may follow them."""
    pools = 0
    singles = 0
    for i in range(len(deliveries)):
        for t in range(deliveries[i].first, deliveries[i].last):
            pools += 1
            if tubes[t].member_from >= 0:
                singles += tubes[t].swabs
    return pools, singles


def room_for(arrays: LaboratoryArrays, lab: int, deliveries: Records) -> Bench:
    """Return room for the tubes of a laboratory, with empty lines."""
    pools, singles = count_items(arrays.tubes, deliveries)
    few = [line % 2 == int(URGENT) and line < RECALL_LINE for line in range(LINES)]
    few[EXPRESS_LINE] = True
    sizes = np.where(few, _power_of_two(singles), _power_of_two(pools))
    ends = np.zeros((LINES, 4), np.int64)
    ends[:, BASE] = np.cumsum(sizes) - sizes
    ends[:, LAST] = sizes - 1
    crews = int(arrays.laboratories[lab]["recall_crews"])
    stages = arrays.stages[lab]
    servers = int(stages["server_to"][-1] - stages["server_from"][0])
    return Bench(
        items=np.empty(pools + singles, ITEM),
        ring=np.empty(int(sizes.sum()), QUEUED),
        ends=ends,
        heap=np.zeros(servers + crews + 2 * singles + 16, EVENT),
        heap_size=np.zeros(1, np.int64),
        starts=np.zeros(STAGE_COUNT + 1, np.int64),
        keys=np.zeros(STAGE_COUNT + 2, np.int64),
        crews=np.zeros(crews, np.int64),
        express_free=np.zeros(1, np.int64),
        order=np.arange(pools),
        delivered=np.empty(pools, np.int64),
        accessed=np.empty(pools, np.int64),
        transferred=np.empty(pools, np.int64),
        pools=pools,
    )


@kernel()
def lay_out(arrays: LaboratoryArrays, bench: Bench, lab: int, deliveries: Records) -> None:
    """Give numbers to the pool and single tubes of a laboratory, and name its draws."""
    items = bench.items
    pool = 0
    single = bench.pools
    for i in range(len(deliveries)):
        for t in range(deliveries[i].first, deliveries[i].last):
            tube = arrays.tubes[t]
            bench.delivered[pool] = deliveries[i].delivered_ms
            items[pool].tube = t
            items[pool].person = NONE
            items[pool].persons = tube.persons
            items[pool].single_from = single
            items[pool].attempts = 0
            pool += 1
            if tube.member_from >= 0:
                for m in range(tube.swabs):
                    items[single].tube = t
                    items[single].person = arrays.members[tube.member_from + m]
                    items[single].persons = 1
                    items[single].attempts = 0
                    single += 1
    own = derive(arrays.rules[0].stage, arrays.laboratories[lab].key)
    for stage in range(STAGE_COUNT + 1):
        bench.keys[stage] = derive(own, stage)
    bench.keys[STAGE_COUNT + 1] = derive(arrays.rules[0].plate, arrays.laboratories[lab].key)


@kernel()
def begin_service(
    arrays: LaboratoryArrays, bench: Bench, lab: int, stage: int, now: int
) -> tuple[int, int, int]:
    """Draw the next service of a stage, counting it.

    Returns
    -------
    The number of the start, how long the service lasts and how long its server is taken, in ms.
    """
    number = bench.starts[stage]
    bench.starts[stage] = number + 1
    occupancy = FACTOR_ONE if stage == EXPRESS else arrays.stages[lab, stage].occupancy
    lasts, taken = occupation(
        arrays.quantiles[FIRST_STAGE_TABLE + stage], bench.keys[stage], number, occupancy,
        arrays.factors[lab], now,
    )  # fmt: skip
    return number, lasts, taken


@kernel()
def write_item(
    log: Ints,
    arrays: LaboratoryArrays,
    bench: Bench,
    lab: int,
    ms: int,
    kind: int,
    item: int,
    extra: int,
) -> None:
    """Write a row about a pool or single tube."""
    tube = arrays.tubes[bench.items[item].tube]
    write(log, ms, kind, lab, tube.site, tube.table, tube.number, bench.items[item].person, extra)
