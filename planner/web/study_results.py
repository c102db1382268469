"""The results of a study: filtered by axis, on a heat map and as the best that is reached."""

from collections.abc import Sequence
from functools import partial
from typing import Any

import streamlit as st

from planner.report.numbers import percent
from planner.study.kept_sweeps import KeptSweep
from planner.study.sweep.axes import Axis, Value
from planner.study.sweep_tables import (
    FIGURES,
    Between,
    Filters,
    OneOf,
    best_by,
    cells,
    counted,
    levels_of,
    meeting,
    scale_of,
)
from planner.web.charts.best_reached import best_chart
from planner.web.charts.heat_map import heat_map
from planner.web.language import choice_key, language, say
from planner.web.plan_answer import show_finding
from planner.web.study_figures import Wanted, figure_title
from planner.web.study_levers import lever_words, value_words
from planner.web.study_points import show_best, show_failures, show_question

FILTERS_A_ROW = 4
ON_THE_MAP = 2
"""Axes, the first."""


def show_results(kept: KeptSweep, wanted: Wanted) -> None:
    """Draw what the rows come to that are there."""
    axes = kept.sweep.axes
    finding = st.empty()
    filters = _filters(kept.name, axes)
    rows = kept.rows()
    points = counted(rows, filters)
    if not points:
        st.info(say("study_results.none_left"))
        return
    with finding:
        show_finding(
            say(
                "study_results.meeting",
                count=f"{meeting(rows, wanted.probability, filters):,}",
                points=f"{points:,}",
                probability=percent(wanted.probability, language()),
            )
        )
    figure, x, y, cost = _choices(kept.name, axes)
    scales = {axis.name: scale_of(axis) for axis in axes}
    left, right = st.columns([5, 4], gap="medium")
    with left:
        st.subheader(say("study_results.by_two" if y else "study_results.by_one"))
        up = scales[y] if y else None
        found = cells(rows, scales[x], up, figure, filters)
        chart = heat_map(found, scales[x], up, figure, wanted, language())
        st.altair_chart(chart, key=f"heat-{kept.name}", width="stretch")
        st.caption(_key_words(figure, wanted))
    with right:
        st.subheader(say("study_results.best_by"))
        reached = best_by(rows, scales[cost], figure, filters)
        chart = best_chart(reached, scales[cost], figure, wanted, language())
        st.altair_chart(chart, key=f"best-{kept.name}", width="stretch")
        st.caption(say("study_results.best_key"))
    show_best(kept, filters)
    show_failures(kept)
    show_question(kept)


def _filters(name: str, axes: Sequence[Axis]) -> Filters:
    """Let the reader keep only points with some values of an axis."""
    found: dict[str, Any] = {}
    columns = st.columns(min(len(axes), FILTERS_A_ROW))
    for number, axis in enumerate(axes):
        with columns[number % len(columns)]:
            # the mean over help and none says nothing: a map begins with one of them
            usual = levels_of(axis)[-1:] if number >= ON_THE_MAP and axis.options else ()
            kept = _filter(f"{name}-{axis.name}", axis, usual)
        if kept is not None:
            found[axis.name] = kept
    return found


def _filter(key: str, axis: Axis, usual: Sequence[Value]) -> OneOf | Between | None:
    lang = language()
    words, levels = lever_words(axis.name, lang), levels_of(axis)
    if levels:
        picked = st.multiselect(
            words,
            levels,
            format_func=partial(value_words, lang=lang),
            placeholder=say("study_results.all"),
            key=choice_key(f"filter-{key}", list(usual)),
        )
        return OneOf(tuple(picked)) if picked else None
    assert axis.range is not None
    ends = float(axis.range.start), float(axis.range.to)
    low, high = st.slider(words, ends[0], ends[1], ends, key=f"filter-{key}")
    return None if (low, high) == ends else Between(low, high)


def _choices(name: str, axes: Sequence[Axis]) -> tuple[str, str, str | None, str]:
    """Let the reader choose the figure and the axes of both pictures."""
    names = [axis.name for axis in axes]
    one, two, three, four = st.columns(4)
    with one:
        figure = st.selectbox(
            say("study_results.figure"),
            list(FIGURES),
            format_func=partial(figure_title, lang=language()),
            key=choice_key(f"figure-{name}", "probability"),
        )
    with two:
        x = _axis_choice("x", name, names, names[0])
    others = [one for one in names if one != x]
    y = None
    if others:
        with three:
            y = _axis_choice("y", f"{name}-{x}", others, others[0])
    with four:
        cost = _axis_choice("cost", name, names, names[0])
    return figure, x, y, cost


def _axis_choice(what: str, name: str, names: Sequence[str], usual: str) -> str:
    return st.selectbox(
        say(f"study_results.{what}"),
        names,
        format_func=partial(lever_words, lang=language()),
        key=choice_key(f"{what}-{name}", usual),
    )


def _key_words(figure: str, wanted: Wanted) -> str:
    words = [say("study_results.heat_key")]
    if wanted.of(figure) is not None:
        words.append(say("study_results.line_key"))
    return " ".join(words)
