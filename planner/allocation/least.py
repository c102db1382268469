"""The least laboratory means by which enough people have a result in time, without chance."""

from dataclasses import replace

import numpy as np

from planner.allocation.flows import KEEP, Model
from planner.allocation.kinds import kinds_of
from planner.allocation.laboratories import in_order_of_call, placed
from planner.allocation.layouts import Build
from planner.allocation.means import Means, over_districts, reinforced, wing_id, wing_of
from planner.allocation.problem import build_problem
from planner.allocation.program import Bools, Ints
from planner.allocation.tiers import supply_of
from planner.scenario.scenario import Plan, Scenario
from planner.simulation.building.build import build_layout

COST_GAP = 0.005
"""Relative gap of the weight at which the search stops."""
LARGE_WING_CYCLERS = 1000
"""Wing in which rounding up whole machines and people weighs nothing."""


def cycler_weight(scenario: Scenario) -> float:
    """Return what one cycler weighs with the machines and people that go with it."""
    weights, wing = scenario.reinforcement, wing_of(scenario, LARGE_WING_CYCLERS)
    total = (
        wing.cyclers * weights.cycler_weight
        + wing.extractors * weights.extractor_weight
        + wing.staff * weights.laboratory_staff_weight
    )
    return total / LARGE_WING_CYCLERS


class LeastMeans:
    """The program of one scenario, to be solved for one margin after the other.

    Parameters
    ----------
    scenario
        What exists.
    base
        Everything but laboratories: teams, swabbers and vehicles.
    build
        Lays scenarios out.
    """

    def __init__(self, scenario: Scenario, base: Means, build: Build = build_layout) -> None:
        self.scenario, self.base = scenario, base
        self.called = in_order_of_call(scenario.mobile_laboratories)
        one_each = replace(
            base,
            laboratories=frozenset(row.id for row in self.called),
            cyclers={row.id: 1 for row in scenario.districts},
        )
        with_all = reinforced(scenario, one_each)
        rows = placed(with_all, build_problem(with_all, build(with_all)), self.called)
        standing = with_all.model_copy(update={"plan": Plan(laboratories=rows)})
        layout = build(standing)
        problem = build_problem(standing, layout)
        share = scenario.campaign.required_share
        self.needed = min(share * float(layout.expected_persons.sum()), problem.people)
        wings = {wing_id(row.id) for row in scenario.districts}
        self.is_wing = np.array([name in wings for name in problem.laboratory_ids], dtype=np.bool_)
        self.problem = replace(problem, is_mobile=problem.is_mobile | self.is_wing)
        self.supply = supply_of(self.problem)[0]

    def solve(self, margin: float) -> tuple[Means, float] | None:
        """Return the least means if all laboratories are slower by a margin, and their weight.

        None where no means of these suffice.
        """
        settings = self.scenario.reinforcement
        room = self.problem.laboratory_room * (1 - margin)
        problem = replace(self.problem, laboratory_room=room)
        kinds = kinds_of(problem)
        wing = np.zeros(len(kinds.most), dtype=np.bool_)
        wing[kinds.call[self.is_wing]] = True
        most = np.where(wing, settings.most_cyclers, kinds.most)
        kinds = replace(kinds, most=most)
        deadline = float(problem.edges_hours[problem.deadline_period])
        full = Model(problem, kinds, self.supply)
        if -full.program.solve(full.resulted_by(deadline)).objective < self.needed:
            return None
        model = Model(problem, kinds, self.supply, calls=True)
        model.keep(model.resulted_by(deadline), -(self.needed + KEEP * problem.people))
        weight = np.where(wing, cycler_weight(self.scenario), settings.mobile_laboratory_weight)
        found = model.program.solve(model.program.cost(model.called, weight), gap=COST_GAP)
        count = np.rint(found.values[model.called]).astype(np.int64)
        return self._means(kinds.call, count, wing), found.bound

    def _means(self, call: Ints, count: Ints, wing: Bools) -> Means:
        names = self.problem.laboratory_ids
        order = {row.id: rank for rank, row in enumerate(self.called)}
        chosen: set[str] = set()
        for number in np.flatnonzero(~wing).tolist():
            own = [names[i] for i in np.flatnonzero(call == number).tolist()]
            own.sort(key=lambda name: order[name])
            chosen |= set(own[: int(count[number])])
        cyclers = over_districts(self.scenario, int(count[wing].sum()))
        return replace(self.base, laboratories=frozenset(chosen), cyclers=cyclers)


def weight_of(scenario: Scenario, means: Means, teams: int) -> float:
    """Return what means weigh; ``teams`` are the mobile teams that the plan calls."""
    settings = scenario.reinforcement
    swabbers = sum(row.swabbers for row in scenario.teams)
    vehicles = sum(row.vehicles for row in scenario.vehicles)
    added = reinforced(scenario, means)
    total = settings.mobile_team_weight * teams
    total += settings.mobile_laboratory_weight * len(means.laboratories)
    total += settings.swabber_weight * (sum(row.swabbers for row in added.teams) - swabbers)
    total += settings.vehicle_weight * (sum(row.vehicles for row in added.vehicles) - vehicles)
    for cyclers in means.cyclers.values():
        wing = wing_of(scenario, cyclers)
        total += settings.cycler_weight * wing.cyclers
        total += settings.extractor_weight * wing.extractors
        total += settings.laboratory_staff_weight * wing.staff
    return float(total)
