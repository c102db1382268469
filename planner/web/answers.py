"""The answer to what a session works on: asked for when it changes, shown while it sharpens."""

import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import cast

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from planner.outcome.outcome import Outcome
from planner.scenario.levers import Levers
from planner.simulation.kernel import is_compiled
from planner.web.language import say
from planner.web.session import Work, session_id
from planner.web.simulations import BROKE, Task, simulations

FIRST_ANSWER_SECONDS = 6.0
"""A page waits so long for a first verdict before it is drawn with what there is."""
LOOK_SECONDS = 0.1
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


def ask(
    now: Work, progress: DeltaGenerator, meanwhile: Callable[[Shown], None] | None = None
) -> Shown:
    """Return the answer to the present inputs, or the last one marked as outdated.

    While a first verdict is awaited, the page tells how far it is, and the user may go on.

    Parameters
    ----------
    now
        The inputs.
    progress
        Where to tell it.
    meanwhile
        Shows what is known before the first verdict, each time that there is more.
    """
    end, seen = time.monotonic() + FIRST_ANSWER_SECONDS, -1
    shown = known(now)
    while (late := _without_answer(shown)) and time.monotonic() < end:
        if _answers(shown.tasks) > seen:
            seen = _answers(shown.tasks)
            if meanwhile is not None:
                meanwhile(shown)
        # to write is to give way, where the user has moved on and this is no longer wanted
        progress.caption(_progress_words(late))
        late.answered.wait(LOOK_SECONDS)
        shown = known(now)
    return shown


def known(now: Work) -> Shown:
    """Ask, and return what is known at once."""
    task = _task("present", now, now.levers)
    compared = now.against_base and bool(now.levers.moved)
    base = _task("base", now, Levers()) if compared else None
    answers = task.state.answers
    if not answers:
        last = cast("Outcome | None", st.session_state.get("last_outcome"))
        return Shown(last, True, task, base_task=base)
    of_base = base.state.answers if base is not None else {}
    common = answers.keys() & of_base.keys()
    # by as many replications as the base, where that has an answer
    number = max(common) if common else max(answers)
    outcome = answers[number]
    st.session_state["last_outcome"] = outcome
    return Shown(outcome, False, task, of_base.get(number), base)


def _without_answer(shown: Shown) -> Task | None:
    return next((task for task in shown.tasks if not task.answered.is_set()), None)


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


def show_progress(shown: Shown, progress: DeltaGenerator) -> None:
    """Say how good the answer is; look again every two seconds while it gets better."""
    if any(task.state.error == BROKE for task in shown.tasks):
        progress.error(say("desk.broke"))
    elif all(task.state.finished for task in shown.tasks):
        made = shown.outcome.verdict.replications if shown.outcome is not None else 0
        progress.caption(say("desk.final", replications=made))
    else:
        _watch(shown.tasks, _answers(shown.tasks), progress)


def first_words() -> str:
    """Say why there is no answer yet; after installing the engine is compiled first."""
    return say("desk.first" if is_compiled() else "told.compiling")


def _answers(tasks: tuple[Task, ...]) -> int:
    return sum(len(task.state.answers) for task in tasks)


@st.fragment(run_every=REFRESH_SECONDS)
def _watch(tasks: tuple[Task, ...], seen: int, progress: DeltaGenerator) -> None:
    """Tell the place in the queue or the replications done; draw the page anew when it changed."""
    if all(task.state.finished for task in tasks) or _answers(tasks) > seen:
        st.rerun()
    progress.caption(_progress_words(next(one for one in tasks if not one.state.finished)))


def _progress_words(task: Task) -> str:
    state, place = task.state, simulations().place(task)
    if state.answers:
        return say("desk.provisional", replications=max(state.answers), done=state.done)
    return say("desk.waiting", before=place) if place else first_words()
