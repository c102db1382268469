"""An allocation in words: confirmed or not, how it was found, against which plans by rule."""

import math

from planner.allocation.answer import Allocation, Pass, Routes
from planner.allocation.comparison import ALLOCATOR, LEVEL_HOURS, Comparison
from planner.report.catalogue import Language, text
from planner.report.numbers import hours, percent, persons, significant
from planner.report.order_words import known_words, scenario_names
from planner.scenario.scenario import Scenario

SHARE = "largest share"
"""How the name of an objective begins that is a share."""
EXACT_FROM = 100
"""Values from here on are written as whole numbers."""


def confirmed_words(allocation: Allocation, lang: Language) -> str:
    """Return whether this very plan was simulated, and what the solver says of it."""
    if allocation.confirmed:
        key = "allocation.confirmed"
    elif allocation.outcome.verdict.meets_target is None:
        key = "allocation.undecided"
    else:
        key = "allocation.unconfirmed"
    return text(key, lang, status=known_words("status", allocation.status, lang))


def made_by_words(allocation: Allocation, lang: Language) -> str:
    """Return which entry of the history the plan is."""
    return text(
        "allocation.made_by", lang, made_by=known_words("made_by", allocation.made_by, lang)
    )


def comparison_words(one: Comparison, lang: Language) -> str:
    """Return whether the allocator's own plan is earlier than one by rule, and where not, why."""
    figures = {
        "made_by": known_words("made_by", one.made_by, lang),
        "allocator_hour": hours(one.allocator_hour, lang),
        "hour": hours(one.hour, lang),
        "apart": hours(abs(one.difference_hours), lang),
    }
    # neither is ever done, or both within the same minutes
    if not abs(one.difference_hours) >= LEVEL_HOURS:
        return text("comparison.level", lang, **figures)
    if one.why is None:
        never = math.isinf(one.difference_hours)
        return text("comparison.wins_alone" if never else "comparison.wins", lang, **figures)
    words = {name: _figure(name, value, lang) for name, value in one.why.figures.items()}
    why = text(f"behind.{one.why.reason}", lang, **words)
    return text("comparison.loses", lang, why=why, **figures)


def routes_words(routes: Routes, scenario: Scenario, lang: Language) -> list[str]:
    """Return what runs and tours are worth, and what could not be planned."""
    words = []
    if "runs" in routes.taken:
        planned, table = routes.planned_minutes / 60, routes.table_minutes / 60
        words.append(
            text("allocation.runs", lang, planned=f"{planned:,.0f}", table=f"{table:,.0f}")
        )
    elif routes.planned_minutes > 0:
        words.append(text("allocation.runs_left_out", lang))
    if "tours" in routes.taken:
        touring, standing = routes.touring_teams, routes.standing_teams
        words.append(text("allocation.tours", lang, touring=touring, standing=standing))
    elif routes.touring_teams > 0:
        words.append(text("allocation.tours_left_out", lang))
    if routes.without_position:
        names = scenario_names(scenario, lang)
        places = ", ".join(names[district] for district in routes.without_position)
        words.append(text("allocation.no_position", lang, places=places))
    return words


def pass_words(one: Pass, lang: Language) -> str:
    """Return who made the plan of a pass."""
    words = known_words("made_by", one.made_by, lang)
    if one.made_by != ALLOCATOR:
        return words
    return text("allocation.pass", lang, number=one.number, made_by=words)


def tier_value(objective: str, value: float, lang: Language) -> str:
    """Write a figure of an objective."""
    if not math.isfinite(value):
        return "–"
    if objective.startswith(SHARE):
        return percent(value, lang)
    return f"{value:,.0f}" if abs(value) >= EXACT_FROM else significant(value)


def _figure(name: str, value: float, lang: Language) -> str:
    return hours(value, lang) if name.endswith("hour") else persons(value, lang)
