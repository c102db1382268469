"""From a scenario to the arrays that both engines read."""

from math import ceil

import numpy as np

from planner.scenario.scenario import Scenario
from planner.simulation.building.calendars import midnight_ms, offered_by_hour
from planner.simulation.building.couriers import build_couriers
from planner.simulation.building.laboratories import build_laboratories
from planner.simulation.building.people import count_people
from planner.simulation.building.sites import build_sites
from planner.simulation.layout import (
    HOUR_MS,
    LABORATORY_STAGES,
    MINUTE_MS,
    SITE_STAGES,
    Calendar,
    CourierLayout,
    DetectionLayout,
    Ints,
    LaboratoryLayout,
    Layout,
    SiteLayout,
    Stations,
)
from planner.scenario.distribution import Constant, Distribution, Lognormal
from planner.simulation.tally import LARGEST_POOL
from planner.simulation.quantiles import (
    duration_table,
    factor_table,
    normal_table,
    spacing_table,
)

SECOND_MS = 1000


def _duration_tables(scenario: Scenario) -> dict[str, Ints]:
    laboratory, recall = scenario.laboratory, scenario.recall
    visit = Lognormal(mean=3600 / scenario.door.homes_per_hour, cv=scenario.door.visit_cv)
    durations: dict[str, tuple[Distribution, float]] = {
        "register": (scenario.sites_rule.register_seconds, SECOND_MS),
        "swab": (scenario.sites_rule.swab_seconds, SECOND_MS),
        # a touring team registers and swabs in one visit
        "door_register": (Constant(value=0), SECOND_MS),
        "door_swab": (visit, SECOND_MS),
        "between_sites": (scenario.courier.between_sites_minutes, MINUTE_MS),
        "accession": (laboratory.accession_seconds, SECOND_MS),
        "transfer": (laboratory.transfer_seconds, SECOND_MS),
        "express": (laboratory.express_seconds, SECOND_MS),
        "inactivation": (laboratory.inactivation_minutes, MINUTE_MS),
        "extraction": (laboratory.extraction_minutes, MINUTE_MS),
        "amplification": (laboratory.amplification_minutes, MINUTE_MS),
        "review": (laboratory.review_minutes, MINUTE_MS),
        "locate": (recall.locate_minutes, MINUTE_MS),
        "visit": (recall.visit_minutes_per_person, MINUTE_MS),
        "recall_courier": (recall.courier_minutes, MINUTE_MS),
    }
    tables = {name: duration_table(d, unit) for name, (d, unit) in durations.items()}
    tables["travel"] = factor_table(scenario.courier.travel_cv)
    tables["spacing"] = spacing_table()
    tables["normal"] = normal_table()
    return tables


def _detection(scenario: Scenario) -> DetectionLayout:
    infection = scenario.infection
    shifts = {int(size): shift for size, shift in infection.pooled_ct_shift.items()}
    dilution = np.zeros(LARGEST_POOL + 1)
    for size, shift in shifts.items():
        dilution[size] = 2.0**-shift
    return DetectionLayout(
        load_log10_mean=infection.load_log10_mean,
        load_log10_sd=infection.load_log10_sd,
        limit_copies=infection.detection_limit_copies,
        limit_log10_sd=infection.detection_log10_sd,
        dilution=dilution,
    )


def _stations(scenario: Scenario) -> Stations:
    rows = [("district", d.id, s) for d in scenario.districts for s in SITE_STAGES]
    rows += [("laboratory", x.id, s) for x in scenario.laboratories for s in LABORATORY_STAGES]
    kinds, places, stages = zip(*rows, strict=True)
    return Stations(place_kind=kinds, place=places, stage=stages)


def _hours_of(calendar: Calendar, servers: Ints, hours: int) -> Ints:
    """Time offered by hour by some servers of a calendar."""
    picked = [np.arange(calendar.offset[s], calendar.offset[s + 1]) for s in servers.tolist()]
    rows = np.concatenate(picked) if picked else np.zeros(0, dtype=np.int64)
    return offered_by_hour(calendar.open_ms[rows], calendar.close_ms[rows], hours)


def _offered(
    districts: int, sites: SiteLayout, couriers: CourierLayout, labs: LaboratoryLayout, hours: int
) -> Ints:
    """Time offered by station and hour, shape (stations, hours)."""
    rows = []
    table_site = np.repeat(np.arange(sites.count), np.diff(sites.table_offset))
    for d in range(districts):
        own, at_door = sites.district[table_site] == d, sites.is_door[table_site] == 1
        tables = _hours_of(sites.tables, np.flatnonzero(own & ~at_door), hours)
        teams = _hours_of(sites.tables, np.flatnonzero(own & at_door), hours)
        vehicles = int(couriers.vehicles[couriers.depot_district == d].sum())
        ends = np.full(vehicles, couriers.last_call_ms, dtype=np.int64)
        rows += [tables, tables, teams, offered_by_hour(np.zeros_like(ends), ends, hours)]
    for lab in range(labs.count):
        for stage in range(len(LABORATORY_STAGES)):
            first = labs.server_offset[lab, stage]
            servers = np.arange(first, first + labs.server_count[lab, stage])
            rows.append(_hours_of(labs.servers, servers, hours))
    return np.array(rows, dtype=np.int64)


def build_layout(scenario: Scenario) -> Layout:
    """Lay out a scenario: people, sites, couriers and laboratories as arrays.

    Everything here is fixed before any draw; a replication adds its ``Conditions``.
    """
    horizon_hours = ceil(scenario.campaign.horizon_hours)
    horizon_ms = horizon_hours * HOUR_MS
    ledger = count_people(scenario)
    sites = build_sites(scenario, ledger, horizon_ms)
    couriers = build_couriers(scenario, sites, horizon_ms)
    laboratories = build_laboratories(scenario, horizon_ms)
    opens = sites.windows.open_ms
    first_opening = int(opens.min()) if len(opens) else 0
    from_order = scenario.campaign.deadline_counts_from == "order"
    return Layout(
        district_ids=tuple(d.id for d in scenario.districts),
        registered_persons=ledger.registered,
        away_persons=ledger.away,
        exempt_persons=ledger.exempt,
        expected_persons=ledger.expected,
        sites=sites,
        couriers=couriers,
        laboratories=laboratories,
        detection=_detection(scenario),
        stations=_stations(scenario),
        offered_ms=_offered(
            len(scenario.districts), sites, couriers, laboratories, horizon_hours + 48
        ),
        tables=_duration_tables(scenario),
        horizon_hours=horizon_hours,
        deadline_from_ms=0 if from_order else first_opening,
        midnight_ms=midnight_ms(scenario.campaign.starts_at),
    )
