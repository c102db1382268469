"""What planned runs of couriers and tours of teams are worth."""

import numpy as np

from planner.allocation.answer import Routes
from planner.allocation.layouts import Build
from planner.allocation.runs import Runs
from planner.scenario.scenario import Plan, Scenario
from planner.simulation.building.build import build_layout


def routes_of(scenario: Scenario, plan: Plan, runs: Runs, build: Build = build_layout) -> Routes:
    """Compare the runs and tours of a plan with those that a scenario has without one.

    Parameters
    ----------
    scenario
        What exists.
    plan
        The plan that is followed.
    runs
        Those that were made for it, whether it takes them or not.
    """
    toured = {row.township for row in plan.tours}
    sites = build(scenario.model_copy(update={"plan": Plan()})).sites
    standing = np.diff(sites.table_offset)[sites.is_door == 1]
    places = sites.township[sites.is_door == 1].tolist()
    stays = np.array([scenario.townships[place].id not in toured for place in places], dtype=bool)
    return Routes(
        taken=(*(("runs",) if plan.stops else ()), *(("tours",) if plan.tours else ())),
        table_minutes=runs.table_minutes,
        planned_minutes=runs.planned_minutes,
        standing_teams=int(standing.sum()),
        touring_teams=len({row.team for row in plan.tours}) + int(standing[stays].sum()),
        without_position=runs.without_position,
    )
