"""The least that makes it so: additions found without chance, then held against the hardest draws.

A margin on all laboratories' rates stands for chance. The program gives the least means for a
margin; the margin is bisected until the hardest draws pass. A draw that fails in the confirming
simulation joins the hardest, and the search goes on with it.
"""

from dataclasses import replace

import numpy as np

from planner.allocation.additions import additions_of
from planner.allocation.draws import HARDEST, CommonDraws, Confirm, hardest_draws
from planner.allocation.gains import gains_now
from planner.allocation.laboratories import in_order_of_call, with_help_allowed
from planner.allocation.least import LeastMeans, weight_of
from planner.allocation.means import Means, over_districts, reinforced
from planner.allocation.problem import build_problem
from planner.allocation.reinforcement import Gain, Reinforcement
from planner.allocation.reserves import frontier, hours_of_draws, meets_until, spare_of
from planner.allocation.trials import (
    Found,
    Home,
    Progress,
    Search,
    scaled,
    teams_of,
)
from planner.outcome.outcome import Outcome
from planner.scenario.scenario import Scenario

MARGINS = (0.6, 0.45, 0.3, 0.15, 0.0)
"""Tried one after the other for means in plenty."""
MOST_MARGIN = MARGINS[0]
MARGIN_STEP = 0.01
"""Margins closer than this are one."""
FIRST_MARGIN, LEAST_MARGIN = 0.1, -0.5
ABUNDANT = 4.0
"""Factor on swabbers or vehicles by which neither binds."""
FACTOR_STEP = 0.05
MOST_CONFIRMATIONS = 4


def find_least(search: Search) -> Found | None:
    """Find the least means by which the hardest draws pass; None where nothing suffices."""
    plenty = Means(with_teams=True, swabbers=ABUNDANT, vehicles=ABUNDANT)
    least = search.least(plenty)
    tried = ((margin, least.solve(margin)) for margin in MARGINS)
    found = next(((margin, one[0]) for margin, one in tried if one is not None), None)
    if found is None:
        return None
    margin, most = found
    if search.tries(most, margin, "plenty") is None:
        everyone = frozenset(row.id for row in search.scenario.mobile_laboratories)
        cyclers = over_districts(search.scenario, search.scenario.reinforcement.most_cyclers)
        most = replace(plenty, laboratories=everyone, cyclers=cyclers)
        if search.tries(most, margin, "everything that can be asked for") is None:
            return None
    base = _least_home(search, plenty, most, margin, "vehicles")
    base = _least_home(search, base, most, margin, "swabbers")
    alone = replace(base, with_teams=False)
    if search.tries(_beside(alone, most), margin, "without mobile teams") is not None:
        base = alone
    return _by_margin(search, search.least(base), LEAST_MARGIN)


def _beside(base: Means, most: Means) -> Means:
    return replace(base, laboratories=most.laboratories, cyclers=most.cyclers)


def _least_home(search: Search, base: Means, most: Means, margin: float, name: Home) -> Means:
    """Return the base with as little of one kind as passes beside laboratories in plenty."""

    def passes(factor: float) -> bool:
        given = scaled(_beside(base, most), name, factor)
        return search.tries(given, margin, f"{name} x {factor:.2f}") is not None

    if passes(1.0):
        return scaled(base, name, 1.0)
    low, high = 1.0, ABUNDANT
    while high - low > FACTOR_STEP:
        middle = (low + high) / 2
        low, high = (low, middle) if passes(middle) else (middle, high)
    return scaled(base, name, high)


def _by_margin(search: Search, least: LeastMeans, low: float) -> Found | None:
    """Bisect the margin; None where not even the largest that has means passes."""
    best: Found | None = None
    middle, high = max(FIRST_MARGIN, low), MOST_MARGIN
    while high - low > MARGIN_STEP:
        solved = least.solve(middle)
        if solved is None:
            high = middle
        else:
            means, bound = solved
            scenario = search.tries(means, middle, f"margin {100 * middle:.0f} %")
            if scenario is None:
                low = middle
            else:
                best, high = Found(means, middle, bound, scenario), middle
        middle = (low + high) / 2
    return best


def _trimmed(search: Search, found: Found) -> Found:
    """Leave out mobile laboratories, the last called first, as far as the hardest draws pass."""
    for row in reversed(in_order_of_call(search.scenario.mobile_laboratories)):
        if row.id not in found.means.laboratories:
            continue
        fewer = replace(found.means, laboratories=found.means.laboratories - {row.id})
        scenario = search.tries(fewer, found.margin, f"without {row.id}")
        if scenario is None:
            break
        found = replace(found, means=fewer, scenario=scenario)
    return found


def _with_failures(search: Search, outcome: Outcome) -> list[int]:
    """Return the hardest draws, those first that failed in a confirming simulation."""
    late = hours_of_draws(outcome)
    worst = np.argsort(-late, kind="stable")[:HARDEST]
    failed = [int(one) for one in worst if late[one] > outcome.question.target_hours]
    return [*failed, *(number for number in search.hardest if number not in failed)]


def reinforce(
    scenario: Scenario,
    confirm: Confirm,
    *,
    confidence: float = 0.95,
    seed: int = 1,
    progress: Progress | None = None,
) -> Reinforcement:
    """Find the least additions by which a scenario meets its target, and confirm them.

    Parameters
    ----------
    scenario
        What exists; its own plan is set aside.
    confirm
        Simulates a scenario until its verdict is decided.
    confidence
        With which the target is to be met.
    seed
        Names the common draws.
    progress
        Called with each trial.
    """
    scenario = with_help_allowed(scenario)
    campaign = scenario.campaign.model_copy(update={"required_probability": confidence})
    scenario = scenario.model_copy(update={"campaign": campaign})
    search = Search(
        scenario=scenario,
        draws=CommonDraws(seed),
        hardest=hardest_draws(scenario, seed),
        history=[],
        home=build_problem(reinforced(scenario, Means())),
        progress=progress,
    )

    def confirmed(planned: Scenario) -> Outcome:
        return confirm(planned, search.draws.known())

    gains = gains_now(scenario, search.draws)
    nothing = Found(Means(), 0.0, 0.0, search.planned(Means(), 0.0))
    if search.passes(nothing.scenario, "what there is", 0.0):
        outcome = confirmed(nothing.scenario)
        if outcome.verdict.meets_target:
            return _answer(search, nothing, outcome, gains)
    found = find_least(search)
    if found is None:
        return _answer(search, nothing, confirmed(nothing.scenario), gains)
    found = _trimmed(search, found)
    outcome = confirmed(found.scenario)
    for _ in range(MOST_CONFIRMATIONS):
        if outcome.verdict.meets_target:
            break
        search.hardest = _with_failures(search, outcome)
        again = _by_margin(search, search.least(found.means), found.margin)
        if again is None:
            break
        found = again
        outcome = confirmed(found.scenario)
    return _answer(search, found, outcome, gains)


def _answer(
    search: Search, found: Found, outcome: Outcome, gains: tuple[Gain, ...]
) -> Reinforcement:
    confirmed = outcome.verdict.meets_target is True
    return Reinforcement(
        additions=additions_of(search.scenario, found.means, found.scenario),
        weight=weight_of(search.scenario, found.means, teams_of(found.scenario)),
        bound=found.bound,
        confirmed=confirmed,
        confidence=search.scenario.campaign.required_probability,
        meets_until_hour=meets_until(search, found) if confirmed else 0.0,
        gains=gains,
        frontier=frontier(search, found, outcome),
        spare=spare_of(search, found) if confirmed else (),
        history=tuple(search.history),
        scenario=found.scenario,
        outcome=outcome,
    )
