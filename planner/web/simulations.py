"""One queue of simulations for all sessions: two workers, first verdicts before sharper ones.

A task is a scenario and a seed. Its replications are made in small portions, so that a task that
only sharpens its answer gives way to one that has none yet. Replications keep their numbers: the
sharper answer contains those of the first, and every scenario meets the same luck. Where a session
changes nothing at its sites, what was swabbed there for its first answer is taken over.
"""

import hashlib
import logging
import sys
import threading
from collections import OrderedDict
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from functools import cached_property

import streamlit as st

from planner.allocation.draws import CommonDraws
from planner.outcome.looks import LOOKS, Look, single_look
from planner.outcome.outcome import Outcome
from planner.scenario import Scenario
from planner.study.replications import Replications
from planner.study.request import Request

WORKERS = 2
EARLY_REPLICATIONS = 4
"""Of an answer before the first, for slow scenarios and full queues."""
FIRST_REPLICATIONS = 8
PORTION = 8
"""Replications between two moments at which another task may go first."""
SHARING, SHARED_BYTES = 4, 250_000_000
"""Sessions of which swabbed sites are kept, the last at work, and how much of each: the first
answer's for five million people, ten to a tube."""
REMEMBERED = 32
"""Answers kept for whoever asks the same again; about 2 MB each."""

SUPERSEDED, BROKE = "superseded", "broke"
"""Why a task has no answer."""

Answers = dict[int, Outcome]
"""Outcomes by their number of replications."""


@dataclass(frozen=True)
class State:
    """How far a task is; replaced, never changed."""

    answers: Answers = field(default_factory=dict)
    done: int = 0
    finished: bool = False
    error: str = ""
    """``SUPERSEDED`` or ``BROKE``."""

    @property
    def latest(self) -> Outcome | None:
        """The answer of most replications."""
        return self.answers[max(self.answers)] if self.answers else None


class Superseded(RuntimeError):
    """Nobody waits for this simulation any more."""


class Task:
    """A scenario to be simulated."""

    def __init__(self, scenario: Scenario, seed: int, draws: CommonDraws | None = None) -> None:
        self.scenario, self.seed = scenario, seed
        self.state = State()
        self.cancelled = threading.Event()
        self.answered = threading.Event()
        """Set when there is a first verdict or none will come."""
        self._draws = draws
        self._replications: Replications | None = None

    @cached_property
    def digest(self) -> str:
        """What is asked, in short: the same for the same scenario and seed."""
        asked = f"{self.seed}\n{self.scenario.model_dump_json()}"
        return hashlib.sha256(asked.encode()).hexdigest()

    def go_on(self, threads: int) -> None:
        """Make one portion of replications, and answer where a look is reached."""
        if self._replications is None:
            self._replications = Replications(self.scenario, seed=self.seed, draws=self._draws)
        look = _next_look(len(self._replications))
        until = min(len(self._replications) + PORTION, look.replications)
        self._replications.make(until, threads=threads, progress=self._tell)
        if until == look.replications:
            self._answer(self._replications, look)
        if self.state.finished:
            self._replications = None  # the answers are kept, not all that they rest on

    def fail(self, error: str) -> None:
        """Say why there is no answer."""
        self.state = State(self.state.answers, self.state.done, True, error)
        self.answered.set()

    def take(self, answers: Answers) -> None:
        """Take over the answers of an equal task."""
        self.state = State(answers, max(answers), True)
        self.answered.set()

    def _answer(self, made: Replications, look: Look) -> None:
        answers = {**self.state.answers, look.replications: made.outcome(look)}
        last = look.number > 0 and (made.decided_by(look) or look == LOOKS[-1])
        self.state = State(answers, len(made), last)
        if look.replications >= FIRST_REPLICATIONS:
            self.answered.set()

    def _tell(self, done: int, _: int) -> None:
        if self.cancelled.is_set():
            raise Superseded
        self.state = State(self.state.answers, done)


def _next_look(made: int) -> Look:
    """Return the next look; the first answers are looks of their own, which decide nothing."""
    for first in (EARLY_REPLICATIONS, FIRST_REPLICATIONS):
        if made < first:
            return single_look(first)
    return next(look for look in LOOKS if look.replications > made)


class Simulations:
    """The queue and its workers."""

    def __init__(self, workers: int = WORKERS) -> None:
        self._pool = ThreadPoolExecutor(workers, thread_name_prefix="simulation")
        self._lock = threading.Lock()
        self._waiting: list[Task] = []
        self._working: list[Task] = []
        self._of_session: dict[tuple[str, str], Task] = {}
        self._remembered: OrderedDict[str, Answers] = OrderedDict()
        self._draws: OrderedDict[tuple[str, int], CommonDraws] = OrderedDict()

    def ask(self, session: str, purpose: str, scenario: Scenario, seed: int) -> Task:
        """Simulate for a session; what it asked for before, for the same purpose, is dropped.

        Sessions that ask the same share one task, which is dropped when the last of them goes on.
        """
        with self._lock:
            task = Task(scenario, seed, self._draws_of(session, seed))
            self._drop(session, purpose)
            known = self._remembered.get(task.digest)
            if known is not None:
                self._remembered.move_to_end(task.digest)
                task.take(known)
                return task
            asked = self._of_session.values()
            equal = (one for one in asked if one.digest == task.digest and not one.state.finished)
            shared = next(equal, None)
            self._of_session[session, purpose] = shared or task
            if shared is not None:
                return shared
            self._waiting.append(task)
        self._serve_soon()
        return task

    def _draws_of(self, session: str, seed: int) -> CommonDraws:
        """Return the draws that a session's simulations share."""
        draws = self._draws.pop((session, seed), None) or CommonDraws(seed, SHARED_BYTES)
        self._draws[session, seed] = draws
        while len(self._draws) > SHARING:
            self._draws.popitem(last=False)[1].forget()
        return draws

    def place(self, task: Task) -> int:
        """Return how many tasks without an answer are served before this one; 0 at work."""
        with self._lock:
            if task not in self._waiting:
                return 0
            before = (*self._working, *self._waiting[: self._waiting.index(task)])
            return sum(not one.state.answers for one in before)

    def _drop(self, session: str, purpose: str) -> None:
        before = self._of_session.pop((session, purpose), None)
        if before is not None and before not in self._of_session.values():
            before.cancelled.set()
            if before in self._waiting:
                self._waiting.remove(before)
                before.fail(SUPERSEDED)

    def _serve_soon(self) -> None:
        try:
            served = self._pool.submit(self._serve)
        except RuntimeError:  # the server is ending; nobody waits any more
            return
        served.add_done_callback(_log_error)

    def _serve(self) -> None:
        """Work a portion of the task with fewest answers, the oldest of equals."""
        with self._lock:
            if not self._waiting:
                return
            task = min(self._waiting, key=lambda one: len(one.state.answers))
            self._waiting.remove(task)
            self._working.append(task)
            wanted = sum(not one.cancelled.is_set() for one in (*self._working, *self._waiting))
            threads = Request().workers if wanted == 1 else 1
        try:
            task.go_on(threads)
        except Superseded:
            task.fail(SUPERSEDED)
        finally:
            self._put_back(task)

    def _put_back(self, task: Task) -> None:
        """Queue a task again, or remember its answers; an error left it as it was."""
        broke = sys.exc_info()[0] is not None
        with self._lock:
            self._working.remove(task)
            if broke:
                task.fail(BROKE)
            elif task.cancelled.is_set():
                task.fail(SUPERSEDED)
            elif task.state.finished and not task.state.error:
                self._remembered[task.digest] = task.state.answers
                while len(self._remembered) > REMEMBERED:
                    self._remembered.popitem(last=False)
            elif not task.state.finished:
                self._waiting.append(task)
        if not task.state.finished:
            self._serve_soon()


def _log_error(served: Future[None]) -> None:
    error = served.exception()
    # what breaks off because the server ends is no news
    if error is not None and threading.main_thread().is_alive():
        logging.getLogger(__name__).error("a simulation broke off", exc_info=error)


@st.cache_resource(show_spinner=False)
def simulations() -> Simulations:
    """Return the queue of this process."""
    return Simulations()
