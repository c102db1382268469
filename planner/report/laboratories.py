"""Backlog hours of each laboratory by hour: the figure by which a command centre steers."""

import math

import numpy as np
from matplotlib.figure import Figure

from planner.outcome.outcome import Outcome
from planner.report.catalogue import Language, text
from planner.report.names import place_names
from planner.report.numbers import hours, moment, plain_hours
from planner.report.strips import body_in, draw_key, draw_strip, start_rows
from planner.report.style import INK, LATE, start_sheet, words_only
from planner.report.time_axis import last_hour
from planner.simulation.layout import Floats

ROW_IN, STRIP = 0.3, 0.72
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
    body = body_in(len(order), ROW_IN)
    names = place_names(outcome.laboratories, lang)
    foot = text("foot.laboratories", lang)
    if len(peaks) > len(order):
        foot = text("foot.more_laboratories", lang, count=len(peaks) - len(order)) + foot
    sheet = start_sheet(lang, body, *_head(outcome, backlog[:, :to_hour], names, lang), foot)
    shown = [names[index] for index in order]
    rows = start_rows(sheet, outcome.question, shown, ROW_IN, to_hour)
    for row, index in enumerate(order):
        series = np.minimum(backlog[index, :to_hour], DARKEST_HOURS)
        draw_strip(rows.axes, series, rows.bottom(row) + (1 - STRIP) / 2, STRIP, DARKEST_HOURS)
        colour = LATE if peaks[index] >= DARKEST_HOURS else INK
        rows.beside(row, peak_words(outcome, backlog[index, :to_hour], lang), colour)
    draw_key(
        sheet,
        body - 0.1,
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


def peak_words(outcome: Outcome, series: Floats, lang: Language) -> str:
    """Return the highest backlog of a laboratory and when it is reached."""
    peak = float(series.max())
    if peak <= 0:
        return text("label.no_backlog", lang)
    if not math.isfinite(peak):
        return text("label.standstill", lang)
    when = moment(outcome.question, float(series.argmax()) + 1, lang)
    return text("label.peak", lang, hours=hours(peak, lang), when=when)
