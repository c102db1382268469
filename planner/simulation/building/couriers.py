"""Depots, vehicles and routes as arrays."""

import numpy as np

from planner.scenario.apportion import largest_remainder
from planner.scenario.scenario import Scenario
from planner.simulation.building.calendars import milliseconds
from planner.simulation.building.flows import site_laboratories
from planner.simulation.building.travel import travel_ms
from planner.simulation.layout import MINUTE_MS, CourierLayout, Ints, SiteLayout
from planner.simulation.streams import name_key


def _routes(own: Ints, laboratory: Ints, most: int) -> list[list[int]]:
    """Cut a district's sites into routes whose sites share their laboratory in every period."""
    routes: list[list[int]] = []
    for site in own.tolist():
        last = routes[-1] if routes else None
        if last and len(last) < most and (laboratory[:, site] == laboratory[:, last[0]]).all():
            last.append(site)
        else:
            routes.append([site])
    return routes


def build_couriers(scenario: Scenario, sites: SiteLayout, horizon_ms: int) -> CourierLayout:
    """Lay out the depots of each district; a district without one gets one without vehicles."""
    settings = scenario.courier
    starts, laboratory = site_laboratories(scenario, sites)
    names: list[str] = []
    district_of, vehicles, loads = [], [], []
    routes: list[list[int]] = []
    route_depot: list[int] = []
    for d, district in enumerate(scenario.districts):
        pools = [pool for pool in scenario.vehicles if pool.district == district.id]
        first = len(names)
        names += [pool.id for pool in pools] or [f"{district.id}-no-vehicles"]
        vehicles += [pool.vehicles for pool in pools] or [0]
        loads += [pool.load_tubes for pool in pools] or [1]
        district_of += [d] * (len(names) - first)
        own = _routes(np.flatnonzero(sites.district == d), laboratory, settings.sites_per_route)
        share = largest_remainder(len(own), np.maximum(vehicles[first:], 1))
        route_depot += np.repeat(np.arange(first, len(names)), share).tolist()
        routes += own
    leading = [route[0] for route in routes]
    return CourierLayout(
        depot_ids=tuple(names),
        depot_district=np.array(district_of, dtype=np.int64),
        vehicles=np.array(vehicles, dtype=np.int64),
        load_tubes=np.array(loads, dtype=np.int64),
        route_depot=np.array(route_depot, dtype=np.int64),
        route_key=np.array([name_key(sites.ids[site]) for site in leading], dtype=np.int64),
        stop_offset=np.concatenate([[0], np.cumsum([len(r) for r in routes])]).astype(np.int64),
        stop_site=np.array([site for route in routes for site in route], dtype=np.int64),
        period_start_ms=starts,
        route_laboratory=np.ascontiguousarray(laboratory[:, leading]),
        travel_ms=travel_ms(
            scenario, sites.township[np.array([route[-1] for route in routes], dtype=np.int64)]
        ),
        full_box=int(settings.trigger == "full_box"),
        interval_ms=milliseconds(settings.interval_minutes, MINUTE_MS),
        box_tubes=settings.box_tubes,
        oldest_ms=milliseconds(settings.oldest_minutes, MINUTE_MS),
        last_call_ms=horizon_ms,
    )
