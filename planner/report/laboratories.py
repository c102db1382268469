"""Backlog hours of each laboratory by hour: the figure by which a command centre steers."""

import math

import numpy as np
from matplotlib.figure import Figure

from planner.outcome.outcome import Outcome
from planner.report.catalogue import Language, text
from planner.report.names import place_names
from planner.report.numbers import hours, moment, plain_hours
from planner.report.strips import draw_key, draw_strip, row_name
from planner.report.style import (
    INK,
    LATE,
    MARGIN_IN,
    SMALL_PT,
    WIDTH_IN,
    label,
    start_sheet,
    width_in,
    words_only,
)
from planner.report.time_axis import draw_time, last_hour
from planner.simulation.layout import Floats

ROW_IN, STRIP = 0.3, 0.72
ABOVE_IN, BELOW_IN, KEY_IN = 0.55, 0.5, 0.3
NAME_ROOM_IN, RIGHT_IN = 2.8, 2.0
ROWS_SHOWN = 30
DARKEST_HOURS = 24.0
"""A day behind is the darkest shade, so that figures of different plans compare."""


def draw_laboratories(outcome: Outcome, lang: Language) -> Figure:
    """Draw the backlog hours of the laboratories that fall furthest behind.

    Parameters
    ----------
    outcome
        What came out.
    lang
        Language of the words.

    Returns
    -------
    Figure
        Words only where there is no laboratory or none ever has a backlog.
    """
    backlog = outcome.stations.backlog_hours
    to_hour = min(last_hour(outcome), backlog.shape[1])
    peaks = backlog[:, :to_hour].max(axis=1, initial=0.0)
    if not peaks.any():
        key = "headline.no_backlog" if peaks.size else "headline.no_laboratory"
        return words_only(lang, text(key, lang), text("empty.no_backlog", lang))
    order = np.argsort(-peaks, kind="stable")[:ROWS_SHOWN]
    height_in = len(order) * ROW_IN
    body_in = ABOVE_IN + height_in + BELOW_IN + KEY_IN
    names = place_names(outcome.laboratories, lang)
    foot = text("foot.laboratories", lang)
    if len(peaks) > len(order):
        foot = text("foot.more_laboratories", lang, count=len(peaks) - len(order)) + foot
    sheet = start_sheet(lang, body_in, *_head(outcome, backlog[:, :to_hour], names, lang), foot)
    left_in = (
        MARGIN_IN
        + min(max(width_in(names[index], SMALL_PT + 1) for index in order), NAME_ROOM_IN)
        + 0.15
    )
    axes_in = WIDTH_IN - left_in - RIGHT_IN - MARGIN_IN
    axes = sheet.axes(left_in, sheet.body_top_in - ABOVE_IN - height_in, axes_in, height_in)
    axes.set_ylim(0, len(order))
    axes.set_yticks([])
    for row, index in enumerate(order):
        bottom = len(order) - 1 - row
        row_name(axes, bottom + 0.5, names[index], NAME_ROOM_IN, to_hour / axes_in)
        series = np.minimum(backlog[index, :to_hour], DARKEST_HOURS)
        draw_strip(axes, series, bottom + (1 - STRIP) / 2, STRIP, DARKEST_HOURS)
        peak = float(peaks[index])
        label(
            axes,
            to_hour + 0.12 * to_hour / axes_in,
            bottom + 0.5,
            _peak_words(outcome, backlog[index, :to_hour], lang),
            color=LATE if peak >= DARKEST_HOURS else INK,
        )
    draw_time(axes, outcome.question, to_hour, axes_in, lang)
    draw_key(
        sheet,
        MARGIN_IN,
        sheet.body_top_in - body_in + 0.1,
        text("key.backlog_from", lang, hours=plain_hours(0, lang)),
        text("key.backlog_to", lang, hours=plain_hours(DARKEST_HOURS, lang)),
    )
    return sheet.figure


def _head(
    outcome: Outcome, backlog: Floats, names: tuple[str, ...], lang: Language
) -> tuple[str, str]:
    """Return the headline and the second sentence: who falls furthest behind, and how many do."""
    peaks = backlog.max(axis=1)
    worst = int(peaks.argmax())
    behind = int(np.count_nonzero(peaks >= DARKEST_HOURS))
    when = moment(outcome.question, float(backlog[worst].argmax()) + 1, lang)
    if math.isfinite(peaks[worst]):
        headline = text(
            "headline.backlog", lang, name=names[worst], hours=hours(peaks[worst], lang), when=when
        )
    else:
        headline = text("headline.standstill", lang, name=names[worst], when=when)
    return headline, text("detail.behind", lang, behind=behind, count=len(peaks))


def _peak_words(outcome: Outcome, series: Floats, lang: Language) -> str:
    peak = float(series.max())
    if peak <= 0:
        return text("label.no_backlog", lang)
    if not math.isfinite(peak):
        return text("label.standstill", lang)
    when = moment(outcome.question, float(series.argmax()) + 1, lang)
    return text("label.peak", lang, hours=hours(peak, lang), when=when)
