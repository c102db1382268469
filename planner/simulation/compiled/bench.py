"""One laboratory at work: what its kernels share."""

from typing import Any, NamedTuple

import numpy as np

from planner.simulation.compiled.queues import HEAD, TAIL
from planner.simulation.compiled.records import (
    EVENT,
    EXPRESS,
    FIRST_STAGE_TABLE,
    ITEM,
    PLATE,
    STAGE_COUNT,
    Records,
    hour_bin,
    write,
)
from planner.simulation.compiled.servers import NEVER, draw_services, taken_ms
from planner.simulation.kernel import kernel
from planner.simulation.layout import Ints
from planner.simulation.quantiles import FACTOR_ONE
from planner.simulation.streams import derive

URGENT, ROUTINE = np.arange(2)
REVIEW_LINE, RECALL_LINE, EXPRESS_LINE = np.array([6, 8, 9])
LINES = 10
"""Lines ``2 * (stage - INACTIVATION)`` and the next are a stage's urgent and routine queue."""
POOLS, PASSED, FED, EVENTS = range(4)
"""Numbers of a bench: pool tubes delivered, those of them that reach the first batch stage, those
in its queue so far, and events to come."""
DRAWN = 64
"""Services of a stage that are drawn at once, a power of two."""


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
    """The state of the laboratory at hand; there is room for the largest.

    Pool tubes are items by seniority (their order of delivery), single tubes follow them, so that
    an item's number is its seniority.
    """

    numbers: Ints
    """Shape (4,)."""
    items: Records
    stream: Ints
    """Pool tubes as entries of a queue: in the order in which they join the step at hand."""
    entries: Ints
    bases: Ints
    """Shape (LINES,): where each line begins in ``entries``."""
    ends: Ints
    plates: Records
    """By number of the amplification run."""
    heap: Records
    free: Ints
    """Shape (most servers,): from when on the servers of the stage at hand can start."""
    starts: Ints
    """Shape (7,): services begun by stage."""
    drawn: Ints
    """Shape (7, DRAWN): how long the next services last, by their number."""
    keys: Ints
    """Shape (8,): keys of the draws by stage, then that of plates."""
    crews: Ints
    """Shape (most crews,): when each recall crew is free again."""
    express_free: Ints
    """Shape (1,): when the express bench is free again."""


def room_for(arrays: LaboratoryArrays, pools: int, singles: int) -> Bench:
    """Return room for a laboratory with so many pool tubes and single tubes at most."""
    attempts = int(arrays.rules["attempts"][0])
    sizes = np.where(np.arange(LINES) % 2 == int(URGENT), singles, pools) * attempts
    sizes[[RECALL_LINE, EXPRESS_LINE]] = pools, singles
    ends = np.cumsum(sizes)
    crews = int(arrays.laboratories["recall_crews"].max(initial=0))
    servers = arrays.stages["server_to"] - arrays.stages["server_from"]
    return Bench(
        numbers=np.zeros(4, np.int64),
        items=np.empty(pools + singles, ITEM),
        stream=np.empty(pools, np.int64),
        entries=np.empty(int(ends[-1]), np.int64),
        bases=ends - sizes,
        ends=np.zeros((LINES, 2), np.int64),
        plates=np.empty((pools + singles) * attempts, PLATE),
        heap=np.empty(int(servers.sum(axis=1).max(initial=0)) + crews + 2 * singles + 16, EVENT),
        free=np.full(max(1, int(servers.max(initial=0))), NEVER),
        starts=np.zeros(STAGE_COUNT + 1, np.int64),
        drawn=np.zeros((STAGE_COUNT + 1, DRAWN), np.int64),
        keys=np.zeros(STAGE_COUNT + 2, np.int64),
        crews=np.zeros(crews, np.int64),
        express_free=np.zeros(1, np.int64),
    )


@kernel()
def clear(arrays: LaboratoryArrays, bench: Bench, lab: int) -> None:
    """Empty the lines and name the draws of a laboratory."""
    bench.numbers[:] = 0
    bench.starts[:] = 0
    bench.crews[:] = 0
    bench.express_free[:] = 0
    for line in range(LINES):
        bench.ends[line, HEAD] = bench.bases[line]
        bench.ends[line, TAIL] = bench.bases[line]
    own = derive(arrays.rules[0].stage, arrays.laboratories[lab].key)
    for stage in range(STAGE_COUNT + 1):
        bench.keys[stage] = derive(own, stage)
    bench.keys[STAGE_COUNT + 1] = derive(arrays.rules[0].plate, arrays.laboratories[lab].key)


@kernel()
def service_ms(quantiles: Ints, keys: Ints, stage: int, number: int, drawn: Ints) -> int:
    """Return how long the service of a stage with this number lasts; numbers rise one by one."""
    slot = number & (DRAWN - 1)
    if slot == 0:
        draw_services(quantiles[FIRST_STAGE_TABLE + stage], keys[stage], number, drawn[stage])
    return drawn[stage, slot]


@kernel(inline=True)
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
    lasts = service_ms(arrays.quantiles, bench.keys, stage, number, bench.drawn)
    occupancy = FACTOR_ONE if stage == EXPRESS else arrays.stages[lab, stage].occupancy
    factors = arrays.factors[lab]
    return number, lasts, taken_ms(lasts, occupancy, factors[hour_bin(now, len(factors))])


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
