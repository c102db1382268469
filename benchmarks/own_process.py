"""An engine in a process of its own, which builds and compiles once and then runs when asked.

So none bears the memory and the imports of another; Cimba's extensions of Numba do not even work
once another module's kernels have been loaded.
"""

import multiprocessing
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from typing import Any

from benchmarks.engines import Engine
from benchmarks.jobs import LaboratoryLine, LaboratoryRun, SiteLine, SiteRun
from benchmarks.race import Run, timed

Job = SiteLine | LaboratoryLine
_PREPARED: dict[Job, SiteRun | LaboratoryRun] = {}
"""In the engine's process."""


def _prepare(engine: Engine, job: Job) -> None:
    lines = engine.lines()
    if isinstance(job, SiteLine):
        _PREPARED[job] = lines.site_line(job)
    else:
        _PREPARED[job] = lines.laboratory_line(job)


def _run(job: Job, seed: int) -> Run[Any]:
    return timed(lambda: _PREPARED[job](seed))


class EngineProcess:
    """The process of one engine."""

    def __init__(self, engine: Engine, pool: ProcessPoolExecutor) -> None:
        self.engine = engine
        self._pool = pool

    def prepare(self, job: Job) -> Callable[[int], Run[Any]]:
        """Have a job built and compiled; return what runs it with a seed and takes the time."""
        self._pool.submit(_prepare, self.engine, job).result()
        return lambda seed: self._pool.submit(_run, job, seed).result()


@contextmanager
def processes(engines: tuple[Engine, ...]) -> Iterator[tuple[EngineProcess, ...]]:
    """Start a process for each engine, and end them."""
    context = multiprocessing.get_context("spawn")
    with ExitStack() as stack:
        yield tuple(
            EngineProcess(e, stack.enter_context(ProcessPoolExecutor(1, mp_context=context)))
            for e in engines
        )


def scaled_sites(job: SiteLine, engine: Engine, scale: float) -> SiteLine:
    """Return the job with a share of the sites that an engine usually gets, at least one."""
    return replace(job, sites=max(1, round(scale * engine.sites)))


def scaled_laboratories(job: LaboratoryLine, engine: Engine, scale: float) -> LaboratoryLine:
    """Return the job with a share of the laboratories that an engine usually gets."""
    return replace(job, laboratories=max(1, round(scale * engine.laboratories)))
