"""The three clocks as cumulative curves against the deadline."""

import math

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from planner.outcome.outcome import CLOCKS, Outcome
from planner.report.catalogue import Language, text
from planner.report.numbers import clock_moment, hours_interval, percent, persons_short
from planner.report.sentence import finish_headline, verdict_sentence
from planner.report.style import (
    BODY_PT,
    CLOCK_COLOURS,
    LINE_HEIGHT,
    PAPER,
    POINTS_PER_INCH,
    QUIET,
    SMALL_PT,
    WIDTH_IN,
    family,
    label,
    start_sheet,
    width_in,
    words_only,
)
from planner.report.time_axis import draw_time, last_hour

AXES_IN = 4.2
LEFT_IN, RIGHT_IN, BELOW_IN, ABOVE_IN = 1.15, 1.1, 0.5, 0.55
LABEL_GAP_IN, LEADER_IN = 0.1, 0.3
HEADROOM = 1.06
SHARE_TICKS = (0.0, 0.25, 0.5, 0.75, 1.0)
DEADLINE_MARGIN = 1.02
LINES = {
    "sampled": {"linestyle": "-", "linewidth": 1.8, "marker": "o"},
    "resulted": {"linestyle": "-", "linewidth": 3.0, "marker": "s"},
    "closed": {"linestyle": (0, (4, 1.5, 1, 1.5)), "linewidth": 1.6, "marker": "^"},
}


def draw_curves(outcome: Outcome, lang: Language) -> Figure:
    """Draw people swabbed, resulted and closed over time, with bands and the deadline.

    Parameters
    ----------
    outcome
        What came out.
    lang
        Language of the words.

    Returns
    -------
    Figure
        Words only where nobody is to be tested or nobody is swabbed.
    """
    headline = verdict_sentence(outcome, lang)
    if outcome.question.expected_persons == 0:
        return words_only(lang, headline, text("empty.nobody", lang))
    if not outcome.curves.city.p50.any():
        return words_only(lang, headline, text("empty.not_swabbed", lang))
    sheet = start_sheet(
        lang,
        BELOW_IN + AXES_IN + ABOVE_IN,
        finish_headline(outcome, lang),
        headline,
        text("foot.curves", lang, required=percent(outcome.question.required_share, lang)),
    )
    axes_in = WIDTH_IN - LEFT_IN - RIGHT_IN
    bottom_in = sheet.body_top_in - ABOVE_IN - AXES_IN
    axes = sheet.axes(LEFT_IN, bottom_in, axes_in, AXES_IN)
    data_end = max(last_hour(outcome), outcome.question.deadline_hour * DEADLINE_MARGIN)
    words = [_end_label(outcome, clock, lang) for clock in range(len(CLOCKS))]
    label_in = max(width_in(string, BODY_PT) for string in words) + LABEL_GAP_IN + LEADER_IN
    to_hour = data_end * axes_in / (axes_in - label_in - LABEL_GAP_IN)
    draw_time(axes, outcome.question, to_hour, axes_in, lang)
    _draw_people_axes(axes, outcome.question.expected_persons, lang)
    for clock in range(len(CLOCKS)):
        _draw_curve(axes, outcome, clock, data_end)
    _label_ends(axes, outcome, words, data_end, to_hour / axes_in)
    return sheet.figure


def _draw_people_axes(axes: Axes, expected: int, lang: Language) -> None:
    axes.set_ylim(0, HEADROOM * expected)
    axes.spines["top"].set_visible(False)
    ticks = [tick for tick in axes.get_yticks() if 0 <= tick <= HEADROOM * expected]
    axes.set_yticks(ticks, labels=[persons_short(tick, lang) for tick in ticks], family=family())
    axes.set_ylabel(text("axis.people", lang), family=family(), fontsize=SMALL_PT, color=QUIET)
    share = axes.secondary_yaxis("right")
    share.set_yticks(
        [part * expected for part in SHARE_TICKS],
        labels=[percent(part, lang) for part in SHARE_TICKS],
        family=family(),
        fontsize=SMALL_PT,
    )
    share.tick_params(colors=QUIET, width=0.8)
    share.spines["right"].set_visible(False)
    share.set_ylabel(text("axis.share", lang), family=family(), fontsize=SMALL_PT, color=QUIET)


def _draw_curve(axes: Axes, outcome: Outcome, clock: int, data_end: float) -> None:
    name = CLOCKS[clock]
    colour, line = CLOCK_COLOURS[name], LINES[name]
    shown = outcome.curves.hours <= math.ceil(data_end)
    at = np.concatenate(([0.0], outcome.curves.hours[shown]))
    low, middle, high = (
        np.concatenate(([0.0], part[clock, shown]))
        for part in (outcome.curves.city.p05, outcome.curves.city.p50, outcome.curves.city.p95)
    )
    axes.fill_between(at, low, high, color=colour, alpha=0.22, linewidth=0, zorder=2)
    axes.plot(
        at,
        middle,
        color=colour,
        linewidth=line["linewidth"],
        linestyle=line["linestyle"],
        zorder=3 + 0.1 * clock,
    )
    reached = outcome.question.deadline_from_hours + outcome.clocks.city.p50[clock, 0]
    if math.isfinite(reached) and reached <= data_end:
        axes.plot(
            [reached],
            [np.interp(reached, at, middle)],
            color=colour,
            marker=line["marker"],
            markersize=8,
            markeredgecolor=PAPER,
            markeredgewidth=1.0,
            zorder=5,
        )


def _end_label(outcome: Outcome, clock: int, lang: Language) -> str:
    name = text(f"clock.{CLOCKS[clock]}", lang)
    reached = float(outcome.clocks.city.p50[clock, 0])
    if math.isfinite(reached):
        return text(
            "label.clock",
            lang,
            clock=name,
            hours=hours_interval(outcome.clocks.city, (clock, 0), lang),
            when=clock_moment(outcome.question, reached, lang),
        )
    share = outcome.people.at_end[clock] / outcome.question.expected_persons
    return text("label.clock_never", lang, clock=name, share=percent(share, lang))


def _label_ends(
    axes: Axes, outcome: Outcome, words: list[str], data_end: float, hours_per_inch: float
) -> None:
    """Write each curve's name beside its end, apart by a label's height, joined by a leader."""
    end = min(len(outcome.curves.hours), math.ceil(data_end)) - 1
    ends = [float(outcome.curves.city.p50[clock, end]) for clock in range(len(CLOCKS))]
    person_per_inch = axes.get_ylim()[1] / AXES_IN
    apart = 2.5 * BODY_PT * LINE_HEIGHT / POINTS_PER_INCH * person_per_inch
    top = axes.get_ylim()[1]
    levels = spread([-value for value in ends], apart, apart / 2 - top, -apart / 2)
    for clock, name in enumerate(CLOCKS):
        level, colour = -levels[clock], CLOCK_COLOURS[name]
        elbow = data_end + LEADER_IN * hours_per_inch
        axes.plot([data_end, elbow], [ends[clock], level], color=colour, linewidth=0.9, zorder=3)
        axes.plot(
            [elbow], [level], color=colour, marker=LINES[name]["marker"], markersize=6, zorder=5
        )
        label(
            axes,
            elbow + LABEL_GAP_IN * hours_per_inch,
            level,
            words[clock],
            fontsize=BODY_PT,
            zorder=6,
        )


def spread(wanted: list[float], apart: float, lowest: float, highest: float) -> list[float]:
    """Move values as little as keeps them ``apart`` and between two bounds, in their order.

    Ties keep the order in which they came; where the bounds leave no room, the lower one gives way.
    """
    order = sorted(range(len(wanted)), key=lambda index: (wanted[index], index))
    placed = list(wanted)
    floor = lowest
    for index in order:
        placed[index] = max(wanted[index], floor)
        floor = placed[index] + apart
    ceiling = highest
    for index in reversed(order):
        placed[index] = min(placed[index], ceiling)
        ceiling = placed[index] - apart
    return placed
