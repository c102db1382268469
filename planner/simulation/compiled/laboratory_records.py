"""Array bundles of the laboratory kernels."""

from typing import NamedTuple

from planner.simulation.compiled.records import Log, Tubes, write
from planner.simulation.kernel import kernel
from planner.simulation.layout import Floats, Ints
from planner.simulation.log import NONE

STAGES = 6
EXPRESS = 6
"""The express bench, counted as a stage after the six."""


class LaboratoryArrays(NamedTuple):
    """``LaboratoryLayout`` as plain arrays, with quantile tables and detection."""

    key: Ints
    ready_ms: Ints
    recall_crews: Ints
    server_offset: Ints
    server_count: Ints
    hours_offset: Ints
    open_ms: Ints
    close_ms: Ints
    batch_tubes: Ints
    occupancy: Ints
    first_batch_stage: Ints
    first_station: int
    """Station of the first laboratory's first stage."""
    closes_ms: int
    batch_wait_ms: int
    priority_wait_ms: int
    attempts: int
    failed_plate_below: int
    invalid_below: int
    publication_ms: int
    holding_limit_ms: int
    service: Ints
    """Shape (7, size): quantile tables by stage, the express bench last."""
    recall: Ints
    """Shape (3, size): quantile tables of locating, visiting and the express courier."""
    normal: Ints
    dilution: Floats
    limit_copies: float
    limit_sd: float
    load_mean: float
    load_sd: float
    site_district: Ints
    site_township: Ints
    site_pool: Ints


class LaboratoryLuck(NamedTuple):
    """The part of ``Conditions`` that laboratories read."""

    person: int
    load: int
    tube: int
    plate: int
    stage: int
    recall: int
    express: int
    infected_below: int
    occupancy: Ints
    """Shape (laboratories, hours)."""


class LaboratoryTally(NamedTuple):
    """What laboratories add to; shapes as in ``Tally``, ``flow`` by station and hour."""

    resulted: Ints
    closed: Ints
    tubes_delivered: Ints
    tubes_published: Ints
    persons_delivered: Ints
    persons_sampled_for: Ints
    persons_resulted: Ints
    persons_closed: Ints
    busy: Ints
    flow: Ints
    turnaround: Ints
    breaches: Ints
    ledger: Ints
    delivered_by_district: Ints
    detection: Ints
    tubes: Ints
    retests: Ints


class Bag(NamedTuple):
    """One laboratory while it is simulated.

    Pool tubes are numbered by seniority (their order of delivery), single tubes after them, so
    that a number is a seniority. A run's items are a chain through ``follows``.
    """

    lab: int
    pools: int
    stage_key: Ints
    """Shape (7,): keys of the service draws by stage."""
    plate_key: int
    factors: Ints
    """Shape (hours,): occupancy factor."""
    order: Ints
    """Shape (pools,): position in ``tubes`` by seniority."""
    single_from: Ints
    """Shape (pools,): first single of the tube's members, -1 where it cannot be positive."""
    single_pool: Ints
    """Shape (singles,): the pool of each single."""
    single_person: Ints
    attempts: Ints
    """Shape (items,)."""
    follows: Ints
    """Shape (items,): next item of the same run, -1 at its end."""
    run_head: Ints
    """Shape (servers,): first item of the run on a machine or of the plate under a reviewer."""
    run_number: Ints
    """Shape (servers,)."""
    starts: Ints
    """Shape (7,): starts by stage."""


@kernel()
def tube_of(bag: Bag, item: int) -> int:
    """Return the position in ``tubes`` of an item's pool tube."""
    pool = item if item < bag.pools else bag.single_pool[item - bag.pools]
    return bag.order[pool]


@kernel()
def persons_of_item(tubes: Tubes, bag: Bag, item: int) -> int:
    """Return the people whose swabs an item holds."""
    return tubes.persons[bag.order[item]] if item < bag.pools else 1


@kernel()
def write_item(
    log: Log, tubes: Tubes, bag: Bag, ms: int, kind: int, item: int, extra: int
) -> None:
    """Write a row about a pool or single tube."""
    t = tube_of(bag, item)
    person = NONE if item < bag.pools else bag.single_person[item - bag.pools]
    write(log, ms, kind, bag.lab, tubes.site[t], tubes.table[t], tubes.number[t], person, extra)
