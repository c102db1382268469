"""What all charts share: type, colours, the axis of time with nights and the deadline."""

import json
from collections.abc import Collection, Iterable, Mapping
from datetime import timedelta
from typing import Any, Literal

import altair as alt
import numpy as np
import pandas  # noqa: F401 (altair looks at it where it is half imported by another session)

from planner.outcome.outcome import Question
from planner.report.catalogue import Language, text
from planner.report.font import FAMILY
from planner.report.numbers import clock_moment, plain_hours
from planner.report.style import INK, LATE, NIGHT, QUIET, RULE
from planner.report.time_axis import (
    HOURS_PER_DAY,
    STEPS_HOURS,
    local_ticks,
    night_spans,
    tick_label,
)
from planner.scenario.table_text import guarded

MOST_TICKS = 16
FONT_SIZE, SMALL_SIZE = 13, 12
BASE_COLOUR = "#8C8C8C"

Rows = Iterable[Mapping[str, Any]]


def data(rows: Rows, ours: Collection[str] = ()) -> alt.InlineData:
    """Return rows as the data of a chart, which a reader may see and download as a table.

    Columns of ``ours`` hold nothing that a user wrote, such as signed numbers with their units.
    """

    def cell(name: str, value: Any) -> Any:
        return guarded(value) if isinstance(value, str) and name not in ours else value

    return alt.InlineData(values=[{name: cell(name, row[name]) for name in row} for row in rows])


def hour_scale(to_hour: float) -> alt.Scale:
    """Return the scale of hours that all layers of a chart share."""
    return alt.Scale(domain=[0, to_hour], nice=False)


def dates_below(
    question: Question,
    to_hour: float,
    lang: Language,
    orient: Literal["bottom", "top"] = "bottom",
) -> alt.Axis:
    """Return the axis of hours that says local dates and times; above where a chart is tall."""
    step = _step(to_hour)
    ticks = local_ticks(question.starts_at, to_hour, step)
    labels = {
        f"{tick:g}": tick_label(
            question.starts_at + timedelta(hours=tick), number == 0, step, lang
        ).split("\n")
        for number, tick in enumerate(ticks)
    }
    return alt.Axis(
        title=None,
        orient=orient,
        values=ticks,
        grid=False,
        labelExpr=f"{json.dumps(labels, ensure_ascii=False)}[format(datum.value, '.6~g')]",
    )


def hours_above(to_hour: float, lang: Language) -> alt.Axis:
    """Return the axis of hours that counts them."""
    return alt.Axis(
        title=text("axis.hours", lang),
        titleAnchor="start",
        orient="top",
        values=np.arange(0, to_hour + 1e-9, _step(to_hour)).tolist(),
        grid=False,
        format=".0f",
    )


def _step(to_hour: float) -> int:
    found = next((step for step in STEPS_HOURS if to_hour / step <= MOST_TICKS), STEPS_HOURS[-1])
    return max(found, 1) if to_hour < HOURS_PER_DAY else max(found, 2)


def nights(question: Question, to_hour: float, axis: alt.Axis | None) -> Any:
    """Shade the nights, over the whole height."""
    spans = [{"from": start, "to": end} for start, end in night_spans(question.starts_at, to_hour)]
    return (
        alt.Chart(data(spans))
        .mark_rect(color=NIGHT)
        .encode(x=alt.X("from:Q", scale=hour_scale(to_hour), axis=axis), x2="to:Q")
    )


def deadline(question: Question, to_hour: float) -> Any:
    """Draw the deadline as a dashed line."""
    hour = question.deadline_hour
    return (
        alt.Chart(data([{"hour": hour}] if hour <= to_hour else []))
        .mark_rule(color=LATE, strokeDash=[6, 4], size=2)
        .encode(x=alt.X("hour:Q", scale=hour_scale(to_hour), axis=None))
    )


def deadline_name(question: Question, to_hour: float, y: alt.Y, lang: Language) -> Any:
    """Write the deadline at the foot of its line, where curves leave room.

    ``y`` places the field ``foot``, which is 0.
    """
    words = text(
        "axis.deadline",
        lang,
        target=plain_hours(question.target_hours, lang),
        when=clock_moment(question, question.target_hours, lang),
    )
    hour = question.deadline_hour
    right = hour > to_hour / 2
    return (
        alt.Chart(data([{"hour": hour, "words": words, "foot": 0}] if hour <= to_hour else []))
        .mark_text(
            color=LATE,
            align="right" if right else "left",
            dx=-8 if right else 8,
            dy=-12,
        )
        .encode(x=alt.X("hour:Q", scale=hour_scale(to_hour), axis=None), y=y, text="words:N")
    )


def finished(chart: alt.LayerChart | alt.Chart | alt.VConcatChart | alt.FacetChart) -> Any:
    """Set type and colours of a whole chart."""
    return (
        chart.configure(font=FAMILY, background="white")
        .configure_view(stroke=None)
        .configure_axis(
            labelColor=QUIET,
            titleColor=QUIET,
            domainColor=RULE,
            tickColor=RULE,
            gridColor="#ECECEC",
            labelFontSize=SMALL_SIZE,
            titleFontSize=SMALL_SIZE,
            titleFontWeight="normal",
        )
        .configure_text(fontSize=SMALL_SIZE, color=INK, font=FAMILY)
    )
