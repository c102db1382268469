"""A figure of a study by two axes, with a heavy line where it becomes good enough."""

import math
from collections.abc import Iterator, Sequence
from typing import Any

import altair as alt

from planner.report.catalogue import Language, text
from planner.report.style import INK, LATE, NIGHT, SAMPLED
from planner.study.sweep_tables import Cell, Scale
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
MOST_COLUMNS_WITH_WORDS, MOST_ROWS_WITH_WORDS = 12, 16
PALE = "#F4F7FA"
DARK = 0.55
"""Of the way from white to a colour, from where words on it are white."""


def heat_map(
    found: Sequence[Cell], x: Scale, up: Scale | None, figure: str, wanted: Wanted, lang: Language
) -> Any:
    """Draw the fields that have points.

    Parameters
    ----------
    found
        The fields.
    x, up
        The axes to the right and upwards; the second may be missing.
    figure
        Which figure it is.
    wanted
        What is good enough.
    lang
        Language of the words.
    """
    y = up or Scale("", ("",))
    colours = _colours(found, figure, wanted)
    rows = [_row(cell, x, y, figure, colours, lang) for cell in found]
    fields = alt.Chart(data(rows)).encode(
        x=alt.X("x:Q", scale=place_scale(x), axis=place_axis(x, lang, labelAngle=0)),
        x2="right:Q",
        y=alt.Y("y:Q", scale=place_scale(y), axis=place_axis(y, lang)),
        y2="top:Q",
        tooltip=[
            alt.Tooltip("x_words:N", title=lever_words(x.name, lang)),
            alt.Tooltip("y_words:N", title=lever_words(y.name, lang)),
            alt.Tooltip("words:N", title=figure_title(figure, lang)),
            alt.Tooltip("points:Q", title=text("sweep.points", lang)),
        ],
    )
    layers = [
        fields.mark_rect(stroke="white", strokeWidth=1).encode(
            color=alt.Color("value:Q", scale=colours, legend=None)
        ),
        fields.transform_filter("!isValid(datum.value)").mark_rect(color=NIGHT, stroke="white"),
    ]
    if x.fields <= MOST_COLUMNS_WITH_WORDS and y.fields <= MOST_ROWS_WITH_WORDS:
        layers.append(_words(rows, x, y, lang))
    layers.append(_line(found, x, y, figure, wanted, lang))
    return finished(alt.layer(*layers).properties(height=HEIGHT, width="container"))


def _colours(found: Sequence[Cell], figure: str, wanted: Wanted) -> alt.Scale:
    """Return shades: blue is good; where there is a deadline, orange is late."""
    if figure in SHARES:
        return alt.Scale(domain=[0, 1], range=[PALE, SAMPLED], interpolate="rgb")
    values = [cell.value for cell in found if math.isfinite(cell.value)] or [0.0]
    low, high = min(values), max(values)
    middle = wanted.of(figure)
    if middle is None:
        domain = [low, max(high, low + 1)]
        return alt.Scale(domain=domain, range=[PALE, SAMPLED], interpolate="rgb")
    reach = max(middle - low, high - middle, 1)
    domain = [middle - reach, middle, middle + reach]
    return alt.Scale(domain=domain, range=[SAMPLED, PALE, LATE], interpolate="rgb")


def _row(
    cell: Cell, x: Scale, y: Scale, figure: str, colours: alt.Scale, lang: Language
) -> dict[str, Any]:
    finite = math.isfinite(cell.value)
    low, *_, high = colours.to_dict()["domain"]
    part = (cell.value - low) / (high - low) if finite else 0.0
    depth = part if len(colours.to_dict()["domain"]) == 2 else abs(2 * part - 1)
    return {
        "x": cell.x, "right": cell.x + 1, "y": cell.y, "top": cell.y + 1,
        "value": cell.value if finite else None, "points": cell.points,
        "x_words": place_words(x, lang)[cell.x], "y_words": place_words(y, lang)[cell.y],
        "words": figure_words(figure, cell.value, lang),
        "short": figure_short(figure, cell.value, lang),
        "ink": "white" if depth > DARK else INK,
        "middle": cell.x + 0.5, "height": cell.y + 0.5,
    }  # fmt: skip


def _words(rows: list[dict[str, Any]], x: Scale, y: Scale, lang: Language) -> Any:
    return (
        alt.Chart(data(rows))
        .mark_text()
        .encode(
            x=alt.X("middle:Q", scale=place_scale(x), axis=place_axis(x, lang, labelAngle=0)),
            y=alt.Y("height:Q", scale=place_scale(y), axis=place_axis(y, lang)),
            text="short:N",
            color=alt.Color("ink:N", scale=None),
        )
    )


def _line(
    found: Sequence[Cell], x: Scale, y: Scale, figure: str, wanted: Wanted, lang: Language
) -> Any:
    """Draw the sides between fields that are good enough and those that are not."""
    sides = data(list(_sides(found, figure, wanted)))
    return (
        alt.Chart(sides)
        .mark_rule(color=INK, size=3)
        .encode(
            x=alt.X("x:Q", scale=place_scale(x), axis=place_axis(x, lang, labelAngle=0)),
            x2="to_x:Q",
            y=alt.Y("y:Q", scale=place_scale(y), axis=place_axis(y, lang)),
            y2="to_y:Q",
        )
    )


def _sides(found: Sequence[Cell], figure: str, wanted: Wanted) -> Iterator[dict[str, int]]:
    met = {(cell.x, cell.y): wanted.is_met(figure, cell.value) for cell in found}
    for (x, y), good in met.items():
        if met.get((x + 1, y), good) != good:
            yield {"x": x + 1, "to_x": x + 1, "y": y, "to_y": y + 1}
        if met.get((x, y + 1), good) != good:
            yield {"x": x, "to_x": x + 1, "y": y + 1, "to_y": y + 1}
