"""The stages whose use is kept by hour, and the time that each has to offer."""

import numpy as np

from planner.scenario.scenario import Scenario
from planner.scenario.standing import standing_laboratories
from planner.simulation.building.calendars import offered_by_hour
from planner.simulation.layout import (
    COURIER,
    DOOR,
    HOUR_MS,
    LABORATORY_STAGES,
    REGISTRATION,
    SITE_STAGES,
    SWAB,
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


def _in_districts(districts: int, sites: SiteLayout, couriers: CourierLayout, hours: int) -> Ints:
    """Return what tables, touring teams and vehicles offer, shape (districts, stages, hours)."""
    offered = np.zeros((districts, len(SITE_STAGES), hours), dtype=np.int64)
    site = np.repeat(np.arange(sites.count), np.diff(sites.table_offset))
    # a table is a registrar and one or more swabbers, a touring team stands apart
    swabbers = np.where(sites.is_door == 1, 0, sites.swabbers)
    most = int(swabbers.max(initial=0)) + 1
    kinds = (sites.district * most + swabbers)[site]
    of_kind = offered_by_hour(sites.tables, kinds, districts * most, hours)
    of_kind = of_kind.reshape(districts, most, hours)
    offered[:, DOOR] = of_kind[:, 0]
    offered[:, REGISTRATION] = of_kind[:, 1:].sum(axis=1)
    offered[:, SWAB] = (of_kind * np.arange(most)[:, None]).sum(axis=1)
    for district, vehicles in zip(
        couriers.depot_district.tolist(), couriers.vehicles.tolist(), strict=True
    ):
        until_ms = np.clip(couriers.last_call_ms - np.arange(hours) * HOUR_MS, 0, HOUR_MS)
        offered[district, COURIER] += vehicles * until_ms
    return offered


def offered_time(
    districts: int, sites: SiteLayout, couriers: CourierLayout, labs: LaboratoryLayout, hours: int
) -> Ints:
    """Return the servers' time on shift in ms, shape (stations, hours)."""
    station = np.repeat(np.arange(labs.server_count.size), labs.server_count.ravel())
    return np.concatenate(
        [
            _in_districts(districts, sites, couriers, hours).reshape(-1, hours),
            offered_by_hour(labs.servers, station, labs.server_count.size, hours),
        ]
    )
