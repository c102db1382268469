"""An axis of levels or of parts of equal width, as charts of a study draw it."""

import json
from typing import Any

import altair as alt

from planner.report.catalogue import Language
from planner.study.sweep_tables import Scale
from planner.web.study_levers import lever_words, value_words

MOST_LABELS = 14


def place_words(scale: Scale, lang: Language) -> list[str]:
    """Say what each place of an axis is."""
    if scale.edges:
        ends = zip(scale.edges, scale.edges[1:], strict=False)
        return [f"{low:,.4g}–{high:,.4g}" for low, high in ends]
    return [value_words(one, lang) for one in scale.levels]


def place_axis(scale: Scale, lang: Language, **options: Any) -> alt.Axis:
    """Return the axis on which the place n stands between n and n + 1."""
    step = -(-scale.fields // MOST_LABELS)
    words = place_words(scale, lang)
    return alt.Axis(
        title=lever_words(scale.name, lang),
        values=[place + 0.5 for place in range(0, scale.fields, step)],
        labelExpr=f"{json.dumps(words, ensure_ascii=False)}[floor(datum.value)]",
        grid=False,
        ticks=False,
        domain=False,
        **options,
    )


def place_scale(scale: Scale) -> alt.Scale:
    """Return the room of all places."""
    return alt.Scale(domain=[0, scale.fields], nice=False)
