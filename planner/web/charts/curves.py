"""The three clocks as curves over time, with bands, the deadline and the base beside them."""

import math
from typing import Any

import altair as alt
import numpy as np

from planner.outcome.outcome import CLOCKS, Outcome
from planner.report.catalogue import Language, text
from planner.report.curves import spread
from planner.report.numbers import clock_moment, moment, percent, persons, persons_short
from planner.report.style import CLOCK_COLOURS
from planner.report.time_axis import last_hour
from planner.web.charts.frame import (
    BASE_COLOUR,
    FONT_SIZE,
    data,
    dates_below,
    deadline,
    deadline_name,
    finished,
    hour_scale,
    hours_above,
    nights,
)

HEIGHT = 300
LABEL_APART = 0.12
"""Of the height, between two names at the ends of curves."""
HEADROOM = 1.04
PAST_DEADLINE = 1.05
SHARES = (0.0, 0.25, 0.5, 0.75, 1.0)
DASHES = {"sampled": [1, 0], "resulted": [1, 0], "closed": [8, 3, 2, 3]}
WIDTHS = {"sampled": 2, "resulted": 3.5, "closed": 2}


def curves_chart(outcome: Outcome, lang: Language, base: Outcome | None = None) -> Any:
    """Draw people swabbed, resulted and closed.

    Parameters
    ----------
    outcome
        What came out.
    lang
        Language of the words.
    base
        Another outcome of the same city, drawn grey behind; None for none.
    """
    question = outcome.question
    ends = [last_hour(one) for one in (outcome, base) if one is not None]
    to_hour = float(max(*ends, math.ceil(question.deadline_hour * PAST_DEADLINE), 1))
    top = max(question.expected_persons, 1) * HEADROOM
    rows = [row for clock in range(len(CLOCKS)) for row in _rows(outcome, clock, to_hour, lang)]
    y_scale = alt.Scale(domain=[0, top], nice=False)
    layers: list[Any] = [
        nights(question, to_hour, dates_below(question, to_hour, lang)),
        *([_base_lines(base, to_hour, y_scale)] if base is not None else []),
        _bands(rows, to_hour, y_scale, question.expected_persons, lang),
        *_lines(rows, to_hour, y_scale, lang),
        deadline(question, to_hour),
        deadline_name(question, to_hour, alt.Y("foot:Q", scale=y_scale, axis=None), lang),
        _shares(question.expected_persons, to_hour, y_scale, lang),
        _names(outcome, to_hour, top, y_scale, lang),
    ]
    chart = alt.layer(*layers).resolve_axis(x="independent", y="independent")
    return finished(chart.properties(height=HEIGHT, width="container"))


def _colours() -> alt.Color:
    scale = alt.Scale(domain=list(CLOCKS), range=[CLOCK_COLOURS[name] for name in CLOCKS])
    return alt.Color("clock:N", scale=scale, legend=None)


def _rows(outcome: Outcome, clock: int, to_hour: float, lang: Language) -> list[dict[str, Any]]:
    curves, expected = outcome.curves, max(outcome.question.expected_persons, 1)
    parts = [part[clock] for part in (curves.city.p05, curves.city.p50, curves.city.p95)]
    rows: list[dict[str, Any]] = [
        {"clock": CLOCKS[clock], "hour": 0.0, "low": 0, "middle": 0, "high": 0}
    ]
    for hour, low, middle, high in zip(curves.hours.tolist(), *parts, strict=True):
        if hour <= to_hour:
            rows.append(
                {
                    "clock": CLOCKS[clock],
                    "hour": hour,
                    "low": float(low),
                    "middle": float(middle),
                    "high": float(high),
                    "when": moment(outcome.question, hour, lang),
                    "people": persons(float(middle), lang),
                    "share": percent(float(middle) / expected, lang),
                    "name": text(f"clock.{CLOCKS[clock]}", lang),
                }
            )
    return rows


def _x(to_hour: float) -> alt.X:
    return alt.X("hour:Q", scale=hour_scale(to_hour), axis=None)


def _bands(
    rows: list[dict[str, Any]], to_hour: float, y_scale: alt.Scale, expected: int, lang: Language
) -> Any:
    """Draw from the 5th to the 95th percentile, with the axis of people."""
    ticks = [share * expected for share in SHARES]
    labels = ", ".join(f"'{persons_short(tick, lang)}'" for tick in ticks)
    axis = alt.Axis(
        title=text("axis.people", lang),
        values=ticks,
        grid=True,
        labelExpr=f"[{labels}][round(datum.value / {max(expected, 1)} * 4)]",
    )
    return (
        alt.Chart(data(rows))
        .mark_area(opacity=0.18)
        .encode(
            x=_x(to_hour),
            y=alt.Y("low:Q", scale=y_scale, axis=axis),
            y2="high:Q",
            color=_colours(),
        )
    )


def _lines(
    rows: list[dict[str, Any]], to_hour: float, y_scale: alt.Scale, lang: Language
) -> list[Any]:
    tooltip = [
        alt.Tooltip("name:N", title=text("column.clock", lang)),
        alt.Tooltip("when:N", title=text("column.when", lang)),
        alt.Tooltip("people:N", title=text("axis.people", lang)),
        alt.Tooltip("share:N", title=text("axis.share", lang)),
    ]
    return [
        alt.Chart(data(row for row in rows if row["clock"] == name))
        .mark_line(strokeWidth=WIDTHS[name], strokeDash=DASHES[name])
        .encode(
            x=_x(to_hour),
            y=alt.Y("middle:Q", scale=y_scale, axis=None),
            color=_colours(),
            tooltip=tooltip,
        )
        for name in CLOCKS
    ]


def _base_lines(base: Outcome, to_hour: float, y_scale: alt.Scale) -> Any:
    rows = [
        {"clock": name, "hour": hour, "middle": float(middle)}
        for clock, name in enumerate(CLOCKS)
        for hour, middle in zip(
            base.curves.hours.tolist(), base.curves.city.p50[clock].tolist(), strict=True
        )
        if hour <= to_hour
    ]
    return (
        alt.Chart(data(rows))
        .mark_line(color=BASE_COLOUR, strokeWidth=1.5, strokeDash=[3, 3])
        .encode(x=_x(to_hour), y=alt.Y("middle:Q", scale=y_scale, axis=None), detail="clock:N")
    )


def _shares(expected: int, to_hour: float, y_scale: alt.Scale, lang: Language) -> Any:
    """Add the share on the right and the hours above; nothing is drawn."""
    labels = ", ".join(f"'{percent(share, lang)}'" for share in SHARES)
    axis = alt.Axis(
        orient="right",
        title=None,
        values=[share * expected for share in SHARES],
        grid=False,
        labelExpr=f"[{labels}][round(datum.value / {max(expected, 1)} * 4)]",
    )
    return (
        alt.Chart(data([{"hour": 0, "middle": 0}]))
        .mark_point(opacity=0)
        .encode(
            x=alt.X("hour:Q", scale=hour_scale(to_hour), axis=hours_above(to_hour, lang)),
            y=alt.Y("middle:Q", scale=y_scale, axis=axis),
        )
    )


def _names(outcome: Outcome, to_hour: float, top: float, y_scale: alt.Scale, lang: Language) -> Any:
    """Write each curve's name beside its end, apart from the others."""
    last = min(len(outcome.curves.hours), int(to_hour)) - 1
    ends = [float(outcome.curves.city.p50[clock, last]) for clock in range(len(CLOCKS))]
    apart = LABEL_APART * top
    levels = spread([-end for end in ends], apart, apart / 2 - top, -apart / 2)
    rows = [
        {"hour": to_hour, "at": -level, "clock": name, "words": _name(outcome, clock, lang)}
        for clock, (name, level) in enumerate(zip(CLOCKS, levels, strict=True))
    ]
    return (
        alt.Chart(data(rows))
        .mark_text(align="left", dx=60, lineBreak="\n", fontSize=FONT_SIZE, fontWeight="bold")
        .encode(
            x=_x(to_hour),
            y=alt.Y("at:Q", scale=y_scale, axis=None),
            text="words:N",
            color=_colours(),
        )
    )


def _name(outcome: Outcome, clock: int, lang: Language) -> str:
    name = text(f"clock.{CLOCKS[clock]}", lang)
    reached = float(outcome.clocks.city.p50[clock, 0])
    if np.isfinite(reached):
        return f"{name} {clock_moment(outcome.question, reached, lang)}"
    share = outcome.people.at_end[clock] / max(outcome.question.expected_persons, 1)
    return text("label.clock_never", lang, clock=name, share=percent(share, lang))
