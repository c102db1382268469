"""The stages whose use is kept by hour, and the time that each has to offer."""

from collections.abc import Iterable

import numpy as np

from planner.scenario.scenario import Scenario
from planner.scenario.standing import standing_laboratories
from planner.simulation.building.calendars import offered_by_hour
from planner.simulation.layout import (
    LABORATORY_STAGES,
    SITE_STAGES,
    Calendar,
    CourierLayout,
    Ints,
    LaboratoryLayout,
    SiteLayout,
    Stations,
)


def list_stations(scenario: Scenario) -> Stations:
    """Name every stage at every place."""
    rows = [("district", d.id, s) for d in scenario.districts for s in SITE_STAGES]
    rows += [
        ("laboratory", x.id, s) for x in standing_laboratories(scenario) for s in LABORATORY_STAGES
    ]
    kinds, places, stages = zip(*rows, strict=True)
    return Stations(place_kind=kinds, place=places, stage=stages)


def _hours_of(calendar: Calendar, servers: Iterable[int], hours: int) -> Ints:
    """Return the time that some servers of a calendar offer, shape (hours,)."""
    is_picked = np.zeros(len(calendar.offset) - 1, dtype=bool)
    is_picked[list(servers)] = True
    rows = np.repeat(is_picked, np.diff(calendar.offset))
    return offered_by_hour(calendar.open_ms[rows], calendar.close_ms[rows], hours)


def _district_rows(
    district: int, sites: SiteLayout, couriers: CourierLayout, hours: int
) -> list[Ints]:
    """Return the time offered by a district's stages, in the order of ``SITE_STAGES``."""
    table_site = np.repeat(np.arange(sites.count), np.diff(sites.table_offset))
    own, at_door = sites.district[table_site] == district, sites.is_door[table_site] == 1
    public = own & ~at_door
    tables = _hours_of(sites.tables, np.flatnonzero(public).tolist(), hours)
    swabbers = sites.swabbers[table_site]
    # a table is a registrar and one or more swabbers
    swabs = sum(
        n * _hours_of(sites.tables, np.flatnonzero(public & (swabbers == n)).tolist(), hours)
        for n in np.unique(swabbers[public]).tolist()
    )
    teams = _hours_of(sites.tables, np.flatnonzero(own & at_door).tolist(), hours)
    vehicles = int(couriers.vehicles[couriers.depot_district == district].sum())
    ends = np.full(vehicles, couriers.last_call_ms, dtype=np.int64)
    vehicles_ms = offered_by_hour(np.zeros_like(ends), ends, hours)
    return [tables, swabs + np.zeros_like(tables), teams, vehicles_ms]


def _laboratory_rows(laboratory: int, labs: LaboratoryLayout, hours: int) -> list[Ints]:
    """Return the time offered by a laboratory's stages, in the order of ``LABORATORY_STAGES``."""
    spans = zip(
        labs.server_offset[laboratory].tolist(),
        labs.server_count[laboratory].tolist(),
        strict=True,
    )
    return [_hours_of(labs.servers, range(first, first + count), hours) for first, count in spans]


def offered_time(
    districts: int, sites: SiteLayout, couriers: CourierLayout, labs: LaboratoryLayout, hours: int
) -> Ints:
    """Return the servers' time on shift in ms, shape (stations, hours)."""
    rows = [row for d in range(districts) for row in _district_rows(d, sites, couriers, hours)]
    rows += [row for lab in range(labs.count) for row in _laboratory_rows(lab, labs, hours)]
    return np.array(rows, dtype=np.int64)
