"""The runs of couriers: which sites one vehicle collects from, and in what order.

Runs are made district by district, for the sites whose tubes go to the same laboratory all the
time, so that the fewest vehicles go and then their drives are least in sum. No run is so long that
a tube could pass the holding limit, unless that takes more vehicles than the district has.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from planner.allocation.ground import Ground, grounds
from planner.allocation.layouts import Build
from planner.allocation.program import Floats, Ints
from planner.allocation.vehicle_routing import Fleet, fewest_vehicles, keeps_limits, total
from planner.scenario.scenario import Scenario
from planner.scenario.tables import PlanStop
from planner.simulation.building.build import build_layout
from planner.simulation.building.couriers import in_table_order
from planner.simulation.building.flows import NOBODY, site_laboratories
from planner.simulation.building.sites import mean_pool_persons
from planner.simulation.building.travel import travel_ms
from planner.simulation.layout import HOUR_MS, MINUTE_MS, Layout

MOST_TOGETHER = 60
"""Sites whose runs are made at once; a longer list is cut, neighbours in the table together."""
HAND_OVER_SHARE = 0.5
"""Assumed: of ``courier.between_sites_minutes``, what does not depend on the distance."""
LEAST_MINUTES = 0.1
UNLIMITED = 10**9
SECONDS = 60
PLANNED = "planned; drives in proportion to assumed distances"


@dataclass(frozen=True)
class Runs:
    """The runs of couriers, and what was not planned."""

    stops: tuple[PlanStop, ...]
    table_minutes: float
    """Drives of one run to each of the sites in ``stops``, laboratory and back included, as the
    order of the table has it."""
    planned_minutes: float
    """The same by ``stops``."""
    without_position: tuple[str, ...]
    """Districts that keep the order of the table, since nobody wrote down where they lie."""


def courier_runs(scenario: Scenario, build: Build = build_layout) -> Runs:
    """Return the runs that collect the tubes of a scenario with its plan.

    The mean of the drives between stops in the order of the table stays what the scenario states,
    ``courier.between_sites_minutes``: positions only say which are longer and which are shorter.
    """
    bare = scenario.model_copy(
        update={"plan": scenario.plan.model_copy(update={"stops": (), "tours": ()})}
    )
    layout = build(bare)
    places = grounds(scenario, layout.sites)
    missing = tuple(
        district.id
        for d, district in enumerate(scenario.districts)
        if d not in places and (layout.sites.district == d).any()
    )
    per_km = _minutes_per_km(scenario, layout, places)
    stops: list[PlanStop] = []
    today = planned = 0.0
    if scenario.courier.between_sites_minutes.mean > 0:
        tasks = _Tasks.of(bare, layout, per_km)
        for d, ground in places.items():
            rows, before, after = tasks.district_runs(d, ground)
            stops += rows
            today, planned = today + before, planned + after
    return Runs(tuple(stops), today, planned, missing)


def _minutes_per_km(scenario: Scenario, layout: Layout, places: Mapping[int, Ground]) -> float:
    """Return the pace at which today's legs take the stated mean."""
    couriers = layout.couriers
    row_of = np.full(layout.sites.count, -1)
    legs: list[float] = []
    district = couriers.depot_district[couriers.route_depot]
    for d, ground in places.items():
        row_of[ground.sites] = np.arange(len(ground.sites))
        for route in np.flatnonzero(district == d).tolist():
            span = slice(couriers.stop_offset[route], couriers.stop_offset[route + 1])
            apart = ground.distances(row_of[couriers.stop_site[span]])
            legs += np.diagonal(apart, 1).tolist()
    mean_km = float(np.mean(legs)) if legs else 0.0
    drive = (1 - HAND_OVER_SHARE) * scenario.courier.between_sites_minutes.mean
    return drive / mean_km if mean_km > 0 else 0.0


@dataclass(frozen=True)
class _Tasks:
    """What the runs of every district share."""

    scenario: Scenario
    names: Sequence[str]
    laboratory: Ints
    """Shape (periods, sites)."""
    drive_minutes: Floats
    """Shape (sites,): mean drive to the laboratory, over the periods in which there is one."""
    peak_tubes: Ints
    """Shape (sites,): expected between two runs in the busiest hours."""
    vehicles: Ints
    """Shape (districts,)."""
    load_tubes: Ints
    """Shape (districts,): what the smallest vehicle of a district holds."""
    minutes_per_km: float

    @classmethod
    def of(cls, scenario: Scenario, layout: Layout, minutes_per_km: float) -> "_Tasks":
        sites, couriers = layout.sites, layout.couriers
        _, laboratory = site_laboratories(scenario, sites)
        to_each = travel_ms(scenario, sites.township) / MINUTE_MS
        taken = laboratory != NOBODY
        chosen = to_each[np.arange(sites.count), np.where(taken, laboratory, 0)]
        minutes = np.where(taken, chosen, 0.0)
        load = np.full(len(layout.district_ids), np.iinfo(np.int64).max)
        np.minimum.at(load, couriers.depot_district, couriers.load_tubes)
        return cls(
            scenario=scenario,
            names=sites.ids,
            laboratory=laboratory,
            drive_minutes=minutes.sum(axis=0) / np.maximum(taken.sum(axis=0), 1),
            peak_tubes=_peak_tubes(scenario, layout),
            vehicles=np.bincount(
                couriers.depot_district, couriers.vehicles, len(layout.district_ids)
            ).astype(np.int64),
            load_tubes=load,
            minutes_per_km=minutes_per_km,
        )

    def district_runs(self, d: int, ground: Ground) -> tuple[list[PlanStop], float, float]:
        """Return the stops of a district's runs, and all drives before and after in minutes."""
        groups = [(rows, self._fleet(d, ground, rows)) for rows in self._groups(ground)]
        found = [self._runs(ground, rows, fleet) for rows, fleet in groups]
        by_table = [self._in_table_order(ground, rows) for rows, _ in groups]
        enough = max(int(self.vehicles[d]), sum(map(len, by_table)))
        if sum(map(len, found)) > enough:
            groups = [(rows, replace(fleet, longest=UNLIMITED)) for rows, fleet in groups]
            found = [self._runs(ground, rows, fleet) for rows, fleet in groups]
        before = sum(total(f.cost, runs) for (_, f), runs in zip(groups, by_table, strict=True))
        after = sum(total(f.cost, runs) for (_, f), runs in zip(groups, found, strict=True))
        stops = [
            stop
            for (rows, fleet), runs in zip(groups, found, strict=True)
            for run in runs
            for stop in self._stops(ground.sites[rows], fleet, run)
        ]
        return stops, before / SECONDS, after / SECONDS

    def _groups(self, ground: Ground) -> Iterator[Ints]:
        """Yield rows of sites from which one fleet may collect, neighbours together."""
        columns = self.laboratory[:, ground.sites]
        _, group = np.unique(columns, axis=1, return_inverse=True)
        most = self.scenario.courier.sites_per_route
        size = max(MOST_TOGETHER // most, 1) * most
        for number in np.unique(group).tolist():
            own = np.flatnonzero(group.ravel() == number)
            if (columns[:, own[0]] != NOBODY).any():
                for first in range(0, len(own), size):
                    yield own[first : first + size]

    def _in_table_order(self, ground: Ground, rows: Ints) -> list[list[int]]:
        columns = self.laboratory[:, ground.sites[rows]]
        return in_table_order(range(len(rows)), columns, self.scenario.courier.sites_per_route)

    def _runs(self, ground: Ground, rows: Ints, fleet: Fleet) -> list[list[int]]:
        """Return the runs of a group by its rows; no worse than the order of the table."""
        by_table = self._in_table_order(ground, rows)
        found = fewest_vehicles(fleet, len(by_table))
        worse = (len(found), total(fleet.cost, found)) > (
            len(by_table),
            total(fleet.cost, by_table),
        )
        return by_table if worse and keeps_limits(fleet, by_table) else found

    def _stops(self, own: Ints, fleet: Fleet, run: Sequence[int]) -> Iterator[PlanStop]:
        """Yield the stops of a run, which is named by its first."""
        places = np.array([-1, *run]) + 1
        minutes = np.round(fleet.cost[places[:-1], places[1:]] / SECONDS, 1).tolist()
        for number, (row, drive) in enumerate(zip(run, minutes, strict=True), start=1):
            yield PlanStop(
                run=self.names[own[run[0]]],
                stop=number,
                site=self.names[own[row]],
                drive_minutes=max(drive, LEAST_MINUTES),
                source=PLANNED,
            )

    def _fleet(self, d: int, ground: Ground, rows: Ints) -> Fleet:
        """Return the fleet of a group; a site that alone is too much or too far goes alone."""
        courier, own = self.scenario.courier, ground.sites[rows]
        hand_over = HAND_OVER_SHARE * courier.between_sites_minutes.mean
        legs = hand_over + self.minutes_per_km * ground.distances(rows)
        np.fill_diagonal(legs, 0.0)
        to_laboratory = self.drive_minutes[own]
        time, cost = legs.copy(), legs.copy()
        time[1:, 0], cost[1:, 0] = to_laboratory, 2 * to_laboratory
        waited = (
            courier.interval_minutes if courier.trigger == "timetable" else courier.oldest_minutes
        )
        alone = float((time[0, 1:] + time[1:, 0]).max())
        longest = max(courier.holding_limit_hours * 60 - waited, alone)
        load = int(self.load_tubes[d])
        tubes = np.minimum(np.append(0, self.peak_tubes[own]), load)
        visits = np.append(0, np.ones(len(own), dtype=np.int64))
        return Fleet(
            cost=np.rint(cost * SECONDS).astype(np.int64),
            time=np.rint(time * SECONDS).astype(np.int64),
            longest=int(np.ceil(longest * SECONDS)) + 1,
            loads=((tubes, load), (visits, courier.sites_per_route)),
        )


def _peak_tubes(scenario: Scenario, layout: Layout) -> Ints:
    """Return the tubes expected at each site between two runs, when most people come."""
    sites, between_hours = layout.sites, scenario.courier.interval_minutes / 60
    calendar, weight = sites.first_pass, sites.first_pass_weight
    owner, row = calendar.one_by_one()
    hours, weight = (calendar.close_ms - calendar.open_ms)[row] / HOUR_MS, weight[row]
    part = weight / np.maximum(np.bincount(owner, weight, sites.count), 1)[owner]
    busiest = np.zeros(sites.count)
    np.maximum.at(busiest, owner, part * between_hours / hours)
    persons = np.minimum(busiest, 1.0) * sites.persons
    # people at home are all there from the beginning; their teams take time
    visited = np.diff(sites.table_offset) * scenario.door.homes_per_hour * between_hours
    persons = np.where(sites.is_door == 1, np.minimum(persons, visited), persons)
    return np.ceil(persons / mean_pool_persons(sites)).astype(np.int64)
