"""The answer to what a session works on: asked for when it changes, shown while it sharpens."""

from dataclasses import dataclass
from typing import cast

import streamlit as st

from planner.outcome.outcome import Outcome
from planner.scenario.levers import Levers
from planner.web.language import say
from planner.web.session import Work, session_id
from planner.web.simulations import BROKE, Task, simulations

FIRST_ANSWER_SECONDS = 3.0
"""A page waits so long for a first answer before it shows the old one as outdated."""
REFRESH_SECONDS = 2


@dataclass(frozen=True)
class Shown:
    """What a page can show now."""

    outcome: Outcome | None
    stale: bool
    """The outcome is of earlier inputs."""
    task: Task
    base: Outcome | None = None
    """Of the scenario without levers, by as many replications, where it is compared."""

    @property
    def provisional(self) -> bool:
        """Whether a sharper answer is on its way."""
        return not self.task.state.finished


def ask(now: Work) -> Shown:
    """Return the answer to the present inputs, or the last one marked as outdated."""
    task = _task("present", now, now.levers)
    task.answered.wait(FIRST_ANSWER_SECONDS)
    base = _task("base", now, Levers()) if now.against_base and now.levers.moved else None
    if base is not None:
        base.answered.wait(FIRST_ANSWER_SECONDS)
    answers = task.state.answers
    if not answers:
        return Shown(cast("Outcome | None", st.session_state.get("last_outcome")), True, task)
    of_base = base.state.answers if base is not None else {}
    common = answers.keys() & of_base.keys()
    number = max(common) if common else max(answers)
    outcome = answers[number]
    st.session_state["last_outcome"] = outcome
    return Shown(outcome, False, task, of_base.get(number))


def _task(purpose: str, now: Work, levers: Levers) -> Task:
    """Return the session's task for these inputs, a new one where they have changed."""
    key = f"task-{purpose}"
    asked = (id(now.base), levers, now.seed)
    kept = cast("tuple[object, Task] | None", st.session_state.get(key))
    if kept is not None and kept[0] == asked:
        return kept[1]
    scenario = now.scenario if levers == now.levers else now.base
    task = simulations().ask(session_id(), purpose, scenario, now.seed)
    st.session_state[key] = (asked, task)
    return task


def show_progress(shown: Shown) -> None:
    """Say how good the answer is; look again every two seconds while it gets better."""
    task = shown.task
    if task.state.error == BROKE:
        st.error(say("desk.broke"))
    elif task.state.finished:
        outcome = shown.outcome
        made = outcome.verdict.replications if outcome is not None else 0
        st.caption(say("desk.final", replications=made))
    else:
        _watch(task, len(task.state.answers))


@st.fragment(run_every=REFRESH_SECONDS)
def _watch(task: Task, seen: int) -> None:
    """Tell the place in the queue or the replications done; draw the page anew when it changed."""
    state = task.state
    if state.finished or len(state.answers) > seen:
        st.rerun()
    place = simulations().place(task)
    if not state.answers:
        st.caption(say("desk.waiting", before=place) if place else say("desk.first"))
    else:
        made = max(state.answers)
        st.caption(say("desk.provisional", replications=made, done=state.done))
