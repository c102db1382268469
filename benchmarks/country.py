"""Every city of the census once: 337 cities and 30 counties, drafted, laid out and simulated."""

import multiprocessing
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from dataclasses import dataclass, field, fields
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter, process_time

from benchmarks.memory import peak_bytes
from benchmarks.race import Say
from planner.outcome.balance import check_balance
from planner.scenario import Scenario, load
from planner.scenario.census.records import City, cities
from planner.scenario.draft.folder import draft_files
from planner.scenario.settings import Preset
from planner.simulation.building.build import build_layout
from planner.simulation.replication import run_replication

PROCESSES = 2
PRESET: Preset = "cn-2021-01"
SEED = 1


@dataclass(frozen=True)
class Steps:
    """Processor time of each step, in seconds."""

    draft: float = 0.0
    """Files of ``planner new`` from the census."""
    load: float = 0.0
    """Files read, checked and completed."""
    lay_out: float = 0.0
    simulate: float = 0.0

    def __add__(self, other: "Steps") -> "Steps":
        """Add step by step."""
        return Steps(*(getattr(self, f.name) + getattr(other, f.name) for f in fields(Steps)))

    @property
    def total(self) -> float:
        """All steps."""
        return self.draft + self.load + self.lay_out + self.simulate


@dataclass(frozen=True)
class Done:
    """What came of one city."""

    steps: Steps
    expected: int
    resulted: int
    process: int
    peak_bytes: int


@dataclass(frozen=True)
class Country:
    """What came of all cities."""

    cities: int
    population: int
    expected: int
    resulted: int
    steps: Steps
    wall_seconds: float
    peak_bytes: int
    """Sum of the peaks of all processes."""
    largest: tuple[City, Done] = field(repr=False)


class _Clock:
    """Processor time between marks."""

    def __init__(self) -> None:
        self._last = process_time()

    def lap(self) -> float:
        """Return the time since the last mark."""
        now = process_time()
        passed, self._last = now - self._last, now
        return passed


def _drafted(city: City, clock: _Clock) -> tuple[Scenario, float]:
    with TemporaryDirectory(prefix="planner-") as place:
        for name, text in draft_files(city, PRESET).items():
            Path(place, name).write_text(text, encoding="utf-8")
        drafted = clock.lap()
        return load(place), drafted


def one_city(city: City) -> Done:
    """Draft a city, lay it out and run one replication; people must balance."""
    clock = _Clock()
    scenario, draft = _drafted(city, clock)
    read = clock.lap()
    layout = build_layout(scenario)
    laid_out = clock.lap()
    tally = run_replication(scenario, layout, SEED, replication=0)
    steps = Steps(draft, read, laid_out, clock.lap())
    check_balance(layout, tally)
    return Done(
        steps,
        expected=int(layout.expected_persons.sum()),
        resulted=int(tally.resulted.sum()),
        process=multiprocessing.current_process().pid or 0,
        peak_bytes=peak_bytes(),
    )


def measure_country(say: Say, chosen: Sequence[City] | None = None) -> Country:
    """Run all cities, or those chosen, in two processes; the largest first.

    The time counts from starting the processes to the last result, with the kernels compiled.
    """
    own = sorted(chosen or cities(), key=lambda city: -city.population_persons)
    done: list[tuple[City, Done]] = []
    begun = perf_counter()
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(PROCESSES, mp_context=context) as pool:
        asked = {pool.submit(one_city, city): city for city in own}
        for future in as_completed(asked):
            done.append((asked[future], future.result()))
            if len(done) % 50 == 0:
                say(f"  {len(done)} of {len(own)} cities, {perf_counter() - begun:.0f} s")
    seconds = perf_counter() - begun
    peaks = {found.process: 0 for _, found in done}
    for _, found in done:
        peaks[found.process] = max(peaks[found.process], found.peak_bytes)
    return Country(
        cities=len(own),
        population=sum(city.population_persons for city in own),
        expected=sum(found.expected for _, found in done),
        resulted=sum(found.resulted for _, found in done),
        steps=sum((found.steps for _, found in done), Steps()),
        wall_seconds=seconds,
        peak_bytes=sum(peaks.values()) + peak_bytes(),
        largest=max(done, key=lambda one: one[0].population_persons),
    )
