"""How often less than the least suffices: probability against the weight of the additions."""

from matplotlib.axes import Axes
from matplotlib.figure import Figure

from planner.allocation.reinforcement import FrontierPoint, Reinforcement
from planner.report.catalogue import Language, text
from planner.report.curves import spread
from planner.report.names import city_name
from planner.report.numbers import percent, plain_hours
from planner.report.reinforcement_words import point_interval, times_words, weight_words
from planner.report.style import (
    BODY_PT,
    LATE,
    LINE_HEIGHT,
    MARGIN_IN,
    PAPER,
    POINTS_PER_INCH,
    QUIET,
    RESULTED,
    SMALL_PT,
    WIDTH_IN,
    family,
    label,
    start_sheet,
    width_in,
    words_only,
)

AXES_IN, ABOVE_IN, BELOW_IN = 3.8, 0.2, 0.6
LEFT_IN, GAP_IN = 1.15, 0.12
ROOM = 0.08
"""Part of the range of weights left free on both sides."""
HEADROOM = 1.06
TICKS = (0.0, 0.25, 0.5, 0.75, 1.0)


def draw_frontier(found: Reinforcement, lang: Language) -> Figure:
    """Draw the probability of each set of additions, with its exact interval.

    Parameters
    ----------
    found
        Gives the frontier; the last point is what was found.
    lang
        Language of the words.

    Returns
    -------
    Figure
        Words only where nothing was compared.
    """
    points = found.frontier
    if not points:
        return words_only(lang, text("headline.no_frontier", lang), text("empty.no_frontier", lang))
    question = found.outcome.question
    sheet = start_sheet(
        lang,
        ABOVE_IN + AXES_IN + BELOW_IN,
        text(
            "headline.frontier" if found.confirmed else "headline.frontier_open",
            lang,
            city=city_name(question, lang),
            target=plain_hours(question.target_hours, lang),
            confidence=percent(found.confidence, lang),
            weight=weight_words(points[-1].weight),
            times=times_words(points[-1], lang),
        ),
        text("detail.frontier", lang),
        text("foot.frontier", lang),
    )
    asked = text("axis.asked", lang, confidence=percent(found.confidence, lang))
    axes_in = WIDTH_IN - LEFT_IN - MARGIN_IN - width_in(asked, BODY_PT) - 2 * GAP_IN
    axes = sheet.axes(LEFT_IN, sheet.body_top_in - ABOVE_IN - AXES_IN, axes_in, AXES_IN)
    for side in ("top", "right"):
        axes.spines[side].set_visible(False)
    _scale(axes, points, lang)
    low, high = axes.get_xlim()
    per_inch = (high - low) / axes_in
    axes.axhline(found.confidence, color=LATE, linewidth=1.2, linestyle=(0, (4, 2)))
    label(axes, high + GAP_IN * per_inch, found.confidence, asked, fontsize=BODY_PT, color=LATE)
    _draw_points(axes, points, per_inch, lang)
    return sheet.figure


def _scale(axes: Axes, points: tuple[FrontierPoint, ...], lang: Language) -> None:
    weights = [one.weight for one in points]
    low, high = min(weights), max(weights)
    room = ROOM * (high - low) or ROOM * max(high, 1.0)
    axes.set_xlim(low - room, high + 2 * room)
    axes.set_ylim(0, HEADROOM)
    ticks = [tick for tick in axes.get_xticks() if low - room <= tick <= high + 2 * room]
    axes.set_xticks(ticks, labels=[f"{tick:,g}" for tick in ticks], family=family())
    axes.set_yticks(TICKS, labels=[percent(tick, lang) for tick in TICKS], family=family())
    axes.set_xlabel(text("axis.weight", lang), family=family(), fontsize=SMALL_PT, color=QUIET)
    axes.set_ylabel(text("axis.probability", lang), family=family(), fontsize=SMALL_PT, color=QUIET)


def _draw_points(
    axes: Axes, points: tuple[FrontierPoint, ...], per_inch: float, lang: Language
) -> None:
    """Draw the points from less to more, what was found filled and the others hollow."""
    ordered = sorted(points, key=lambda one: (one.weight, one.probability))
    axes.plot(
        [one.weight for one in ordered],
        [one.probability for one in ordered],
        color=RESULTED,
        linewidth=1.2,
        zorder=2,
    )
    line = SMALL_PT * LINE_HEIGHT / POINTS_PER_INCH * HEADROOM / AXES_IN
    # below the curve, which rises to the right
    wanted = [one.probability - line for one in ordered]
    levels = spread(wanted, line, line / 2, HEADROOM - line / 2)
    for one, level in zip(ordered, levels, strict=True):
        low, high = point_interval(one)
        axes.plot([one.weight, one.weight], [low, high], color=RESULTED, linewidth=2.2, zorder=2)
        axes.plot(
            [one.weight],
            [one.probability],
            color=RESULTED,
            marker="o",
            markersize=9,
            markerfacecolor=RESULTED if one is points[-1] else PAPER,
            zorder=3,
        )
        label(
            axes, one.weight + GAP_IN * per_inch, level, times_words(one, lang), zorder=4,
            bbox={"facecolor": PAPER, "edgecolor": "none", "pad": 1},
        )  # fmt: skip
