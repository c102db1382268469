"""The figures of a study in words, and the value at which each is good enough."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from planner.outcome.outcome import CLOCKS
from planner.report.catalogue import Language, text
from planner.report.numbers import hours, hours_number, percent, persons_short
from planner.scenario.overridden import overridden, read_base
from planner.study.sweep.definition import Sweep
from planner.study.sweep_tables import FIGURES

SHARES = ("probability", "share_in_time")
_DECIDING = ("campaign.", "city.")
"""What an axis may change so that points have deadlines of their own."""


@dataclass(frozen=True)
class Wanted:
    """What the base scenario asks for."""

    probability: float
    share: float
    hours: float | None
    """From the deadline's start; None where points have deadlines of their own."""

    def of(self, figure: str) -> float | None:
        """Return the value from which a figure is good enough, None where nobody asks for one."""
        if figure == "probability":
            return self.probability
        if figure == "share_in_time":
            return self.share
        return self.hours if figure.endswith("_hours") else None

    def is_met(self, figure: str, value: float) -> bool:
        """Tell whether a value is good enough."""
        wanted = self.of(figure)
        if wanted is None:
            return False
        return value >= wanted if FIGURES[figure].more_is_better else value <= wanted


def wanted_of(sweep: Sweep) -> Wanted:
    """Return what the points of a sweep are held against."""
    folder = read_base(sweep.scenario, sweep.variants)
    base = overridden(folder, {})
    hours_wanted = None if _moves_deadline(sweep, folder.variants) else base.target_hours
    campaign = base.campaign
    return Wanted(campaign.required_probability, campaign.required_share, hours_wanted)


def figure_title(figure: str, lang: Language) -> str:
    """Say what a figure is."""
    clock = figure.removesuffix("_hours")
    if clock in CLOCKS:
        return text("compare_page.clock", lang, clock=text(f"clock.{clock}", lang))
    return text(f"study_figure.{figure}", lang)


def figure_words(figure: str, value: float, lang: Language) -> str:
    """Write a value of a figure, with its unit."""
    if figure in SHARES:
        return percent(value, lang)
    return hours(value, lang) if figure.endswith("_hours") else persons_short(value, lang)


def figure_short(figure: str, value: float, lang: Language) -> str:
    """Write a value of a figure as it fits into a field, without a unit."""
    return hours_number(value) if figure.endswith("_hours") else figure_words(figure, value, lang)


def _moves_deadline(sweep: Sweep, variants: Mapping[str, Any]) -> bool:
    keys = [axis.path or "" for axis in sweep.axes]
    for axis in sweep.axes:
        for label in axis.options or {}:
            keys += axis.overrides(label, variants).get("set", {})
    return any(key.startswith(_DECIDING) for key in keys)
