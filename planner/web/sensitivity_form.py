"""Which guess matters: what is varied for the open scenario, how long it takes, and its start."""

import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import cast

import streamlit as st

from planner.report.sensitivity_words import parameter_name, range_words
from planner.report.source_words import source_words
from planner.study.kept_study import KeptStudy
from planner.study.sensitivity.ranges import RANGES_FILE
from planner.study.sensitivity.study import Planned, plan_study
from planner.study.sweep.pool import local_workers
from planner.study.sweep_estimate import expected_seconds
from planner.web.faults import explained
from planner.web.language import language, say
from planner.web.plan_answer import show_finding, show_table
from planner.web.session import Work
from planner.web.study_base import SESSION, Base, base_of
from planner.web.study_form import MOST_CHARACTERS, about
from planner.web.study_jobs import begin_sensitivity, look_at, measured_by_expected
from planner.web.study_memory import kept, widget_key

COLUMNS = ("name", "value", "range", "source", "range_source")


def show_sensitivity_form(now: Work, every: Sequence[KeptStudy], taken: set[str]) -> None:
    """Draw what would be studied, and offer to begin; ``taken`` are folders that studies have."""
    st.caption(say("sensitivity_form.why"))
    told = st.container()
    varied = st.expander(say("sensitivity_form.varied"))
    with st.expander(say("sensitivity_form.own")):
        typed = st.text_area(
            say("sensitivity_form.ranges"),
            key=widget_key("ranges", ""),
            height=200,
            max_chars=MOST_CHARACTERS,
            help=say("sensitivity_form.ranges_how"),
        )
        ranges = str(kept("ranges", typed))
    with told, explained():
        base = base_of(SESSION, now)
        planned = _planned(base, ranges, now.seed)
        _show_start(planned, base, ranges, every, taken)
        with varied:
            _show_varied(planned)


def _planned(base: Base, ranges: str, seed: int) -> Planned:
    """Lay the study out once."""
    asked = (base, ranges, seed)
    known = cast("tuple[object, Planned] | None", st.session_state.get("sensitivity-planned"))
    if known is not None and known[0] == asked:
        return known[1]
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder, RANGES_FILE)
        file.write_text(ranges, encoding="utf-8")
        given = file if ranges.strip() else None
        planned = plan_study(base.folder, base.variants, given, seed)
    st.session_state["sensitivity-planned"] = (asked, planned)
    return planned


def _show_start(
    planned: Planned, base: Base, ranges: str, every: Sequence[KeptStudy], taken: set[str]
) -> None:
    """Say how much is varied and how long it takes, and offer to begin or to look."""
    workers, persons = local_workers(), base.scenario.population_persons
    seconds = sum(expected_seconds(one.sweep, persons, workers)[0] for one in planned.sweeps)
    assumed = sum(one.assumed for one in planned.parameters)
    show_finding(
        say(
            "sensitivity_form.size",
            assumed=assumed,
            stated=len(planned.parameters) - assumed,
            points=f"{planned.points:,}",
            took=about(seconds * measured_by_expected()),
            workers=workers,
        )
    )
    identity = planned.sweeps[0].record["identity"]
    same = next((one for one in every if one.is_of(identity)), None)
    if same is not None:
        st.info(say("sensitivity_form.kept"))
        if st.button(say("sensitivity_form.look"), type="primary", key="sensitivity-look"):
            look_at(same.name)
    elif st.button(say("sensitivity_form.start"), type="primary", key="sensitivity-start"):
        place = _free_place(planned.place.name, taken)
        begin_sensitivity(place, ranges, base, planned.seed, seconds)


def _show_varied(planned: Planned) -> None:
    lang = language()
    ordered = sorted(planned.parameters, key=lambda one: not one.assumed)
    rows = [
        (
            parameter_name(one, lang),
            one.given,
            range_words(one, lang),
            source_words(one.source, lang),
            source_words(one.range_source, lang),
        )
        for one in ordered
    ]
    show_table([say(f"sensitivity_column.{name}") for name in COLUMNS], rows, "sensitivity-varied")


def _free_place(usual: str, taken: set[str]) -> str:
    """Return a name of a folder that no study has."""
    place, number = usual, 2
    while place in taken:
        place, number = f"{usual}-{number}", number + 1
    return place
