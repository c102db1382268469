"""What a little more of each resource would bring now: hours, with intervals, and people."""

import json
from typing import Any

import altair as alt

from planner.allocation.reinforcement import Reinforcement
from planner.report.catalogue import Language, text
from planner.report.numbers import persons_short
from planner.report.order_words import scenario_names
from planner.report.reinforcement_words import gain_words
from planner.report.style import INK, QUIET, RESULTED, RULE
from planner.web.charts.frame import data, finished

ROW_HEIGHT = 34
NAME_PIXELS = 250
ROOM = 1.45
"""Of the largest gain, for the words behind the bars."""
LEAST_HOURS = 0.1
"""The scale shows no less, so that nothing does not look like much."""


def gains_chart(found: Reinforcement, lang: Language) -> Any:
    """Draw hours with their intervals, people in words; None where nothing was tried."""
    if not found.gains:
        return None
    names = scenario_names(found.scenario, lang)
    rows = [
        {
            "number": str(number), "hours": one.hours, "low": one.interval[0],
            "high": one.interval[1], "end": max(0.0, one.hours, one.interval[1]),
            "words": f"{one.hours:+.1f} · {_signed(one.persons, lang)}",
            "interval": f"{one.interval[0]:+.1f} – {one.interval[1]:+.1f}",
        }
        for number, one in enumerate(found.gains)
    ]  # fmt: skip
    words = [gain_words(one, names, lang) for one in found.gains]
    y = alt.Y(
        "number:N",
        sort=None,
        axis=alt.Axis(
            title=None,
            labelExpr=f"{json.dumps(words, ensure_ascii=False)}[toNumber(datum.value)]",
            labelLimit=NAME_PIXELS,
            ticks=False,
            domain=False,
        ),
    )
    low = min(0.0, *(one.interval[0] for one in found.gains))
    high = max(LEAST_HOURS, *(one.interval[1] for one in found.gains)) * ROOM
    scale = alt.Scale(domain=[low, high], nice=False)
    x = alt.X("hours:Q", scale=scale, axis=alt.Axis(title=text("column.earlier", lang)))
    base = alt.Chart(data(rows, ours=("words", "interval"))).encode(
        y=y,
        tooltip=[
            alt.Tooltip("words:N", title=text("gains_page.hours_and_people", lang)),
            alt.Tooltip("interval:N", title=text("column.interval", lang)),
        ],
    )
    layers = [
        base.mark_bar(color=RESULTED, height={"band": 0.5}).encode(x=x),
        base.mark_rule(color=INK, size=1.5).encode(
            x=alt.X("low:Q", scale=scale), x2="high:Q"
        ),
        base.mark_text(align="left", dx=6, color=QUIET).encode(
            x=alt.X("end:Q", scale=scale), text="words:N"
        ),
        alt.Chart(data([{"zero": 0}])).mark_rule(color=RULE).encode(
            x=alt.X("zero:Q", scale=scale)
        ),
    ]  # fmt: skip
    chart = alt.layer(*layers).properties(height=ROW_HEIGHT * len(rows), width="container")
    return finished(chart)


def _signed(value: float, lang: Language) -> str:
    return f"{'+' if value >= 0 else ''}{persons_short(value, lang)}"
