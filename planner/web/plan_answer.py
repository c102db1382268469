"""What the pages of plans share: an answer read, its sentence, its orders, its kept run."""

from collections.abc import Sequence
from html import escape
from pathlib import Path
from typing import Any

import pyarrow as pa
import streamlit as st

from planner.allocation.answer import Allocation
from planner.allocation.reinforcement import Reinforcement
from planner.report.order_words import COLUMNS
from planner.scenario.scenario import Scenario
from planner.scenario.table_text import csv_text, guarded
from planner.study.kept_runs import KeptRun, inputs_folder, kept_runs, load_kept, packed
from planner.web.jobs.answer import Found, Unreadable, read_answer
from planner.web.jobs.job import Job
from planner.web.language import say
from planner.web.navigation import go_to
from planner.web.session import open_scenario

ROW_PIXELS, MOST_ROWS = 35, 12
ANSWERS_IN_MEMORY = 8


@st.cache_resource(show_spinner=False, max_entries=ANSWERS_IN_MEMORY)
def _read(path: Path, kind: type[Found]) -> tuple[Scenario, Found]:
    return read_answer(path, kind)


def allocation_of(job: Job) -> tuple[Scenario, Allocation] | None:
    """Return what was asked and found; None, which is said, where it cannot be read."""
    return _of(job, Allocation)


def reinforcement_of(job: Job) -> tuple[Scenario, Reinforcement] | None:
    """Return what was asked and found; None, which is said, where it cannot be read."""
    return _of(job, Reinforcement)


def _of(job: Job, kind: type[Found]) -> tuple[Scenario, Found] | None:
    try:
        return _read(job.answer, kind)
    except Unreadable:
        st.warning(say("job.unreadable"))
        return None


def show_finding(words: str, *, stale: bool = False) -> None:
    """Draw the finding of a picture above it."""
    st.html(f'<p class="finding{" stale" if stale else ""}">{escape(words)}</p>')


def show_table(heads: Sequence[str], rows: Sequence[Sequence[str]], key: str) -> None:
    """Draw a table of words."""
    st.dataframe(_cells(rows, len(heads)), key=key, **_layout(heads, rows))


def choose_row(heads: Sequence[str], rows: Sequence[Sequence[str]], key: str) -> int | None:
    """Draw a table of words, and return the row that is chosen."""
    picked = st.dataframe(
        _cells(rows, len(heads)),
        key=key,
        on_select="rerun",
        selection_mode="single-row",
        **_layout(heads, rows),
    )
    return next((row for row in picked["selection"]["rows"] if row < len(rows)), None)


def _cells(rows: Sequence[Sequence[str]], columns: int) -> pa.Table:
    """Return words as a table whose columns are numbered."""
    return pa.table(
        {
            str(at): pa.array([guarded(row[at]) for row in rows], pa.string())
            for at in range(columns)
        }
    )


def _layout(heads: Sequence[str], rows: Sequence[Sequence[str]]) -> dict[str, Any]:
    return {
        "column_config": {str(at): head for at, head in enumerate(heads)},
        "hide_index": True,
        "height": ROW_PIXELS * (min(len(rows), MOST_ROWS) + 1) + 3,
    }


def show_orders(rows: Sequence[Sequence[str]], name: str) -> None:
    """Draw a table of orders, which begins with its head, and offer it as a file."""
    _, *lines = rows
    if not lines:
        st.caption(say("order.none"))
        return
    st.subheader(say("order.title", count=len(lines)))
    heads = [say(f"order_column.{column}") for column in COLUMNS]
    show_table(heads, lines, "orders")
    st.download_button(
        say("plan.download_orders"),
        # the mark at the start makes spreadsheets read Chinese as it is written
        csv_text(heads, lines).encode("utf-8-sig"),
        file_name=f"{name}-orders.csv",
        mime="text/csv",
        key="download-orders",
    )


def show_run(job: Job) -> None:
    """Offer the kept run of an answer: to open it on the desk, or to download it."""
    run = _run_of(job)
    if run is None:
        return
    with st.container(horizontal=True, vertical_alignment="center"):
        if st.button(say("plan.open"), key="open-plan"):
            open_scenario(inputs_folder(run), load_kept(run), title=run.name, saved=run.name)
            go_to("verdict")
        st.download_button(
            say("plan.download_run"),
            data=lambda: packed(run),
            file_name=f"{run.name}.zip",
            mime="application/zip",
            key="download-run",
        )
        st.caption(say("plan.kept", name=run.name))


def _run_of(job: Job) -> KeptRun | None:
    name = job.status().run
    return next((run for run in kept_runs() if run.name == name), None)
