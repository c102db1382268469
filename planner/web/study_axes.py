"""The part of the form that says what a study varies, from where to where, and which points."""

from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any

import streamlit as st

from planner.report.catalogue import Language, text
from planner.scenario.phrase import Phrase
from planner.study.request import RequestError
from planner.study.sweep_text import sweep_text
from planner.web.faults import explained, plain_markdown
from planner.web.language import language, say
from planner.web.study_base import Base
from planner.web.study_levers import (
    Axis,
    Lever,
    lever_words,
    levers_of,
    numbers_in,
    value_words,
)
from planner.web.study_memory import choice, form, kept, widget_key

GRID = "grid"
DESIGNS = (GRID, "latin-hypercube", "sobol")
USUAL_SAMPLE = 256
MOST_SAMPLE = 1_000_000
UNTIL_DECIDED = 0
REPLICATIONS = (1, 4, 20, UNTIL_DECIDED)
AT_FIRST = ("cyclers_percent", "effective_share", "help")
"""What is varied at first, as far as the scenario has it."""
WIDTHS = (4.6, 2.6, 2.2, 2.2, 2.2, 3.6)
PARTS = ("from", "to", "step")


def sweep_by_levers(base: Base) -> str | None:
    """Draw the form, and return the sweep file that it comes to; None where something is missing.

    The axes stand on the left, the design on the right.
    """
    levers = levers_of(base)
    left, right = st.columns([2, 1], gap="medium")
    with right:
        design, replications = _design()
    with left:
        names = _varied(base, levers)
        sampled = design["kind"] != GRID
        axes: list[Axis] = []
        with explained():
            axes = [_axis(levers[name], base, sampled=sampled) for name in names]
        if not names:
            st.info(say("study_form.nothing_varies"))
        if not axes:
            return None
    head = {"scenario": "scenario", "variants": base.variants}
    return str(kept("text", sweep_text(head, design, replications, axes)))


def _varied(base: Base, levers: Mapping[str, Lever]) -> Sequence[str]:
    """Let the reader choose what is varied."""
    name = f"varied-{base.name}"
    known = [one for one in form().get(name, AT_FIRST) if one in levers]
    form()[name] = known

    lang = language()

    def words(one: str) -> str:
        said, unit = lever_words(one, lang), levers[one].unit
        return f"{said} ({unit})" if unit and said == one else said

    picked: list[str] = st.multiselect(
        say("study_form.varied"), list(levers), format_func=words, key=widget_key(name, known)
    )
    return list(kept(name, picked))


def _design() -> tuple[dict[str, Any], dict[str, Any]]:
    """Let the reader choose which points there are, and how often each is played."""
    kind = choice("design", DESIGNS, GRID, _design_words)
    design: dict[str, Any] = {"kind": kind}
    if kind != GRID:
        points = st.number_input(
            say("study_form.points"),
            min_value=1,
            max_value=MOST_SAMPLE,
            step=1,
            key=widget_key("points", USUAL_SAMPLE),
        )
        design |= {"points": kept("points", points), "seed": 1}
    count = choice("replications", REPLICATIONS, REPLICATIONS[0], _replication_words)
    if count == UNTIL_DECIDED:
        return design, {"until_decided": True, "seed": 1}
    return design, {"fixed": count, "seed": 1}


def _design_words(kind: str, lang: Language) -> str:
    return text(f"study_design.{kind.replace('-', '_')}", lang)


def _replication_words(count: int, lang: Language) -> str:
    return text("study_form.until_decided", lang) if count == UNTIL_DECIDED else str(count)


def _axis(lever: Lever, base: Base, *, sampled: bool) -> Axis:
    """Draw one line of the form, and return the axis that it comes to."""
    name, stands, *fields = st.columns(
        WIDTHS if not lever.choices else (*WIDTHS[:2], sum(WIDTHS[2:])),
        vertical_alignment="center" if lever.choices else "bottom",
    )
    name.markdown(plain_markdown(lever_words(lever.name, language())))
    value = f"{value_words(lever.present, language())} {lever.unit}".strip()
    stands.caption(say("study_form.now", value=plain_markdown(value)))
    prefix = f"{base.name}-{lever.name}"
    if lever.choices:
        with fields[0]:
            return _of_choices(lever, prefix)
    stepless = sampled and lever.option is None
    start, to, step = (
        column.number_input(
            say(f"study_form.{part}"),
            key=widget_key(f"{prefix}-{part}", float(usual)),
            format="%g",
            step=float(lever.usual[-1]),
            disabled=part == "step" and stepless,
        )
        for part, usual, column in zip(PARTS, lever.usual, fields, strict=False)
    )
    typed = fields[-1].text_input(
        say("study_form.values"),
        key=widget_key(f"{prefix}-values", ""),
        placeholder="30, 60, 120",
    )
    for part, number in zip(PARTS, (start, to, step), strict=True):
        kept(f"{prefix}-{part}", number)
    if str(kept(f"{prefix}-values", typed)).strip():
        return lever.by_values(numbers_in(typed))
    return lever.by_range(start, to, None if stepless else step)


def _of_choices(lever: Lever, prefix: str) -> Axis:
    lang = language()
    words = lever_words(lever.name, lang)
    picked = st.multiselect(
        words,
        lever.choices,
        format_func=partial(value_words, lang=lang),
        key=widget_key(f"{prefix}-values", list(lever.usual)),
        label_visibility="collapsed",
    )
    if not kept(f"{prefix}-values", picked):
        raise RequestError(
            Phrase("{name} has no value; choose one or more, or do not vary it", name=words)
        )
    return lever.by_values(picked)
