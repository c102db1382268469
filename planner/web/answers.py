"""The answer to what a session works on: asked for when it changes, shown while it sharpens."""

from dataclasses import dataclass
from typing import cast

import streamlit as st

from planner.outcome.outcome import Outcome
from planner.scenario.levers import Levers
from planner.simulation.kernel import is_compiled
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
    base_task: Task | None = None

    @property
    def tasks(self) -> tuple[Task, ...]:
        """What the answer rests on."""
        return (self.task,) if self.base_task is None else (self.task, self.base_task)


def ask(now: Work) -> Shown:
    """Return the answer to the present inputs, or the last one marked as outdated."""
    task = _task("present", now, now.levers)
    task.answered.wait(FIRST_ANSWER_SECONDS)
    base = _task("base", now, Levers()) if now.against_base and now.levers.moved else None
    if base is not None:
        base.answered.wait(FIRST_ANSWER_SECONDS)
    answers = task.state.answers
    if not answers:
        last = cast("Outcome | None", st.session_state.get("last_outcome"))
        return Shown(last, True, task, base_task=base)
    of_base = base.state.answers if base is not None else {}
    common = answers.keys() & of_base.keys()
    number = max(common) if common else max(answers)
    outcome = answers[number]
    st.session_state["last_outcome"] = outcome
    return Shown(outcome, False, task, of_base.get(number), base)


def _task(purpose: str, now: Work, levers: Levers) -> Task:
    """Return the session's task for these inputs, a new one where they have changed."""
    key = f"task-{purpose}"
    asked = (now.base, levers, now.seed)
    kept = cast("tuple[object, Task] | None", st.session_state.get(key))
    if kept is not None and kept[0] == asked:
        return kept[1]
    scenario = now.scenario if levers == now.levers else now.base
    task = simulations().ask(session_id(), purpose, scenario, now.seed)
    st.session_state[key] = (asked, task)
    return task


def show_progress(shown: Shown) -> None:
    """Say how good the answer is; look again every two seconds while it gets better."""
    if any(task.state.error == BROKE for task in shown.tasks):
        st.error(say("desk.broke"))
    elif all(task.state.finished for task in shown.tasks):
        made = shown.outcome.verdict.replications if shown.outcome is not None else 0
        st.caption(say("desk.final", replications=made))
    else:
        _watch(shown.tasks, _answers(shown.tasks))


def first_words() -> str:
    """Say why there is no answer yet; after installing the engine is compiled first."""
    return say("desk.first" if is_compiled() else "told.compiling")


def _answers(tasks: tuple[Task, ...]) -> int:
    return sum(len(task.state.answers) for task in tasks)


@st.fragment(run_every=REFRESH_SECONDS)
def _watch(tasks: tuple[Task, ...], seen: int) -> None:
    """Tell the place in the queue or the replications done; draw the page anew when it changed."""
    if all(task.state.finished for task in tasks) or _answers(tasks) > seen:
        st.rerun()
    task = next(one for one in tasks if not one.state.finished)
    state, place = task.state, simulations().place(task)
    if not state.answers:
        st.caption(say("desk.waiting", before=place) if place else first_words())
    else:
        made = max(state.answers)
        st.caption(say("desk.provisional", replications=made, done=state.done))
