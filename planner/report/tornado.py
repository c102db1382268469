"""Tornado: how far each value moves the clocks and the probability, all else as given."""

from collections.abc import Sequence

import numpy as np
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator

from planner.outcome.outcome import CLOCKS
from planner.report.catalogue import Language, text
from planner.report.numbers import hours, percent
from planner.report.panels import Panel, body_in, start_panels
from planner.report.sensitivity_words import (
    answer_sentence,
    figure_headline,
    parameter_name,
    range_words,
)
from planner.report.style import (
    CLOCK_COLOURS,
    INK,
    LATE,
    PAPER,
    QUIET,
    RULE,
    SMALL_PT,
    family,
    label,
    shortened,
    start_sheet,
)
from planner.simulation.layout import Floats
from planner.study.sensitivity.effects import RESULTS
from planner.study.sensitivity.study import Effect, Study

ROWS = 20
"""Values that are drawn, in the order of the answer."""
PARTS = (0.24, 0.2, 0.2, 0.2, 0.16)
HALF = 0.3
"""Height of a bar in rows; the lower end lies above the upper."""
ROOM = 1.06
TICKS = 4
LEAST_HOURS, LEAST_PROBABILITY = 1.0, 0.1
"""Scales show no less, so that nothing does not look like much."""


def draw_tornado(study: Study, lang: Language) -> Figure:
    """Draw the values that move something alone, assumed ones first.

    Parameters
    ----------
    study
        Gives the effects.
    lang
        Language of the words.

    Returns
    -------
    Figure
        Words only where nothing moves.
    """
    rows = [one for one in study.effects if study.moves(one)]
    if not rows:
        return start_sheet(
            lang, 0, figure_headline(study, lang), answer_sentence(study, lang)
        ).figure
    shown = rows[:ROWS]
    marks = ["" if one.parameter.assumed else "* " for one in shown]
    names = [mark + parameter_name(one.parameter, lang)
             for mark, one in zip(marks, shown, strict=True)]  # fmt: skip
    foot = text("foot.tornado", lang)
    if len(rows) > len(shown):
        foot = text("foot.tornado_more", lang, count=len(rows) - len(shown)) + foot
    sheet = start_sheet(
        lang,
        body_in(len(shown)) + 0.15,
        figure_headline(study, lang),
        answer_sentence(study, lang),
        foot,
    )
    where, *panels = start_panels(sheet, names, PARTS)
    _write_ranges(where, shown, lang)
    changes = _changes(study, shown)
    clocks = slice(0, len(CLOCKS))
    low, high = _limits(changes[:, :, clocks], LEAST_HOURS)
    for number, (panel, result) in enumerate(zip(panels, RESULTS, strict=True)):
        colour = CLOCK_COLOURS.get(result, LATE)
        if result in CLOCKS:
            given = hours(float(study.base[number]), lang)
            panel.head(text("axis.given", lang, name=text(f"clock.{result}", lang), given=given))
            _draw_bars(panel, changes[:, :, number], (low, high), colour)
            _scale(panel, text("axis.change_hours", lang))
            continue
        given = percent(float(study.base[number]), lang)
        panel.head(text("axis.given", lang, name=text("column.probability", lang), given=given))
        points = 100 * changes[:, :, number]
        _draw_bars(panel, points, _limits(points, 100 * LEAST_PROBABILITY), colour)
        _scale(panel, text("axis.change_points", lang))
    return sheet.figure


def _changes(study: Study, shown: Sequence[Effect]) -> Floats:
    """Return changes against what is given, shape (rows, ends, results)."""
    ends = np.array([[one.ends.low, one.ends.high] for one in shown])
    changes: Floats = ends - study.base
    return changes


def _limits(changes: Floats, least: float) -> tuple[float, float]:
    low, high = float(changes.min(initial=0.0)), float(changes.max(initial=0.0))
    lacking = max(least - (high - low), 0.0) / 2
    return ROOM * (low - lacking), ROOM * (high + lacking)


def _write_ranges(panel: Panel, shown: Sequence[Effect], lang: Language) -> None:
    panel.hide_axis()
    panel.head(text("column.range", lang))
    panel.axes.set_xlim(0, 1)
    for row, one in enumerate(shown):
        words = shortened(range_words(one.parameter, lang), SMALL_PT, panel.width_in)
        label(panel.axes, 0, row + 0.5, words, color=QUIET)


def _draw_bars(panel: Panel, changes: Floats, limits: tuple[float, float], colour: str) -> None:
    """Draw for each row what the lower end does (hollow) above what the upper does (filled)."""
    axes = panel.axes
    axes.set_xlim(*limits)
    axes.axvline(0, color=INK, linewidth=0.8, zorder=1)
    for row, (low, high) in enumerate(changes):
        for value, middle, fill in ((low, 0.5 - HALF / 2, PAPER), (high, 0.5 + HALF / 2, colour)):
            if value == 0:
                continue
            axes.barh(
                row + middle, value, height=HALF, color=fill, edgecolor=colour, linewidth=0.8,
                zorder=2,
            )  # fmt: skip


def _scale(panel: Panel, words: str) -> None:
    axes = panel.axes
    low, high = axes.get_xlim()
    places = MaxNLocator(TICKS).tick_values(low, high)
    ticks = [float(one) for one in places if low <= one <= high]
    labels = [f"{tick:+,g}" if tick else "0" for tick in ticks]
    axes.set_xticks(ticks, labels=labels, family=family())
    axes.grid(axis="x", color=RULE, linewidth=0.5, zorder=0)
    axes.set_xlabel(words, family=family(), fontsize=SMALL_PT, color=QUIET)
