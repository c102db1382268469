"""Morris's screening: mean size of each effect against its spread."""

import math
from collections.abc import Sequence

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import NullLocator

from planner.report.catalogue import Language, text
from planner.report.label_places import free_places
from planner.report.sensitivity_words import clock_words, never_words, parameter_name
from planner.report.style import (
    BODY_PT,
    CLOCK_COLOURS,
    INK,
    LATE,
    LINE_HEIGHT,
    MARGIN_IN,
    PAPER,
    POINTS_PER_INCH,
    QUIET,
    RULE,
    SMALL_PT,
    WIDTH_IN,
    Sheet,
    family,
    label,
    shortened,
    start_sheet,
    width_in,
)
from planner.simulation.layout import Floats
from planner.study.sensitivity.effects import RESULTS
from planner.study.sensitivity.study import Effect, Study

NAMED = 12
"""Values that have a number in the figure and a line in its list."""
AXES_IN, ABOVE_IN, BELOW_IN = 3.6, 0.45, 0.6
LEFT_IN, GAP_IN, LIST_IN = 0.75, 0.85, 3.0
FLOOR = (0.1, 1.0)
"""Hours and points of per cent below which nothing is drawn on logarithmic scales."""
ROOM = 1.6
NUMBER_IN = 0.17
"""From a point to the middle of its number, upwards and to the right."""

IN_HOURS, IN_POINTS = ("axis.mu_hours", "axis.sigma_hours"), ("axis.mu_points", "axis.sigma_points")


def draw_screening(study: Study, lang: Language) -> Figure:
    """Draw the clock of the verdict and the probability, and list the largest effects.

    Parameters
    ----------
    study
        Gives Morris's indices.
    lang
        Language of the words.
    """
    ranked = sorted(study.effects, key=lambda one: -float(one.mu_star[study.clock]))
    first = ranked[0]
    sheet = start_sheet(
        lang,
        ABOVE_IN + AXES_IN + BELOW_IN,
        text(
            "headline.screening",
            lang,
            name=parameter_name(first.parameter, lang),
            clock=clock_words(study, lang),
            hours=f"{float(first.mu_star[study.clock]):.1f}",
        ),
        f"{text('detail.screening', lang)} {never_words(study, lang)}".strip(),
        text("foot.screening", lang),
    )
    axes_in = (WIDTH_IN - LEFT_IN - GAP_IN - LIST_IN - MARGIN_IN - 0.25) / 2
    bottom_in = sheet.body_top_in - ABOVE_IN - AXES_IN
    hours, points = FLOOR
    clock = CLOCK_COLOURS[RESULTS[study.clock]]
    results = (
        (study.clock, 1.0, hours, clock, IN_HOURS, clock_words(study, lang)),
        (len(RESULTS) - 1, 100.0, points, LATE, IN_POINTS, text("column.probability", lang)),
    )
    for number, (result, scale, floor, colour, keys, head) in enumerate(results):
        left_in = LEFT_IN + number * (axes_in + GAP_IN)
        axes = sheet.axes(left_in, bottom_in, axes_in, AXES_IN)
        axes.set_title(head, loc="left", family=family(), fontsize=SMALL_PT + 1, color=INK)
        found = np.array([[one.mu_star[result], one.sigma[result]] for one in ranked]) * scale
        _scale(axes, found, floor)
        for axis, key in zip((axes.xaxis, axes.yaxis), keys, strict=True):
            axis.set_label_text(text(key, lang), family=family(), fontsize=SMALL_PT, color=QUIET)
        _draw_points(axes, ranked, found, floor, (axes_in, AXES_IN), colour)
    _list(sheet, ranked[:NAMED], WIDTH_IN - MARGIN_IN - LIST_IN, lang)
    return sheet.figure


def _scale(axes: Axes, points: Floats, floor: float) -> None:
    """Give both axes the same logarithmic scale, with the line on which spread equals size."""
    for side in ("top", "right"):
        axes.spines[side].set_visible(False)
    low, high = floor / ROOM, max(float(points.max()), 10 * floor) * ROOM
    decades = range(round(math.log10(floor)), math.floor(math.log10(high)) + 1)
    ticks = [10.0**decade for decade in decades]
    for axis, limit, scale in (
        (axes.xaxis, axes.set_xlim, axes.set_xscale),
        (axes.yaxis, axes.set_ylim, axes.set_yscale),
    ):
        scale("log")
        limit(low, high)
        axis.set_minor_locator(NullLocator())
        axis.set_ticks(ticks, labels=[f"{tick:,g}" for tick in ticks], family=family())
    axes.plot([low, high], [low, high], color=RULE, linewidth=0.8, zorder=1)


def _draw_points(
    axes: Axes,
    ranked: Sequence[Effect],
    points: Floats,
    floor: float,
    size_in: tuple[float, float],
    colour: str,
) -> None:
    """Draw assumed values filled and published ones hollow, and number the first."""
    drawn = [number for number, (size, _) in enumerate(points) if size >= floor]
    shown = np.maximum(points, floor)
    for number in drawn:
        fill = colour if ranked[number].parameter.assumed else PAPER
        axes.plot(
            *shown[number], marker="o", markersize=6, color=colour, markerfacecolor=fill, zorder=2
        )
    named = [number for number in drawn if number < NAMED]
    if not named:
        return
    low, high = np.log10(axes.get_xlim())
    per_inch = (high - low) / np.array(size_in)
    box = (width_in("00", SMALL_PT), SMALL_PT * LINE_HEIGHT / POINTS_PER_INCH)
    points_in = np.log10(shown[drawn]) / per_inch
    wanted = np.log10(shown[named]) / per_inch + NUMBER_IN
    # points come first, so that no number lies on one
    placed = free_places(np.vstack([points_in, wanted]), box)[len(points_in) :]
    places = 10 ** (placed * per_inch)
    for number, (across, up) in zip(named, places, strict=True):
        axes.plot(
            [shown[number, 0], across], [shown[number, 1], up], color=QUIET, linewidth=0.4, zorder=1
        )
        label(axes, across, up, str(number + 1), ha="center", zorder=3)


def _list(sheet: Sheet, first: Sequence[Effect], left_in: float, lang: Language) -> None:
    line = BODY_PT * LINE_HEIGHT / POINTS_PER_INCH
    top_in = sheet.body_top_in - ABOVE_IN
    room_in = LIST_IN - 0.35
    for number, one in enumerate(first):
        name = ("" if one.parameter.assumed else "* ") + parameter_name(one.parameter, lang)
        at = top_in - number * line * 1.2
        sheet.write(left_in + 0.22, at, str(number + 1), fontsize=SMALL_PT, color=QUIET, ha="right")
        sheet.write(left_in + 0.32, at, shortened(name, SMALL_PT, room_in), fontsize=SMALL_PT)
