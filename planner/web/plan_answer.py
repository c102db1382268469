"""What the pages of plans share: an answer read, its sentence, its orders, its kept run."""

from collections.abc import Sequence
from html import escape
from pathlib import Path

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
    names = [str(number) for number in range(len(heads))]
    cells = {name: [guarded(row[at]) for row in rows] for at, name in enumerate(names)}
    st.dataframe(
        pa.table({name: pa.array(column, pa.string()) for name, column in cells.items()}),
        column_config=dict(zip(names, heads, strict=True)),
        hide_index=True,
        height=ROW_PIXELS * (min(len(rows), MOST_ROWS) + 1) + 3,
        key=key,
    )


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
