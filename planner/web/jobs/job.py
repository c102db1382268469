"""A job's folder: what is asked, who works on it, how far it is, and its answer."""

import json
from collections.abc import Iterator
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Literal

from planner.study.staging import as_text, write_whole
from planner.web.jobs.alive import Process, read_process
from planner.web.jobs.status import Status, read_status

Kind = Literal["allocate", "reinforce", "sweep", "sensitivity"]
STUDIES: tuple[Kind, ...] = ("sweep", "sensitivity")
"""Kinds that are kept point by point, so that they can be gone on with."""
PROCESS = "process.json"


@dataclass(frozen=True)
class Asked:
    """What a job is to do, and for whom."""

    kind: Kind
    seed: int
    confidence: float
    """With which a reinforcement is to meet the target."""
    title: str
    """The scenario's name on the desk."""
    city: str
    city_zh: str
    city_en: str
    digest: str
    """Of the scenario and the seed: tells whether the answer is still of the present inputs."""
    owner: str
    """Who is logged in, blank where nobody logs in."""
    at: float
    """Seconds since 1970."""
    place: str = ""
    """Name of the folder in which a study is kept; blank for other work."""
    expected_seconds: float = 0.0
    """That a study is expected to take; 0 for other work."""
    variants: tuple[str, ...] = ()
    """Of the scenario whose sensitivity is studied."""

    @property
    def is_study(self) -> bool:
        """Whether it is kept point by point."""
        return self.kind in STUDIES


@dataclass(frozen=True)
class Job:
    """A job on the disk."""

    folder: Path
    asked: Asked

    @property
    def name(self) -> str:
        """Its folder's name."""
        return self.folder.name

    @property
    def asked_at(self) -> datetime:
        """When it was asked for, by the clock of this machine."""
        return datetime.fromtimestamp(self.asked.at)

    @property
    def scenario(self) -> Path:
        """The scenario as it was when the job was asked for."""
        return self.folder / "scenario"

    @property
    def file(self) -> Path:
        """The file that says what a study varies, its base scenario beside it."""
        return self.folder / f"{self.asked.place}.toml"

    @property
    def status_file(self) -> Path:
        """Replaced whenever there is news."""
        return self.folder / "status.json"

    @property
    def process_file(self) -> Path:
        """Who works on it: number and birth of the process."""
        return self.folder / PROCESS

    @property
    def cancel_file(self) -> Path:
        """Is there once somebody wants the job to end."""
        return self.folder / "cancel"

    @property
    def log(self) -> Path:
        """What was told on stderr."""
        return self.folder / "log.txt"

    @property
    def answer(self) -> Path:
        """What was found."""
        return self.folder / "answer.pickle"

    @property
    def process(self) -> Process | None:
        """Who works on it, None before anybody does."""
        return read_process(self.process_file)

    def status(self) -> Status:
        """Return how far the job is; interrupted where its process is gone without a last word."""
        process = self.process
        alive = process is not None and process.alive
        told = read_status(self.status_file)  # after the look at the process, which may just end
        return told if alive or told.finished else replace(told, state="interrupted")

    def cancel(self) -> None:
        """Ask the process to end."""
        self.cancel_file.touch()

    def write(self) -> None:
        """Write what is asked."""
        write_whole(self.folder / "job.json", as_text(asdict(self.asked)))


def read_job(folder: Path) -> Job | None:
    """Return the job of a folder, None where it is none."""
    try:
        written = json.loads((folder / "job.json").read_text(encoding="utf-8"))
        asked = Asked(**{**written, "variants": tuple(written.get("variants", ()))})
    except (OSError, ValueError, TypeError, AttributeError):
        return None
    return Job(folder, asked)


def jobs_in(root: Path) -> Iterator[Job]:
    """Yield the jobs of a folder on which a process has begun, the oldest first."""
    for path in sorted(root.glob(f"*/{PROCESS}")):
        job = read_job(path.parent)
        if job is not None:
            yield job
