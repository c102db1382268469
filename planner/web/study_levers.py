"""What a study can vary, in words, with where it stands in the base and what it usually varies to.

A lever makes an axis of a sweep file. Most are settings; swabbers and mobile teams are rows of
tables, so that each of their levels is an option with its rows.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from planner.report.catalogue import Language, text
from planner.report.source_words import unit_words
from planner.scenario.levers import Levers, most_mobile_teams, positions, with_levers
from planner.scenario.overview import Setting, settings_of
from planner.scenario.phrase import Phrase
from planner.scenario.scenario import Scenario
from planner.study.request import RequestError
from planner.web.language import language
from planner.web.study_base import Base

Axis = Mapping[str, Any]
Number = int | float

PERCENTS = (60, 140, 20)
SETTINGS: Mapping[str, tuple[str, tuple[Number, Number, Number] | tuple[Any, ...]]] = {
    "cyclers_percent": ("laboratory.cyclers_percent", (60, 140, 10)),
    "effective_share": ("laboratory.effective_share", (0.45, 0.75, 0.05)),
    "laboratory_staff_percent": ("laboratory.staff_percent", PERCENTS),
    "courier_minutes": ("courier.interval_minutes", (60, 180, 30)),
    "sites_per_route": ("courier.sites_per_route", (1, 5, 1)),
    "present_share": ("people.present_share", (0.8, 0.95, 0.05)),
    "first_pass_share": ("people.first_pass_share", (0.85, 0.99, 0.07)),
    "persons_per_table": ("sites.persons_per_table", (500, 900, 100)),
    "target_hours": ("campaign.target_hours", (24, 72, 12)),
}
"""Settings that have words, by the name of their axis: dotted key; from, to and step."""
CHOICES: Mapping[str, tuple[str, tuple[Any, ...], tuple[Any, ...]]] = {
    "pool_size_persons": ("sites.pool_size_persons", (1, 5, 10, 20), (5, 10, 20)),
    "opens_at": (
        "sites.opens_at", tuple(f"{hour:02d}:00" for hour in range(13)), ("06:00", "08:00"),
    ),
    "closes_at": (
        "sites.closes_at", tuple(f"{hour:02d}:00" for hour in range(12, 25)), ("18:00", "22:00"),
    ),
}  # fmt: skip
"""Settings of few values, by the name of their axis: dotted key, all values, those at first."""
SPREAD = (0.5, 1.5, 0.25)
"""From, to and step of any other setting, as parts of where it stands."""
ALONE = "alone"
MOST_OPTIONS = 40
_BETWEEN = re.compile(r"[,;，；、\s]+")


@dataclass(frozen=True)
class Lever:
    """Something that a study can vary."""

    name: str
    """A column of the results."""
    present: Any
    """Where it stands in the base."""
    unit: str
    usual: tuple[Any, ...]
    """From, to and step; or the values that are chosen at first."""
    choices: tuple[Any, ...]
    """All values; none for numbers, which are typed."""
    path: str | None = None
    """Dotted key of a setting."""
    option: Callable[[Any], Mapping[str, Any] | str] | None = None
    """The overrides of a level, for what is no setting."""

    def by_values(self, values: Sequence[Any]) -> Axis:
        """Return the axis of single values."""
        if self.option is None:
            return {"name": self.name, "path": self.path, "values": values}
        return {"name": self.name, "options": {f"{one}": self.option(one) for one in values}}

    def by_range(self, start: float, to: float, step: float | None) -> Axis:
        """Return the axis of numbers between two ends; a step of None for every number."""
        if self.option is not None:
            count = int((to - start) / step + 1e-9) + 1 if step and step > 0 and to > start else 1
            numbers = [plain(start + n * (step or 0)) for n in range(min(count, MOST_OPTIONS))]
            return self.by_values(numbers)
        ends = {"from": plain(start), "to": plain(to)}
        span = ends if step is None else {**ends, "step": plain(step)}
        return {"name": self.name, "path": self.path, "range": span}


def levers_of(base: Base) -> dict[str, Lever]:
    """Return what can be varied in a scenario, by name: what has words first."""
    scenario = base.scenario
    settings = {one.key: one for one in settings_of(scenario)}
    found = [
        Lever(name, settings[key].value, _unit(key), usual, (), key)
        for name, (key, usual) in SETTINGS.items()
        if settings[key].value is not None
    ]
    found += [
        Lever(name, settings[key].value, _unit(key), first, choices, key)
        for name, (key, choices, first) in CHOICES.items()
    ]
    found += _of_tables(scenario)
    if base.offered:
        names = (ALONE, *base.offered)
        found.insert(2, Lever("help", ALONE, "", names[:2], names, option=_help))
    found += [
        Lever(key.replace(".", "_"), one.value, _unit(key), _around(one.value), (), key)
        for key, one in settings.items()
        if _is_varied(one)
    ]
    return {lever.name: lever for lever in found}


def lever_words(name: str, lang: Language) -> str:
    """Say what an axis varies; one that has no words says its name."""
    named = {*SETTINGS, *CHOICES, "help", "swabbers_percent", "mobile_teams"}
    return text(f"study_lever.{name}", lang) if name in named else name


def value_words(value: Any, lang: Language) -> str:
    """Write a level of an axis."""
    if value == ALONE:
        return text("study_form.alone", lang)
    return f"{value:,.10g}" if isinstance(value, int | float) else str(value)


def numbers_in(words: str) -> tuple[Number, ...]:
    """Return the numbers that somebody typed.

    Raises
    ------
    RequestError
        If there is anything else.
    """
    try:
        return tuple(plain(float(one)) for one in _BETWEEN.split(words.strip()) if one)
    except (ValueError, OverflowError):
        raise RequestError(
            Phrase(
                "{words!r} is no list of numbers; write numbers with commas between, such as 30, "
                "60, 120",
                words=words[:80],
            )
        ) from None


def plain(number: float) -> Number:
    """Return a number without what adding leaves behind, whole where it is."""
    rounded = round(number, 9)
    return int(rounded) if rounded.is_integer() else rounded


def _unit(key: str) -> str:
    return unit_words(key, language())


def _help(name: Any) -> Mapping[str, Any] | str:
    return {} if name == ALONE else str(name)


def _is_varied(one: Setting) -> bool:
    """Tell whether a setting without words is a number that can be varied around its value."""
    known = {key for key, *_ in (*SETTINGS.values(), *CHOICES.values())}
    number = isinstance(one.value, int | float) and not isinstance(one.value, bool)
    return number and one.value > 0 and one.key not in known


def _around(value: Number) -> tuple[Number, ...]:
    start, to, step = (plain(value * part) for part in SPREAD)
    if isinstance(value, int):
        start, to, step = max(1, round(start)), max(2, round(to)), max(1, round(step))
    return start, to, step


def _of_tables(scenario: Scenario) -> list[Lever]:
    """Return levers that change rows: swabbers in proportion, and mobile teams where none is."""

    def swabbers(percent: Any) -> Mapping[str, Any]:
        rows = [
            {"id": row.id, "swabbers": max(round(row.swabbers * percent / 100), 0)}
            for row in scenario.teams
        ]
        return {"teams": rows}

    def sent(teams: Any) -> Mapping[str, Any]:
        rows = with_levers(scenario, Levers(mobile_teams=int(teams))).plan.teams
        return {"plan_teams": [row.model_dump(exclude_none=True) for row in rows]} if rows else {}

    found = [Lever("swabbers_percent", 100, "%", PERCENTS, (), option=swabbers)]
    most = most_mobile_teams(scenario)
    if most and not positions(scenario).mobile_teams:
        step = max(1, round(most / 4))
        found.append(Lever("mobile_teams", 0, "", (0, most, step), (), option=sent))
    return found
