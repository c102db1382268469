"""Every city of the census once, as ``planner census`` takes it: 337 cities and 30 counties."""

import os
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter, process_time

from benchmarks.memory import peak_bytes
from benchmarks.race import Say
from planner.commands.census import write_files
from planner.scenario.census.records import City, cities
from planner.study.census.answer import answer
from planner.study.census.city import CityRow, Rule, Steps
from planner.study.census.kept import Asked, Kept
from planner.study.census.run import Piece, Worked, pieces, work_piece, work_pieces

PROCESSES = 2
SEED = 1


@dataclass(frozen=True)
class Country:
    """What came of all cities."""

    cities: int
    population: int
    expected: int
    resulted: int
    steps: Steps
    finish_seconds: float
    """Processor time of who could help whom, tables, map and pages."""
    wall_seconds: float
    peak_bytes: int
    """Sum of the peaks of all processes."""
    largest: tuple[CityRow, Steps] = field(repr=False)


@dataclass(frozen=True)
class Measured(Worked):
    """What came of a piece, where, and the memory that its process has used so far."""

    process: int
    peak_bytes: int


def measured(piece: Piece) -> Measured:
    """Simulate the cities of a piece."""
    worked = work_piece(piece)
    return Measured(worked.rows, worked.steps, os.getpid(), peak_bytes())


def measure_country(say: Say, chosen: Sequence[City] | None = None) -> Country:
    """Take the census of all cities, or of those chosen, in two processes; the largest first.

    The time counts from starting the processes to the last page, with the kernels compiled.
    """
    asked = Asked(tuple(chosen or cities()), Rule(seed=SEED), {})
    done: list[Measured] = []
    begun = perf_counter()
    with TemporaryDirectory(prefix="planner-") as place:
        kept = Kept(Path(place, "census"), asked)
        for worked in work_pieces(pieces(asked, asked.cities), PROCESSES, measured):
            assert isinstance(worked, Measured)
            kept.keep(worked.rows)
            done.append(worked)
            if len(done) % 20 == 0:
                count = sum(len(one.rows) for one in done)
                say(f"  {count} of {len(asked.cities)} cities, {perf_counter() - begun:.0f} s")
        rows = {row.code: row for one in done for row in one.rows}
        finishing = process_time()
        census = answer(asked, [rows[city.code] for city in asked.cities])
        write_files(census, kept.folder, "en")
        finish_seconds = process_time() - finishing
    seconds = perf_counter() - begun
    peaks = {one.process: 0 for one in done}
    for one in done:
        peaks[one.process] = max(peaks[one.process], one.peak_bytes)
    # the largest city is the first of its piece, mostly its only one
    largest = max(done, key=lambda one: one.rows[0].population_persons)
    return Country(
        cities=len(rows),
        population=sum(row.population_persons for row in census.rows),
        expected=sum(row.expected_persons for row in census.rows),
        resulted=sum(row.resulted_persons for row in census.rows),
        steps=sum((one.steps for one in done), Steps()),
        finish_seconds=finish_seconds,
        wall_seconds=seconds,
        peak_bytes=sum(peaks.values()) + peak_bytes(),
        largest=(largest.rows[0], largest.steps),
    )
