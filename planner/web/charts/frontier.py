"""How often less than the least suffices: probability against the weight of the additions."""

from typing import Any

import altair as alt

from planner.allocation.reinforcement import Reinforcement
from planner.report.catalogue import Language, text
from planner.report.numbers import hours, percent
from planner.report.reinforcement_words import point_interval, times_words, weight_words
from planner.report.style import LATE, RESULTED
from planner.web.charts.frame import data, finished

HEIGHT = 260
HEADROOM = 1.05
ROOM = 0.12
"""Of the range of weights, left free on both sides."""


def frontier_chart(found: Reinforcement, lang: Language) -> Any:
    """Draw each set of additions with its exact interval; None where nothing was compared."""
    if not found.frontier:
        return None
    rows = [
        {
            "weight": one.weight, "probability": one.probability,
            "low": point_interval(one)[0], "high": point_interval(one)[1],
            "words": times_words(one, lang), "weight_words": weight_words(one.weight),
            "hour": hours(one.hour, lang), "found": one is found.frontier[-1],
        }
        for one in found.frontier
    ]  # fmt: skip
    weights = [one.weight for one in found.frontier]
    room = ROOM * (max(weights) - min(weights)) or ROOM * max(abs(weights[0]), 1.0)
    span = [min(weights) - room, max(weights) + 2 * room]
    scale = alt.Scale(domain=span, nice=False, zero=False)
    x = alt.X(
        "weight:Q",
        scale=scale,
        axis=alt.Axis(
            title=text("axis.weight", lang),
            format=",.0f",
            tickCount=6,
            tickMinStep=1,  # weights so alike that only one is a whole number have one label
            grid=False,
        ),
    )
    y_scale = alt.Scale(domain=[0, HEADROOM], nice=False)
    axis = alt.Axis(
        title=text("column.probability", lang), format=".0%", values=[0, 0.25, 0.5, 0.75, 1]
    )
    y = alt.Y("probability:Q", scale=y_scale, axis=axis)
    tooltip = [
        alt.Tooltip("weight_words:N", title=text("column.weight", lang)),
        alt.Tooltip("words:N", title=text("column.met", lang)),
        alt.Tooltip("hour:N", title=text("column.half_way", lang)),
    ]
    base = alt.Chart(data(rows)).encode(x=x, tooltip=tooltip)
    asked = text("axis.asked", lang, confidence=percent(found.confidence, lang))
    line = alt.Chart(data([{"probability": found.confidence, "words": asked, "at": span[0]}]))
    layers = [
        line.mark_rule(color=LATE, strokeDash=[6, 4], size=2).encode(y=y),
        line.mark_text(color=LATE, align="left", dx=4, dy=-8).encode(
            x=alt.X("at:Q", scale=scale), y=y, text="words:N"
        ),
        base.mark_line(color=RESULTED, size=1.5).encode(y=y),
        base.mark_rule(color=RESULTED, size=2.5).encode(
            y=alt.Y("low:Q", scale=y_scale), y2="high:Q"
        ),
        base.mark_point(size=110, filled=True, opacity=1, stroke=RESULTED).encode(
            y=y, color=alt.condition("datum.found", alt.value(RESULTED), alt.value("white"))
        ),
        base.mark_text(align="left", dx=9, dy=18).encode(y=y, text="words:N"),
    ]
    return finished(alt.layer(*layers).properties(height=HEIGHT, width="container"))
