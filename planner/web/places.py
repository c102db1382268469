"""Districts by lateness; a row opens the place."""

import math
from typing import Any

import pyarrow as pa
import streamlit as st

from planner.outcome.outcome import CLOCKS, Outcome
from planner.report.names import place_names
from planner.report.numbers import minutes, percent, persons
from planner.report.sentence import backlog_words, lateness_order, spare_words
from planner.report.time_axis import last_hour
from planner.scenario.table_text import guarded
from planner.web.language import language, say

CURVE_POINTS = 24
WIDE = 150
ROW_PIXELS = 35
MOST_ROWS = 9


def show_places(outcome: Outcome, base: Outcome | None = None) -> None:
    """Draw the table of districts, beside the base where there is one; a row opens a place."""
    order = lateness_order(outcome)
    if not order:
        st.caption(say("headline.no_district"))
        return
    rows = [_row(outcome, base, index) for index in order]
    text = st.column_config.TextColumn
    columns = {
        "name": text(say("column.district"), width=160, pinned=True),
        "spare": text(say("verdict_page.against_deadline"), width=WIDE if base else 92),
        "never": text(say("verdict_page.never_reached"), width=78),
        "wait": text(say("verdict_page.longest_wait"), width=82),
        "backlog": text(say("verdict_page.backlog"), width=70),
        "course": st.column_config.LineChartColumn(
            say("verdict_page.course"), y_min=0, y_max=1, width=70
        ),
    }
    picked = st.dataframe(
        pa.Table.from_pylist(rows),
        column_config=columns,
        hide_index=True,
        height=ROW_PIXELS * (min(len(rows), MOST_ROWS) + 1) + 3,
        on_select="rerun",
        selection_mode="single-row",
        key="places",
    )
    for row in picked["selection"]["rows"]:
        if row < len(order):
            _show_place(outcome, order[row])


def _row(outcome: Outcome, base: Outcome | None, index: int) -> dict[str, Any]:
    lang, lateness = language(), outcome.lateness
    clock = CLOCKS.index(outcome.question.verdict_clock)
    expected = max(int(outcome.district_expected_persons[index]), 1)
    curve = outcome.curves.district_p50[clock, index, : last_hour(outcome)] / expected
    step = max(1, len(curve) // CURVE_POINTS)
    longest = float(outcome.waits.longest_minutes[index])
    return {
        "name": guarded(place_names(outcome.districts, lang)[index]),
        "spare": _spare(outcome, base, index),
        "never": persons(float(lateness.never_reached_persons[index]), lang),
        "wait": minutes(longest, lang) if math.isfinite(longest) else say("label.nobody_came"),
        "backlog": backlog_words(float(lateness.peak_backlog_hours[index]), lang),
        "course": [round(float(share), 3) for share in curve[::step]],
    }


def _spare(outcome: Outcome, base: Outcome | None, index: int) -> str:
    """Say how a district stands against the deadline, and what it gains against the base."""
    lang = language()
    spare = float(outcome.lateness.hours_to_spare.p50[index])
    words = spare_words(spare, lang)
    if base is None:
        return words
    gained = spare - float(base.lateness.hours_to_spare.p50[index])
    return f"{words} ({gained:+.1f})" if math.isfinite(gained) else words


def _show_place(outcome: Outcome, index: int) -> None:
    """Say more of one district."""
    lang, waits = language(), outcome.waits
    name = place_names(outcome.districts, lang)[index]
    laboratory = int(outcome.lateness.laboratory[index])
    words = say(
        "verdict_page.place",
        name=name,
        people=persons(float(outcome.district_expected_persons[index]), lang),
        busy=percent(float(waits.over_25_share[index]), lang),
        jammed=percent(float(waits.over_50_share[index]), lang),
        laboratory=place_names(outcome.laboratories, lang)[laboratory]
        if laboratory >= 0
        else say("label.no_laboratory"),
    )
    st.caption(words)
