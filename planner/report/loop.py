"""How the loop ends: what each plan promised, what its simulation gave, and plans by rule."""

import math

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from planner.allocation.answer import Allocation, Pass
from planner.allocation.comparison import ALLOCATOR
from planner.report.catalogue import Language, text
from planner.report.curves import spread
from planner.report.numbers import hours, percent, persons_short
from planner.report.order_words import known_words
from planner.report.style import (
    BODY_PT,
    LATE,
    LINE_HEIGHT,
    MARGIN_IN,
    PAPER,
    POINTS_PER_INCH,
    QUIET,
    RESULTED,
    SAMPLED,
    SMALL_PT,
    WIDTH_IN,
    Sheet,
    family,
    label,
    start_sheet,
    width_in,
    words_only,
    wrapped,
)

AXES_IN, ABOVE_IN, BELOW_IN = 3.6, 0.2, 0.85
LEFT_IN, RULE_IN, RULES_IN, GAP_IN = 1.15, 1.25, 5.0, 0.12
ROOM = 0.12
"""Part of the range of people left free above and below."""
HALF = 0.5
LEAST_TAIL, TAIL = 0.1, 0.02
"""What follows the last pass on the axis: passes, and part of all passes."""


def draw_loop(allocation: Allocation, lang: Language) -> Figure:
    """Draw the people that each pass promised and that were simulated, plans by rule beside.

    The hour of the required share stands with them, as it tells apart plans that are all in time.

    Parameters
    ----------
    allocation
        Gives the history.
    lang
        Language of the words.

    Returns
    -------
    Figure
        Words only where there was no pass.
    """
    passes = [one for one in allocation.history if one.made_by == ALLOCATOR]
    rules = [one for one in allocation.history if one.number == 0]
    if not passes:
        return words_only(lang, text("headline.no_loop", lang), text("empty.no_loop", lang))
    last = passes[-1]
    gap = abs(last.promised_persons - last.simulated_persons) / max(last.simulated_persons, 1.0)
    limits = _limits(allocation)
    sheet = start_sheet(
        lang,
        ABOVE_IN + AXES_IN + BELOW_IN,
        text("headline.loop", lang, gap=percent(gap, lang), count=len(passes)),
        text("detail.loop_confirmed" if allocation.confirmed else "detail.loop_open", lang),
        text("foot.loop", lang) + (text("foot.loop_scale", lang) if limits[0] > 0 else ""),
    )
    words = [
        text(f"label.{name}", lang, persons=persons_short(value, lang), hours=hours(hour, lang))
        for name, value, hour in (
            ("promised", last.promised_persons, last.promised_hour),
            ("simulated", last.simulated_persons, last.hour),
        )
    ]
    rules_in = min(RULE_IN * len(rules), RULES_IN)
    label_in = max(width_in(string, BODY_PT) for string in words) + 3 * GAP_IN
    axes_in = WIDTH_IN - LEFT_IN - MARGIN_IN - label_in - rules_in
    bottom_in = sheet.body_top_in - ABOVE_IN - AXES_IN
    axes = _axes(sheet, LEFT_IN, bottom_in, axes_in, limits)
    _draw_passes(axes, passes, axes_in, words, lang)
    if rules:
        left_in = LEFT_IN + axes_in + label_in
        beside = _axes(sheet, left_in, bottom_in, rules_in, limits)
        beside.set_yticks([])
        _draw_rules(beside, rules, last, rules_in, lang)
    return sheet.figure


def _limits(allocation: Allocation) -> tuple[float, float]:
    """Return a range of people that holds every plan; it does not start at nobody."""
    shown = [(one.promised_persons, one.simulated_persons) for one in allocation.history]
    values = np.array(shown).ravel()
    finite = values[np.isfinite(values)]
    low, high = float(finite.min(initial=math.inf)), float(finite.max(initial=0.0))
    if not low < high:
        low, high = 0.0, max(high, 1.0)
    return max(low - ROOM * (high - low), 0.0), high + 2.5 * ROOM * (high - low)


def _axes(
    sheet: Sheet, left_in: float, bottom_in: float, axes_in: float, limits: tuple[float, float]
) -> Axes:
    axes = sheet.axes(left_in, bottom_in, axes_in, AXES_IN)
    axes.set_ylim(*limits)
    for side in ("top", "right"):
        axes.spines[side].set_visible(False)
    return axes


def _draw_passes(
    axes: Axes, passes: list[Pass], axes_in: float, words: list[str], lang: Language
) -> None:
    count = len(passes)
    to_pass = count + max(LEAST_TAIL, TAIL * count)
    axes.set_xlim(HALF, to_pass)
    per_inch = (to_pass - HALF) / axes_in
    step = math.ceil(count * 0.35 / axes_in)
    numbers = range(1, count + 1, step)
    axes.set_xticks(list(numbers), labels=[str(passes[at - 1].number) for at in numbers])
    axes.set_xlabel(text("axis.passes", lang), family=family(), fontsize=SMALL_PT, color=QUIET)
    ticks = [tick for tick in axes.get_yticks() if axes.get_ylim()[0] <= tick <= axes.get_ylim()[1]]
    axes.set_yticks(ticks, labels=[persons_short(tick, lang) for tick in ticks], family=family())
    axes.set_ylabel(text("axis.in_time", lang), family=family(), fontsize=SMALL_PT, color=QUIET)
    at = np.arange(1, count + 1)
    lines = (
        ([one.promised_persons for one in passes], SAMPLED, (0, (4, 2)), "o"),
        ([one.simulated_persons for one in passes], RESULTED, "-", "s"),
    )
    for values, colour, style, marker in lines:
        axes.plot(at, values, color=colour, linestyle=style, linewidth=1.8, marker=marker)
    low, high = axes.get_ylim()
    apart = 1.2 * BODY_PT * LINE_HEIGHT / POINTS_PER_INCH * (high - low) / AXES_IN
    ends = [float(values[-1]) for values, *_ in lines]
    levels = spread(ends, apart, low + apart / 2, high - apart / 2)
    beside = to_pass + GAP_IN * per_inch
    for (values, colour, *_), level, string in zip(lines, levels, words, strict=True):
        axes.plot([count, beside], [values[-1], level], color=colour, linewidth=0.8, clip_on=False)
        label(
            axes, beside + HALF * GAP_IN * per_inch, level, string, fontsize=BODY_PT, color=colour
        )


def _draw_rules(axes: Axes, rules: list[Pass], last: Pass, rules_in: float, lang: Language) -> None:
    """Draw what plans by rule reach, and the allocator's own level across them."""
    axes.set_xlim(-HALF, len(rules) - HALF)
    names = [known_words("made_by", one.made_by, lang) for one in rules]
    room_in = rules_in / len(rules) - GAP_IN
    axes.set_xticks(
        range(len(rules)), labels=[wrapped(name, SMALL_PT, room_in) for name in names],
        family=family(), fontsize=SMALL_PT,
    )  # fmt: skip
    axes.axhline(last.simulated_persons, color=RESULTED, linewidth=0.9, linestyle=(0, (1, 2)))
    low, high = axes.get_ylim()
    raised = 0.045 * (high - low)
    for at, one in enumerate(rules):
        axes.plot([at], [one.simulated_persons], color=LATE, marker="D", markersize=7)
        words = f"{persons_short(one.simulated_persons, lang)}\n{hours(one.hour, lang)}"
        label(
            axes, at, one.simulated_persons + raised, words, ha="center", va="bottom",
            bbox={"facecolor": PAPER, "edgecolor": "none", "pad": 1},
        )  # fmt: skip
