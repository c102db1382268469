"""Whether the allocator's own plan beats the plans a person would make, and where not, why."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from planner.allocation.answer import Allocation, Pass
from planner.scenario.scenario import Scenario

ALLOCATOR = "allocator"
LEVEL_HOURS = 0.05
"""Hours that differ by less are the same to the minute that is printed."""

Reason = Literal["in_time", "fewer_teams", "simulation", "rounding", "laboratories", "everybody"]


@dataclass(frozen=True)
class Why:
    """What in the data goes with losing."""

    reason: Reason
    """More people are ``in_time``, which goes before the hour; ``fewer_teams`` are called, as few
    is an objective; the ``simulation`` is later than promised, and not the rule's; ``rounding`` to
    whole teams and shares makes a plan later than what was solved; ``laboratories`` bind, so that
    it says little who sends where; ``everybody`` is what the plan is for, not the required share.
    """
    figures: Mapping[str, float] = field(default_factory=dict)


@dataclass(frozen=True)
class Comparison:
    """The allocator's best plan beside one made by a rule; hours count as in the history."""

    made_by: str
    hour: float
    allocator_hour: float
    difference_hours: float
    """Above zero where the rule is earlier; NaN where neither is ever done."""
    why: Why | None
    """None where the allocator's plan is no later."""


def comparisons(scenario: Scenario, allocation: Allocation) -> tuple[Comparison, ...]:
    """Compare the allocator's best pass with every plan made by a rule, in their order."""
    passes = [one for one in allocation.history if one.made_by == ALLOCATOR]
    if not passes:
        return ()
    best = min(passes, key=lambda one: (one.hour, -one.simulated_persons))
    found = []
    for rule in (one for one in allocation.history if one.number == 0):
        later = best.hour - rule.hour
        loses = later >= LEVEL_HOURS
        why = _why(scenario, allocation, best, rule) if loses else None
        found.append(Comparison(rule.made_by, rule.hour, best.hour, later, why))
    return tuple(found)


def _why(scenario: Scenario, allocation: Allocation, best: Pass, rule: Pass) -> Why:
    more = best.simulated_persons - rule.simulated_persons
    if more >= 1:
        return Why("in_time", {"persons": more})
    tiers = {tier.objective: tier.value for tier in allocation.tiers}
    called, there = tiers.get("mobile teams", 0.0), _teams_in_time(scenario)
    sends_all = rule.made_by in ("by population", "by queue length")
    if sends_all and called < there:
        return Why("fewer_teams", {"called": called, "available": there})
    if best.promised_hour <= rule.promised_hour:
        return Why("simulation", {"promised_hour": best.promised_hour, "hour": best.hour})
    from_hour = allocation.outcome.question.deadline_from_hours
    solved = tiers.get("hour of last result", float("inf")) - from_hour
    if best.promised_hour > solved:
        return Why("rounding", {"solved_hour": solved, "promised_hour": best.promised_hour})
    if any(one.resource == "laboratory tubes" for one in allocation.shortages):
        return Why("laboratories", {"late": tiers.get("people late", 0.0)})
    return Why("everybody", {"solved_hour": solved})


def _teams_in_time(scenario: Scenario) -> float:
    """Return the teams that are there before the deadline."""
    return float(
        sum(
            pool.teams
            for pool in scenario.mobile_teams
            if pool.arrival_hour < min(scenario.target_hours, pool.until_hour)
        )
    )
