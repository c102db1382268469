"""Every run that is kept: opened again, renamed, removed, downloaded."""

from typing import Any

import pyarrow as pa
import streamlit as st

from planner.report.numbers import date, hours, percent
from planner.scenario.table_text import guarded
from planner.study.kept_runs import (
    KeptRun,
    inputs_folder,
    kept_runs,
    load_kept,
    packed,
    removed,
    renamed,
)
from planner.web.language import language, say
from planner.web.navigation import go_to
from planner.web.session import change, open_scenario, work

ROW_PIXELS, MOST_ROWS = 35, 12


def show() -> None:
    """Draw the page."""
    st.title(say("page.runs"))
    runs = kept_runs()
    if not runs:
        st.info(say("runs.none"))
        return
    picked = st.dataframe(
        pa.Table.from_pylist([_row(run) for run in runs]),
        column_config={name: say(f"runs_column.{name}") for name in _row(runs[0])},
        hide_index=True,
        height=ROW_PIXELS * (min(len(runs), MOST_ROWS) + 1) + 3,
        on_select="rerun",
        selection_mode="single-row",
        key="runs-table",
    )
    chosen = [runs[row] for row in picked["selection"]["rows"] if row < len(runs)]
    if chosen:
        _show_run(chosen[0])
    else:
        st.caption(say("runs.choose"))


def _row(run: KeptRun) -> dict[str, Any]:
    lang, summary = language(), run.summary
    verdict = summary.get("verdict", {})
    meets = {True: "yes", False: "no", None: "undecided"}[verdict.get("meets_target")]
    clock = summary.get("verdict_clock", "resulted")
    half_way = summary.get("clocks_hours", {}).get(clock, {}).get("p50")
    return {
        "name": guarded(run.name),
        "city": guarded(str(summary.get("city_zh" if lang == "zh" else "city_en", ""))),
        "answer": say(f"verdict.{meets}"),
        "probability": percent(float(verdict.get("probability") or 0), lang),
        "half_way": say("number.never") if half_way is None else hours(float(half_way), lang),
        "replications": int(summary.get("replications") or 0),
        "kept_at": f"{run.kept_at.year} {date(run.kept_at, lang)} {run.kept_at:%H:%M}",
    }


def _show_run(run: KeptRun) -> None:
    """Offer what can be done with a run."""
    st.subheader(run.name)
    with st.container(horizontal=True, vertical_alignment="bottom"):
        if st.button(say("runs.open"), type="primary", key="run-open"):
            open_scenario(inputs_folder(run), load_kept(run), title=run.name, saved=run.name)
            go_to("verdict")
        st.download_button(
            say("runs.download"),
            data=lambda: packed(run),
            file_name=f"{run.name}.zip",
            mime="application/zip",
            key="run-download",
        )
        with st.popover(say("runs.rename")):
            name = st.text_input(say("runs.new_name"), value=run.name, key=f"name-{run.name}")
            if st.button(say("runs.rename"), key="run-rename"):
                place = renamed(run, name)
                _follow(run.name, place.name)
                st.rerun()
        with st.popover(say("runs.remove")):
            st.write(say("runs.really"))
            if st.button(say("runs.remove"), key="run-remove"):
                removed(run)
                _follow(run.name, "")
                st.rerun()
    st.code(str(run.record.get("command", "")), language=None)


def _follow(before: str, after: str) -> None:
    """Let the session's own work follow a run that is renamed or gone."""
    now = work()
    if now is not None and now.saved == before:
        change(saved=after, title=after)
