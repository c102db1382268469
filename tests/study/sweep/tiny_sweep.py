"""Small sweeps of the tiny scenario."""

import time
from collections.abc import Callable
from concurrent.futures import Executor, ThreadPoolExecutor
from pathlib import Path
from types import TracebackType
from typing import Self

import pandas as pd

from planner.study.progress import Progress
from planner.study.sweep.run import Tell, ask, run_sweep
from planner.study.sweep.store import LocalStore
from planner.study.sweep.work import Inputs, prepare
from tests.scenario.tiny import write_tiny

HEAD = 'name = "small"\nscenario = "tiny"\n'
ONCE = "[replications]\nfixed = 1\n"
INTERVAL = """
[[axes]]
name = "interval"
path = "courier.interval_minutes"
range = { from = 30, to = 115, step = 5 }
"""
TEAMS = """
[[axes]]
name = "swabbers"
path = "teams/S2/swabbers"
values = [8, 12]
"""


def write_sweep(folder: Path, text: str = HEAD + ONCE + INTERVAL + TEAMS) -> Path:
    """Write the tiny scenario and a sweep file beside it; return the file."""
    write_tiny(folder / "tiny")
    file = folder / "small.toml"
    file.write_text(text, encoding="utf-8")
    return file


class Threads:
    """Workers that are threads of this process: quick to start, equal in all else.

    Parameters
    ----------
    inputs
        Of the sweep.
    workers
        Number of threads.
    """

    lost: tuple[type[BaseException], ...] = ()

    def __init__(self, inputs: Inputs, workers: int = 1) -> None:
        prepare(inputs)
        self.workers = workers
        self.executor: Executor = ThreadPoolExecutor(workers)

    def renew(self) -> None:
        """Do nothing: threads are not lost."""

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.executor.shutdown(cancel_futures=True)


def sweep_here(
    file: Path, output: Path, tell: Tell = lambda _: None, *, restart: bool = False
) -> Progress:
    """Run a sweep in threads of this process."""
    return run_sweep(ask(file), LocalStore(output), Threads, tell, restart=restart)


def rows(output: Path) -> pd.DataFrame:
    """Return the rows of a sweep, read as anybody would."""
    return pd.read_parquet(output / "rows")


def contents(output: Path) -> dict[str, bytes]:
    """Return every file of a sweep by its name."""
    return {
        path.relative_to(output).as_posix(): path.read_bytes()
        for path in sorted(output.rglob("*"))
        if path.is_file()
    }


def wait_until(condition: Callable[[], bool], seconds: float = 60) -> None:
    """Wait for something that another process does."""
    until = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < until
        time.sleep(0.02)
