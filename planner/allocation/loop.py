"""Solve, simulate, correct the rates, solve again: a plan whose promise the simulator keeps."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

import numpy as np

from planner.allocation.answer import Allocation, Pass, Shortage, Tier
from planner.allocation.draws import CommonDraws
from planner.allocation.flows import (
    Flows,
    allocate_flows,
    swabbed,
    swabbed_by_township,
    value_at,
)
from planner.allocation.laboratories import choose_laboratories
from planner.allocation.measure import Measured, measure
from planner.allocation.plans import by_population, by_queue_length, nearest_laboratory, planned
from planner.allocation.problem import Problem, build_problem
from planner.allocation.program import Floats
from planner.allocation.routes import with_routes
from planner.outcome.outcome import Outcome
from planner.scenario.replan import with_plan
from planner.scenario.scenario import Plan, Scenario
from planner.scenario.tables import PlanLaboratory

MOST_PASSES = 8
AGREEMENT = 0.02
"""Share of the people by which promise and simulation may differ."""
SLOWEST, FASTEST = 0.7, 1.3
"""Bounds of one pass's correction of a rate."""
LEAST_CALL = 0.97
"""Factor on all rates, by which at least more laboratories are called after a late pass."""
SATURATED = 0.95
"""Of its room until the deadline, from which on a laboratory's own rate is what binds."""
WHOLE_CAMPAIGN, A_QUARTER = 1_000, 4
"""Periods for which the shares of a district's tubes stand."""

Confirm = Callable[[Scenario], Outcome]
Progress = Callable[[Pass], None]


@dataclass(frozen=True)
class Candidate:
    """A plan and what the simulation makes of it."""

    plan: Plan
    entry: Pass

    @property
    def rank(self) -> tuple[float, float]:
        """Most people in time first, then the earliest hour."""
        return -self.entry.simulated_persons, self.entry.hour


def allocate(
    scenario: Scenario, confirm: Confirm, *, seed: int = 1, progress: Progress | None = None
) -> Allocation:
    """Make the plan by which most people have a result in time, and confirm it.

    Parameters
    ----------
    scenario
        What exists; its own plan is one of the candidates.
    confirm
        Simulates a scenario until its verdict is decided.
    seed
        Names the common draws of the loop.
    progress
        Called with each entry of the history.
    """
    candidates: list[Candidate] = []
    tiers: tuple[Tier, ...] = ()
    agrees = False
    flows: Flows | None = None
    rate = 1.0
    factors: dict[str, float] = {}
    draws = CommonDraws(seed)
    for number in range(1, MOST_PASSES + 1):
        laboratories, called = choose_laboratories(scenario, rate)
        problem = build_problem(
            scenario.model_copy(update={"plan": Plan(laboratories=laboratories)})
        )
        if number == 1:
            for candidate in _by_rule(scenario, problem, laboratories, draws):
                _note(candidate, candidates, progress)
        candidate, flows, factors = _pass(scenario, problem, laboratories, number, factors, draws)
        tiers = (*flows.tiers[:1], called, *flows.tiers[1:]) if number == 1 else tiers
        _note(candidate, candidates, progress)
        entry = candidate.entry
        agrees = abs(entry.promised_persons - entry.simulated_persons) <= AGREEMENT * problem.people
        reaches = entry.hour <= scenario.target_hours
        everybody = len(laboratories) == len(scenario.mobile_laboratories)
        if agrees and (reaches or everybody):
            break
        if not reaches:
            # more are called while there are any, the later the plan is the more
            rate *= min(max(scenario.target_hours / entry.hour, SLOWEST), LEAST_CALL)
    assert flows is not None
    best = min(candidates, key=lambda one: one.rank)
    plan, routes = with_routes(
        scenario, best.plan, best.entry.simulated_persons, best.entry.hour, draws
    )
    return Allocation(
        status=tiers[0].status,
        plan=plan,
        tiers=tiers,
        history=tuple(one.entry for one in candidates),
        shortages=tuple(_shortages(problem, flows)),
        confirmed=agrees,
        outcome=confirm(with_plan(scenario, plan)),
        routes=routes,
    )


def _note(candidate: Candidate, candidates: list[Candidate], progress: Progress | None) -> None:
    candidates.append(candidate)
    if progress is not None:
        progress(candidate.entry)


def _by_rule(
    scenario: Scenario,
    problem: Problem,
    laboratories: tuple[PlanLaboratory, ...],
    draws: CommonDraws,
) -> Iterator[Candidate]:
    """Yield the plans that a person would make, simulated."""
    rules = {
        "by population": by_population(scenario, problem, laboratories),
        "by queue length": by_queue_length(scenario, problem, laboratories),
        "nearest laboratory": nearest_laboratory(problem, laboratories),
        "own laboratories first": Plan(laboratories=laboratories),
    }
    if scenario.plan != Plan():
        rules["the scenario's own plan"] = scenario.plan
    for name, plan in rules.items():
        found = measure(with_plan(scenario, plan), draws)
        yield Candidate(plan, Pass(0, name, float("nan"), found.resulted, found.hour))


def _pass(
    scenario: Scenario,
    problem: Problem,
    laboratories: tuple[PlanLaboratory, ...],
    number: int,
    factors: dict[str, float],
    draws: CommonDraws,
) -> tuple[Candidate, Flows, dict[str, float]]:
    """Return the better of two plans by the rates known so far, and the rates then known."""
    factor = np.array([factors.get(name, 1.0) for name in problem.laboratory_ids])
    corrected = replace(problem, laboratory_room=problem.laboratory_room * factor[:, None])
    flows = allocate_flows(corrected, swabbed(problem))
    found = []
    for every in (A_QUARTER, WHOLE_CAMPAIGN):
        plan = planned(corrected, flows, laboratories, every)
        measured = measure(with_plan(scenario, plan), draws)
        entry = Pass(number, "allocator", flows.resulted, measured.resulted, measured.hour)
        found.append(Candidate(plan, entry))
    factor = factor * _correction(corrected, flows, measured)
    known = dict(zip(problem.laboratory_ids, factor.tolist(), strict=True))
    return min(found, key=lambda one: one.rank), flows, factors | known


def _until_deadline(problem: Problem, by_period: Floats) -> Floats:
    """Return what is taken up early enough for a result at the deadline, shape (laboratories,)."""
    instant = problem.edges_hours[problem.deadline_period] - problem.result_hours
    return value_at(problem.edges_hours, np.cumsum(by_period, axis=1), np.array([instant]))[:, 0]


def _correction(problem: Problem, flows: Flows, measured: Measured) -> Floats:
    """Return the factor on each laboratory's rate: half-way, by logarithm, to what it achieved.

    A laboratory that was not full and kept its promise has shown nothing about its rate.
    """
    promised = _until_deadline(problem, flows.taken)
    ratio = measured.by_laboratory / np.maximum(promised, 1.0)
    full = promised >= SATURATED * _until_deadline(problem, problem.laboratory_room)
    factor = np.clip(np.sqrt(np.maximum(ratio, 1e-3)), SLOWEST, FASTEST)
    return np.where(full | (ratio < 1), factor, 1.0)


def _shortages(problem: Problem, flows: Flows) -> Iterator[Shortage]:
    """Say what is missing for everybody who comes to have a result at the deadline."""
    deadline = float(problem.edges_hours[problem.deadline_period])
    late = problem.people - flows.resulted
    tubes = late / problem.persons_per_tube
    if tubes >= 1:
        opens = float(problem.edges_hours[int(np.argmax(problem.arrived.sum(axis=0) > 0))])
        first = opens + problem.collect_hours
        hours = max(deadline - problem.result_hours - first, 1.0)
        yield Shortage("laboratory tubes", "city", tubes / hours * 24, first, deadline)
    queue = np.maximum(problem.arrived - swabbed_by_township(problem), 0.0)
    for t in np.flatnonzero(queue[:, problem.deadline_period - 1] >= 1).tolist():
        begins = int(np.argmax(queue[t] >= 1))
        room = problem.swab_room[t, : problem.deadline_period].sum()
        tables = problem.tables[t] * queue[t, problem.deadline_period - 1] / max(room, 1.0)
        yield Shortage(
            "sampling tables",
            problem.township_ids[t],
            float(np.ceil(tables)),
            float(problem.edges_hours[begins]),
            deadline,
        )
