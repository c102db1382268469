"""Runs of couriers and tours of teams for a plan, taken where they simulate no worse."""

from dataclasses import replace
from typing import Literal

import numpy as np

from planner.allocation.answer import Routes
from planner.allocation.draws import CommonDraws
from planner.allocation.measure import measure
from planner.allocation.runs import courier_runs
from planner.allocation.tours import touring_plan
from planner.scenario.replan import with_plan
from planner.scenario.scenario import Plan, Scenario
from planner.scenario.tables import PlanStop, PlanTour
from planner.simulation.building.build import build_layout

CHOICES: tuple[tuple[Literal["runs", "tours"], ...], ...] = (("runs", "tours"), ("runs",))

SAME_SHARE = 0.001
"""Of the population: people late within this of each other are equally many."""


def planned_routes(scenario: Scenario) -> tuple[tuple[PlanStop, ...], tuple[PlanTour, ...], Routes]:
    """Return the runs and tours of a scenario with its plan, and what they are worth."""
    runs, tours = courier_runs(scenario), touring_plan(scenario)
    toured = {row.township for row in tours}
    layout = build_layout(scenario.model_copy(update={"plan": Plan()}))
    sites = layout.sites
    standing = np.diff(sites.table_offset)[sites.is_door == 1]
    stays = np.array(
        [
            scenario.townships[township].id not in toured
            for township in sites.township[sites.is_door == 1].tolist()
        ],
        dtype=bool,
    )
    worth = Routes(
        taken=(),
        table_minutes=runs.table_minutes,
        planned_minutes=runs.planned_minutes,
        standing_teams=int(standing.sum()),
        touring_teams=len({row.team for row in tours}) + int(standing[stays].sum()),
        without_position=runs.without_position,
    )
    return runs.stops, tours, worth


def with_routes(
    scenario: Scenario, plan: Plan, people: float, hour: float, draws: CommonDraws
) -> tuple[Plan, Routes]:
    """Return a plan with the routes made for it, as far as it simulates no worse with them.

    No worse is: no later, and people in time up to what is the same in the order of objectives.

    Parameters
    ----------
    scenario
        What exists.
    plan
        Who goes where; its own runs and tours give way to better ones.
    people, hour
        What the plan achieved without them: people in time, and when the required share has a
        result.
    draws
        The common draws of that measurement.
    """
    stops, tours, worth = planned_routes(with_plan(scenario, plan))
    made = {"runs": ("stops", stops), "tours": ("tours", tours)}
    loss = SAME_SHARE * scenario.population_persons
    for choice in CHOICES:
        update = dict(made[name] for name in choice if made[name][1])
        if not update:
            continue
        routed = plan.model_copy(update=update)
        found = measure(with_plan(scenario, routed), draws)
        if found.resulted >= people - loss and found.hour <= hour:
            taken = tuple(name for name in choice if made[name][1])
            return routed, replace(worth, taken=taken)
    return plan, worth
