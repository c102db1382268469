"""Which guess matters, as it was found: sentence, tornado, tables and Morris's screening."""

import streamlit as st

from planner.report.catalogue import Language, text
from planner.report.figures import picture
from planner.report.sensitivity_figures import draw_sensitivity_figures
from planner.report.sensitivity_words import (
    COLUMNS,
    answer_sentence,
    given_words,
    groups,
    how_words,
    notes,
    value_cells,
)
from planner.scenario.scenario import Scenario
from planner.study.kept_sensitivities import KeptSensitivity
from planner.study.sensitivity.study import Study
from planner.web.faults import plain_markdown
from planner.web.language import language
from planner.web.plan_answer import show_finding, show_table

IN_MEMORY = 8


def show_sensitivity(kept: KeptSensitivity, base: Scenario) -> None:
    """Draw the answer of a study that is done."""
    lang = language()
    study = _answer(str(kept.path), kept.written_at, kept, base)
    show_finding(answer_sentence(study, lang))
    st.caption(plain_markdown(given_words(study, lang)))
    pictures = _pictures(str(kept.path), kept.written_at, lang, study)
    st.image(pictures["tornado"], width="stretch")
    for group in groups(study, lang):
        if group.shown:
            st.subheader(group.title)
            heads = [text(f"column.{name}", lang) for name in COLUMNS]
            rows = [value_cells(study, one, lang) for one in group.shown]
            show_table(heads, rows, f"table-{kept.name}-{group.key}")
        if group.idle:
            st.caption(plain_markdown(group.idle))
    st.image(pictures["morris"], width="stretch")
    for note in (*notes(study, lang), how_words(study, lang)):
        st.caption(plain_markdown(note))


@st.cache_resource(show_spinner=False, max_entries=IN_MEMORY)
def _answer(path: str, written_at: float, _kept: KeptSensitivity, _base: Scenario) -> Study:
    """Read an answer once; its place and time tell it from others."""
    return _kept.answer(_base)


@st.cache_data(show_spinner=False, max_entries=IN_MEMORY)
def _pictures(path: str, written_at: float, lang: Language, _study: Study) -> dict[str, bytes]:
    """Draw the report's own figures once."""
    return {name: picture(figure) for name, figure in draw_sensitivity_figures(_study, lang)}
