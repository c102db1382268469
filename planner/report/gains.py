"""What a little more of each resource would bring now: hours and people, with intervals."""

from collections.abc import Sequence

from matplotlib.figure import Figure

from planner.allocation.reinforcement import Gain, Reinforcement
from planner.report.catalogue import Language, text
from planner.report.numbers import persons_short
from planner.report.order_words import scenario_names
from planner.report.panels import BAR, WORDS_GAP_IN, Panel, body_in, start_panels
from planner.report.reinforcement_words import added_words, gain_words
from planner.report.style import (
    INK,
    RESULTED,
    RULE,
    SAMPLED,
    SMALL_PT,
    label,
    shortened,
    start_sheet,
    words_only,
)

PARTS = (0.28, 0.42, 0.3)
LEAST_HOURS = 0.1
"""The scale of hours shows no less, so that nothing does not look like much."""


def draw_gains(found: Reinforcement, lang: Language) -> Figure:
    """Draw hours and people that a little more of each resource brings.

    Parameters
    ----------
    found
        Gives the gains.
    lang
        Language of the words.

    Returns
    -------
    Figure
        Words only where nothing was tried.
    """
    gains = found.gains
    if not gains:
        return words_only(lang, text("headline.no_gains", lang), text("empty.no_gains", lang))
    places = scenario_names(found.scenario, lang)
    names = [added_words(one.resource, one.count, lang) for one in gains]
    best = gain_words(gains[0], places, lang)
    some = gains[0].hours > 0 or gains[0].persons > 0
    sheet = start_sheet(
        lang,
        body_in(len(gains)),
        text("headline.gains", lang, best=best) if some else text("headline.no_gains", lang),
        text("detail.gains", lang),
        text("foot.gains", lang),
    )
    where, hours, people = start_panels(sheet, names, PARTS)
    where.head(text("column.place", lang))
    hours.head(text("column.earlier", lang))
    people.head(text("column.in_time", lang))
    _write_places(where, [places[one.place] for one in gains])
    _draw_hours(hours, gains)
    _draw_people(people, gains, lang)
    return sheet.figure


def _write_places(panel: Panel, places: Sequence[str]) -> None:
    panel.hide_axis()
    panel.axes.set_xlim(0, 1)
    for row, name in enumerate(places):
        label(panel.axes, 0, row + 0.5, shortened(name, SMALL_PT, panel.width_in))


def _draw_hours(panel: Panel, gains: Sequence[Gain]) -> None:
    words = [f"{one.hours:+.1f}" for one in gains]
    low = min(0.0, *(one.interval[0] for one in gains))
    high = max(LEAST_HOURS, *(one.interval[1] for one in gains))
    per_inch = panel.scale(low, high, words)
    panel.hide_axis()
    axes = panel.axes
    for row, (one, string) in enumerate(zip(gains, words, strict=True)):
        middle = row + 0.5
        axes.barh(middle, one.hours, height=BAR, color=RESULTED)
        axes.plot(one.interval, [middle, middle], color=INK, linewidth=1.2)
        end = max(0.0, one.hours, one.interval[1])
        label(axes, end + WORDS_GAP_IN * per_inch, middle, string)
    axes.axvline(0, color=RULE, linewidth=0.8)


def _draw_people(panel: Panel, gains: Sequence[Gain], lang: Language) -> None:
    words = [_signed(one.persons, lang) for one in gains]
    low = min(0.0, *(one.persons for one in gains))
    high = max(1.0, *(one.persons for one in gains))
    per_inch = panel.scale(low, high, words)
    panel.hide_axis()
    axes = panel.axes
    for row, (one, string) in enumerate(zip(gains, words, strict=True)):
        middle = row + 0.5
        axes.barh(middle, one.persons, height=BAR, color=SAMPLED)
        label(axes, max(0.0, one.persons) + WORDS_GAP_IN * per_inch, middle, string)
    axes.axvline(0, color=RULE, linewidth=0.8)


def _signed(value: float, lang: Language) -> str:
    return f"{'+' if value >= 0 else ''}{persons_short(value, lang)}"
