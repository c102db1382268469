"""A new study: from which scenario, by levers or by a file, how long it takes, and its start."""

import re
import tempfile
from dataclasses import dataclass
from html import escape
from pathlib import Path
from typing import cast

import streamlit as st

from planner.report.catalogue import Language, text
from planner.scenario.faults import Fault, ScenarioFaults
from planner.scenario.phrase import Phrase
from planner.study.request import RequestError
from planner.study.sweep.definition import Sweep
from planner.study.sweep.design import Values
from planner.study.sweep.point import scenario_at
from planner.study.sweep.pool import local_workers
from planner.study.sweep.run import Asked, ask
from planner.study.sweep_estimate import expected_seconds
from planner.web.faults import explained
from planner.web.language import language, say
from planner.web.session import Work
from planner.web.shipped import shipped
from planner.web.study_axes import sweep_by_levers
from planner.web.study_base import SESSION, Base, base_of
from planner.web.study_jobs import begin, measured_by_expected, place_of
from planner.web.study_memory import choice, form, kept, widget_key
from planner.web.style import upload_words

BY_LEVERS, BY_FILE = "levers", "file"
MOST_CHARACTERS = 200_000
FILE_NAME = "study.toml"
_NAME = re.compile(r"[\w\-]{1,50}")
SECONDS_SAID, MINUTES_SAID = 90, 5_400
"""Lengths of time below which seconds and minutes are said."""


@dataclass(frozen=True)
class Checked:
    """A sweep that is sound as far as can be told at once."""

    asked: Asked
    text: str


def show_form(now: Work, taken: set[str]) -> None:
    """Draw the form; ``taken`` are folders that studies have."""
    with st.container(horizontal=True, vertical_alignment="bottom"):
        base = _choose_base(now)
        how = choice("how", (BY_LEVERS, BY_FILE), BY_LEVERS, _how_words)
    written = sweep_by_levers(base) if how == BY_LEVERS else _by_file(base)
    checked = _checked(written, base) if written else None
    if checked is not None:
        _show_start(checked, base, taken)
        if how == BY_LEVERS:
            _show_file(checked.text)


def _how_words(how: str, lang: Language) -> str:
    return text(f"study_how.{how}", lang)


def _choose_base(now: Work) -> Base:
    lang, city = language(), now.base.city
    session = now.title or (city.city_zh if lang == "zh" else city.city_en)

    def words(name: str) -> str:
        if name == SESSION:
            return text("study_form.session", lang, name=session)
        return text(f"example.{name}", lang)

    name = st.selectbox(
        say("study_form.base"),
        (SESSION, *shipped()),
        format_func=words,
        key=widget_key("base", SESSION),
        help=say("study_form.base_help"),
        width=420,
    )
    return base_of(kept("base", name), now)


def _by_file(base: Base) -> str:
    """Return a sweep file that is typed, pasted or uploaded."""
    st.html(f"<style>{upload_words(say('start.browse'), say('start.upload_limits'))}</style>")
    uploaded = st.file_uploader(say("study_form.upload"), type="toml", key="study-upload")
    if uploaded is not None and form().get("uploaded") != uploaded.file_id:
        form()["uploaded"] = uploaded.file_id
        form()["text"] = uploaded.getvalue()[:MOST_CHARACTERS].decode("utf-8", "replace")
        st.session_state.pop(f"study-text-{language()}", None)
    typed = st.text_area(
        say("study_form.text"),
        key=widget_key("text", f'scenario = "scenario"\nvariants = {list(base.variants)}\n'),
        height=260,
        max_chars=MOST_CHARACTERS,
        help=say("study_form.file_how"),
    )
    return str(kept("text", typed))


def _checked(written: str, base: Base) -> Checked | None:
    """Read the sweep and try the ends of each axis; None, and why, where it is not sound."""
    known = cast("tuple[object, Checked] | None", st.session_state.get("study-checked"))
    if known is not None and known[0] == (written, base.folder):
        return known[1]
    with explained(), tempfile.TemporaryDirectory() as folder:
        file = Path(folder, FILE_NAME)
        file.write_text(written, encoding="utf-8")
        asked = ask(file, base.folder)
        _try_ends(asked)
        checked = Checked(asked, written)
        st.session_state["study-checked"] = ((written, base.folder), checked)
        return checked
    return None


def _try_ends(asked: Asked) -> None:
    """Check points at which one axis is at its end; all are checked when the study begins."""
    faults: list[Fault] = []
    for values in _ends(asked.sweep):
        try:
            scenario_at(asked.sweep, asked.inputs.base, values)
        except ScenarioFaults as found:
            faults += found.faults
    if faults:
        raise ScenarioFaults(dict.fromkeys(faults))


def _ends(sweep: Sweep) -> list[Values]:
    first = tuple(axis.at(0.0) for axis in sweep.axes)
    last = tuple(axis.at(1.0) for axis in sweep.axes)
    changed = [(*first[:at], end, *first[at + 1 :]) for at, end in enumerate(last)]
    return [first, *changed]


def _show_start(checked: Checked, base: Base, taken: set[str]) -> None:
    """Say how many points it is and how long it takes, and offer to begin."""
    asked, workers, factor = checked.asked, local_workers(), measured_by_expected()
    least, most = expected_seconds(asked.sweep, asked.base.population_persons, workers)
    took = about(least * factor)
    if most > least:
        took = say("study_form.between", low=took, high=about(most * factor))
    points = f"{asked.sweep.points:,}"
    words = say("study_form.size", points=points, took=took, workers=workers)
    usual = _free_name(base.scenario.city.name, taken)
    with st.container(horizontal=True, vertical_alignment="bottom"):
        st.html(f'<p class="finding">{escape(words)}</p>')
        name = st.text_input(
            say("study_form.name"), value=usual, key=f"study-name-{usual}", width=220
        )
        if st.button(say("study_form.start"), type="primary", key="study-start"):
            with explained():
                _refuse_taken(name, taken)
                begin(name, checked.text, base.folder, base.scenario.city, least)


def _show_file(written: str) -> None:
    with st.expander(say("study_form.as_file")):
        st.code(written, language="toml", height=260)
        st.download_button(
            say("study_form.download"), written, file_name=FILE_NAME, key="study-file-download"
        )


def _refuse_taken(name: str, taken: set[str]) -> None:
    if not _NAME.fullmatch(name):
        raise RequestError(
            Phrase(
                "{name!r} cannot name a study; it must be 1 to 50 letters, digits or any of _ -; "
                "choose another name",
                name=name,
            )
        )
    if place_of(name) in taken:
        raise RequestError(
            Phrase("{name} is taken; choose a name that no other study has", name=name)
        )


def _free_name(city: str, taken: set[str]) -> str:
    """Return a name that no study has."""
    number = 1
    while place_of(f"{city}-{number}") in taken:
        number += 1
    return f"{city}-{number}"


def about(seconds: float) -> str:
    """Say a length of time in a unit that suits it."""
    if seconds < SECONDS_SAID:
        return say("study_form.seconds", count=max(round(seconds / 5) * 5, 5))
    if seconds < MINUTES_SAID:
        return say("study_form.minutes", count=round(seconds / 60))
    return say("study_form.hours", count=f"{seconds / 3600:,.0f}")
