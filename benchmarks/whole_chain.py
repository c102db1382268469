"""The whole chain by size: time, memory and growth, each size in a process of its own."""

import json
import multiprocessing
from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass
from time import process_time

import numpy as np

import planner
from benchmarks.made_up_city import Size, made_up_city
from benchmarks.memory import peak_bytes
from benchmarks.race import Entrant, Run, Say, Timing, race, timed
from planner.outcome.balance import check_balance
from planner.outcome.summary import to_json
from planner.scenario.scenario import Scenario
from planner.simulation.building.build import build_layout
from planner.simulation.layout import Layout
from planner.simulation.replication import run_replication
from planner.simulation.tally import TUBES

_BUILT: dict[Size, tuple[Scenario, Layout]] = {}
"""In the process of a size."""


@dataclass(frozen=True)
class Built:
    """A city that is laid out and ready to run."""

    persons: int
    """People expected."""
    build_seconds: float
    """Processor time from the scenario to its layout."""
    idle_bytes: int
    """Peak memory before the first large array."""


@dataclass(frozen=True)
class Replicated:
    """What one replication left."""

    persons: int
    tubes: int
    resulted: int
    peak_bytes: int


@dataclass(frozen=True)
class Measured:
    """All runs of one size."""

    size: Size
    built: Built
    timing: Timing[Replicated]

    @property
    def last(self) -> Replicated:
        """The last replication, with the peak of all."""
        return self.timing.answers[-1]


def _build(size: Size) -> Built:
    small = made_up_city(Size(10_000))
    run_replication(small, build_layout(small), seed=1, replication=0)
    idle = peak_bytes()
    scenario = made_up_city(size)
    worked = process_time()
    layout = build_layout(scenario)
    _BUILT[size] = scenario, layout
    return Built(int(layout.expected_persons.sum()), process_time() - worked, idle)


def _replicate(size: Size, seed: int) -> Run[Replicated]:
    scenario, layout = _BUILT[size]
    run = timed(lambda: run_replication(scenario, layout, seed, replication=0))
    check_balance(layout, run.answer)
    found = Replicated(
        persons=int(layout.expected_persons.sum()),
        tubes=int(run.answer.tubes[TUBES.index("collected")]),
        resulted=int(run.answer.resulted.sum()),
        peak_bytes=peak_bytes(),
    )
    return Run(found, run.processor_seconds, run.wall_seconds)


def measure_sizes(sizes: Sequence[Size], rounds: int, say: Say) -> list[Measured]:
    """Run every size ``rounds`` times, in turn; people must balance in each run."""
    context = multiprocessing.get_context("spawn")
    with ExitStack() as stack:
        pools = [stack.enter_context(ProcessPoolExecutor(1, mp_context=context)) for _ in sizes]
        built = [
            pool.submit(_build, size).result() for size, pool in zip(sizes, pools, strict=True)
        ]
        entrants = [
            Entrant(_name(size), _runner(pool, size), lambda found: found.persons)
            for size, pool in zip(sizes, pools, strict=True)
        ]
        timings = race(entrants, rounds, say)
    return [
        Measured(size, own, timings[_name(size)]) for size, own in zip(sizes, built, strict=True)
    ]


def _runner(pool: ProcessPoolExecutor, size: Size) -> Callable[[int], Run[Replicated]]:
    return lambda seed: pool.submit(_replicate, size, seed).result()


def _name(size: Size) -> str:
    return (
        f"{size.persons:,} people, {size.site_count:,} sites, {size.laboratory_count} "
        f"laboratories, {size.horizon_hours} h"
    )


def exponent(of: Sequence[float], seconds: Sequence[float]) -> float:
    """Return the power of ``of`` with which time grows: the slope of its least-squares line."""
    slope, _ = np.polyfit(np.log(of), np.log(seconds), 1)
    return float(slope)


def bytes_per_tube(measured: Sequence[Measured]) -> float:
    """Return what each further tube adds to the peak, by the two largest sizes."""
    small, large = sorted(measured, key=lambda one: one.size.persons)[-2:]
    return (large.last.peak_bytes - small.last.peak_bytes) / (large.last.tubes - small.last.tubes)


@dataclass(frozen=True)
class Cores:
    """The same replications on one core and on two."""

    replications: int
    persons: int
    one: Timing[bytes]
    two: Timing[bytes]

    @property
    def same_bytes(self) -> bool:
        """Tell whether the answer is the same to the last byte."""
        return len({*self.one.answers, *self.two.answers}) == 1


def measure_cores(size: Size, replications: int, rounds: int, say: Say) -> Cores:
    """Run the same replications with one thread and with two, in turn."""
    scenario = made_up_city(size)

    def run(threads: int) -> bytes:
        outcome = planner.simulate(scenario, replications=replications, seed=1, threads=threads)
        return json.dumps(to_json(outcome, seed=1), ensure_ascii=False).encode()

    entrants = [
        Entrant("one core", lambda _: timed(lambda: run(1)), lambda _: replications * size.persons),
        Entrant(
            "two cores", lambda _: timed(lambda: run(2)), lambda _: replications * size.persons
        ),
    ]
    timings = race(entrants, rounds, say)
    return Cores(replications, size.persons, timings["one core"], timings["two cores"])
