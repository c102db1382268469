"""Depots, vehicles and routes as arrays."""

from collections.abc import Iterable

import numpy as np

from planner.scenario.apportion import largest_remainder
from planner.scenario.scenario import Scenario
from planner.simulation.building.calendars import milliseconds
from planner.simulation.building.flows import site_laboratories
from planner.simulation.building.travel import travel_ms
from planner.simulation.layout import MINUTE_MS, CourierLayout, Ints, SiteLayout
from planner.simulation.streams import name_key


def in_table_order(sites: Iterable[int], laboratory: Ints, most: int) -> list[list[int]]:
    """Cut sites into routes whose sites share their laboratory in every period."""
    routes: list[list[int]] = []
    for site in sites:
        last = routes[-1] if routes else None
        if last and len(last) < most and (laboratory[:, site] == laboratory[:, last[0]]).all():
            last.append(site)
        else:
            routes.append([site])
    return routes


def _planned(scenario: Scenario, sites: SiteLayout) -> tuple[list[list[int]], Ints]:
    """Return the sites of each run of the plan by stop, and the mean drive to each site.

    Touring teams whom nobody waits for are no stop.
    """
    index = {name: number for number, name in enumerate(sites.ids)}
    leg_ms = np.zeros(sites.count, dtype=np.int64)
    runs: dict[str, list[int]] = {}
    for row in sorted(scenario.plan.stops, key=lambda one: one.stop):
        if row.site in index:
            runs.setdefault(row.run, []).append(index[row.site])
            leg_ms[index[row.site]] = max(milliseconds(row.drive_minutes, MINUTE_MS), 1)
    return list(runs.values()), leg_ms


def build_couriers(scenario: Scenario, sites: SiteLayout, horizon_ms: int) -> CourierLayout:
    """Lay out the depots of each district; a district without one gets one without vehicles.

    Routes are the runs of the plan, cut where the next site's tubes go elsewhere, and for sites
    that it does not name neighbours in the order of the table.
    """
    settings = scenario.courier
    starts, laboratory = site_laboratories(scenario, sites)
    names: list[str] = []
    district_of, vehicles, loads = [], [], []
    routes: list[list[int]] = []
    route_depot: list[int] = []
    planned, leg_ms = _planned(scenario, sites)
    is_planned = np.isin(np.arange(sites.count), [site for run in planned for site in run])
    for d, district in enumerate(scenario.districts):
        pools = [pool for pool in scenario.vehicles if pool.district == district.id]
        first = len(names)
        names += [pool.id for pool in pools] or [f"{district.id}-no-vehicles"]
        vehicles += [pool.vehicles for pool in pools] or [0]
        loads += [pool.load_tubes for pool in pools] or [1]
        district_of += [d] * (len(names) - first)
        runs = [run for run in planned if sites.district[run[0]] == d]
        own = [part for run in runs for part in in_table_order(run, laboratory, len(run))]
        others = np.flatnonzero((sites.district == d) & ~is_planned).tolist()
        own += in_table_order(others, laboratory, settings.sites_per_route)
        share = largest_remainder(len(own), np.maximum(vehicles[first:], 1))
        route_depot += np.repeat(np.arange(first, len(names)), share).tolist()
        routes += own
    leading = [route[0] for route in routes]
    stops = np.array([site for route in routes for site in route], dtype=np.int64)
    return CourierLayout(
        depot_ids=tuple(names),
        depot_district=np.array(district_of, dtype=np.int64),
        vehicles=np.array(vehicles, dtype=np.int64),
        load_tubes=np.array(loads, dtype=np.int64),
        route_depot=np.array(route_depot, dtype=np.int64),
        route_key=np.array([name_key(sites.ids[site]) for site in leading], dtype=np.int64),
        stop_offset=np.concatenate([[0], np.cumsum([len(r) for r in routes])]).astype(np.int64),
        stop_site=stops,
        leg_ms=leg_ms[stops],
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
