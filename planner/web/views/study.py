"""Many scenarios at once: a study is asked for, watched, and its results are looked at."""

import streamlit as st

from planner.report.catalogue import text
from planner.study.kept_studies import kept_studies
from planner.web.header import show_header
from planner.web.language import language, say
from planner.web.sensitivity_form import show_sensitivity_form
from planner.web.session import open_folder, work
from planner.web.shipped import EXAMPLE, shipped
from planner.web.study_form import show_form
from planner.web.study_jobs import (
    KEPT,
    NEW,
    SENSITIVITY,
    VIEW,
    places_under_way,
    show_studies,
)
from planner.web.study_kept import show_kept

SECONDS_ANEW = 5
"""Between two looks at the results while a study is at work."""


def show() -> None:
    """Draw the page."""
    now = work() or open_folder(shipped()[EXAMPLE])
    kept = kept_studies()
    under_way = places_under_way()
    if VIEW not in st.session_state:
        st.session_state[VIEW] = KEPT if kept or under_way else NEW
    _show_views()
    show_studies()
    if st.session_state[VIEW] == KEPT:
        # finished pieces are seen while the rest is at work
        results = st.fragment(show_kept, run_every=SECONDS_ANEW if under_way else None)
        results(under_way)
        return
    show_header(now)
    taken = {one.name for one in kept} | under_way
    if st.session_state[VIEW] == SENSITIVITY:
        show_sensitivity_form(now, kept, taken)
    else:
        show_form(now, taken)


def _show_views() -> None:
    """Let the reader choose between asking and looking."""
    lang = language()
    key, shown = f"{VIEW}-{lang}", st.session_state[VIEW]
    st.session_state[key] = shown

    def choose() -> None:
        # what a slow line repeats of the choice as it was drawn is none
        if st.session_state[key] not in (None, shown):
            st.session_state[VIEW] = st.session_state[key]

    st.segmented_control(
        say("page.study"),
        (NEW, SENSITIVITY, KEPT),
        format_func=lambda one: text(f"study.{one}", lang),
        label_visibility="collapsed",
        key=key,
        on_change=choose,
    )
