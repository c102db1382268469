"""Scenarios with their results, to be held against each other: kept runs and the session's own."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

import pyarrow as pa
import streamlit as st
from pyarrow import parquet

from planner.outcome.outcome import Outcome, Question
from planner.outcome.summary import to_json
from planner.scenario.scenario import Scenario
from planner.study.curves import tables
from planner.study.kept_runs import KeptRun, load_kept
from planner.web.session import Work

LOADED = 16


@dataclass(frozen=True)
class Compared:
    """A scenario and what came out of it."""

    name: str
    scenario: Scenario
    summary: dict[str, Any]
    """As ``planner run --json`` has it."""
    curves: pa.Table
    """People by clock and hour, as a run folder keeps them."""


def question_of(one: Compared) -> Question:
    """Return what was asked of a city, as its summary has it."""
    summary, applied = one.summary, one.scenario.variants_applied
    return Question(
        scenario=summary["scenario"],
        variants=applied,
        city_zh=summary["city_zh"],
        city_en=summary["city_en"],
        preset=summary["preset"],
        starts_at=datetime.fromisoformat(summary["starts_at"]),
        population_persons=summary["population_persons"],
        expected_persons=summary["people"]["expected"],
        deadline_from_hours=summary["deadline_from_hours"],
        target_hours=summary["target_hours"],
        verdict_clock=summary["verdict_clock"],
        required_share=summary["required_share"],
        required_probability=summary["confidence"],
    )


def of_session(now: Work, outcome: Outcome, name: str) -> Compared:
    """Return what a session works on, with its present answer."""
    summary = to_json(outcome, seed=now.seed)
    return Compared(name, now.scenario, summary, tables(outcome)["city"])


def of_run(run: KeptRun) -> Compared:
    """Return a kept run.

    Raises
    ------
    planner.scenario.ScenarioFaults
        If its files were changed and are wrong now.
    """
    return _of_run(str(run.path), run.kept_at.timestamp(), run)


@st.cache_resource(show_spinner=False, max_entries=LOADED)
def _of_run(path: str, kept_at: float, _run: KeptRun) -> Compared:
    """Load a run once; its place and time tell it from others."""
    curves = parquet.read_table(_run.path / "city.parquet")
    return Compared(_run.name, load_kept(_run), _run.summary, curves)
