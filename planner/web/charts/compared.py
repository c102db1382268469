"""Several scenarios' curves on one axis, the base in grey."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

import altair as alt

from planner.report.catalogue import Language, text
from planner.report.curves import spread
from planner.report.numbers import date, percent, persons
from planner.report.style import CLOSED, LATE, QUIET, RESULTED, SAMPLED
from planner.web.charts.frame import BASE_COLOUR, data, finished, hour_scale
from planner.web.compared import Compared

HEIGHT = 330
COLOURS = (SAMPLED, RESULTED, CLOSED, "#E69F00", "#56B4E9")
"""Of all but the base, by Okabe and Ito; dashes tell them apart in black and white."""
DASHES = ([1, 0], [8, 3], [2, 2], [8, 3, 2, 3], [12, 4])
BASE_DASH = [1, 0]
APART = 0.07
HEADROOM = 1.04
DONE = 0.9999
"""Of the most: where a curve is flat from then on."""
MARGIN = 1.06


def compared_chart(
    scenarios: Sequence[Compared], base: Compared, clock: str, lang: Language
) -> Any:
    """Draw the share of people done on one clock, scenario by scenario, from hour zero."""
    ordered = [base, *(one for one in scenarios if one is not base)]
    colours = {base.name: BASE_COLOUR}
    dashes: dict[str, list[int]] = {base.name: BASE_DASH}
    for number, one in enumerate(ordered[1:]):
        colours[one.name], dashes[one.name] = COLOURS[number], DASHES[number]
    to_hour = max(_last_hour(one, clock) for one in ordered)
    to_hour = MARGIN * max(to_hour, *(_deadline(one) for one in ordered))
    rows = [row for one in ordered for row in _rows(one, clock, to_hour, lang)]
    y = alt.Y(
        "share:Q",
        scale=alt.Scale(domain=[0, HEADROOM], nice=False),
        axis=alt.Axis(title=text("axis.share", lang), format=".0%", values=[0, 0.25, 0.5, 0.75, 1]),
    )
    x = alt.X(
        "hour:Q",
        scale=hour_scale(to_hour),
        axis=alt.Axis(title=text("axis.hours", lang), tickMinStep=4, grid=False),
    )
    colour = alt.Color(
        "name:N", scale=alt.Scale(domain=list(colours), range=list(colours.values())), legend=None
    )
    dash = alt.StrokeDash(
        "name:N", scale=alt.Scale(domain=list(dashes), range=list(dashes.values())), legend=None
    )
    tooltip = [
        alt.Tooltip("name:N", title=text("compare_page.scenario", lang)),
        alt.Tooltip("when:N", title=text("column.when", lang)),
        alt.Tooltip("people:N", title=text("axis.people", lang)),
        alt.Tooltip("share_words:N", title=text("axis.share", lang)),
    ]
    lines = (
        alt.Chart(data(rows))
        .mark_line(size=2.5)
        .encode(x=x, y=y, color=colour, strokeDash=dash, tooltip=tooltip)
    )
    layers = [_deadlines(ordered, to_hour, lang), lines, _names(ordered, rows, to_hour, colour)]
    return finished(alt.layer(*layers).properties(height=HEIGHT, width="container"))


def _expected(one: Compared) -> int:
    return max(int(one.summary["people"]["expected"]), 1)


def _deadline(one: Compared) -> float:
    return float(one.summary["deadline_from_hours"] + one.summary["target_hours"])


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
    starts = datetime.fromisoformat(one.summary["starts_at"])
    return [
        {
            "name": one.name, "hour": hour, "share": people / _expected(one),
            "people": persons(people, lang), "when": _when(starts, hour, lang),
            "share_words": percent(people / _expected(one), lang),
        }
        for hour, people in _points(one, clock)
        if hour <= to_hour
    ]  # fmt: skip


def _when(starts: datetime, hour: float, lang: Language) -> str:
    at = starts + timedelta(hours=hour)
    return f"{date(at, lang)} {at:%H:%M}"


def _deadlines(ordered: Sequence[Compared], to_hour: float, lang: Language) -> Any:
    """Draw each deadline that there is once."""
    hours = sorted({_deadline(one) for one in ordered})
    starts = datetime.fromisoformat(ordered[0].summary["starts_at"])
    rows = [{"hour": hour, "when": _when(starts, hour, lang)} for hour in hours]
    return (
        alt.Chart(data(rows))
        .mark_rule(color=LATE, strokeDash=[6, 4], size=2)
        .encode(
            x=alt.X("hour:Q", scale=hour_scale(to_hour)),
            tooltip=[alt.Tooltip("when:N", title=text("column.deadline", lang))],
        )
    )


def _names(
    ordered: Sequence[Compared], rows: list[dict[str, Any]], to_hour: float, colour: alt.Color
) -> Any:
    """Write the names into the free corner, the line's own colour before each."""
    ends = [max(row["share"] for row in rows if row["name"] == one.name) for one in ordered]
    levels = spread([-end for end in ends], APART, -HEADROOM, -APART)
    labels = [
        {"name": one.name, "share": -level, "hour": to_hour}
        for one, level in zip(ordered, levels, strict=True)
    ]
    return (
        alt.Chart(data(labels))
        .mark_text(align="left", dx=8, fontWeight="bold", color=QUIET, limit=260)
        .encode(
            x=alt.X("hour:Q", scale=hour_scale(to_hour)), y="share:Q", text="name:N", color=colour
        )
    )
