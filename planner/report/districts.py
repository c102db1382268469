"""Lateness and waits, district by district, the latest first."""

import math

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from planner.outcome.outcome import CLOCKS, Outcome
from planner.outcome.places import BUSY_MINUTES, JAMMED_MINUTES, LIGHTS
from planner.report.catalogue import Language, text
from planner.report.names import place_names
from planner.report.numbers import percent, persons_short
from planner.report.panels import BAR, WORDS_GAP_IN, Panel, body_in, start_panels
from planner.report.sentence import backlog_words, district_headline, lateness_order, spare_words
from planner.report.style import (
    AT_RISK,
    CLOCK_COLOURS,
    INK,
    LATE,
    QUIET,
    RESULTED,
    RULE,
    SMALL_PT,
    family,
    label,
    start_sheet,
    width_in,
    words_only,
)
from planner.report.time_axis import last_hour

PANEL_PARTS = (0.28, 0.22, 0.25, 0.1, 0.15)
ROWS_SHOWN = 40
CURVE = 0.8
"""Height in rows of a small curve at which everybody is done."""


def draw_districts(outcome: Outcome, lang: Language) -> Figure:
    """Draw each district's lateness, people left, waits, laboratory's backlog and course.

    Parameters
    ----------
    outcome
        What came out.
    lang
        Language of the words.

    Returns
    -------
    Figure
        Words only where nobody is to be tested in any district.
    """
    order = lateness_order(outcome)
    if not order:
        return words_only(lang, text("headline.no_district", lang), text("empty.nobody", lang))
    shown = order[:ROWS_SHOWN]
    foot = text("foot.districts", lang, share=percent(outcome.question.required_share, lang))
    if len(order) > len(shown):
        foot = text("foot.more_districts", lang, count=len(order) - len(shown)) + foot
    sheet = start_sheet(
        lang,
        body_in(len(shown)),
        district_headline(outcome, lang),
        text("detail.districts", lang),
        foot,
    )
    names = place_names(outcome.districts, lang)
    panels = start_panels(sheet, [names[index] for index in shown], PANEL_PARTS)
    _draw_spare(panels[0], outcome, shown, lang)
    _draw_left(panels[1], outcome, shown, lang)
    _draw_waits(panels[2], outcome, shown, lang)
    _write_backlogs(panels[3], outcome, shown, lang)
    _draw_small_curves(panels[4], outcome, shown, lang)
    return sheet.figure


def _draw_spare(panel: Panel, outcome: Outcome, shown: list[int], lang: Language) -> None:
    """Bars of hours to spare (right) or short (left), with the 5th to 95th percentile."""
    axes, spare = panel.axes, outcome.lateness.hours_to_spare
    middle = spare.p50[shown]
    panel.head(text("column.spare", lang))
    words = [spare_words(float(value), lang) for value in middle]
    spans = [part[shown] for part in (spare.p05, spare.p50, spare.p95)]
    finite = np.concatenate([part[np.isfinite(part)] for part in spans])
    if finite.size == 0:
        _write_never(panel, words)
        return
    low, high = min(finite.min(initial=0.0), 0.0), max(finite.max(initial=0.0), 0.0)
    if low == high:
        low, high = -1.0, 1.0
    per_inch = panel.scale(low, high, words)
    for row, index in enumerate(shown):
        value = float(spare.p50[index])
        if math.isfinite(value):
            late = value < 0
            axes.barh(
                row + 0.5,
                value,
                height=BAR,
                color=LATE if late else RESULTED,
                hatch="////" if late else None,
                edgecolor="white",
                linewidth=0,
            )
            ends = [spare.p05[index], spare.p95[index]]
            start = ends[0] if math.isfinite(ends[0]) else low
            end = ends[1] if math.isfinite(ends[1]) else value
            axes.plot([start, end], [row + 0.5] * 2, color=INK, linewidth=1.0)
        label(
            axes,
            high + WORDS_GAP_IN * per_inch,
            row + 0.5,
            words[row],
            color=INK if value >= 0 else LATE,
        )
    axes.axvline(0, color=INK, linewidth=0.9)
    _ticks(axes, low, high, lang)


def _write_never(panel: Panel, words: list[str]) -> None:
    """Write what happens instead of bars, where no district ever finishes: no axis, only words."""
    for row, never in enumerate(words):
        label(panel.axes, 0, row + 0.5, never, color=LATE)
    panel.hide_axis()


def _ticks(axes: Axes, low: float, high: float, lang: Language) -> None:
    limits = axes.get_xlim()
    ticks = [tick for tick in axes.get_xticks() if low - 1e-9 <= tick <= high + 1e-9]
    axes.set_xticks(ticks, labels=[f"{tick:g}".replace("-", "−") for tick in ticks])
    axes.set_xlim(limits)


def _draw_left(panel: Panel, outcome: Outcome, shown: list[int], lang: Language) -> None:
    """Bars of people without a result at the deadline, with their share of the district."""
    axes, late = panel.axes, outcome.lateness.late_persons[shown]
    panel.head(text(f"left.{outcome.question.verdict_clock}", lang))
    words = [
        text(
            "label.left",
            lang,
            persons=persons_short(float(value), lang),
            share=percent(float(value / outcome.district_expected_persons[index]), lang),
        )
        for value, index in zip(late, shown, strict=True)
    ]
    per_inch = panel.scale(0.0, max(float(late.max()), 1.0), words)
    for row, value in enumerate(late):
        axes.barh(row + 0.5, value, height=BAR, color=AT_RISK, linewidth=0)
        label(axes, float(value) + WORDS_GAP_IN * per_inch, row + 0.5, words[row])
    panel.hide_axis()


def _draw_waits(panel: Panel, outcome: Outcome, shown: list[int], lang: Language) -> None:
    """Median and 90th percentile of the wait at sites, against the marks for busy and jammed."""
    axes = panel.axes
    p50, p90 = (part[shown] for part in (outcome.waits.p50_minutes, outcome.waits.p90_minutes))
    panel.head(text("column.waits", lang))
    finite = p90[np.isfinite(p90)]
    most = 1.08 * max(float(finite.max(initial=0.0)), JAMMED_MINUTES * 1.4)
    axes.set_xlim(0, most)
    for minutes in (BUSY_MINUTES, JAMMED_MINUTES):
        axes.axvline(minutes, color=RULE, linewidth=1.0, linestyle=(0, (2, 2)), zorder=0)
    edges = (0, BUSY_MINUTES, JAMMED_MINUTES, most)
    for name, start, end in zip(LIGHTS, edges, edges[1:], strict=False):
        words = text(f"wait.{name}", lang)
        if width_in(words, SMALL_PT) < (end - start) / most * panel.width_in:
            label(axes, start + 0.01 * most, -0.2, words, color=QUIET)
    for row, (middle, slow) in enumerate(zip(p50, p90, strict=True)):
        if np.isnan(middle):
            label(axes, 0.02 * most, row + 0.5, text("label.nobody_came", lang), color=QUIET)
            continue
        end = min(float(slow), 0.99 * most)
        colour = LATE if slow >= JAMMED_MINUTES else AT_RISK if slow >= BUSY_MINUTES else RESULTED
        axes.plot([min(middle, most), end], [row + 0.5] * 2, color=colour, linewidth=2.5)
        axes.plot(
            [min(middle, most)], [row + 0.5], color=INK, marker="o", markersize=5, clip_on=False
        )
        mark = "|" if math.isfinite(slow) else ">"
        axes.plot(
            [end],
            [row + 0.5],
            color=INK,
            marker=mark,
            markersize=9,
            markeredgewidth=1.5,
            clip_on=False,
        )
    axes.set_xticks([tick for tick in axes.get_xticks() if 0 <= tick <= most])


def _write_backlogs(panel: Panel, outcome: Outcome, shown: list[int], lang: Language) -> None:
    """Write the worst backlog of the laboratory that gets most of each district's tubes."""
    panel.head(text("column.backlog", lang))
    panel.axes.set_xlim(0, 1)
    panel.hide_axis()
    for row, index in enumerate(shown):
        words = backlog_words(float(outcome.lateness.peak_backlog_hours[index]), lang)
        label(panel.axes, 0, row + 0.5, words)


def _draw_small_curves(panel: Panel, outcome: Outcome, shown: list[int], lang: Language) -> None:
    """Draw people swabbed and done over time, and the deadline, in each row."""
    axes, question = panel.axes, outcome.question
    panel.head(text("column.course", lang))
    to_hour = max(last_hour(outcome), math.ceil(question.deadline_hour))
    hours = np.append(0.0, outcome.curves.hours[:to_hour])
    clocks = dict.fromkeys(("sampled", question.verdict_clock))
    for row, index in enumerate(shown):
        for number, clock in enumerate(clocks):
            done = outcome.curves.district_p50[CLOCKS.index(clock), index, :to_hour]
            share = np.append(0.0, done) / outcome.district_expected_persons[index]
            height = row + 0.9 - CURVE * np.minimum(share, 1.0)
            colour, width = CLOCK_COLOURS[clock], 1.0 + number
            axes.plot(hours, height, color=colour, linewidth=width, zorder=2 + number)
        axes.plot([0, to_hour], [row + 0.9] * 2, color=RULE, linewidth=0.6, zorder=1)
    axes.axvline(question.deadline_hour, color=LATE, linewidth=1.2, linestyle=(0, (5, 3)))
    axes.set_xlim(0, to_hour)
    axes.set_xticks([0, question.deadline_hour])
    axes.set_xticklabels([f"{tick:g}" for tick in axes.get_xticks()], family=family())
