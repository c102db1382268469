"""One laboratory at work: what its kernels share."""

from typing import Any, NamedTuple

import numpy as np

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
    staff: Records
    """Shape (2, servers): heaps of a stage's busy and idle servers."""
    staff_size: Ints
    """Shape (2, 1)."""
    order: Ints
    """Shape (pools,): pools in the order of the step at hand."""
    accessed: Ints
    transferred: Ints
    """Shape (pools,): when each pool of that order is done."""
    pools: int


def room_for(arrays: LaboratoryArrays, lab: int, order: Ints) -> Bench:
    """Return room for the tubes of a laboratory, with empty lines."""
    tubes = arrays.tubes[order]
    pools = len(order)
    singles = int(tubes["swabs"][tubes["member_from"] >= 0].sum(dtype=np.int64))
    few = [line % 2 == int(URGENT) and line < RECALL_LINE for line in range(LINES)]
    few[EXPRESS_LINE] = True
    sizes = np.where(few, singles, pools) + 1
    ends = np.zeros((LINES, 4), np.int64)
    ends[:, 0] = np.cumsum(sizes) - sizes
    ends[:, 1] = sizes
    crews = int(arrays.laboratories[lab]["recall_crews"])
    stages = arrays.stages[lab]
    servers = int(stages["server_to"][-1] - stages["server_from"][0])
    return Bench(
        items=np.zeros(pools + singles, ITEM),
        ring=np.zeros(int(sizes.sum()), QUEUED),
        ends=ends,
        heap=np.zeros(servers + crews + 2 * singles + 16, EVENT),
        heap_size=np.zeros(1, np.int64),
        starts=np.zeros(STAGE_COUNT + 1, np.int64),
        keys=np.zeros(STAGE_COUNT + 2, np.int64),
        crews=np.zeros(crews, np.int64),
        express_free=np.zeros(1, np.int64),
        staff=np.zeros((2, servers + 1), EVENT),
        staff_size=np.zeros((2, 1), np.int64),
        order=np.arange(pools),
        accessed=np.zeros(pools, np.int64),
        transferred=np.zeros(pools, np.int64),
        pools=pools,
    )


@kernel()
def lay_out(arrays: LaboratoryArrays, bench: Bench, lab: int, order: Ints) -> None:
    """Give numbers to the pool and single tubes of a laboratory, and name its draws."""
    items = bench.items
    at = bench.pools
    for i in range(bench.pools):
        tube = arrays.tubes[order[i]]
        items[i].tube = order[i]
        items[i].person = NONE
        items[i].single_from = at
        if tube.member_from >= 0:
            for m in range(tube.swabs):
                items[at].tube = order[i]
                items[at].person = arrays.members[tube.member_from + m]
                at += 1
    own = derive(arrays.rules[0].stage, arrays.laboratories[lab].key)
    for stage in range(STAGE_COUNT + 1):
        bench.keys[stage] = derive(own, stage)
    bench.keys[STAGE_COUNT + 1] = derive(arrays.rules[0].plate, arrays.laboratories[lab].key)


@kernel()
def persons_of(arrays: LaboratoryArrays, bench: Bench, item: int) -> int:
    """Return the people whose swabs an item holds."""
    return arrays.tubes[bench.items[item].tube].persons if item < bench.pools else 1


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
