"""Studies at work: begun, gone on with, watched, and what became of those that did not end well."""

import shutil
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import streamlit as st

from planner.scenario.names import BOUNDARIES_FILE, SETTINGS_FILE, TABLES, table_file
from planner.scenario.scenario import City
from planner.study.kept_study import KeptStudy
from planner.study.run_folder import RUNS
from planner.study.sweep.place import default_place
from planner.web.faults import plain_markdown
from planner.web.job_panel import owner, show_log, watch
from planner.web.jobs.job import Asked, Job, jobs_in
from planner.web.jobs.store import jobs
from planner.web.language import language, say
from planner.web.study_base import Base

SHOWN = "study-shown"
"""Name of the kept study that is looked at."""
VIEW = "study-view"
NEW, SENSITIVITY, KEPT = "new", "sensitivity", "kept"
LONG_SECONDS = 30.0
"""A study that took less says nothing about longer ones."""


def place_of(name: str) -> str:
    """Return the name of the folder in which a study is kept."""
    return Path(default_place(name)).name


def begin(name: str, text: str, scenario: Path, city: City, expected_seconds: float) -> None:
    """Begin a sweep from the text of its sweep file and the folder of its base scenario."""

    def write(job: Job) -> None:
        job.file.write_text(text, encoding="utf-8")
        _copy_scenario(scenario, job.scenario)

    _begin(_asked(name, place_of(name), city, expected_seconds), write)


def begin_sensitivity(
    place: str, ranges: str, base: Base, seed: int, expected_seconds: float
) -> None:
    """Begin a sensitivity study; ``ranges`` are the asker's own, blank for planner's."""

    def write(job: Job) -> None:
        if ranges.strip():
            job.file.write_text(ranges, encoding="utf-8")
        _copy_scenario(base.folder, job.scenario)

    asked = _asked(place, place, base.scenario.city, expected_seconds)
    _begin(replace(asked, kind="sensitivity", seed=seed, variants=base.variants), write)


def look_at(place: str) -> None:
    """Show the study of a folder now."""
    st.session_state[SHOWN], st.session_state[VIEW] = place, KEPT
    st.rerun()


def go_on(kept: KeptStudy, city: City) -> None:
    """Do what is missing of a kept study."""

    def write(job: Job) -> None:
        shutil.copyfile(kept.file, job.file)
        _copy_scenario(kept.scenario, job.scenario)

    asked = _asked(kept.name, kept.name, city)
    _begin(replace(asked, kind=kept.kind, seed=kept.seed, variants=kept.variants), write)


def places_under_way() -> frozenset[str]:
    """Return the folders at which somebody's study works."""
    return frozenset(
        job.asked.place
        for job in jobs_in(jobs().root)
        if job.asked.is_study and not job.status().finished
    )


def measured_by_expected() -> float:
    """Return how much longer than expected the last long study took here; 1 where none did."""
    for job in jobs().all(owner()):
        took, expected = job.status().took_seconds, job.asked.expected_seconds
        if took is not None and took > LONG_SECONDS and expected > LONG_SECONDS:
            return took / expected
    return 1.0


def show_studies() -> None:
    """Draw how far studies are, and how the last one ended where it did not end well."""
    own = [job for job in jobs().all(owner()) if job.asked.is_study]
    told = {job.name: job.status() for job in own}
    under_way = [job.name for job in own if not told[job.name].finished]
    if under_way:
        watch(under_way)
    elif own and told[own[0].name].state != "done":
        _show_end(own[0])


def _begin(asked: Asked, write: Callable[[Job], object]) -> None:
    jobs().begin(asked, write)
    look_at(asked.place)


def _asked(title: str, place: str, city: City, expected_seconds: float = 0.0) -> Asked:
    return Asked(
        kind="sweep",
        seed=0,
        confidence=0.0,
        title=title,
        city=city.name,
        city_zh=city.city_zh,
        city_en=city.city_en,
        digest="",
        owner=owner(),
        at=time.time(),
        place=place,
        expected_seconds=expected_seconds,
    )


def _copy_scenario(source: Path, place: Path) -> None:
    """Copy the files of a scenario and no others."""
    place.mkdir()
    for name in (SETTINGS_FILE, *map(table_file, TABLES), BOUNDARIES_FILE):
        if (source / name).is_file():
            shutil.copyfile(source / name, place / name)


def _show_end(job: Job) -> None:
    """Say why a study is not done, and offer to go on."""
    status = job.status()
    with st.container(border=True):
        if status.state == "failed":
            st.error(plain_markdown(status.error.get(language(), "")))
        else:
            st.warning(say(f"study_end.{status.state}", name=plain_markdown(job.asked.title)))
        with st.container(horizontal=True):
            kept = (RUNS / job.asked.place).is_dir()
            if status.state != "failed" or kept:
                st.button(
                    say("study.go_on"),
                    type="primary",
                    key=f"again-{job.name}",
                    on_click=_again,
                    args=(job,),
                )
            st.button(
                say("study.dismiss"), on_click=jobs().remove, args=(job,), key=f"away-{job.name}"
            )
            if status.state == "interrupted":
                show_log(job)


def _again(job: Job) -> None:
    """Ask for a job once more: what it has kept is not done again."""

    def write(new: Job) -> None:
        if job.file.is_file():
            shutil.copyfile(job.file, new.file)
        _copy_scenario(job.scenario, new.scenario)

    jobs().begin(replace(job.asked, at=time.time(), expected_seconds=0.0), write)
