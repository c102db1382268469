"""All jobs below one folder: asked for, listed, counted before one another, removed."""

import os
import secrets
import shutil
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path

import streamlit as st

from planner.scenario.scenario import Scenario
from planner.study.run_folder import RUNS
from planner.study.scenario_folder import standing_alone, write_scenario
from planner.web.jobs.alive import process_of
from planner.web.jobs.job import Asked, Job, jobs_in
from planner.web.jobs.status import Status

JOBS = RUNS / ".jobs"
MOST_KEPT = 20
"""Jobs that are over; the oldest beyond are removed, their runs stay."""


class Jobs:
    """The jobs of a folder."""

    def __init__(self, root: Path = JOBS) -> None:
        self.root = Path(os.path.abspath(root))

    def start(self, asked: Asked, scenario: Scenario, boundaries: Path) -> Job:
        """Write down what is asked, and let a process of its own do it.

        Parameters
        ----------
        asked
            What to do.
        scenario
            For which scenario.
        boundaries
            A folder whose outlines of districts go with it.

        Raises
        ------
        planner.study.request.RequestError
            If nothing can be written.
        """
        alone = standing_alone(scenario)
        return self.begin(asked, lambda job: write_scenario(job.scenario, alone, boundaries))

    def begin(self, asked: Asked, write: Callable[[Job], object]) -> Job:
        """Have ``write`` put what a job needs into its folder, and let a process do it."""
        self._tidy()
        job = Job(self.root / f"{time.time_ns():020d}-{secrets.token_hex(4)}", asked)
        job.folder.mkdir(parents=True, mode=0o700)
        write(job)
        Status(began_at=asked.at, told_at=asked.at).write(job.status_file)
        job.write()
        with job.log.open("wb") as log:
            child = subprocess.Popen(
                [sys.executable, "-m", "planner.web.jobs.work", str(job.folder)],
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
        # an ended child is taken note of at once, or it would stay in the system's list
        threading.Thread(target=child.wait, name=f"job-{child.pid}", daemon=True).start()
        process_of(child.pid).write(job.process_file)
        return job

    def all(self, owner: str) -> tuple[Job, ...]:
        """Return the jobs of an owner, the newest first."""
        return tuple(job for job in reversed(list(jobs_in(self.root))) if job.asked.owner == owner)

    def before(self, job: Job) -> int:
        """Return how many jobs that wait were asked for earlier."""
        return sum(
            one.name < job.name and one.status().state == "waiting" for one in jobs_in(self.root)
        )

    def remove(self, job: Job) -> None:
        """Remove a job that is over; the run it kept stays."""
        if job.status().finished:
            shutil.rmtree(job.folder)

    def _tidy(self) -> None:
        over = [job for job in jobs_in(self.root) if job.status().finished]
        for job in over[: max(len(over) - MOST_KEPT, 0)]:
            shutil.rmtree(job.folder)


@st.cache_resource(show_spinner=False)
def jobs() -> Jobs:
    """Return the jobs of the folder in which the desk was started."""
    return Jobs()
