"""Morris's screening: mean size of each effect against its spread."""

from collections.abc import Sequence

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator

from planner.report.catalogue import Language, text
from planner.report.label_places import free_places
from planner.report.sensitivity_words import clock_words, parameter_name
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
ROOM = 1.12
TICKS = 5
LEAST = 0.1
"""The scales show no less, in hours and points, so that nothing does not look like much."""
NUMBER_IN = 0.17
"""From a point to the middle of its number, upwards and to the right."""


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
        text("detail.screening", lang),
        text("foot.screening", lang),
    )
    axes_in = (WIDTH_IN - LEFT_IN - GAP_IN - LIST_IN - MARGIN_IN - 0.25) / 2
    bottom_in = sheet.body_top_in - ABOVE_IN - AXES_IN
    results = (
        (study.clock, 1.0, CLOCK_COLOURS[RESULTS[study.clock]], "axis.mu_hours", "axis.sigma_hours",
         clock_words(study, lang)),
        (len(RESULTS) - 1, 100.0, LATE, "axis.mu_points", "axis.sigma_points",
         text("axis.probability", lang)),
    )  # fmt: skip
    for number, (result, scale, colour, across, up, head) in enumerate(results):
        left_in = LEFT_IN + number * (axes_in + GAP_IN)
        axes = sheet.axes(left_in, bottom_in, axes_in, AXES_IN)
        axes.set_title(head, loc="left", family=family(), fontsize=SMALL_PT + 1, color=INK)
        points = np.array([[one.mu_star[result], one.sigma[result]] for one in ranked]) * scale
        _scale(axes, points, text(across, lang), text(up, lang))
        _draw_points(axes, ranked, points, (axes_in, AXES_IN), colour)
    _list(sheet, ranked[:NAMED], WIDTH_IN - MARGIN_IN - LIST_IN, lang)
    return sheet.figure


def _scale(axes: Axes, points: Floats, across: str, up: str) -> None:
    for side in ("top", "right"):
        axes.spines[side].set_visible(False)
    right, top = (max(float(high), LEAST) * ROOM for high in points.max(axis=0))
    axes.set_xlim(-0.03 * right, right)
    axes.set_ylim(-0.03 * top, top)
    for axis, high in ((axes.xaxis, right), (axes.yaxis, top)):
        ticks = [float(one) for one in MaxNLocator(TICKS).tick_values(0, high) if 0 <= one <= high]
        axis.set_ticks(ticks, labels=[f"{tick:,g}" for tick in ticks], family=family())
    axes.set_xlabel(across, family=family(), fontsize=SMALL_PT, color=QUIET)
    axes.set_ylabel(up, family=family(), fontsize=SMALL_PT, color=QUIET)


def _draw_points(
    axes: Axes,
    ranked: Sequence[Effect],
    points: Floats,
    size_in: tuple[float, float],
    colour: str,
) -> None:
    """Draw assumed values filled and published ones hollow, and number the first."""
    for one, (across, up) in zip(ranked, points, strict=True):
        fill = colour if one.parameter.assumed else PAPER
        axes.plot([across], [up], marker="o", markersize=6, color=colour, markerfacecolor=fill,
                  zorder=2, clip_on=False)  # fmt: skip
    low = np.array([axes.get_xlim()[0], axes.get_ylim()[0]])
    high = np.array([axes.get_xlim()[1], axes.get_ylim()[1]])
    per_inch = (high - low) / np.array(size_in)
    box = (width_in("00", SMALL_PT), SMALL_PT * LINE_HEIGHT / POINTS_PER_INCH)
    wanted = points[:NAMED] / per_inch + NUMBER_IN
    placed = free_places(wanted, box) * per_inch
    for number, ((across, up), point) in enumerate(zip(placed, points, strict=False), 1):
        axes.plot([point[0], across], [point[1], up], color=QUIET, linewidth=0.4, zorder=1)
        backed = {"facecolor": PAPER, "edgecolor": "none", "pad": 0.5}
        label(axes, across, up, str(number), ha="center", zorder=3, bbox=backed)


def _list(sheet: Sheet, first: Sequence[Effect], left_in: float, lang: Language) -> None:
    line = BODY_PT * LINE_HEIGHT / POINTS_PER_INCH
    top_in = sheet.body_top_in - ABOVE_IN
    room_in = LIST_IN - 0.35
    for number, one in enumerate(first):
        name = ("" if one.parameter.assumed else "* ") + parameter_name(one.parameter, lang)
        at = top_in - number * line * 1.2
        sheet.write(left_in + 0.22, at, str(number + 1), fontsize=SMALL_PT, color=QUIET, ha="right")
        sheet.write(left_in + 0.32, at, shortened(name, SMALL_PT, room_in), fontsize=SMALL_PT)
