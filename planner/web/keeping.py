"""Keeping what a session works on as a run, as the command line keeps its own."""

import streamlit as st

from planner.outcome.looks import LOOKS
from planner.outcome.outcome import Outcome
from planner.study.kept_runs import free_place
from planner.study.request import Request
from planner.study.run_folder import INPUTS, RUNS, default_place, write_results
from planner.study.scenario_folder import standing_alone, write_scenario
from planner.study.staging import StagedFolder
from planner.web.language import say
from planner.web.session import Work, change


def keep(now: Work, outcome: Outcome, name: str) -> str:
    """Keep the scenario, its levers taken in, with what came out; return the run's name.

    Raises
    ------
    RequestError
        If the name cannot be a folder's, is taken, or nothing can be written there.
    """
    alone = standing_alone(now.scenario)
    made = outcome.verdict.replications
    looked_at = any(look.replications == made for look in LOOKS)
    request = Request(None if looked_at else made, now.seed)
    with StagedFolder(free_place(RUNS, name)) as folder:
        write_scenario(folder.path / INPUTS, alone, now.folder)
        write_results(folder.path, alone, request, outcome, None)
        return folder.publish().name


def show_keeping(now: Work, outcome: Outcome, *, ready: bool) -> None:
    """Draw the button that keeps, with a name to give."""
    with st.popover(say("keep.title"), disabled=not ready):
        name = st.text_input(say("keep.name"), value=_usual_name(now), key="keep-name")
        if st.button(say("keep.do"), type="primary", key="keep-do"):
            kept = keep(now, outcome, name)
            change(saved=kept, title=kept)
            st.rerun()


def _usual_name(now: Work) -> str:
    return default_place(now.base, Request(seed=now.seed)).name
