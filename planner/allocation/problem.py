"""The campaign as an allocator sees it: people by township and period, laboratories by period.

Everything is taken from the layout that the simulator reads, so that both mean the same scenario.
"""

from dataclasses import dataclass
from math import ceil

import numpy as np

from planner.allocation.program import Floats, Ints
from planner.scenario.scenario import Scenario
from planner.scenario.standing import standing_laboratories
from planner.simulation.building.build import build_layout
from planner.simulation.building.sites import mean_pool_persons
from planner.simulation.layout import HOUR_MS, Calendar, Layout, SiteLayout

PERIODS_TO_DEADLINE = 16
LATER_HOURS = 12
"""Length of the periods after the deadline, in which only the last results are told apart."""
FILL = 0.95
"""Assumed: practice; a tube holds 95 % of its pool size."""


@dataclass(frozen=True)
class Problem:
    """Arrays of one scenario; people are those expected to come, places are townships."""

    edges_hours: Floats
    """Shape (periods + 1,); the deadline is one of them."""
    deadline_period: int
    """Periods that end at or before the deadline."""
    township_ids: tuple[str, ...]
    district_ids: tuple[str, ...]
    laboratory_ids: tuple[str, ...]
    laboratory_district: Ints
    """Shape (laboratories,): where it stands, -1 outside the city."""
    district: Ints
    """Shape (townships,)."""
    arrived: Floats
    """Shape (townships, periods): people who have come by the end of the period."""
    swab_room: Floats
    """Shape (townships, periods): people whom the tables at home can swab in the period."""
    tables: Ints
    """Shape (townships,): sampling tables and touring teams at home."""
    persons_per_tube: float
    laboratory_room: Floats
    """Shape (laboratories, periods): people whose tubes a laboratory can take up in the period."""
    serves: Ints
    """Shape (districts, laboratories): 1 where the laboratory takes the district's tubes."""
    travel_hours: Floats
    """Shape (districts, laboratories): mean drive."""
    collect_hours: float
    """From a swab to the vehicle."""
    result_hours: float
    """From being taken up by the stage that binds to the published result."""

    @property
    def periods(self) -> int:
        """Number of periods."""
        return len(self.edges_hours) - 1

    @property
    def people(self) -> float:
        """People who ever come."""
        return float(self.arrived[:, -1].sum())


def _edges(scenario: Scenario, layout: Layout) -> tuple[Floats, int]:
    target = scenario.target_hours + layout.deadline_from_ms / HOUR_MS
    to_deadline = np.linspace(0, target, PERIODS_TO_DEADLINE + 1)
    after = ceil((layout.horizon_hours - target) / LATER_HOURS)
    later = target + LATER_HOURS * np.arange(1, max(after, 1) + 1)
    return np.concatenate([to_deadline, later]), PERIODS_TO_DEADLINE


def _spread(starts: Floats, ends: Floats, weights: Floats, edges: Floats) -> Floats:
    """Return how much of each interval's weight lies in each period, shape (intervals, periods)."""
    length = np.maximum(ends - starts, 1e-9)[:, None]
    begun = np.clip(edges[None, :], starts[:, None], ends[:, None])
    return np.asarray(np.diff(begun, axis=1) / length * weights[:, None])


def _owners(calendar: Calendar) -> Ints:
    return np.repeat(np.arange(len(calendar.offset) - 1), np.diff(calendar.offset))


def _arrivals(scenario: Scenario, sites: SiteLayout, edges: Floats, townships: int) -> Floats:
    """Return the expected people who come in each period, shape (townships, periods)."""
    people = scenario.people
    rows = [(people.first_pass_share, people.never_reached_share)]
    for group in scenario.groups:
        first, never = group.first_pass_share, group.never_reached_share
        rows.append(
            (rows[0][0] if first is None else first, rows[0][1] if never is None else never)
        )
    first_share = np.array([first for first, _ in rows])[sites.group]
    late_share = np.array([max(0.0, 1 - first - never) for first, never in rows])[sites.group]
    come = np.zeros((townships, len(edges) - 1))
    for calendar, weight, share in (
        (sites.first_pass, sites.first_pass_weight, first_share),
        (sites.late_pass, sites.late_pass_weight, late_share),
    ):
        owner = _owners(calendar)
        total = np.bincount(owner, weight, sites.count)
        part = weight / np.maximum(total[owner], 1) * (sites.persons * share)[owner]
        opens, closes = calendar.open_ms / HOUR_MS, calendar.close_ms / HOUR_MS
        np.add.at(come, sites.township[owner], _spread(opens, closes, part, edges))
    return come


def _swab_room(scenario: Scenario, sites: SiteLayout, edges: Floats, townships: int) -> Floats:
    """Return whom the tables can swab in each period, shape (townships, periods)."""
    rule = scenario.sites_rule
    of_table = np.repeat(np.arange(sites.count), np.diff(sites.table_offset))
    slowest = np.maximum(
        rule.register_seconds.mean, rule.swab_seconds.mean / sites.swabbers[of_table]
    )
    per_hour = np.where(sites.is_door[of_table] == 1, scenario.door.homes_per_hour, 3600 / slowest)
    owner = _owners(sites.tables)
    opens, closes = sites.tables.open_ms / HOUR_MS, sites.tables.close_ms / HOUR_MS
    room = np.zeros((townships, len(edges) - 1))
    served = (closes - opens) * per_hour[owner]
    np.add.at(room, sites.township[of_table[owner]], _spread(opens, closes, served, edges))
    return room


def _laboratory_tubes(scenario: Scenario, layout: Layout, edges: Floats) -> Floats:
    """Return the tubes that each laboratory can take up in each period at its expected share."""
    labs, settings = layout.laboratories, scenario.laboratory
    hours = np.arange(0, edges[-1], 0.25)
    since = hours[None, :] - labs.ready_ms[:, None] / HOUR_MS
    climb = since / settings.ramp_up_hours if settings.ramp_up_hours else np.ones_like(since)
    start = settings.ramp_up_start_share
    ramp = np.where(since >= 0, start + (1 - start) * np.clip(climb, 0, 1), 0.0)
    rate = labs.nominal_tubes_per_hour[:, None] * settings.effective_share * ramp * 0.25
    period = np.searchsorted(edges, hours, side="right") - 1
    room = np.zeros((labs.count, len(edges) - 1))
    np.add.at(room.T, period, rate.T)
    return room


def _travel(scenario: Scenario, layout: Layout) -> Floats:
    """Return the mean drive over a district's routes, in hours."""
    couriers = layout.couriers
    district = couriers.depot_district[couriers.route_depot]
    total = np.zeros((len(layout.district_ids), layout.laboratories.count))
    np.add.at(total, district, couriers.travel_ms / HOUR_MS)
    count = np.bincount(district, minlength=len(layout.district_ids))
    return np.asarray(total / np.maximum(count, 1)[:, None])


def build_problem(scenario: Scenario) -> Problem:
    """Lay a scenario out for the allocator."""
    layout = build_layout(scenario)
    sites, settings = layout.sites, scenario.laboratory
    edges, deadline = _edges(scenario, layout)
    townships = len(scenario.townships)
    districts = {row.id: index for index, row in enumerate(scenario.districts)}
    rows = standing_laboratories(scenario)
    serves = [[row.serves in ("city", d) for row in rows] for d in districts]
    persons_per_tube = float(np.average(mean_pool_persons(sites), weights=sites.persons)) * FILL
    couriers = scenario.courier
    # a run visits its stops one after the other, half of them on average before a tube's
    collect_minutes = (
        couriers.interval_minutes / 2
        + couriers.between_sites_minutes.mean * (couriers.sites_per_route + 1) / 2
    )
    result_minutes = (
        settings.amplification_minutes.mean
        + settings.review_minutes.mean
        + settings.publication_minutes / 2
    )
    return Problem(
        edges_hours=edges,
        deadline_period=deadline,
        township_ids=tuple(row.id for row in scenario.townships),
        district_ids=tuple(districts),
        laboratory_ids=tuple(row.id for row in rows),
        laboratory_district=layout.laboratories.district,
        district=np.array([districts[row.district] for row in scenario.townships], dtype=np.int64),
        arrived=np.cumsum(_arrivals(scenario, sites, edges, townships), axis=1),
        swab_room=_swab_room(scenario, sites, edges, townships),
        tables=np.bincount(sites.township, np.diff(sites.table_offset), minlength=townships).astype(
            np.int64
        ),
        persons_per_tube=persons_per_tube,
        laboratory_room=_laboratory_tubes(scenario, layout, edges) * persons_per_tube,
        serves=np.array(serves, dtype=np.int64).reshape(len(districts), len(rows)),
        travel_hours=_travel(scenario, layout),
        collect_hours=collect_minutes / 60,
        result_hours=result_minutes / 60,
    )
