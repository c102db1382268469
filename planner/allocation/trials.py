"""Trials of means on common draws: the hardest first, the first failure ends a trial."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Literal

import numpy as np

from planner.allocation.draws import CommonDraws
from planner.allocation.laboratories import in_order_of_call, placed
from planner.allocation.least import LeastMeans, weight_of
from planner.allocation.means import Means, reinforced
from planner.allocation.measure import THREADS, measure_each
from planner.allocation.plans import WHOLE_CAMPAIGN, planned
from planner.allocation.problem import Problem, build_problem
from planner.allocation.reinforcement import Trial
from planner.allocation.tiers import solve
from planner.scenario.replan import with_plan
from planner.scenario.scenario import Plan, Scenario

Progress = Callable[[Trial], None]
Home = Literal["vehicles", "swabbers"]


@dataclass
class Search:
    """The trials of one scenario on common draws."""

    scenario: Scenario
    draws: CommonDraws
    hardest: list[int]
    history: list[Trial]
    home: Problem
    """The scenario without any means from outside."""
    progress: Progress | None = None

    def least(self, base: Means) -> LeastMeans:
        """Return the program of the least laboratories beside a base."""
        return LeastMeans(self.scenario, base, self.draws.layouts.of)

    def planned(self, means: Means, margin: float) -> Scenario:
        """Return the scenario with means, and the plan that the allocator makes of them.

        With the margin for which the means were found nobody has room to spare, so that tubes are
        divided by what laboratories can do and not only by the drive.
        """
        added = reinforced(self.scenario, means)
        called = in_order_of_call(added.mobile_laboratories)
        laboratories = placed(added, self.home, called)
        standing = added.model_copy(update={"plan": Plan(laboratories=laboratories)})
        problem = build_problem(standing, self.draws.layouts.of(standing))
        everyone = replace(
            problem,
            is_mobile=np.zeros_like(problem.is_mobile),
            laboratory_room=problem.laboratory_room * (1 - margin),
        )
        plan = planned(added, everyone, solve(everyone), laboratories, WHOLE_CAMPAIGN)
        return with_plan(added, plan)

    def passes(self, scenario: Scenario, made_by: str, weight: float) -> bool:
        """Tell whether a planned scenario meets its target in the hardest draws."""
        passed = True
        # two at once, the hardest first; the first failure ends it
        for first in range(0, len(self.hardest), THREADS):
            numbers = self.hardest[first : first + THREADS]
            hours, _ = measure_each(scenario, self.draws, numbers)
            if (hours > scenario.target_hours).any():
                passed = False
                break
        trial = Trial(made_by, weight, passed, min(first + THREADS, len(self.hardest)))
        self.history.append(trial)
        if self.progress is not None:
            self.progress(trial)
        return passed

    def tries(self, means: Means, margin: float, made_by: str) -> Scenario | None:
        """Return the planned scenario if it passes."""
        found = self.planned(means, margin)
        weight = weight_of(self.scenario, means, teams_of(found))
        return found if self.passes(found, made_by, weight) else None


def teams_of(scenario: Scenario) -> int:
    """Return the mobile teams that a plan needs at once, pool by pool."""
    total = 0
    for pool in scenario.mobile_teams:
        rows = [row for row in scenario.plan.teams if row.pool == pool.id]
        starts = [row.from_hour for row in rows]
        total += max(
            (
                sum(row.teams for row in rows if row.from_hour <= start < row.to_hour)
                for start in starts
            ),
            default=0,
        )
    return total


@dataclass(frozen=True)
class Found:
    """The least means of a search."""

    means: Means
    margin: float
    bound: float
    scenario: Scenario


def scaled(means: Means, name: Home, factor: float) -> Means:
    """Return means with another factor on vehicles or swabbers at home."""
    if name == "vehicles":
        return replace(means, vehicles=factor)
    return replace(means, swabbers=factor)
