"""The campaign as an allocator sees it: people by township and period, laboratories by period.

Everything is taken from the layout that the simulator reads, so that both mean the same scenario.
"""

from dataclasses import dataclass
from math import ceil

import numpy as np

from planner.allocation.program import Bools, Floats, Ints
from planner.allocation.spread import Spread
from planner.scenario.drives import all_moves_minutes
from planner.scenario.scenario import Scenario
from planner.scenario.standing import standing_laboratories
from planner.scenario.tables import MobileTeams
from planner.simulation.building.build import build_layout
from planner.simulation.building.sites import mean_pool_persons
from planner.simulation.layout import HOUR_MS, Layout, SiteLayout

PERIODS_TO_DEADLINE = 16
LATER_HOURS = 3
"""Length of the periods after the deadline: a last result is told to a part of it."""
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
    """Shape (townships, periods): people who have come to sites by the end of the period."""
    table_room: Floats
    """Shape (townships, periods): people whom one table can swab in the period."""
    tables: Ints
    """Shape (townships,): sampling tables that the roster staffs."""
    most_tables: Ints
    """Shape (townships,): sampling tables there are."""
    crews: Ints
    """Shape (districts,): tables that the swabbers at home can staff at once."""
    at_door: Floats
    """Shape (districts, periods): people swabbed by touring teams by the end of the period."""
    pools: tuple[MobileTeams, ...]
    move_hours: Floats
    """Shape (districts,): the longest move of a mobile team within the district."""
    cross_hours: float
    """The longest move from a township to one of another district."""
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
    is_mobile: Bools
    """Shape (laboratories,): whether it has to be called."""

    @property
    def periods(self) -> int:
        """Number of periods."""
        return len(self.edges_hours) - 1

    @property
    def people(self) -> float:
        """People who are ever swabbed if there are tables enough."""
        return float(self.arrived[:, -1].sum() + self.at_door[:, -1].sum())


def _edges(scenario: Scenario, layout: Layout) -> tuple[Floats, int]:
    target = scenario.target_hours + layout.deadline_from_ms / HOUR_MS
    to_deadline = np.linspace(0, target, PERIODS_TO_DEADLINE + 1)
    after = ceil((layout.horizon_hours - target) / LATER_HOURS)
    later = target + LATER_HOURS * np.arange(1, max(after, 1) + 1)
    return np.concatenate([to_deadline, later]), PERIODS_TO_DEADLINE


def _arrivals(scenario: Scenario, sites: SiteLayout, edges: Floats) -> Floats:
    """Return the expected people who come in each period, shape (sites, periods)."""
    people = scenario.people
    rows = [(people.first_pass_share, people.never_reached_share)]
    for group in scenario.groups:
        first, never = group.first_pass_share, group.never_reached_share
        rows.append(
            (rows[0][0] if first is None else first, rows[0][1] if never is None else never)
        )
    first_share = np.array([first for first, _ in rows])[sites.group]
    late_share = np.array([max(0.0, 1 - first - never) for first, never in rows])[sites.group]
    come = np.zeros((sites.count, len(edges) - 1))
    for calendar, weight, share in (
        (sites.first_pass, sites.first_pass_weight, first_share),
        (sites.late_pass, sites.late_pass_weight, late_share),
    ):
        owner, row = calendar.one_by_one()
        total = np.bincount(owner, weight[row], sites.count)
        part = weight[row] / np.maximum(total[owner], 1) * (sites.persons * share)[owner]
        opens, closes = calendar.open_ms[row] / HOUR_MS, calendar.close_ms[row] / HOUR_MS
        come += Spread(owner, opens, closes, part).by_period(edges, sites.count)
    return come


def _per_hour(scenario: Scenario, sites: SiteLayout) -> Floats:
    """Return whom one table of each site, or one touring team, can swab in an hour."""
    rule = scenario.sites_rule
    slowest = np.maximum(rule.register_seconds.mean, rule.swab_seconds.mean / sites.swabbers)
    return np.where(sites.is_door == 1, scenario.door.homes_per_hour, 3600 / slowest)


def _table_room(scenario: Scenario, sites: SiteLayout, edges: Floats) -> Floats:
    """Return whom the tables of each site can swab in each period, shape (sites, periods)."""
    of_table = np.repeat(np.arange(sites.count), np.diff(sites.table_offset))
    table, row = sites.tables.one_by_one()
    site = of_table[table]
    opens, closes = sites.tables.open_ms[row] / HOUR_MS, sites.tables.close_ms[row] / HOUR_MS
    served = (closes - opens) * _per_hour(scenario, sites)[site]
    return Spread(site, opens, closes, served).by_period(edges, sites.count)


def _room_of_one(scenario: Scenario, sites: SiteLayout, edges: Floats) -> Floats:
    """Return whom one table could swab in each period while a site is open, by site."""
    site, row = sites.windows.one_by_one()
    opens, closes = sites.windows.open_ms[row] / HOUR_MS, sites.window_end_ms[row] / HOUR_MS
    served = (closes - opens) * _per_hour(scenario, sites)[site]
    return Spread(site, opens, closes, served).by_period(edges, sites.count)


def _by_table(sites: SiteLayout, staffed: Floats, table_room: Floats, of_one: Floats) -> Floats:
    """Return whom a table of each township can swab in each period, shape (townships, periods).

    Where the roster staffs none, mobile teams can still bring one.

    Parameters
    ----------
    staffed
        Shape (townships,): tables.
    table_room, of_one
        Shape (sites, periods): whom all tables of a site can swab, and whom one could.
    """
    public, count = sites.is_door == 0, len(staffed)
    township = sites.township[public]
    room = by_owner(township, table_room[public], count)
    of_one = by_owner(township, of_one[public], count)
    mean = of_one / np.maximum(np.bincount(township, minlength=count), 1)[:, None]
    has_table = staffed[:, None] > 0
    return np.where(has_table, room / np.maximum(staffed, 1)[:, None], mean)


def by_owner(owner: Ints, values: Floats | Ints, count: int) -> Floats:
    """Return sums of rows by owner, shape (count, ...)."""
    total = np.zeros((count, *values.shape[1:]))
    np.add.at(total, owner, values)
    return total


def _crews(scenario: Scenario, district: Ints, wanted: Ints, each: Ints) -> Ints:
    """Return the tables that each district's swabbers can staff at once, shape (districts,)."""
    swabbers = [
        sum(team.swabbers for team in scenario.teams if team.district == row.id)
        for row in scenario.districts
    ]
    stands = np.array(swabbers) / scenario.sites_rule.swabbers_per_table
    tables = by_owner(district, wanted, len(stands))
    needed = by_owner(district, wanted * each, len(stands))
    return np.floor(stands * tables / np.maximum(needed, 1)).astype(np.int64)


def _longest_moves(scenario: Scenario, district: Ints) -> tuple[Floats, float]:
    """Return the longest move within each district, and out of any into another, in hours."""
    if not scenario.mobile_teams:
        return np.zeros(len(scenario.districts)), 0.0
    hours = all_moves_minutes(scenario.townships, scenario.courier) / 60
    same = district[:, None] == district[None, :]
    within = np.where(same, hours, 0.0).max(axis=1)
    longest = np.array([within[district == d].max(initial=0.0) for d in range(district.max() + 1)])
    return longest, float(np.where(same, 0.0, hours).max())


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


def swabbed_at(arrived: Floats, room: Floats) -> Floats:
    """Return whom queues have left by the end of each period, shape (places, periods).

    Parameters
    ----------
    arrived
        Shape (places, periods): people who have come by the end of the period.
    room
        Shape (places, periods): people who can be served in the period.
    """
    done = np.zeros_like(arrived)
    before = np.zeros(len(done))
    for period in range(arrived.shape[1]):
        before = np.minimum(arrived[:, period], before + room[:, period])
        done[:, period] = before
    return done


def build_problem(scenario: Scenario, layout: Layout | None = None) -> Problem:
    """Lay a scenario out for the allocator; ``layout`` is the scenario's, where it is known."""
    layout = build_layout(scenario) if layout is None else layout
    sites, settings = layout.sites, scenario.laboratory
    edges, deadline = _edges(scenario, layout)
    townships, districts = len(scenario.townships), len(scenario.districts)
    number = {row.id: index for index, row in enumerate(scenario.districts)}
    district = np.array([number[row.district] for row in scenario.townships], dtype=np.int64)
    rows = standing_laboratories(scenario)
    serves = [[row.serves in ("city", d) for row in rows] for d in number]
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
    arrived = np.cumsum(_arrivals(scenario, sites, edges), axis=1)
    room = _table_room(scenario, sites, edges)
    public, door = sites.is_door == 0, sites.is_door == 1
    tables = np.diff(sites.table_offset)
    staffed = by_owner(sites.township[public], tables[public], townships)
    wanted = np.array([site.tables for site in scenario.sites], dtype=np.int64)
    move_hours, cross_hours = _longest_moves(scenario, district)
    return Problem(
        edges_hours=edges,
        deadline_period=deadline,
        township_ids=tuple(row.id for row in scenario.townships),
        district_ids=tuple(number),
        laboratory_ids=tuple(row.id for row in rows),
        laboratory_district=layout.laboratories.district,
        district=district,
        arrived=by_owner(sites.township[public], arrived[public], townships),
        table_room=_by_table(sites, staffed, room, _room_of_one(scenario, sites, edges)),
        tables=staffed.astype(np.int64),
        most_tables=by_owner(sites.township[public], wanted, townships).astype(np.int64),
        crews=_crews(scenario, sites.district[public], wanted, sites.swabbers[public]),
        at_door=by_owner(sites.district[door], swabbed_at(arrived[door], room[door]), districts),
        pools=scenario.mobile_teams,
        move_hours=move_hours,
        cross_hours=cross_hours,
        persons_per_tube=persons_per_tube,
        laboratory_room=_laboratory_tubes(scenario, layout, edges) * persons_per_tube,
        serves=np.array(serves, dtype=np.int64).reshape(districts, len(rows)),
        travel_hours=_travel(scenario, layout),
        collect_hours=collect_minutes / 60,
        result_hours=result_minutes / 60,
        is_mobile=np.arange(len(rows)) >= len(scenario.laboratories),
    )
