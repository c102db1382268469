"""From a scenario to the arrays that both engines read."""

from math import ceil
from typing import NamedTuple

import numpy as np

from planner.scenario.distribution import Constant, Distribution, Lognormal
from planner.scenario.scenario import Scenario
from planner.simulation.building.calendars import midnight_ms
from planner.simulation.building.couriers import build_couriers
from planner.simulation.building.laboratories import build_laboratories
from planner.simulation.building.people import count_people
from planner.simulation.building.sites import build_sites
from planner.simulation.building.stations import list_stations, offered_time
from planner.simulation.layout import (
    FINISH_HOURS,
    HOUR_MS,
    MINUTE_MS,
    DetectionLayout,
    Ints,
    Layout,
    SiteLayout,
)
from planner.simulation.quantiles import (
    duration_table,
    factor_table,
    normal_table,
    spacing_table,
)
from planner.simulation.tally import LARGEST_POOL

SECOND_MS = 1000


def _duration_tables(scenario: Scenario) -> dict[str, Ints]:
    laboratory, recall = scenario.laboratory, scenario.recall
    visit = Lognormal(mean=3600 / scenario.door.homes_per_hour, cv=scenario.door.visit_cv)
    durations: dict[str, tuple[Distribution, float]] = {
        "register": (scenario.sites_rule.register_seconds, SECOND_MS),
        "swab": (scenario.sites_rule.swab_seconds, SECOND_MS),
        "mend": (scenario.sites_rule.mend_minutes, MINUTE_MS),
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
    stated = sorted((int(size), shift) for size, shift in infection.pooled_ct_shift.items())
    sizes, shifts = zip(*stated, strict=True)
    # households come in sizes between those stated; a shift grows with the doublings of a pool
    doublings = np.log2(np.arange(1, LARGEST_POOL + 1))
    dilution = np.append(0.0, 2.0 ** -np.interp(doublings, np.log2(sizes), shifts))
    return DetectionLayout(
        load_log10_mean=infection.load_log10_mean,
        load_log10_sd=infection.load_log10_sd,
        limit_copies=infection.detection_limit_copies,
        limit_log10_sd=infection.detection_log10_sd,
        dilution=dilution,
    )


class _People(NamedTuple):
    """Who is expected, and at which sites."""

    registered: Ints
    away: Ints
    exempt: Ints
    expected: Ints
    sites: SiteLayout


def _people(scenario: Scenario, horizon_ms: int) -> _People:
    ledger = count_people(scenario)
    sites = build_sites(scenario, ledger, horizon_ms)
    return _People(ledger.registered, ledger.away, ledger.exempt, ledger.expected, sites)


def _people_of(layout: Layout) -> _People:
    return _People(
        layout.registered_persons,
        layout.away_persons,
        layout.exempt_persons,
        layout.expected_persons,
        layout.sites,
    )


def build_layout(scenario: Scenario, sites_of: Layout | None = None) -> Layout:
    """Lay out a scenario: people, sites, couriers and laboratories as arrays.

    Everything here is fixed before any draw; a replication adds its ``Conditions``.

    Parameters
    ----------
    scenario
        What exists and happens.
    sites_of
        The layout of a scenario with the same people and sites, which are taken from it.
    """
    horizon_hours = ceil(scenario.campaign.horizon_hours)
    horizon_ms = horizon_hours * HOUR_MS
    people = _people(scenario, horizon_ms) if sites_of is None else _people_of(sites_of)
    sites = people.sites
    couriers = build_couriers(scenario, sites, horizon_ms)
    laboratories = build_laboratories(scenario, horizon_ms)
    opens = sites.windows.open_ms
    first_opening = int(opens.min()) if len(opens) else 0
    from_order = scenario.campaign.deadline_counts_from == "order"
    return Layout(
        district_ids=tuple(d.id for d in scenario.districts),
        registered_persons=people.registered,
        away_persons=people.away,
        exempt_persons=people.exempt,
        expected_persons=people.expected,
        sites=sites,
        couriers=couriers,
        laboratories=laboratories,
        detection=_detection(scenario),
        stations=list_stations(scenario),
        offered_ms=offered_time(
            len(scenario.districts), sites, couriers, laboratories, horizon_hours + FINISH_HOURS
        ),
        tables=_duration_tables(scenario),
        horizon_hours=horizon_hours,
        deadline_from_ms=0 if from_order else first_opening,
        midnight_ms=midnight_ms(scenario.campaign.starts_at),
    )
