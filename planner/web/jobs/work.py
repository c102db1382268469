"""The process that does a job: ``python -m planner.web.jobs.work FOLDER``.

It waits for its turn, does what the command line would do, and tells in its folder how far it is.
What takes long to import is imported when the turn has come.
"""

import os
import signal
import sys
import threading
import time
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from planner.report.catalogue import LANGUAGES
from planner.report.phrases import told
from planner.scenario import ScenarioFaults, load
from planner.study.request import Request, RequestError
from planner.web.jobs.alive import this_process
from planner.web.jobs.job import Job, jobs_in, read_job
from planner.web.jobs.slots import LOOK_SECONDS, slot
from planner.web.jobs.status import Phase, Status

if TYPE_CHECKING:
    from planner.allocation.answer import Allocation, Pass
    from planner.allocation.draws import CommonDraws
    from planner.allocation.reinforcement import Reinforcement, Trial
    from planner.outcome.outcome import Outcome
    from planner.scenario.scenario import Scenario
    from planner.study.progress import Progress

LESS_URGENT = 5
"""The desk answers first: its first verdicts are waited for."""
TOLD_EVERY_SECONDS = 0.5


class Teller:
    """Tells in the job's folder how far it is."""

    def __init__(self, job: Job) -> None:
        self._job = job
        self.status = Status(began_at=job.asked.at)

    def tell(self, **news: object) -> None:
        """Replace the status of work that goes on, unless it is asked to end.

        The interrupt is lost where it falls into a callback of the compiler, which raises nothing.

        Raises
        ------
        KeyboardInterrupt
            If it is.
        """
        if self._job.cancel_file.exists():
            raise KeyboardInterrupt
        self.write(**news)

    def write(self, **news: object) -> None:
        """Replace the status, whether or not it is asked to end."""
        self.status = replace(self.status, told_at=time.time(), **news)  # type: ignore[arg-type]
        self.status.write(self._job.status_file)

    def begin(self, phase: Phase, total: int = 0) -> None:
        """Tell that a phase begins."""
        now = time.time()
        since = self.status.working_since or now
        self.tell(
            state="working",
            phase=phase,
            began_at=now,
            working_since=since,
            done=0,
            total=total,
            step="",
        )

    def tried(self, made_by: str) -> None:
        """Tell of a step of the search."""
        if self.status.phase != "searching":
            self.begin("searching")
        self.tell(step=made_by, done=self.status.done + 1)

    def progressed(self, now: "Progress") -> None:
        """Tell how far a study is."""
        if self.status.phase != now.phase:
            self.begin(now.phase, now.points)
            self.tell(done=now.done, earlier=now.earlier, failed=0)
        elif now.done == now.points or time.time() > self.status.told_at + TOLD_EVERY_SECONDS:
            self.tell(done=now.done, failed=now.failed)

    def simulate(
        self, planned: "Scenario", request: Request, draws: "CommonDraws | None"
    ) -> "Outcome":
        """Simulate a scenario that was found, and tell of its replications."""
        from planner.study.replications import simulate  # noqa: PLC0415 (slow to import)

        def replicated(done: int, total: int) -> None:
            if total != self.status.total:  # another look, for which some are made already
                self.tell(done=0, total=total, began_at=time.time())
            if done == total or time.time() > self.status.told_at + TOLD_EVERY_SECONDS:
                self.tell(done=done)

        self.begin("confirming")
        outcome = simulate(planned, seed=request.seed, progress=replicated, draws=draws)
        self.begin("keeping")
        return outcome


def work(job: Job, root: Path) -> None:
    """Do a job, and tell in its folder how it ended."""
    teller = Teller(job)
    try:
        _end_when_asked(job)
        with slot(root, lambda: _is_next(job, root)):
            os.nice(LESS_URGENT)
            teller.begin("preparing")
            place = _found(job, teller)
        teller.write(state="done", run=place.name)
    except KeyboardInterrupt:
        teller.write(state="cancelled")
    except (ScenarioFaults, RequestError, OSError) as error:
        teller.write(state="failed", error={lang: told(error, lang) for lang in LANGUAGES})


def _found(job: Job, teller: Teller) -> Path:
    """Find what is asked, keep it as the command line does, and return the run's place."""
    if job.asked.is_study:
        from planner.web.jobs.studies import studied  # noqa: PLC0415 (slow to import)

        return studied(job, teller.progressed)
    from planner.web.jobs.answer import write_answer  # noqa: PLC0415 (slow to import)

    scenario = load(job.scenario)
    found, place = _kept(job, scenario, teller)
    write_answer(job.answer, scenario, found)
    return place


def _kept(
    job: Job, scenario: "Scenario", teller: Teller
) -> "tuple[Allocation | Reinforcement, Path]":
    from planner.commands import allocate, reinforce  # noqa: PLC0415 (slow to import)

    asked, request = job.asked, Request(seed=job.asked.seed)
    if asked.kind == "allocate":

        def passed(one: "Pass") -> None:
            allocate.tell(one)
            teller.tried(one.made_by)

        return allocate.allocate_and_keep(
            scenario, job.scenario, request, None, "zh", False,
            progress=passed, simulate=teller.simulate,
        )  # fmt: skip

    def tried(one: "Trial") -> None:
        reinforce.tell(one)
        teller.tried(one.made_by)

    return reinforce.reinforce_and_keep(
        scenario, job.scenario, asked.confidence, request, None, "zh", False,
        progress=tried, simulate=teller.simulate,
    )  # fmt: skip


def _is_next(job: Job, root: Path) -> bool:
    """Tell whether nobody waits who was there before."""
    return not any(one.name < job.name and one.status().state == "waiting" for one in jobs_in(root))


def _end_when_asked(job: Job) -> None:
    """Interrupt the work once the cancel file is there."""

    def watch() -> None:
        while not job.cancel_file.exists():
            time.sleep(LOOK_SECONDS)
        os.kill(os.getpid(), signal.SIGINT)

    signal.signal(signal.SIGINT, signal.default_int_handler)
    threading.Thread(target=watch, name="cancel", daemon=True).start()


def main(folder: Path) -> None:
    """Do the job of a folder."""
    job = read_job(folder)
    if job is None:
        sys.exit(f"{folder} holds no job")
    this_process().write(job.process_file)
    work(job, folder.parent)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
