"""Single points of a study: the best, one to work on, those that failed, and any question."""

from typing import Any

import streamlit as st

from planner.outcome.outcome import CLOCKS
from planner.report.names import capitalised, resource_name
from planner.report.numbers import hours_number, percent
from planner.scenario.overridden import read_base
from planner.study.kept_sweeps import KeptSweep
from planner.study.sweep.design import Points
from planner.study.sweep.point import scenario_at
from planner.study.sweep.query import query
from planner.study.sweep_tables import Filters, best_points, failures, quoted
from planner.web.faults import explained
from planner.web.folders import copied
from planner.web.language import language, say
from planner.web.navigation import go_to
from planner.web.plan_answer import choose_row, show_table
from planner.web.session import open_folder
from planner.web.study_levers import lever_words, value_words

MOST_ROWS = 200
MOST_SECONDS = 10.0
"""After which a question is given up: others use the same machine."""
QUESTION_CHARACTERS = 4_000
WRITTEN_DIGITS = 6


def show_best(kept: KeptSweep, filters: Filters) -> None:
    """Draw the best points, one of which can be worked on."""
    st.subheader(say("study_points.best"))
    axes = kept.sweep.axes
    found = best_points(kept.rows(), axes, filters)
    names = [axis.name for axis in axes]
    heads = [
        say("sweep.point"),
        *(lever_words(name, language()) for name in names),
        say("sweep.probability"),
        say("sweep.sampled"),
        say("sweep.resulted"),
        say("sweep.closed"),
        say("sweep.binding"),
        say("runs_column.replications"),
    ]
    rows = [_row(one, names) for one in found]
    picked = choose_row(heads, rows, f"best-points-{kept.name}")
    point = found[picked or 0]["point"]
    with st.container(horizontal=True, vertical_alignment="center"):
        key = f"use-{kept.name}"
        if st.button(say("study_points.use", point=point), key=key):
            _work_on(kept, point)
        st.caption(say("study_points.choose"))


def _row(found: dict[str, Any], names: list[str]) -> list[str]:
    lang, stage = language(), found["binding_stage"]
    return [
        f"{found['point']:,}",
        *(value_words(found[name], lang) for name in names),
        percent(found["probability"], lang),
        *(hours_number(found[f"{clock}_hours"]) for clock in CLOCKS),
        capitalised(resource_name(stage, lang)) if stage is not None else "–",
        f"{found['replications']:,}",
    ]


def _work_on(kept: KeptSweep, point: int) -> None:
    """Open the scenario of a point as the session's own."""
    sweep = kept.sweep
    folder = read_base(sweep.scenario, sweep.variants)
    (values,) = Points(sweep).values(point, point + 1)
    place = copied(scenario_at(sweep, folder, values), kept.scenario)
    open_folder(place, title=say("study_points.title", study=kept.name, point=point))
    go_to("verdict")


def show_failures(kept: KeptSweep) -> None:
    """List why points failed, where some did."""
    found = failures(kept.rows())
    if not found:
        return
    st.subheader(say("study_points.failed"))
    rows = [[f"{count:,}", f"{first:,}", reason] for reason, count, first in found]
    heads = [say("sweep.points"), say("study_points.first"), say("study_points.reason")]
    show_table(heads, rows, f"failed-{kept.name}")


def show_question(kept: KeptSweep) -> None:
    """Answer a question in SQL, which reaches nothing but the rows of this study."""
    with st.expander(say("study_points.sql")):
        axis = quoted(kept.sweep.axes[0].name)
        usual = (
            f"SELECT {axis}, avg(meets_target::INT) AS probability, median(resulted_hours)\n"
            "FROM sweep GROUP BY 1 ORDER BY 1"
        )
        with st.form(f"sql-{kept.name}", border=False):
            question = st.text_area(
                say("study_points.question"),
                value=usual,
                max_chars=QUESTION_CHARACTERS,
                key=f"question-{kept.name}",
                help=say("study_points.columns", columns=", ".join(kept.rows().schema.names)),
            )
            asked = st.form_submit_button(say("study_points.ask"))
        if asked:
            with explained():
                answer = query(kept.rows(), question, MOST_ROWS, MOST_SECONDS)
                rows = [[_cell(value) for value in row] for row in answer.rows]
                show_table(answer.columns, rows, f"answer-{kept.name}")
                if len(rows) == MOST_ROWS:
                    st.caption(say("study_points.first_rows", count=MOST_ROWS))


def _cell(value: Any) -> str:
    if value is None:
        return "–"
    return f"{value:,.{WRITTEN_DIGITS}g}" if isinstance(value, float) else str(value)
