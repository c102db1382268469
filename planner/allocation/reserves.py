"""Around the least reinforcement: how often less suffices, how late it may be, what is to spare."""

from dataclasses import replace

import numpy as np

from planner.allocation.least import weight_of
from planner.allocation.means import Means, reinforced
from planner.allocation.measure import measure_each
from planner.allocation.program import Floats
from planner.allocation.reinforcement import FrontierPoint, Spare
from planner.allocation.trials import Found, Home, Search, scaled, teams_of
from planner.outcome.outcome import CLOCKS, Outcome
from planner.scenario.scenario import Scenario
from planner.scenario.tables import MobileLaboratory

FRONTIER_DRAWS = 20
FRONTIER_STEPS = (-0.3, -0.2, -0.1)
"""Distances from the margin found, at which the probability is shown besides."""
LATE_HOURS = (0.5, 1.0, 2.0, 4.0, 8.0, 16.0)
"""Hours after hour zero that are tried for asking, until one is too late."""
SPARE_STEP = 0.1
LEAST_FACTOR = 0.2


def later(scenario: Scenario, hours: float) -> Scenario:
    """Return the scenario with everything from outside there so many hours later."""

    def moved(row: MobileLaboratory) -> MobileLaboratory:
        return row.model_copy(update={"ready_hour": row.ready_hour + hours})

    settings = scenario.reinforcement
    return scenario.model_copy(
        update={
            "mobile_laboratories": tuple(map(moved, scenario.mobile_laboratories)),
            "mobile_teams": tuple(
                row.model_copy(update={"ready_hour": row.ready_hour + hours})
                for row in scenario.mobile_teams
                if row.arrival_hour + hours < row.until_hour
            ),
            "reinforcement": settings.model_copy(
                update={"ready_hour": settings.ready_hour + hours}
            ),
        }
    )


def meets_until(search: Search, found: Found) -> float:
    """Return how much later everything may be asked for so that the hardest draws still pass.

    Infinite where nothing is asked for.
    """
    if weight_of(search.scenario, found.means, teams_of(found.scenario)) == 0:
        return float("inf")
    late = 0.0
    for hours in LATE_HOURS:
        later_scenario = replace(search, scenario=later(search.scenario, hours))
        if later_scenario.tries(found.means, found.margin, f"asked for at hour {hours:g}") is None:
            break
        late = hours
    return late


def frontier(search: Search, found: Found, outcome: Outcome) -> tuple[FrontierPoint, ...]:
    """Return how often less and the means found themselves suffice, one point for each weight.

    Those found have been simulated for their ``outcome``, on more draws than the others are.
    """
    least = search.least(found.means)
    points: dict[float, FrontierPoint] = {}
    for step in FRONTIER_STEPS:
        margin = found.margin + step
        solved = least.solve(margin)
        if solved is not None:
            scenario = search.planned(solved[0], margin)
            hours, _ = measure_each(scenario, search.draws, range(FRONTIER_DRAWS))
            point = _point(search, scenario, solved[0], hours)
            known = points.get(point.weight, point)
            points[point.weight] = max(point, known, key=lambda one: one.successes)
    own = _point(search, found.scenario, found.means, hours_of_draws(outcome))
    points[own.weight] = own
    return tuple(points[weight] for weight in sorted(points))


def hours_of_draws(outcome: Outcome) -> Floats:
    """Return the hour of each replication at which its target is met, infinite if never."""
    clock = CLOCKS.index(outcome.question.verdict_clock)
    hours = outcome.clocks.city_by_replication[:, clock]
    return np.where(np.isnan(hours), np.inf, hours)


def _point(search: Search, scenario: Scenario, means: Means, hours: Floats) -> FrontierPoint:
    successes = int((hours <= scenario.target_hours).sum())
    return FrontierPoint(
        weight=weight_of(search.scenario, means, teams_of(scenario)),
        probability=successes / len(hours),
        successes=successes,
        replications=len(hours),
        hour=float(np.median(hours)),
    )


def spare_of(search: Search, found: Found) -> tuple[Spare, ...]:
    """Return the swabbers and vehicles at home that the hardest draws can do without."""
    means, spared = found.means, []
    homes: tuple[tuple[Home, str], ...] = (("vehicles", "vehicles"), ("swabbers", "teams"))
    for name, table in homes:
        low, high = LEAST_FACTOR, getattr(means, name)
        while high - low > SPARE_STEP:
            middle = (low + high) / 2
            if (
                search.tries(scaled(means, name, middle), found.margin, f"{name} {middle:.2f}")
                is None
            ):
                low = middle
            else:
                high = middle
        has = sum(getattr(row, name) for row in getattr(search.scenario, table))
        needs = sum(
            getattr(row, name)
            for row in getattr(reinforced(search.scenario, scaled(means, name, high)), table)
        )
        spared.append(Spare(name, max(has - needs, 0), has))
    return tuple(spared)
