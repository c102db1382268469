"""A plan as orders: each move is one line that can be signed."""

import math
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from typing import Literal, Protocol

import numpy as np

from planner.allocation.diversions import Diversion, diversions
from planner.allocation.habits import habitual_shares
from planner.allocation.postings import MINUTES_PER_HOUR, postings
from planner.outcome.outcome import CLOCKS, Outcome
from planner.scenario.generate import door_site_id
from planner.scenario.scenario import Plan, Scenario
from planner.scenario.tables import PlanStop, PlanTeams, PlanTour
from planner.simulation.building.people import count_people

What = Literal[
    "teams",
    "laboratory",
    "cyclers",
    "extractors",
    "laboratory_staff",
    "swabbers",
    "vehicles",
    "tubes",
    "tour",
    "run",
]
Code = Literal[
    "reinforces",
    "moves_on",
    "adds_laboratory",
    "strengthens",
    "assigns",
    "diverts",
    "visits",
    "collects",
]
RANK: dict[What, int] = {"tubes": 1, "tour": 2, "run": 3}
"""Orders that change little come last, after those who come."""

LAST_HOUR = 720
"""A stay until then has no end."""


@dataclass(frozen=True)
class Cause:
    """Why an order is given, to be put into words in either language."""

    code: Code
    figures: dict[str, float] = field(default_factory=dict)
    """What the words name; hours count from hour zero."""
    places: tuple[str, ...] = ()
    """Identifiers of the places of a run, in their order."""


@dataclass(frozen=True)
class Order:
    """One move; hours count from hour zero, and infinite is the end of the campaign."""

    number: int
    to_whom: str
    """Identifier of the pool of teams, of the mobile laboratory, of the place whose couriers are
    to drive elsewhere or to make a run, or of the touring team."""
    what: What
    how_many: float
    """Teams, one laboratory, the share of the place's tubes, or the stops of a run."""
    from_place: str | None
    """Township, district, for tubes the laboratory before, for a run its first stop; None is the
    origin, for tubes that nobody took them, and for a tour that it begins."""
    to_place: str
    """Township, district, for tubes the laboratory from now on, for a run its last stop."""
    leave_hour: float
    arrive_hour: float
    until_hour: float
    why: Cause


class Planned(Protocol):
    """A plan and what came out of its simulation."""

    @property
    def plan(self) -> Plan:
        """Who goes where when."""

    @property
    def outcome(self) -> Outcome:
        """What came out of exactly this plan."""


def orders(scenario: Scenario, planned: Planned) -> tuple[Order, ...]:
    """Return what a plan orders: who comes, then where tubes go, then tours and runs, each by hour.

    Parameters
    ----------
    scenario
        Gives pools of teams, mobile laboratories and their travel.
    planned
        Gives the plan, and the backlogs of its simulation.
    """
    return numbered(
        [
            *team_orders(scenario, planned.plan),
            *_laboratory_orders(scenario, planned.plan),
            *_tube_orders(scenario, planned),
            *_tour_orders(scenario, planned.plan),
            *_run_orders(scenario, planned),
        ]
    )


def numbered(moves: Iterable[Order]) -> tuple[Order, ...]:
    """Return orders in the order in which they are given, numbered from one."""
    in_order = sorted(moves, key=lambda one: (RANK.get(one.what, 0), one.leave_hour))
    return tuple(replace(move, number=number) for number, move in enumerate(in_order, 1))


def team_orders(scenario: Scenario, plan: Plan) -> Iterator[Order]:
    """Yield the orders to mobile teams, pool by pool and not yet numbered."""
    townships = {row.id: row for row in scenario.townships}
    rows: defaultdict[str, list[PlanTeams]] = defaultdict(list)
    for row in plan.teams:
        rows[row.pool].append(row)
    for pool in scenario.mobile_teams:
        for one in postings(pool, rows[pool.id], townships, scenario.courier):
            code: Code = "reinforces" if one.from_place is None else "moves_on"
            yield Order(
                number=0,
                to_whom=pool.id,
                what="teams",
                how_many=one.teams,
                from_place=one.from_place,
                to_place=one.place,
                leave_hour=one.leave_hour,
                arrive_hour=one.arrive_hour,
                until_hour=one.until_hour,
                why=Cause(code, {"tables": one.teams * pool.tables_per_team}),
            )


def _laboratory_orders(scenario: Scenario, plan: Plan) -> Iterator[Order]:
    placed = {row.laboratory: row for row in plan.laboratories}
    for laboratory in scenario.mobile_laboratories:
        if laboratory.id not in placed:
            continue
        stay = placed[laboratory.id]
        yield Order(
            number=0,
            to_whom=laboratory.id,
            what="laboratory",
            how_many=1,
            from_place=None,
            to_place=stay.district,
            leave_hour=stay.from_hour - laboratory.travel_minutes / MINUTES_PER_HOUR,
            arrive_hour=stay.from_hour,
            until_hour=math.inf,
            why=Cause(
                "adds_laboratory",
                {
                    "tubes_per_day": laboratory.declared_tubes_per_day,
                    "ready_hour": stay.from_hour + laboratory.setup_hours,
                },
            ),
        )


def _tube_orders(scenario: Scenario, planned: Planned) -> Iterator[Order]:
    swabbed = planned.outcome.curves.city.p50[CLOCKS.index("sampled")]
    if not planned.plan.flows or not swabbed.any():
        return
    first_hour = float(np.argmax(swabbed > 0))
    habits = habitual_shares(scenario)
    habits |= {row.id: habits[row.district] for row in scenario.townships}
    for one in diversions(planned.plan.flows, habits, first_hour):
        yield Order(
            number=0,
            to_whom=one.place,
            what="tubes",
            how_many=one.share,
            from_place=one.from_laboratory,
            to_place=one.to_laboratory,
            leave_hour=one.from_hour,
            arrive_hour=one.from_hour,
            until_hour=one.until_hour,
            why=_tube_cause(planned.outcome, one),
        )


def _tour_orders(scenario: Scenario, plan: Plan) -> Iterator[Order]:
    """Yield the stays of touring teams, team by team and not yet numbered."""
    if not plan.tours:
        return
    at_home = count_people(scenario).homebound.tolist()
    persons = {row.id: n for row, n in zip(scenario.townships, at_home, strict=True)}
    before: dict[str, PlanTour] = {}
    for row in sorted(plan.tours, key=lambda one: one.stop):
        last = before.get(row.team)
        yield Order(
            number=0,
            to_whom=row.team,
            what="tour",
            how_many=1,
            from_place=None if last is None else last.township,
            to_place=row.township,
            leave_hour=row.from_hour if last is None else last.to_hour,
            arrive_hour=row.from_hour,
            until_hour=row.to_hour if row.to_hour < LAST_HOUR else math.inf,
            why=Cause("visits", {"persons": persons[row.township]}),
        )
        before[row.team] = row


def _run_orders(scenario: Scenario, planned: Planned) -> Iterator[Order]:
    """Yield the runs of couriers, which are driven again and again while tubes wait."""
    swabbed = planned.outcome.curves.city.p50[CLOCKS.index("sampled")]
    if not planned.plan.stops or not swabbed.any():
        return
    first_hour = float(np.argmax(swabbed > 0))
    district = {row.id: row.district for row in scenario.townships}
    couriers = {site.id: district[site.township] for site in scenario.sites}
    couriers |= {door_site_id(row.id): row.district for row in scenario.townships}
    runs: defaultdict[str, list[PlanStop]] = defaultdict(list)
    for row in sorted(planned.plan.stops, key=lambda one: one.stop):
        runs[row.run].append(row)
    for stops in runs.values():
        minutes = sum(stop.drive_minutes for stop in stops)
        yield Order(
            number=0,
            to_whom=couriers[stops[0].site],
            what="run",
            how_many=len(stops),
            from_place=stops[0].site,
            to_place=stops[-1].site,
            leave_hour=first_hour,
            arrive_hour=first_hour + minutes / MINUTES_PER_HOUR,
            until_hour=math.inf,
            why=Cause("collects", {"minutes": minutes}, tuple(stop.site for stop in stops)),
        )


def _tube_cause(outcome: Outcome, one: Diversion) -> Cause:
    """Name the worst backlogs of both laboratories in the plan's simulation while it holds."""
    backlog, ids = outcome.stations.backlog_hours, outcome.laboratories.ids
    first, last = int(one.from_hour), math.ceil(min(one.until_hour, backlog.shape[1]))
    if one.from_laboratory not in ids or one.to_laboratory not in ids:
        return Cause("assigns")
    before, after = (
        float(backlog[ids.index(name), first:last].max(initial=0.0))
        for name in (one.from_laboratory, one.to_laboratory)
    )
    return Cause("diverts", {"backlog_before_hours": before, "backlog_after_hours": after})
