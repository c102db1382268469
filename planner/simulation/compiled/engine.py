"""The compiled engine: the chain of the reference engine as array kernels."""

from dataclasses import dataclass

import numpy as np

from planner.simulation.chance import Conditions, effective_rates
from planner.simulation.compiled.arrays import (
    courier_arrays,
    laboratory_arrays,
    quantiles,
    rules,
    site_arrays,
)
from planner.simulation.compiled.bench import room_for
from planner.simulation.compiled.couriers import drive_depots
from planner.simulation.compiled.laboratories import run_laboratory
from planner.simulation.compiled.records import (
    ARRIVED,
    BUSY,
    CLOSED,
    DELIVERY,
    DETECTION_ROW,
    FLOW,
    MOST_VISITS,
    PERSONS_CLOSED,
    PERSONS_DELIVERED,
    PERSONS_RESULTED,
    PERSONS_SAMPLED_FOR,
    RESULTED,
    RETESTS_ROW,
    SAMPLED,
    SWABBER,
    TABLE,
    TUBE,
    TUBES_CLOSED,
    TUBES_DELIVERED,
    TUBES_PUBLISHED,
    TUBES_ROW,
    Counts,
    Records,
    Scratch,
    SiteArrays,
)
from planner.simulation.compiled.sites import serve_sites
from planner.simulation.layout import SITE_STAGES, Ints, Layout
from planner.simulation.log import COLUMNS
from planner.simulation.tally import (
    DETECTION,
    LARGEST_POOL,
    LEDGER,
    RETESTS,
    TUBES,
    TURNAROUND_BIN_MINUTES,
    WAIT_MINUTES,
    Tally,
)


def _empty_counts(layout: Layout) -> Counts:
    districts, labs = len(layout.district_ids), layout.laboratories.count

    def zeros(*shape: int) -> Ints:
        return np.zeros(shape, dtype=np.int64)

    return Counts(
        districts=zeros(5, districts, layout.minutes),
        laboratories=zeros(6, labs, layout.minutes),
        hourly=zeros(2, len(layout.stations.place), layout.hours),
        waits=zeros(districts, WAIT_MINUTES + 1),
        site_wait=zeros(layout.sites.count, 3),
        fills=zeros(LARGEST_POOL + 1),
        turnaround=zeros(labs, layout.minutes // TURNAROUND_BIN_MINUTES + 1),
        breaches=zeros(labs),
        ledger=zeros(districts, len(LEDGER)),
        rows=zeros(3, 8),
    )


def _by_laboratory(deliveries: Records, order: Ints, laboratories: int) -> tuple[Ints, Ints]:
    """Return the deliveries by laboratory and seniority, and where each laboratory's start.

    Seniority is (delivered, run, site, closed, table, tube). Those of a run come in the order of
    their sites, and the tubes of a site stand in the order of closing.
    """
    laboratory = deliveries["laboratory"][order]
    by = np.lexsort([deliveries["delivered_ms"][order], laboratory])
    return order[by], np.searchsorted(laboratory[by], np.arange(laboratories + 1))


def _most(deliveries: Records, amount: Ints, laboratories: int) -> int:
    """Return the largest sum of an amount over the deliveries of one laboratory."""
    sums = np.bincount(deliveries["laboratory"], amount, laboratories)
    return int(sums.max(initial=0))


def _scratch(layout: Layout) -> Scratch:
    """Return room for the largest site."""
    sites = layout.sites
    people = max(1, int(sites.persons.max(initial=0)))
    visits = MOST_VISITS * people
    tables = max(1, int(np.diff(sites.table_offset).max(initial=0)))
    passes = (sites.first_pass, sites.late_pass)
    swabbers = max(1, int((np.diff(sites.table_offset) * sites.swabbers).max(initial=0)))
    intervals = max(1, *(int((c.last - c.first).max(initial=0)) for c in passes))
    return Scratch(
        person=np.zeros(visits, np.int64),
        arrived_ms=np.zeros(visits, np.int64),
        late=np.zeros(people, np.int64),
        late_ms=np.zeros(people, np.int64),
        bits=np.zeros(people, np.int64),
        intervals=np.zeros(intervals, np.int64),
        ready_ms=np.zeros(tables, np.int64),
        tables=np.zeros(tables, TABLE),
        swabbers=np.zeros(swabbers, SWABBER),
        tubes=np.zeros(visits, TUBE),
        order=np.zeros(visits, np.int64),
        boxed_ms=np.zeros(visits, np.int64),
        numbers=np.zeros(2, np.int64),
    )


def _serve(
    arrays: SiteArrays, scratch: Scratch, counts: Counts, log: Ints | None
) -> tuple[Records, Ints, Ints]:
    """Serve all sites; return the tubes, where each site's begin, and the members."""
    count = len(arrays.sites)
    room = len(scratch.tubes)
    tubes = np.empty(int(arrays.sites["persons"].sum()) // 8 + room, TUBE)
    members = np.empty(1024 + room, np.int64)
    starts = np.zeros(count + 1, np.int64)
    site = 0
    while site < count:
        site = serve_sites(arrays, site, scratch, tubes, starts, members, counts, log)
        if site == count:
            break
        if len(members) < scratch.numbers[0] + room:
            members = np.concatenate([members, np.empty(len(members), np.int64)])
        else:
            tubes = np.concatenate([tubes, np.empty(len(tubes), TUBE)])
    return tubes[: starts[-1]], starts, members


@dataclass(frozen=True)
class Served:
    """All sites of one replication when everybody is swabbed, before any tube is fetched.

    Nothing here depends on vehicles, laboratories or where tubes go.
    """

    tubes: Records
    begin: Ints
    """Shape (sites + 1,): where each site's tubes start."""
    members: Ints
    counts: Counts

    @property
    def bytes(self) -> int:
        """Size of the tubes and their members."""
        return self.tubes.nbytes + self.members.nbytes


def nobody_served(layout: Layout) -> Served:
    """Return the sites of a replication in which nobody comes."""
    begin = np.zeros(layout.sites.count + 1, np.int64)
    members = np.empty(0, np.int64)
    return Served(np.empty(0, TUBE), begin, members, _empty_counts(layout))


def serve(layout: Layout, conditions: Conditions, log: Ints | None = None) -> Served:
    """Swab everybody who comes; the first part of a replication."""
    counts = _empty_counts(layout)
    arrays = site_arrays(layout, conditions, rules(layout, conditions), quantiles(layout))
    tubes, begin, members = _serve(arrays, _scratch(layout), counts, log)
    return Served(tubes, begin, members, counts)


def _counts_after(layout: Layout, served: Served) -> Counts:
    """Return the counts so far, with room for the laboratories of this layout."""
    counts, before = _empty_counts(layout), served.counts
    for name in ("districts", "waits", "site_wait", "fills", "ledger", "rows"):
        getattr(counts, name)[:] = getattr(before, name)
    of_districts = len(layout.district_ids) * len(SITE_STAGES)
    counts.hourly[:, :of_districts] = before.hourly[:, :of_districts]
    return counts


def finish(
    layout: Layout, conditions: Conditions, served: Served, log: Ints | None = None
) -> Tally:
    """Fetch and test what was swabbed; ``served`` stays as it is."""
    return _fetch_and_test(layout, conditions, served, _counts_after(layout, served), log)


def _fetch_and_test(
    layout: Layout, conditions: Conditions, served: Served, counts: Counts, log: Ints | None
) -> Tally:
    """Fetch and test what was swabbed, going on with the counts."""
    scalars, tables = rules(layout, conditions), quantiles(layout)
    tubes, begin, members = served.tubes, served.begin, served.members
    labs = layout.laboratories.count
    couriers = courier_arrays(layout, conditions, scalars, tables, tubes, begin)
    deliveries, order = np.empty(len(tubes) + 1, DELIVERY), np.empty(len(tubes), np.int64)
    vehicles = np.zeros(max(1, int(layout.couriers.vehicles.max(initial=0))), np.int64)
    count = drive_depots(couriers, layout.sites.district, vehicles, deliveries, order, counts, log)
    deliveries = deliveries[:count]
    order, starts = _by_laboratory(deliveries, order[:count], labs)
    laboratories = laboratory_arrays(layout, conditions, scalars, tables, tubes, members)
    pools = _most(deliveries, deliveries["last"] - deliveries["first"], labs)
    bench = room_for(laboratories, pools, _most(deliveries, deliveries["singles"], labs))
    for lab in range(labs):
        own = order[starts[lab] : starts[lab + 1]]
        run_laboratory(laboratories, bench, lab, deliveries, own, counts, log)
    _close_ledger(counts)
    counts.rows[TUBES_ROW, TUBES.index("collected")] = len(tubes)
    return _tally(layout, conditions, counts)


def _close_ledger(counts: Counts) -> None:
    """Count those with a result; what laboratories got besides is still there or inconclusive."""
    resulted, left, inconclusive = (
        counts.ledger[:, LEDGER.index(where)]
        for where in ("resulted", "in_laboratory", "inconclusive")
    )
    resulted += counts.districts[RESULTED].sum(axis=1)
    left -= resulted + inconclusive


def _tally(layout: Layout, conditions: Conditions, counts: Counts) -> Tally:
    districts, laboratories = counts.districts, counts.laboratories
    return Tally(
        replication=conditions.replication,
        arrived=districts[ARRIVED],
        sampled=districts[SAMPLED],
        resulted=districts[RESULTED],
        closed=districts[CLOSED],
        tubes_closed=districts[TUBES_CLOSED],
        tubes_delivered=laboratories[TUBES_DELIVERED],
        tubes_published=laboratories[TUBES_PUBLISHED],
        persons_delivered=laboratories[PERSONS_DELIVERED],
        persons_sampled_for=laboratories[PERSONS_SAMPLED_FOR],
        persons_resulted=laboratories[PERSONS_RESULTED],
        persons_closed=laboratories[PERSONS_CLOSED],
        busy_ms=counts.hourly[BUSY],
        offered_ms=layout.offered_ms,
        waiting_persons=np.cumsum(counts.hourly[FLOW], axis=1),
        effective_tubes_per_hour=effective_rates(layout, conditions),
        waits=counts.waits,
        site_wait_ms=counts.site_wait,
        turnaround=counts.turnaround,
        fills=counts.fills,
        breaches=counts.breaches,
        ledger=counts.ledger,
        detection=counts.rows[DETECTION_ROW, : len(DETECTION)],
        tubes=counts.rows[TUBES_ROW, : len(TUBES)],
        retests=counts.rows[RETESTS_ROW, : len(RETESTS)],
    )


def _all_in_one(layout: Layout, conditions: Conditions, log: Ints | None) -> Tally:
    # nobody else needs what was served, so its counts need not be kept
    served = serve(layout, conditions, log)
    return _fetch_and_test(layout, conditions, served, served.counts, log)


def simulate(layout: Layout, conditions: Conditions) -> Tally:
    """Run one replication and return its tally; kernels run without the interpreter's lock."""
    return _all_in_one(layout, conditions, None)


def simulate_with_log(layout: Layout, conditions: Conditions) -> tuple[Tally, Ints]:
    """Run one replication and return its tally and its event log, shape (rows, 8)."""
    capacity = 16 * int(layout.expected_persons.sum()) + 4096
    while True:
        log = np.zeros((capacity + 1, len(COLUMNS)), dtype=np.int64)
        tally = _all_in_one(layout, conditions, log)
        written = int(log[0, 0])
        if written <= capacity:
            return tally, log[1 : written + 1]
        capacity = written
