"""The best that is reached at each level of what costs something."""

import math
from collections.abc import Sequence
from typing import Any

import altair as alt

from planner.report.catalogue import Language, text
from planner.report.style import LATE, RESULTED
from planner.study.sweep_tables import Reached, Scale
from planner.web.charts.frame import data, finished
from planner.web.charts.places import place_axis, place_scale, place_words
from planner.web.study_figures import (
    SHARES,
    Wanted,
    figure_short,
    figure_title,
    figure_words,
)
from planner.web.study_levers import lever_words

HEIGHT = 275
HEADROOM = 1.08


def best_chart(
    found: Sequence[Reached], cost: Scale, figure: str, wanted: Wanted, lang: Language
) -> Any:
    """Draw the best value at each place, and the line from which it is good enough."""
    rows = [
        {
            "at": one.place + 0.5, "value": one.value, "point": one.point,
            "cost": place_words(cost, lang)[one.place],
            "words": figure_words(figure, one.value, lang),
            "short": figure_short(figure, one.value, lang),
        }
        for one in found if math.isfinite(one.value)
    ]  # fmt: skip
    limit = wanted.of(figure)
    y = alt.Y("value:Q", scale=_scale(rows, figure, limit), axis=_axis(figure, lang))
    x = alt.X("at:Q", scale=place_scale(cost), axis=place_axis(cost, lang, labelAngle=0))
    base = alt.Chart(data(rows)).encode(
        x=x,
        y=y,
        tooltip=[
            alt.Tooltip("cost:N", title=lever_words(cost.name, lang)),
            alt.Tooltip("words:N", title=figure_title(figure, lang)),
            alt.Tooltip("point:Q", title=text("sweep.point", lang)),
        ],
    )
    layers = [
        base.mark_line(color=RESULTED, size=1.5),
        base.mark_point(color=RESULTED, filled=True, size=80, opacity=1),
        base.mark_text(dy=-12).encode(text="short:N"),
    ]
    if limit is not None:
        named = f"{text('study_results.asked', lang)} {figure_words(figure, limit, lang)}"
        line = alt.Chart(data([{"value": limit, "words": named, "at": 0}])).encode(y=y)
        layers += [
            line.mark_rule(color=LATE, strokeDash=[6, 4], size=2),
            line.mark_text(color=LATE, align="left", dx=4, dy=9).encode(
                x=alt.X("at:Q", scale=place_scale(cost)), text="words:N"
            ),
        ]
    return finished(alt.layer(*layers).properties(height=HEIGHT, width="container"))


def _scale(rows: Sequence[dict[str, Any]], figure: str, limit: float | None) -> alt.Scale:
    if figure in SHARES:
        return alt.Scale(domain=[0, HEADROOM], nice=False)
    values = [row["value"] for row in rows] + ([] if limit is None else [limit])
    low, high = min(values, default=0.0), max(values, default=1.0)
    room = 0.12 * (high - low) or 1.0
    return alt.Scale(domain=[low - room, high + room], nice=False)


def _axis(figure: str, lang: Language) -> alt.Axis:
    if figure in SHARES:
        return alt.Axis(
            title=figure_title(figure, lang), format=".0%", values=[0, 0.25, 0.5, 0.75, 1]
        )
    return alt.Axis(title=figure_title(figure, lang), tickCount=6)
