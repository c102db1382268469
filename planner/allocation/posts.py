"""Rows of the plan for tables and teams, from how many of them work where in each period."""

from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from planner.allocation.laboratories import RANK
from planner.allocation.problem import Problem
from planner.allocation.program import Ints
from planner.allocation.staffing import Crews, Staffed
from planner.scenario.drives import move_minutes
from planner.scenario.scenario import Scenario
from planner.scenario.tables import PlanTables, PlanTeams, stay_from

NOWHERE = -1


def table_rows(problem: Problem, tables: Ints) -> Iterator[PlanTables]:
    """Yield the tables of each township where they differ from the roster.

    Parameters
    ----------
    tables
        Shape (townships, periods): tables staffed from home.
    """
    edges = problem.edges_hours
    used = np.where(problem.table_room > 0, tables, -1)
    for place, own in zip(problem.township_ids, used, strict=True):
        period = 0
        while period < len(own):
            end = period + 1
            # a night is nobody's shift
            while end < len(own) and own[end] in (own[period], -1):
                end += 1
            if own[period] >= 0:
                yield PlanTables(
                    place=place,
                    from_hour=float(edges[period]),
                    to_hour=float(edges[end]),
                    tables=int(own[period]),
                    source="planned",
                )
            period = end


@dataclass
class _Team:
    """One mobile team as its periods pass."""

    pool: int
    place: int = NOWHERE
    """Where it works, or has worked last."""
    place_before: int = NOWHERE
    from_hour: float = 0.0
    is_working: bool = False

    def leaves(self, hour: float) -> bool:
        """Stop working; return whether it has begun, else it never set out for the place."""
        self.is_working = False
        has_begun = self.from_hour < hour
        if not has_begun:
            self.place = self.place_before
        return has_begun


def team_rows(scenario: Scenario, problem: Problem, staffed: Staffed) -> Iterator[PlanTeams]:
    """Yield where the teams of each pool work, team by team, alike ones together."""
    found: Counter[tuple[int, int, float, float]] = Counter()
    for crew in range(len(staffed.used)):
        for stay in _stays(scenario, problem, staffed, crew):
            found[stay] += 1
    for (pool, place, from_hour, to_hour), teams in sorted(found.items()):
        yield PlanTeams(
            pool=problem.pools[pool].id,
            teams=teams,
            place=problem.township_ids[place],
            from_hour=from_hour,
            to_hour=to_hour,
            source="planned",
        )


def _called(problem: Problem, crews: Crews, crew: int, used: int) -> list[_Team]:
    """Return so many teams of a crew, those of the nearest origin first."""
    pools = [index for index in range(len(problem.pools)) if crews.of_pool[index] == crew]
    pools.sort(
        key=lambda index: (RANK[problem.pools[index].origin], problem.pools[index].arrival_hour)
    )
    teams = [_Team(pool) for pool in pools for _ in range(problem.pools[pool].teams)]
    return teams[:used]


def _stays(
    scenario: Scenario, problem: Problem, staffed: Staffed, crew: int
) -> Iterator[tuple[int, int, float, float]]:
    """Yield (pool, township, from_hour, to_hour) of every stay of one crew's teams."""
    teams = _called(problem, staffed.crews, crew, int(staffed.used[crew]))
    for period, edge in enumerate(problem.edges_hours[:-1].tolist()):
        need = staffed.working[crew, :, period].copy()
        free: defaultdict[int, list[_Team]] = defaultdict(list)
        for team in teams:
            if team.is_working and need[team.place] > 0:
                need[team.place] -= 1
            else:
                free[_district(problem, team)].append(team)
        for team in (one for own in free.values() for one in own if one.is_working):
            stay = _stay(problem, team, edge)
            if team.leaves(edge):
                yield stay
        for place in np.flatnonzero(need > 0).tolist():
            for _ in range(int(need[place])):
                team = _next(free, int(problem.district[place]))
                team.from_hour = _begins(scenario, problem, team, place, period)
                team.place_before, team.place, team.is_working = team.place, place, True
    for team in teams:
        stay = _stay(problem, team, float(problem.edges_hours[-1]))
        if team.is_working and team.leaves(stay[-1]):
            yield stay


def _district(problem: Problem, team: _Team) -> int:
    return NOWHERE if team.place == NOWHERE else int(problem.district[team.place])


def _next(free: defaultdict[int, list[_Team]], district: int) -> _Team:
    """Take a free team: of the district, then one that has not begun, then any."""
    for own in (district, NOWHERE, *sorted(free)):
        if free[own]:
            return free[own].pop(0)
    raise ValueError("more teams work than are called")


def _begins(scenario: Scenario, problem: Problem, team: _Team, place: int, period: int) -> float:
    """Return when a team can begin at a place at which it works from a period on."""
    begins = float(problem.edges_hours[period])
    if team.place == NOWHERE:
        earliest = stay_from(problem.pools[team.pool].arrival_hour)
        # who arrives within the period before begins at once
        before = float(problem.edges_hours[max(period - 1, 0)])
        return earliest if earliest > before else begins
    here, there = scenario.townships[team.place], scenario.townships[place]
    return stay_from(begins + move_minutes(here, there, scenario.courier) / 60)


def _stay(problem: Problem, team: _Team, to_hour: float) -> tuple[int, int, float, float]:
    return team.pool, team.place, team.from_hour, min(to_hour, problem.pools[team.pool].until_hour)
