"""Named scenarios side by side against a base: inputs that differ, results, curves on one axis."""

from collections.abc import Sequence

import streamlit as st

from planner.outcome.outcome import CLOCKS
from planner.report.differences import count_words, row_lines
from planner.report.source_words import unit_words
from planner.scenario.differences import Differences, differences
from planner.scenario.names import table_file
from planner.scenario.written import written
from planner.study.kept_runs import kept_runs
from planner.web.answers import ask, show_progress
from planner.web.charts.compared import COLOURS, compared_chart
from planner.web.compared import Compared, of_run, of_session
from planner.web.faults import explained, plain_markdown
from planner.web.header import show_header
from planner.web.key_results import result_rows
from planner.web.language import choice_key, language, say
from planner.web.plan_answer import show_finding, show_table
from planner.web.session import Work, work

MOST_COMPARED = len(COLOURS) + 1
SESSION = ""
"""Stands for what the session works on; no run can have this name."""


def show() -> None:
    """Draw the page."""
    now = work()
    if now is None:
        return
    show_header(now)
    runs = {run.name: run for run in kept_runs()}
    left, right = st.columns([3, 1], gap="large")
    city = now.base.city.name
    of_city = [name for name, run in runs.items() if run.summary.get("scenario") == city]
    with left:
        picked = st.multiselect(
            say("compare_page.choose"),
            [SESSION, *runs],
            format_func=_name,
            max_selections=MOST_COMPARED,
            key=choice_key("compared", [SESSION, *of_city[:1]]),
        )
    with right:
        base_name = st.selectbox(
            say("compare_page.base"),
            picked,
            format_func=_name,
            key=choice_key(f"base-{'|'.join(picked)}"),
        )
    if len(picked) < 2:
        st.info(say("compare_page.too_few" if runs else "runs.none"))
        return
    scenarios = {}
    for name in picked:
        with explained():
            found = _of_session(now) if name == SESSION else of_run(runs[name])
            if found is not None:
                scenarios[name] = found
    if base_name in scenarios and len(scenarios) > 1:
        _show(list(scenarios.values()), scenarios[base_name])


def _name(name: str) -> str:
    return name or say("compare_page.session")


def _of_session(now: Work) -> Compared | None:
    """Return the session's own work with its present answer; None before there is one."""
    progress = st.empty()
    shown = ask(now, progress)
    show_progress(shown, progress)
    if shown.outcome is None or shown.stale:
        return None
    return of_session(now, shown.outcome, _name(SESSION))


def _show(scenarios: Sequence[Compared], base: Compared) -> None:
    others = [one for one in scenarios if one is not base]
    clock = st.segmented_control(
        say("column.clock"),
        CLOCKS,
        format_func=lambda one: say(f"clock.{one}"),
        label_visibility="collapsed",
        key=choice_key("compared-clock", base.summary["verdict_clock"]),
    )
    chosen = clock or base.summary["verdict_clock"]
    chart = compared_chart(scenarios, base, chosen, language())
    st.altair_chart(chart, key="compared-curves", width="stretch")
    if len({one.summary["starts_at"] for one in scenarios}) > 1:
        st.caption(say("compare_page.dates"))
    names = [say("compare_page.base_name", name=base.name), *(one.name for one in others)]
    heads = [say("compare_page.figure"), *names]
    show_table(heads, result_rows(base, others, language()), "results")
    st.subheader(say("compare_page.inputs"))
    found = {one.name: differences(base.scenario, one.scenario) for one in others}
    _show_settings(names, found)
    for name, one in found.items():
        _show_rows(name, one)


def _show_settings(names: Sequence[str], found: dict[str, Differences]) -> None:
    """Draw totals and settings in which any scenario differs from the base."""
    every = list(found.values())
    rows = []
    for totals in zip(*(one.totals for one in every), strict=True):
        if any(total.a != total.b for total in totals):
            label = say(f"totals.{totals[0].name}")
            cells = [f"{total.b:,.10g}" for total in totals]
            rows.append((label, f"{totals[0].a:,.10g}", *cells))
    settings = [{pair.b.key: pair for pair in one.settings} for one in every]
    for key in dict.fromkeys(key for one in settings for key in one):
        before = written(next(one[key].a.value for one in settings if key in one))
        unit = unit_words(key, language())
        label = f"{key} ({unit})" if unit else key
        cells = [written(one[key].b.value) if key in one else before for one in settings]
        rows.append((label, before, *cells))
    if rows:
        show_table([say("scenario.setting"), *names], rows, "differences")
    else:
        st.caption(say("diff.no_setting"))


def _show_rows(name: str, found: Differences) -> None:
    """List the rows of tables in which a scenario differs from the base."""
    if not found.tables:
        show_finding(f"{name}: {say('diff.no_table')}")
        return
    with st.expander(say("compare_page.rows", name=name, count=len(found.tables))):
        for table in found.tables:
            st.markdown(f"**{table_file(table.name)}** · {count_words(table, language())}")
            lines = [f"- {plain_markdown(line.strip())}" for line in row_lines(table, language())]
            st.markdown("\n".join(lines))
