"""Mobile teams of a plan by pool and place: the rows of a Gantt chart."""

from collections import defaultdict
from dataclasses import dataclass

import numpy as np

from planner.scenario.scenario import Plan, Scenario
from planner.scenario.tables import PlanTeams
from planner.simulation.layout import Floats, Ints

ORIGINS = ("district", "province", "nation")
"""Nearest first."""


@dataclass(frozen=True)
class TeamRow:
    """A pool, or one place where it works."""

    pool: str
    place: str | None
    stays: tuple[PlanTeams, ...] = ()


def team_rows(scenario: Scenario, plan: Plan) -> list[TeamRow]:
    """Return the pools by origin, each followed by its places in the order of their first work."""
    stays: defaultdict[tuple[str, str], list[PlanTeams]] = defaultdict(list)
    for row in sorted(plan.teams, key=lambda row: (row.from_hour, row.place)):
        stays[row.pool, row.place].append(row)
    found = []
    for pool in sorted(scenario.mobile_teams, key=lambda pool: ORIGINS.index(pool.origin)):
        own = [
            TeamRow(pool.id, place, tuple(at))
            for (name, place), at in stays.items()
            if name == pool.id
        ]
        found += [TeamRow(pool.id, None), *own] if own else []
    return found


def teams_at_work(stays: tuple[PlanTeams, ...]) -> tuple[Floats, Ints]:
    """Return the hours at which the number of teams at a place changes, and the numbers."""
    edges = np.unique([hour for row in stays for hour in (row.from_hour, row.to_hour)])
    teams = [
        sum(row.teams for row in stays if row.from_hour <= hour < row.to_hour) for hour in edges
    ]
    return edges, np.array(teams, dtype=np.int64)
