"""Jobs for a tiny city."""

import fcntl
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from planner.scenario import load
from planner.web.jobs.job import Asked, Job
from planner.web.jobs.slots import AT_ONCE
from planner.web.jobs.store import Jobs
from tests.scenario.tiny import write_tiny

SECONDS = 180
TINY = Asked(
    kind="allocate",
    seed=1,
    confidence=0.95,
    title="",
    city="tiny",
    city_zh="小城",
    city_en="Tiny",
    digest="",
    owner="",
    at=0.0,
)


def start(store: Jobs, folder: Path, **asked: object) -> Job:
    """Ask for a job for a tiny city written into a folder."""
    city = folder / "tiny"
    if not city.is_dir():
        write_tiny(city)
    return store.start(replace(TINY, **asked), load(city), city)  # type: ignore[arg-type]


def wait_for(is_so: Callable[[], bool]) -> None:
    end = time.monotonic() + SECONDS
    while not is_so():
        assert time.monotonic() < end, "it never came"
        time.sleep(0.05)


def ended(job: Job) -> str:
    """Return the state in which a job ends, once its process is gone."""
    wait_for(lambda: job.status().finished)
    process = job.process
    wait_for(lambda: process is None or not process.alive)
    return job.status().state


@contextmanager
def no_slot_free(root: Path) -> Iterator[None]:
    """Take all slots, so that jobs wait."""
    root.mkdir(parents=True, exist_ok=True)
    held = [(root / f"slot-{number}.lock").open("w") for number in range(AT_ONCE)]
    for handle in held:
        fcntl.flock(handle, fcntl.LOCK_EX)
    try:
        yield
    finally:
        for handle in held:
            handle.close()
