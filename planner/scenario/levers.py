"""The eight levers that planners argue about, and a scenario in which some of them are moved."""

from collections.abc import Iterator
from dataclasses import dataclass, fields
from itertools import accumulate
from typing import Any

from planner.scenario.apportion import largest_remainder
from planner.scenario.overview import value_of
from planner.scenario.scenario import Scenario, Source
from planner.scenario.settings import ClockTime, PoolSize
from planner.scenario.tables import PlanTeams, stay_from

BY = "desk"
MOVED = "assumed: moved by hand on the desk"


@dataclass(frozen=True)
class Levers:
    """Where levers stand; None where one is left as the scenario has it."""

    tables: int | None = None
    """Sampling tables of all sites."""
    swabbers: int | None = None
    """Swabbers who can work at one time, in all districts."""
    pool_size_persons: PoolSize | None = None
    opens_at: ClockTime | None = None
    closes_at: ClockTime | None = None
    laboratory_staff_percent: int | None = None
    """Of the staff that laboratories have."""
    cyclers_percent: int | None = None
    """Of the cyclers that laboratories have."""
    mobile_teams: int | None = None
    """Teams of the pools that are sent, the first to arrive first."""
    courier_interval_minutes: int | None = None

    @property
    def moved(self) -> tuple[str, ...]:
        """Names of the levers that are moved."""
        return tuple(one.name for one in fields(self) if getattr(self, one.name) is not None)


SETTINGS = {
    "pool_size_persons": "sites.pool_size_persons",
    "opens_at": "sites.opens_at",
    "closes_at": "sites.closes_at",
    "laboratory_staff_percent": "laboratory.staff_percent",
    "cyclers_percent": "laboratory.cyclers_percent",
    "courier_interval_minutes": "courier.interval_minutes",
}
"""Levers that are settings, by their dotted keys; the others are rows of tables."""


def positions(scenario: Scenario) -> Levers:
    """Return where all levers of a scenario stand."""
    tables = sum(site.tables for site in scenario.sites)
    settings: dict[str, Any] = {name: value_of(scenario, key) for name, key in SETTINGS.items()}
    return Levers(
        tables=tables,
        swabbers=round(_swabbers(scenario) / scenario.sites_rule.swabbers_per_table),
        mobile_teams=_teams_sent(scenario),
        **settings,
    )


def most_mobile_teams(scenario: Scenario) -> int:
    """Return how many mobile teams could be sent."""
    return sum(pool.teams for pool in scenario.mobile_teams)


def with_levers(scenario: Scenario, levers: Levers) -> Scenario:
    """Return the scenario with its levers moved.

    Tables and swabbers are scaled in proportion to what each site and district has. Sites with
    opening hours of their own take the new ones; pool sizes by site, group or area stay.
    """
    changes: dict[str, Any] = {}
    if levers.tables is not None:
        changes["sites"] = _scaled(scenario.sites, "tables", levers.tables)
    if levers.opens_at is not None or levers.closes_at is not None:
        hours = {"opens_at": None, "closes_at": None}
        sites = changes.get("sites", scenario.sites)
        changes["sites"] = tuple(site.model_copy(update=hours) for site in sites)
    if levers.swabbers is not None:
        people = round(levers.swabbers * scenario.sites_rule.swabbers_per_table)
        changes["teams"] = _scaled(scenario.teams, "swabbers", people)
    if levers.mobile_teams is not None:
        teams = tuple(_stays(scenario, levers.mobile_teams))
        changes["plan"] = scenario.plan.model_copy(update={"teams": teams})
    moved = scenario.model_copy(update=changes)
    for name, key in SETTINGS.items():
        value = getattr(levers, name)
        if value is not None:
            moved = _with_setting(moved, key, value)
    return moved


def _swabbers(scenario: Scenario) -> int:
    return sum(team.swabbers for team in scenario.teams)


def _teams_sent(scenario: Scenario) -> int:
    """Return the most teams that are at work at one time."""
    rows = scenario.plan.teams
    at_work = [
        sum(row.teams for row in rows if row.from_hour <= start.from_hour < row.to_hour)
        for start in rows
    ]
    return max(at_work, default=0)


def _scaled(rows: tuple[Any, ...], column: str, total: int) -> tuple[Any, ...]:
    """Divide a new total over rows in proportion to what each has."""
    weights = [getattr(row, column) for row in rows]
    if not sum(weights):
        return rows
    parts = largest_remainder(total, weights).tolist()
    return tuple(
        row.model_copy(update={column: part, "source": MOVED}) if part != before else row
        for row, part, before in zip(rows, parts, weights, strict=True)
    )


def _stays(scenario: Scenario, teams: int) -> Iterator[PlanTeams]:
    """Send so many teams to the townships by their people; each stays where it arrives."""
    public = {site.township for site in scenario.sites if site.group is None}
    places = [row for row in scenario.townships if row.id in public]
    people = [row.urban_persons + row.rural_persons for row in places]
    if not sum(people):
        return
    wanted = largest_remainder(teams, people).tolist()
    edges = [0, *accumulate(wanted)]
    first = 0
    pools = sorted(scenario.mobile_teams, key=lambda one: one.arrival_hour)
    for pool in pools:
        from_hour = stay_from(pool.arrival_hour)
        for place, start, end in zip(places, edges, edges[1:], strict=False):
            here = min(end, first + pool.teams) - max(start, first)
            if here > 0 and from_hour < pool.until_hour:
                yield PlanTeams(
                    pool=pool.id,
                    teams=here,
                    place=place.id,
                    from_hour=from_hour,
                    to_hour=pool.until_hour,
                    source=MOVED,
                )
        first += pool.teams


def _with_setting(scenario: Scenario, key: str, value: Any) -> Scenario:
    section, _, name = key.partition(".")
    attribute = "sites_rule" if section == "sites" else section
    changed = getattr(scenario, attribute).model_copy(update={name: value})
    others = tuple(one for one in scenario.sources if one.key != key)
    source = Source(key=key, by=BY, text=MOVED)
    return scenario.model_copy(update={attribute: changed, "sources": (*others, source)})
