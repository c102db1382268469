"""The plans that were tried: what each promised and what its simulation gave."""

import json
import math
from typing import Any

import altair as alt
from matplotlib.ticker import MaxNLocator

from planner.allocation.answer import Allocation
from planner.report.allocation_words import pass_words
from planner.report.catalogue import Language, text
from planner.report.numbers import hours, persons, persons_short
from planner.report.style import INK, LATE, QUIET, RESULTED, RULE
from planner.web.charts.frame import data, finished

ROW_HEIGHT = 30
NAME_PIXELS = 260
TICKS = 4
ROOM = 0.12
"""Of the range of people, left free on both sides."""


def loop_chart(found: Allocation, lang: Language) -> Any:
    """Draw people in time as promised (hollow) and as simulated (filled), plan by plan."""
    rows = [
        {
            "number": str(number), "name": pass_words(one, lang),
            "promised": one.promised_persons, "simulated": one.simulated_persons,
            "rule": not one.number, "promised_words": persons(one.promised_persons, lang),
            "simulated_words": persons(one.simulated_persons, lang),
            "hour": hours(one.hour, lang), "chosen": one.made_by == found.made_by,
        }
        for number, one in enumerate(found.history)
    ]  # fmt: skip
    y = _names(rows)
    x = _scale(found, lang)
    title = text("axis.in_time", lang)
    tooltip = [
        alt.Tooltip("name:N", title=text("column.plan", lang)),
        alt.Tooltip("promised_words:N", title=text("column.promised", lang)),
        alt.Tooltip("simulated_words:N", title=text("column.simulated", lang)),
        alt.Tooltip("hour:N", title=text("column.half_way", lang)),
    ]
    colour = alt.condition("datum.rule", alt.value(LATE), alt.value(RESULTED))
    base = alt.Chart(data(rows)).encode(y=y, tooltip=tooltip)
    simulated = alt.X("simulated:Q", scale=x[0], axis=x[1], title=title)
    promised = alt.X("promised:Q", scale=x[0], axis=x[1], title=title)
    layers = [
        base.mark_rule(color=RULE, size=2).encode(x=promised, x2="simulated:Q"),
        base.mark_point(size=70, filled=False, color=QUIET).encode(x=promised),
        base.mark_point(size=90, filled=True, opacity=1).encode(
            x=simulated,
            color=colour,
            shape=alt.condition("datum.rule", alt.value("diamond"), alt.value("circle")),
        ),
        base.mark_text(align="right", color=INK).encode(x=alt.value("width"), text="hour:N"),
    ]
    chart = alt.layer(*layers).properties(height=ROW_HEIGHT * len(rows), width="container")
    return finished(chart)


def _names(rows: list[dict[str, Any]]) -> alt.Y:
    """Return an axis by the number of each entry, which is unlike its name never twice."""
    names = {row["number"]: row["name"] for row in rows}
    return alt.Y(
        "number:N",
        sort=list(names),
        title=None,
        axis=alt.Axis(
            labelExpr=f"{json.dumps(names, ensure_ascii=False)}[datum.value]",
            labelLimit=NAME_PIXELS,
            labelOverlap=False,
            ticks=False,
            domain=False,
        ),
    )


def _scale(found: Allocation, lang: Language) -> tuple[alt.Scale, alt.Axis]:
    """Return a range of people that holds every plan; it need not start at nobody."""
    both = [(one.promised_persons, one.simulated_persons) for one in found.history]
    values = [value for pair in both for value in pair if math.isfinite(value)]
    low, high = min(values, default=0.0), max(values, default=1.0)
    room = ROOM * (high - low) or max(high, 1.0)
    low, high = max(low - room, 0.0), high + 2 * room
    locator = MaxNLocator(TICKS, integer=True)
    ticks = [tick for tick in locator.tick_values(low, high) if low <= tick < high]
    labels = {f"{tick:.0f}": persons_short(tick, lang) for tick in ticks}
    if len(set(labels.values())) < len(labels):  # plans so alike that rounding hides it
        labels = {key: f"{int(key):,}" for key in labels}
    words = json.dumps(labels, ensure_ascii=False)
    axis = alt.Axis(values=ticks, labelExpr=f"{words}[format(datum.value, '.0f')]")
    return alt.Scale(domain=[low, high], nice=False, zero=False), axis
