"""Several scenarios' curves on one axis, the base in grey."""

from collections.abc import Sequence
from typing import Any

import altair as alt

from planner.report.catalogue import Language, text
from planner.report.curves import spread
from planner.report.numbers import moment, percent, persons
from planner.report.style import CLOSED, LATE, RESULTED, SAMPLED
from planner.web.charts.frame import (
    BASE_COLOUR,
    data,
    dates_below,
    deadline_name,
    finished,
    hour_scale,
    hours_above,
    nights,
)
from planner.web.compared import Compared, question_of

HEIGHT = 340
COLOURS = (SAMPLED, RESULTED, CLOSED, "#E69F00", "#56B4E9")
"""Of all but the base, by Okabe and Ito; dashes tell them apart in black and white."""
DASHES = ([1, 0], [8, 3], [2, 2], [8, 3, 2, 3], [12, 4])
BASE_DASH = [1, 0]
APART = 0.1
HEADROOM = 1.04
DONE = 0.9999
"""Of the most: where a curve is flat from then on."""
MARGIN = 1.06
NAME_PIXELS = 190


def compared_chart(
    scenarios: Sequence[Compared], base: Compared, clock: str, lang: Language
) -> Any:
    """Draw the share of people done on one clock, scenario by scenario; dates are the base's."""
    ordered = [base, *(one for one in scenarios if one is not base)]
    question = question_of(base)
    ends = [max(_last_hour(one, clock), question_of(one).deadline_hour) for one in ordered]
    to_hour = MARGIN * max(ends)
    scale = alt.Scale(domain=[0, HEADROOM], nice=False)
    hours = alt.Chart(data([{"hour": 0, "foot": 0}])).mark_point(opacity=0)
    layers = [
        nights(question, to_hour, dates_below(question, to_hour, lang)),
        _deadlines(ordered, to_hour, lang),
        deadline_name(question, to_hour, alt.Y("foot:Q", scale=scale, axis=None), lang),
        hours.encode(
            x=alt.X("hour:Q", scale=hour_scale(to_hour), axis=hours_above(to_hour, lang))
        ),
        *_curves(ordered, clock, to_hour, scale, lang),
    ]  # fmt: skip
    chart = alt.layer(*layers).resolve_axis(x="independent", y="independent")
    return finished(chart.properties(height=HEIGHT, width="container"))


def _curves(
    ordered: Sequence[Compared], clock: str, to_hour: float, scale: alt.Scale, lang: Language
) -> list[Any]:
    """Draw the curves in their colours and dashes, with their names at the end."""
    names = [one.name for one in ordered]
    colours = [BASE_COLOUR, *COLOURS][: len(names)]
    dashes = [BASE_DASH, *DASHES][: len(names)]
    rows = [row for one in ordered for row in _rows(one, clock, to_hour, lang)]
    axis = alt.Axis(title=text("axis.share", lang), format=".0%", values=[0, 0.25, 0.5, 0.75, 1])
    x = alt.X("hour:Q", scale=hour_scale(to_hour), axis=None)
    colour = alt.Color("name:N", scale=alt.Scale(domain=names, range=colours), legend=None)
    tooltip = [
        alt.Tooltip("name:N", title=text("compare_page.scenario", lang)),
        alt.Tooltip("when:N", title=text("column.when", lang)),
        alt.Tooltip("people:N", title=text("axis.people", lang)),
        alt.Tooltip("share_words:N", title=text("axis.share", lang)),
    ]
    lines = (
        alt.Chart(data(rows))
        .mark_line(size=2.5)
        .encode(
            x=x,
            y=alt.Y("share:Q", scale=scale, axis=axis),
            color=colour,
            strokeDash=alt.StrokeDash(
                "name:N", scale=alt.Scale(domain=names, range=dashes), legend=None
            ),
            tooltip=tooltip,
        )
    )
    ends = [max(row["share"] for row in rows if row["name"] == name) for name in names]
    levels = spread([-end for end in ends], APART, -HEADROOM, -APART)
    labels = [
        {"name": name, "share": -level, "hour": to_hour}
        for name, level in zip(names, levels, strict=True)
    ]
    named = (
        alt.Chart(data(labels))
        .mark_text(align="left", dx=8, fontWeight="bold", limit=NAME_PIXELS)
        .encode(x=x, y=alt.Y("share:Q", scale=scale, axis=None), text="name:N", color=colour)
    )
    return [lines, named]


def _points(one: Compared, clock: str) -> list[tuple[float, float]]:
    """Return hours and people of the half-way case."""
    columns = one.curves.to_pydict()
    rows = zip(columns["clock"], columns["end_hour"], columns["p50_persons"], strict=True)
    return [(0.0, 0.0), *((hour, people) for name, hour, people in rows if name == clock)]


def _last_hour(one: Compared, clock: str) -> float:
    points = _points(one, clock)
    most = max(people for _, people in points)
    return next(hour for hour, people in points if people >= DONE * most)


def _rows(one: Compared, clock: str, to_hour: float, lang: Language) -> list[dict[str, Any]]:
    question = question_of(one)
    expected = max(question.expected_persons, 1)
    return [
        {
            "name": one.name, "hour": hour, "share": people / expected,
            "people": persons(people, lang), "when": moment(question, hour, lang),
            "share_words": percent(people / expected, lang),
        }
        for hour, people in _points(one, clock)
        if hour <= to_hour
    ]  # fmt: skip


def _deadlines(ordered: Sequence[Compared], to_hour: float, lang: Language) -> Any:
    """Draw each deadline that there is once."""
    question = question_of(ordered[0])
    hours = sorted({question_of(one).deadline_hour for one in ordered})
    rows = [{"hour": hour, "when": moment(question, hour, lang)} for hour in hours]
    return (
        alt.Chart(data(rows))
        .mark_rule(color=LATE, strokeDash=[6, 4], size=2)
        .encode(
            x=alt.X("hour:Q", scale=hour_scale(to_hour), axis=None),
            tooltip=[alt.Tooltip("when:N", title=text("column.deadline", lang))],
        )
    )
