"""Districts by lateness; a row opens the place."""

import math
from typing import Any

import pyarrow as pa
import streamlit as st

from planner.outcome.outcome import CLOCKS, Outcome
from planner.report.names import place_names
from planner.report.numbers import minutes, percent, persons
from planner.report.sentence import backlog_words, lateness_order, spare_words
from planner.web.language import language, say

CURVE_POINTS = 24
ROW_PIXELS = 35
MOST_ROWS = 9


def show_places(outcome: Outcome) -> None:
    """Draw the table of districts, and the one that is chosen."""
    order = lateness_order(outcome)
    if not order:
        st.caption(say("headline.no_district"))
        return
    rows = [_row(outcome, index) for index in order]
    columns = {
        "name": st.column_config.TextColumn(say("column.district"), pinned=True),
        "spare": st.column_config.TextColumn(say("verdict_page.against_deadline")),
        "left": st.column_config.TextColumn(say("column.left")),
        "never": st.column_config.TextColumn(say("verdict_page.never_reached")),
        "wait": st.column_config.TextColumn(say("verdict_page.longest_wait")),
        "backlog": st.column_config.TextColumn(say("verdict_page.backlog")),
        "course": st.column_config.LineChartColumn(
            say("verdict_page.course"), y_min=0, y_max=1, width="small"
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


def _row(outcome: Outcome, index: int) -> dict[str, Any]:
    lang, lateness = language(), outcome.lateness
    clock = CLOCKS.index(outcome.question.verdict_clock)
    expected = max(int(outcome.district_expected_persons[index]), 1)
    curve = outcome.curves.district_p50[clock, index] / expected
    step = max(1, len(curve) // CURVE_POINTS)
    longest = float(outcome.waits.longest_minutes[index])
    return {
        "name": place_names(outcome.districts, lang)[index],
        "spare": spare_words(float(lateness.hours_to_spare.p50[index]), lang),
        "left": persons(float(lateness.late_persons[index]), lang),
        "never": persons(float(lateness.never_reached_persons[index]), lang),
        "wait": minutes(longest, lang) if math.isfinite(longest) else say("label.nobody_came"),
        "backlog": backlog_words(float(lateness.peak_backlog_hours[index]), lang),
        "course": [round(float(share), 3) for share in curve[::step]],
    }


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
