"""Solve, simulate, correct the rates, solve again: a plan whose promise the simulator keeps."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np

from planner.allocation.answer import Allocation, Pass, Shortage
from planner.allocation.draws import CommonDraws, Confirm, hardest_draws
from planner.allocation.kinds import kinds_of
from planner.allocation.laboratories import in_order_of_call, placed, with_help_allowed
from planner.allocation.measure import Measured, measure, measure_each
from planner.allocation.plans import (
    WHOLE_CAMPAIGN,
    by_population,
    by_queue_length,
    nearest_laboratory,
    planned,
    planned_by_township,
)
from planner.allocation.problem import Problem, build_problem, swabbed_at
from planner.allocation.promise import Promise, promise
from planner.allocation.routes import routes_of
from planner.allocation.runs import courier_runs
from planner.allocation.staffing import room_of
from planner.allocation.tiers import Solved, solve
from planner.allocation.tours import touring_plan
from planner.scenario.replan import with_plan
from planner.scenario.scenario import Plan, Scenario
from planner.scenario.standing import standing_laboratories
from planner.scenario.tables import PlanLaboratory

MOST_PASSES = 8
AGREEMENT = 0.02
"""Share of the people by which promise and simulation may differ."""
SLOWEST, FASTEST = 0.7, 1.3
"""Bounds of one pass's correction of a rate."""
LEAST_CAUTION = 0.9
"""Factor on all rates after a plan that is late in some draw, at most."""
SATURATED = 0.95
"""Of its room until the deadline, from which on a laboratory's own rate is what binds."""
SAME_SHARE = 0.001
"""Of the people: plans whose people in time differ by less are equally good."""
WITH_RUNS = "best, with planned runs"
A_QUARTER = 4
"""Periods for which the shares of a district's tubes stand, where they change at all."""

Progress = Callable[[Pass], None]


@dataclass(frozen=True)
class Candidate:
    """A plan and what the simulation makes of it."""

    plan: Plan
    entry: Pass
    measured: Measured
    latest_hour: float
    """Of all draws that were tried."""

    @property
    def rank(self) -> tuple[float, float]:
        """The earliest hour first, then most people in time."""
        return self.entry.hour, -self.entry.simulated_persons


class Loop:
    """The tries of one scenario, each better informed than the one before."""

    def __init__(self, scenario: Scenario, seed: int, progress: Progress | None) -> None:
        self.scenario, self.progress = scenario, progress
        self.draws = CommonDraws(seed)
        self.hardest = hardest_draws(scenario, seed)
        self.factors: dict[str, float] = {}
        """By laboratory, what it achieves of its nominal rate."""
        self.caution = 1.0
        """Factor on all rates with which plans are made, so that bad days find room to spare."""
        self.tried: list[Candidate] = []
        bare = with_help_allowed(scenario).model_copy(update={"plan": Plan()})
        self.called = in_order_of_call(bare.mobile_laboratories)
        build = self.draws.layouts.of
        everything = placed(bare, build_problem(bare, build(bare)), self.called)
        standing = bare.model_copy(update={"plan": Plan(laboratories=everything)})
        self.problem = build_problem(standing, build(standing))
        self.kinds = kinds_of(self.problem)

    def corrected(self) -> Problem:
        """Return the problem with the rates known so far, cautiously."""
        names = self.problem.laboratory_ids
        factor = np.array([self.factors.get(name, 1.0) for name in names]) * self.caution
        return replace(self.problem, laboratory_room=self.problem.laboratory_room * factor[:, None])

    def laboratories(self, solved: Solved) -> tuple[PlanLaboratory, ...]:
        """Return where the mobile laboratories stand that a solution calls."""
        names = {
            name
            for name, works in zip(self.problem.laboratory_ids, solved.called, strict=True)
            if works
        }
        return placed(self.scenario, self.problem, [row for row in self.called if row.id in names])

    def try_plans(self, number: int, made_by: str, plans: Sequence[Plan]) -> Candidate:
        """Simulate the plan that promises most, and learn from it."""
        found = [(self.promised(plan), plan) for plan in plans]
        promised, plan = min(found, key=lambda one: (one[0].hour, -one[0].resulted))
        planned_scenario = with_plan(self.scenario, plan)
        measured = measure(planned_scenario, self.draws)
        latest = float(measured.hours.max())
        unseen = [one for one in self.hardest if one >= len(measured.hours)]
        if number and unseen and latest <= self.scenario.target_hours:
            hours, _ = measure_each(planned_scenario, self.draws, unseen)
            latest = max(latest, float(hours.max()))
        entry = Pass(
            number, made_by, promised.resulted, measured.resulted, measured.hour, promised.hour
        )
        candidate = Candidate(plan, entry, measured, latest)
        self.tried.append(candidate)
        if self.progress is not None:
            self.progress(entry)
        names = [row.id for row in standing_laboratories(planned_scenario)]
        self._learn(names, promised, measured)
        return candidate

    def promised(self, plan: Plan) -> Promise:
        """Return what a plan promises at the rates known so far."""
        planned_scenario = self.scenario.model_copy(update={"plan": plan})
        return promise(planned_scenario, self.draws.layouts.of(planned_scenario), self.factors)

    def agrees(self, entry: Pass) -> bool:
        """Tell whether a plan's promise and its simulation are the same within the agreement."""
        gap = abs(entry.promised_persons - entry.simulated_persons)
        return gap <= AGREEMENT * self.problem.people

    def reaches(self, tried: Candidate) -> bool:
        """Tell whether a plan meets the target in every draw, the hardest included."""
        return tried.latest_hour <= self.scenario.target_hours

    def be_cautious(self, tried: Candidate) -> None:
        """Plan with slower laboratories after a late plan, the later it is the more."""
        if not self.reaches(tried):
            late = self.scenario.target_hours / tried.latest_hour
            self.caution *= min(max(late, SLOWEST), LEAST_CAUTION)

    def kept(self, before: Candidate, after: Candidate) -> Candidate:
        """Return the candidate with runs of its own if it is no worse than the one before."""
        fewer = before.entry.simulated_persons - after.entry.simulated_persons
        worse = after.entry.hour > before.entry.hour or fewer > SAME_SHARE * self.problem.people
        return before if worse else after

    def _learn(self, names: Sequence[str], promised: Promise, measured: Measured) -> None:
        """Correct each kind's rate half-way, by logarithm, to what its laboratories achieved.

        A laboratory that was not full and kept its promise has shown nothing about its rate, and
        one alone has had its own luck.
        """
        shown = promised.by_laboratory >= SATURATED * promised.room
        shown |= measured.by_laboratory < promised.by_laboratory
        kind_of = dict(zip(self.problem.laboratory_ids, self.kinds.kind.tolist(), strict=True))
        kind = np.array([kind_of[name] for name in names])
        count = self.kinds.count
        achieved = np.bincount(kind, np.where(shown, measured.by_laboratory, 0.0), count)
        expected = np.bincount(kind, np.where(shown, promised.by_laboratory, 0.0), count)
        ratio = np.divide(achieved, expected, out=np.ones(count), where=expected > 0)
        factor = np.clip(np.sqrt(np.maximum(ratio, 1e-3)), SLOWEST, FASTEST)
        for name, own in kind_of.items():
            self.factors[name] = self.factors.get(name, 1.0) * float(factor[own])


def allocate(
    scenario: Scenario, confirm: Confirm, *, seed: int = 1, progress: Progress | None = None
) -> Allocation:
    """Make the plan by which everybody has a result soonest, and confirm it.

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
    loop = Loop(scenario, seed, progress)
    solved = solve(loop.problem)
    first = solved
    for name, plan in _by_rule(loop, solved):
        loop.try_plans(0, name, [plan])
    loop.factors.clear()
    build = loop.draws.layouts.of
    tours = touring_plan(scenario, build)
    for number in range(1, MOST_PASSES + 1):
        problem = loop.corrected()
        if number > 1:
            solved = solve(problem)
        laboratories = loop.laboratories(solved)
        plans = [
            planned(scenario, problem, solved, laboratories, every)
            for every in (A_QUARTER, WHOLE_CAMPAIGN)
        ]
        by_township = planned_by_township(scenario, problem, solved, laboratories)
        plans += [] if by_township is None else [by_township]
        plans = [plan.model_copy(update={"tours": tours}) for plan in plans]
        before = min((one.rank for one in loop.tried if one.entry.number), default=None)
        tried = loop.try_plans(number, "allocator", plans)
        if loop.agrees(tried.entry):
            improves = before is None or tried.rank < before
            if loop.reaches(tried) or (solved.called.all() and not improves):
                break
        loop.be_cautious(tried)
    best = min(loop.tried, key=lambda one: one.rank)
    runs = courier_runs(with_plan(scenario, best.plan), build)
    if runs.stops:
        routed = best.plan.model_copy(update={"stops": runs.stops})
        best = loop.kept(best, loop.try_plans(number, WITH_RUNS, [routed]))
    final = with_plan(scenario, best.plan)
    outcome = confirm(final, loop.draws.known())
    promised = loop.promised(best.plan)
    entry = replace(best.entry, promised_persons=promised.resulted)
    return Allocation(
        status=first.tiers[0].status,
        plan=best.plan,
        made_by=best.entry.made_by,
        tiers=first.tiers,
        history=tuple(one.entry for one in loop.tried),
        shortages=tuple(_shortages(problem, solved, promised)),
        confirmed=loop.agrees(entry) and outcome.verdict.meets_target is not None,
        outcome=outcome,
        routes=routes_of(scenario, best.plan, runs, build),
    )


def _by_rule(loop: Loop, solved: Solved) -> Iterator[tuple[str, Plan]]:
    """Yield the plans that a person would make, those with other tables and teams first."""
    scenario, laboratories = with_help_allowed(loop.scenario), loop.laboratories(solved)
    problem = replace(loop.problem, serves=loop.problem.serves * solved.called[None, :])
    yield "by population", by_population(scenario, problem, laboratories)
    yield "by queue length", by_queue_length(scenario, problem, laboratories)
    if scenario.plan != Plan():
        yield "the scenario's own plan", scenario.plan
    yield "nearest laboratory", nearest_laboratory(problem, laboratories)
    yield "own laboratories first", Plan(laboratories=laboratories)


def _shortages(problem: Problem, solved: Solved, promised: Promise) -> Iterator[Shortage]:
    """Say what is missing for everybody who comes to have a result at the deadline."""
    deadline = float(problem.edges_hours[problem.deadline_period])
    tubes = (problem.people - promised.resulted) / problem.persons_per_tube
    if tubes >= 1:
        opens = float(problem.edges_hours[int(np.argmax(problem.arrived.sum(axis=0) > 0))])
        first = opens + problem.collect_hours
        hours = max(deadline - problem.result_hours - first, 1.0)
        yield Shortage("laboratory tubes", "city", tubes / hours * 24, first, deadline)
    room = problem.tables[:, None] * problem.table_room
    if solved.staffed is not None:
        room = room_of(problem, solved.staffed)
    queue = np.maximum(problem.arrived - swabbed_at(problem.arrived, room), 0.0)
    before = slice(0, problem.deadline_period)
    for t in np.flatnonzero(queue[:, problem.deadline_period - 1] >= 1).tolist():
        begins = int(np.argmax(queue[t] >= 1))
        of_table = problem.table_room[t, before].sum()
        tables = queue[t, problem.deadline_period - 1] / max(float(of_table), 1.0)
        yield Shortage(
            "sampling tables",
            problem.township_ids[t],
            float(np.ceil(tables)),
            float(problem.edges_hours[begins]),
            deadline,
        )
