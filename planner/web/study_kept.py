"""The kept studies: one is chosen, gone on with, downloaded or removed, and its results shown."""

from collections.abc import Sequence

import streamlit as st

from planner.report.numbers import date, plain_hours
from planner.scenario.load import load
from planner.scenario.scenario import Scenario
from planner.study.kept_sensitivities import KeptSensitivity
from planner.study.kept_studies import kept_studies
from planner.study.kept_study import KeptStudy
from planner.study.kept_sweeps import KeptSweep
from planner.web.faults import explained, plain_markdown
from planner.web.language import language, say
from planner.web.sensitivity_results import show_sensitivity
from planner.web.study_figures import Wanted, wanted_of
from planner.web.study_jobs import SHOWN, go_on
from planner.web.study_results import show_results

LOADED = 16


def show_kept(under_way: frozenset[str]) -> None:
    """Draw the choice among kept studies, and the one that is chosen."""
    every = kept_studies()
    if not every:
        st.info(say("study_none_done.sweep" if under_way else "study.none_kept"))
        return
    with explained():
        kept = _choose(every)
        base = _base(str(kept.path), kept.kept_at.timestamp(), kept)
        _show_ways(kept, base, at_work=kept.name in under_way)
        if isinstance(kept, KeptSweep) and kept.points_done:
            show_results(kept, _wanted(str(kept.path), kept.kept_at.timestamp(), kept))
        elif isinstance(kept, KeptSensitivity) and kept.done:
            show_sensitivity(kept, base)
        else:
            st.info(say(f"study_none_done.{kept.kind}"))


def _choose(every: Sequence[KeptStudy]) -> KeptStudy:
    known, lang = {one.name: one for one in every}, language()

    def words(name: str) -> str:
        at = known[name].kept_at  # nothing that changes: the browser tells a choice by its words
        return f"{name} · {at.year} {date(at, lang)} {at:%H:%M}"

    # one that has just begun has no folder yet; it is shown as soon as it has
    wanted = st.session_state.get(SHOWN)
    key = f"{SHOWN}-{lang}"
    shown = wanted if wanted in known else every[0].name
    st.session_state[key] = shown

    def choose() -> None:
        # what a slow line repeats of the choice as it was drawn is none
        if st.session_state[key] != shown:
            st.session_state[SHOWN] = st.session_state[key]

    st.selectbox(
        say("study.kept"),
        list(known),
        format_func=words,
        label_visibility="collapsed",
        key=key,
        on_change=choose,
    )
    return known[st.session_state[key]]


@st.cache_resource(show_spinner=False, max_entries=LOADED)
def _base(path: str, kept_at: float, _kept: KeptStudy) -> Scenario:
    """Load the base scenario once; its place and time tell it from others."""
    return load(_kept.scenario, _kept.variants)


@st.cache_resource(show_spinner=False, max_entries=LOADED)
def _wanted(path: str, kept_at: float, _kept: KeptSweep) -> Wanted:
    """Read once what a sweep's points are held against."""
    return wanted_of(_kept.sweep)


def _show_ways(kept: KeptStudy, base: Scenario, *, at_work: bool) -> None:
    """Say what was asked, and offer what can be done with all of it."""
    with st.container(horizontal=True, vertical_alignment="center"):
        st.markdown(plain_markdown(_asked_words(kept, base)), width="stretch")
        missing = not kept.done and not at_work
        if missing and st.button(say("study.go_on"), type="primary", key=f"go-on-{kept.name}"):
            if kept.changed_since:
                st.warning(say("study.changed_since"))
            else:
                go_on(kept, base.city)
        st.download_button(
            say("runs.download"),
            data=kept.packed,
            file_name=f"{kept.name}.zip",
            mime="application/zip",
            key=f"download-{kept.name}",
        )
        with st.popover(say("runs.remove"), disabled=at_work):
            st.write(say("study.really"))
            if st.button(say("runs.remove"), key=f"remove-{kept.name}"):
                kept.remove()
                st.rerun()


def _asked_words(kept: KeptStudy, base: Scenario) -> str:
    city = base.city.city_zh if language() == "zh" else base.city.city_en
    name = " + ".join((city, *kept.variants))
    target = plain_hours(base.target_hours, language())
    points = say("study.points", done=f"{kept.points_done:,}", points=f"{kept.points:,}")
    kind = say(f"study_kind.{kept.kind}")
    described = str(kept.record["definition"].get("description", ""))
    parts = (kind, name, f"{base.city.preset}, {target}", points, described)
    return " · ".join(part for part in parts if part)
