"""The time axis of every figure: real dates below, hours above, nights shaded."""

import math
from datetime import datetime, timedelta
from typing import Literal

import numpy as np
from matplotlib.axes import Axes

from planner.outcome.outcome import CLOCKS, Outcome, Question
from planner.report.catalogue import Language, text
from planner.report.numbers import clock_moment, date, plain_hours
from planner.report.style import LATE, NIGHT, QUIET, SMALL_PT, family
from planner.report.style import width_in as shown_width_in

HOURS_PER_DAY = 24
NIGHT_FROM = 22
NIGHT_HOURS = 8
STEPS_HOURS = (2, 3, 6, 12, 24, 48, 72, 120, 240)
TICK_ROOM_IN = 0.62
SHORTEST_HOURS = 6
DEADLINE_RAISED_PT = 20
LEFT_PART = 0.4
MEDIAN_DONE, SLOW_DONE = 0.999, 0.99
"""Parts of what is ever done that end the axis, in the median and in the slow case: the last
few people of millions would stretch it by days."""


def last_hour(outcome: Outcome) -> int:
    """Return the hour of the campaign at which practically all that is ever done is done."""
    latest = float(SHORTEST_HOURS)
    for curves, part in (
        (outcome.curves.city.p50, MEDIAN_DONE),
        (outcome.curves.city.p05, SLOW_DONE),
    ):
        for clock in range(len(CLOCKS)):
            done = curves[clock]
            if done.size and done[-1] > 0:
                end = int(np.argmax(done >= part * done[-1]))
                latest = max(latest, float(outcome.curves.hours[end]))
    return math.ceil(latest)


def draw_time(
    axes: Axes, question: Question, to_hour: float, width_in: float, lang: Language
) -> None:
    """Set the horizontal axis from hour zero to ``to_hour`` on axes ``width_in`` inches wide."""
    deadline_left = question.deadline_hour < LEFT_PART * to_hour
    draw_clock(
        axes,
        question.starts_at,
        to_hour,
        width_in,
        lang,
        hours_at="right" if deadline_left else "left",
    )
    if question.deadline_hour <= to_hour:
        _draw_deadline(axes, question, to_hour, width_in, lang)


def draw_clock(
    axes: Axes,
    starts_at: datetime,
    to_hour: float,
    width_in: float,
    lang: Language,
    *,
    hours_at: Literal["left", "right"] = "left",
) -> None:
    """Set real dates below and hours above, from hour zero on; nights are shaded."""
    axes.set_xlim(0, to_hour)
    _shade_nights(axes, starts_at, to_hour)
    step = next(
        (step for step in STEPS_HOURS if step * width_in >= TICK_ROOM_IN * to_hour),
        STEPS_HOURS[-1],
    )
    ticks = local_ticks(starts_at, to_hour, step)
    labels = [
        tick_label(starts_at + timedelta(hours=tick), number == 0, step, lang)
        for number, tick in enumerate(ticks)
    ]
    axes.set_xticks(ticks, labels=labels, family=family(), fontsize=SMALL_PT, color=QUIET)
    top = axes.secondary_xaxis("top")
    counted = np.arange(0, to_hour + 1e-9, step)
    top.set_xticks(
        counted, labels=[f"{hour:g}" for hour in counted], family=family(), fontsize=SMALL_PT
    )
    top.tick_params(colors=QUIET, width=0.8)
    top.spines["top"].set_visible(False)
    top.set_xlabel(
        text("axis.hours", lang), family=family(), fontsize=SMALL_PT, color=QUIET, loc=hours_at
    )


def _draw_deadline(
    axes: Axes, question: Question, to_hour: float, width_in: float, lang: Language
) -> None:
    """Draw the deadline as a dashed line and name it above the hours."""
    hour = question.deadline_hour
    axes.axvline(hour, color=LATE, linewidth=1.6, linestyle=(0, (5, 3)), zorder=4)
    words = text(
        "axis.deadline",
        lang,
        target=plain_hours(question.target_hours, lang),
        when=clock_moment(question, question.target_hours, lang),
    )
    half = shown_width_in(words, SMALL_PT) / 2 / width_in * to_hour
    axes.annotate(
        words,
        (min(max(hour, half), to_hour - half), 1.0),
        xycoords=axes.get_xaxis_transform(),
        xytext=(0, DEADLINE_RAISED_PT),
        textcoords="offset points",
        family=family(),
        fontsize=SMALL_PT,
        color=LATE,
        ha="center",
        va="bottom",
    )


def _shade_nights(axes: Axes, starts_at: datetime, to_hour: float) -> None:
    axes.broken_barh(
        [(start, end - start) for start, end in night_spans(starts_at, to_hour)],
        (0, 1),
        transform=axes.get_xaxis_transform(),
        color=NIGHT,
        linewidth=0,
        zorder=0,
    )


def night_spans(starts_at: datetime, to_hour: float) -> list[tuple[float, float]]:
    """Return the hours of the campaign from which and to which it is night."""
    midnight = starts_at.replace(hour=0, minute=0, second=0, microsecond=0)
    first = (midnight - starts_at) / timedelta(hours=1) - (HOURS_PER_DAY - NIGHT_FROM)
    dusks = np.arange(first, to_hour, HOURS_PER_DAY).tolist()
    spans = [(max(dusk, 0.0), min(dusk + NIGHT_HOURS, to_hour)) for dusk in dusks]
    return [(start, end) for start, end in spans if start < end]


def local_ticks(starts_at: datetime, to_hour: float, step: int) -> list[float]:
    """Return the hours of the campaign at which a step of the local clock begins."""
    midnight = starts_at.replace(hour=0, minute=0, second=0, microsecond=0)
    first = (midnight - starts_at) / timedelta(hours=1)
    return [float(tick) for tick in np.arange(first, to_hour + 1e-9, step) if tick >= 0]


def tick_label(instant: datetime, is_first: bool, step: int, lang: Language) -> str:
    """Write the time of day, with the day below where it begins."""
    day = date(instant, lang)
    if step >= HOURS_PER_DAY:
        return day
    return f"{instant:%H:%M}\n{day}" if is_first or instant.hour == 0 else f"{instant:%H:%M}"
