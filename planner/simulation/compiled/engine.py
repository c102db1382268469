"""The compiled engine: the chain of the reference engine as array kernels."""

from typing import Any

import numpy as np

from planner.simulation.chance import Conditions
from planner.simulation.compiled.couriers import (
    CourierArrays,
    CourierLuck,
    Deliveries,
    drive_depots,
)
from planner.simulation.compiled.laboratories import run_laboratory
from planner.simulation.compiled.laboratory_records import (
    LaboratoryArrays,
    LaboratoryLuck,
    LaboratoryTally,
)
from planner.simulation.compiled.records import Log, SiteArrays, SiteLuck, SiteTally, Tubes
from planner.simulation.compiled.servers import Servers
from planner.simulation.compiled.sites import serve_sites
from planner.simulation.layout import LABORATORY_STAGES, SITE_STAGES, Ints, Layout
from planner.simulation.log import COLUMNS
from planner.simulation.quantiles import FACTOR_ONE
from planner.simulation.streams import STREAMS
from planner.simulation.tally import (
    DETECTION,
    LEDGER,
    RETESTS,
    TUBES,
    TURNAROUND_BIN_MINUTES,
    WAIT_MINUTES,
    Tally,
)

LARGEST_POOL = 20


def _key(conditions: Conditions, name: str) -> Any:
    return conditions.keys[STREAMS.index(name)]


def _site_arrays(layout: Layout) -> SiteArrays:
    s, tables = layout.sites, layout.tables
    return SiteArrays(
        district=s.district,
        key=s.key,
        township_key=s.township_key,
        first_number=s.first_number,
        persons=s.persons,
        is_door=s.is_door,
        pool=s.pool_persons,
        ahead=s.ahead_persons,
        window_offset=s.windows.offset,
        window_open=s.windows.open_ms,
        window_end=s.window_end_ms,
        first_offset=s.first_pass.offset,
        first_open=s.first_pass.open_ms,
        first_close=s.first_pass.close_ms,
        first_weight=s.first_pass_weight,
        late_offset=s.late_pass.offset,
        late_open=s.late_pass.open_ms,
        late_close=s.late_pass.close_ms,
        late_weight=s.late_pass_weight,
        table_offset=s.table_offset,
        shift_offset=s.tables.offset,
        shift_open=s.tables.open_ms,
        shift_close=s.tables.close_ms,
        register=np.stack([tables["register"], tables["door_register"]]),
        swab=np.stack([tables["swab"], tables["door_swab"]]),
        spacing=tables["spacing"],
        normal=tables["normal"],
        tube_open_ms=s.tube_open_ms,
        return_below=s.return_below,
        midnight_ms=layout.midnight_ms,
        load_mean=layout.detection.load_log10_mean,
        load_sd=layout.detection.load_log10_sd,
    )


def _site_luck(conditions: Conditions) -> SiteLuck:
    return SiteLuck(
        person=_key(conditions, "person"),
        first_pass=_key(conditions, "first_pass"),
        late_pass=_key(conditions, "late_pass"),
        returning=_key(conditions, "return"),
        register=_key(conditions, "register"),
        swab=_key(conditions, "swab"),
        load=_key(conditions, "load"),
        never_below=conditions.never_below,
        late_below=conditions.late_below,
        infected_below=conditions.infected_below,
        service=conditions.service,
    )


def _courier_arrays(layout: Layout) -> CourierArrays:
    c = layout.couriers
    return CourierArrays(
        depot_district=c.depot_district,
        vehicles=c.vehicles,
        load_tubes=c.load_tubes,
        route_depot=c.route_depot,
        route_key=c.route_key,
        stop_offset=c.stop_offset,
        stop_site=c.stop_site,
        period_start=c.period_start_ms,
        route_laboratory=c.route_laboratory,
        laboratory_travel=layout.laboratories.travel_ms,
        between_sites=layout.tables["between_sites"],
        travel=layout.tables["travel"],
        full_box=c.full_box,
        interval_ms=c.interval_ms,
        box_tubes=c.box_tubes,
        oldest_ms=c.oldest_ms,
        last_call_ms=c.last_call_ms,
        midnight_ms=layout.midnight_ms,
    )


def _laboratory_arrays(layout: Layout) -> LaboratoryArrays:
    labs, tables, detection = layout.laboratories, layout.tables, layout.detection
    return LaboratoryArrays(
        key=labs.key,
        ready_ms=labs.ready_ms,
        recall_crews=labs.recall_crews,
        server_offset=labs.server_offset,
        server_count=labs.server_count,
        hours_offset=labs.servers.offset,
        open_ms=labs.servers.open_ms,
        close_ms=labs.servers.close_ms,
        batch_tubes=labs.batch_tubes,
        occupancy=labs.occupancy,
        first_batch_stage=labs.first_batch_stage,
        first_station=len(layout.district_ids) * len(SITE_STAGES),
        closes_ms=labs.close_ms,
        batch_wait_ms=labs.batch_wait_ms,
        priority_wait_ms=labs.priority_wait_ms,
        attempts=labs.attempts,
        failed_plate_below=labs.failed_plate_below,
        invalid_below=labs.invalid_below,
        publication_ms=labs.publication_ms,
        holding_limit_ms=labs.holding_limit_ms,
        service=np.stack([tables[name] for name in (*LABORATORY_STAGES, "express")]),
        recall=np.stack([tables[name] for name in ("locate", "visit", "recall_courier")]),
        normal=tables["normal"],
        dilution=detection.dilution,
        limit_copies=detection.limit_copies,
        limit_sd=detection.limit_log10_sd,
        load_mean=detection.load_log10_mean,
        load_sd=detection.load_log10_sd,
        site_district=layout.sites.district,
        site_township=layout.sites.township_key,
        site_pool=layout.sites.pool_persons,
    )


def _laboratory_luck(conditions: Conditions) -> LaboratoryLuck:
    return LaboratoryLuck(
        person=_key(conditions, "person"),
        load=_key(conditions, "load"),
        tube=_key(conditions, "tube"),
        plate=_key(conditions, "plate"),
        stage=_key(conditions, "stage"),
        recall=_key(conditions, "recall"),
        express=_key(conditions, "express"),
        infected_below=conditions.infected_below,
        occupancy=conditions.occupancy,
    )


def effective_rates(layout: Layout, conditions: Conditions) -> Any:
    """Return each laboratory's steady tubes an hour by hour, shape (laboratories, hours)."""
    nominal = layout.laboratories.nominal_tubes_per_hour[:, None]
    hours = np.arange(layout.hours)[None, :] * 3_600_000
    is_open = (hours >= layout.laboratories.ready_ms[:, None]) & (
        hours < layout.laboratories.close_ms
    )
    return np.where(is_open, nominal * FACTOR_ONE / conditions.occupancy, 0.0)


def empty_tally(layout: Layout, conditions: Conditions) -> Tally:
    """Return a tally of nothing, to be added to."""
    districts, labs = len(layout.district_ids), layout.laboratories.count
    stations = len(layout.stations.place)

    def zeros(*shape: int) -> Ints:
        return np.zeros(shape, dtype=np.int64)

    bins = layout.minutes // TURNAROUND_BIN_MINUTES + 1
    return Tally(
        replication=conditions.replication,
        arrived=zeros(districts, layout.minutes),
        sampled=zeros(districts, layout.minutes),
        resulted=zeros(districts, layout.minutes),
        closed=zeros(districts, layout.minutes),
        tubes_closed=zeros(districts, layout.minutes),
        tubes_delivered=zeros(labs, layout.minutes),
        tubes_published=zeros(labs, layout.minutes),
        persons_delivered=zeros(labs, layout.minutes),
        persons_sampled_for=zeros(labs, layout.minutes),
        persons_resulted=zeros(labs, layout.minutes),
        persons_closed=zeros(labs, layout.minutes),
        busy_ms=zeros(stations, layout.hours),
        offered_ms=layout.offered_ms,
        waiting_persons=zeros(stations, layout.hours),
        effective_tubes_per_hour=effective_rates(layout, conditions),
        waits=zeros(districts, WAIT_MINUTES + 1),
        site_wait_ms=zeros(layout.sites.count, 3),
        turnaround=zeros(labs, bins),
        fills=zeros(LARGEST_POOL + 1),
        breaches=zeros(labs),
        ledger=zeros(districts, len(LEDGER)),
        detection=zeros(len(DETECTION)),
        tubes=zeros(len(TUBES)),
        retests=zeros(len(RETESTS)),
    )


def _deliveries_of(
    deliveries: Deliveries, count: int, laboratories: int
) -> list[tuple[Ints, Ints]]:
    """Return by laboratory the positions of its tubes by seniority, and when each comes."""
    rows = np.stack([column[:count] for column in deliveries])
    # a run's stops stand in the order of their sites, which a stable sort keeps
    rows = rows[:, np.lexsort((rows[2], rows[1], rows[0]))]
    edges = np.searchsorted(rows[0], np.arange(laboratories + 1))
    result = []
    for lab in range(laboratories):
        own = rows[:, edges[lab] : edges[lab + 1]]
        sizes = own[4] - own[3]
        total = int(sizes.sum())
        starts = np.repeat(own[3] - np.concatenate([[0], np.cumsum(sizes)[:-1]]), sizes)
        result.append((starts + np.arange(total), np.repeat(own[1], sizes)))
    return result


def _run(layout: Layout, conditions: Conditions, log: Log | None) -> Tally:
    tally = empty_tally(layout, conditions)
    flow = tally.waiting_persons
    tubes, used, begin, members = serve_sites(
        _site_arrays(layout),
        _site_luck(conditions),
        SiteTally(
            tally.arrived,
            tally.sampled,
            tally.tubes_closed,
            tally.busy_ms,
            flow,
            tally.waits,
            tally.site_wait_ms,
            tally.fills,
            tally.ledger,
            tally.detection,
        ),
        log,
    )
    tubes = Tubes(*(column[:used] for column in tubes))
    deliveries, count = drive_depots(
        _courier_arrays(layout),
        CourierLuck(_key(conditions, "courier"), conditions.courier),
        tubes,
        used,
        begin,
        layout.sites.district,
        tally.busy_ms,
        flow,
        log,
    )
    delivered_persons = np.zeros(len(layout.district_ids), dtype=np.int64)
    labs = _laboratory_arrays(layout)
    luck = _laboratory_luck(conditions)
    servers = Servers(
        np.zeros(len(labs.hours_offset) - 1, dtype=np.int64),
        labs.hours_offset[:-1].copy(),
        labs.hours_offset,
        labs.open_ms,
        labs.close_ms,
    )
    lab_tally = LaboratoryTally(
        tally.resulted,
        tally.closed,
        tally.tubes_delivered,
        tally.tubes_published,
        tally.persons_delivered,
        tally.persons_sampled_for,
        tally.persons_resulted,
        tally.persons_closed,
        tally.busy_ms,
        flow,
        tally.turnaround,
        tally.breaches,
        tally.ledger,
        delivered_persons,
        tally.detection,
        tally.tubes,
        tally.retests,
    )
    for lab, (order, delivered) in enumerate(
        _deliveries_of(deliveries, count, layout.laboratories.count)
    ):
        run_laboratory(labs, luck, tubes, members, servers, lab_tally, lab, order, delivered, log)
    _close_ledger(layout, tally, tubes, delivered_persons)
    np.cumsum(flow, axis=1, out=flow)
    return tally


def _close_ledger(layout: Layout, tally: Tally, tubes: Tubes, delivered: Ints) -> None:
    """Fill the columns that are known once everything has ended."""
    tally.tubes[TUBES.index("collected")] = len(tubes.persons)
    swabbed = np.bincount(
        layout.sites.district[tubes.site], tubes.persons, minlength=len(layout.district_ids)
    ).astype(np.int64)
    published = (
        tally.ledger[:, LEDGER.index("resulted")] + tally.ledger[:, LEDGER.index("inconclusive")]
    )
    tally.ledger[:, LEDGER.index("in_laboratory")] = delivered - published
    tally.ledger[:, LEDGER.index("awaiting_courier")] = swabbed - delivered


def simulate(layout: Layout, conditions: Conditions) -> Tally:
    """Run one replication and return its tally; the interpreter's lock is released throughout."""
    return _run(layout, conditions, None)


def simulate_with_log(layout: Layout, conditions: Conditions) -> tuple[Tally, Ints]:
    """Run one replication and return its tally and its event log, shape (rows, 8)."""
    capacity = 16 * int(layout.expected_persons.sum()) + 4096
    while True:
        log = Log(np.empty((capacity, len(COLUMNS)), dtype=np.int64), np.zeros(1, dtype=np.int64))
        tally = _run(layout, conditions, log)
        if log.count[0] <= capacity:
            return tally, log.rows[: log.count[0]]
        capacity = int(log.count[0])
