"""A sweep from its file to its rows: checked whole, then simulated as far as it is not yet."""

import time
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass, replace
from functools import reduce
from pathlib import Path

from planner import __version__
from planner.scenario.faults import ScenarioFaults
from planner.scenario.names import BOUNDARIES_FILE, SETTINGS_FILE, TABLES, table_file
from planner.scenario.overridden import overridden, read_base
from planner.scenario.phrase import Phrase, inside
from planner.scenario.scenario import Scenario
from planner.study.progress import Progress
from planner.study.request import RequestError
from planner.study.sweep.definition import Sweep, read_sweep
from planner.study.sweep.design import Points
from planner.study.sweep.identity import differing, identity_of, key_of
from planner.study.sweep.piece import pieces, points_per_piece
from planner.study.sweep.point import FoundFaults, axis_faults
from planner.study.sweep.pool import Pool
from planner.study.sweep.schedule import work_all
from planner.study.sweep.store import SCENARIO, Files, Record, Store
from planner.study.sweep.work import Inputs, check_piece, simulate_piece

POINTS_A_CHECK = 256
"""Points that a worker checks at one go."""

Tell = Callable[[Progress], None]
Hire = Callable[[Inputs], Pool]
"""Starts workers that have the inputs."""


@dataclass(frozen=True)
class Asked:
    """A sweep file that is sound as far as can be told without trying its points."""

    file: str
    """Name of the file that faults are told of."""
    given: bytes
    """The file's content."""
    sweep: Sweep
    base: Scenario
    """Without any axis."""
    points: Points
    inputs: Inputs
    record: Record
    """What is kept beside the rows."""


def ask(file: Path, scenario: Path | None = None) -> Asked:
    """Read a sweep file and its base scenario.

    Parameters
    ----------
    file
        The sweep file.
    scenario
        Folder of the base scenario, where it is not the one that the file names.

    Raises
    ------
    ScenarioFaults
        With everything that is wrong with either.
    """
    sweep = read_sweep(file)
    if scenario is not None:
        sweep = sweep.model_copy(update={"scenario": scenario})
    return ask_for(sweep, file.name, file.read_bytes())


def ask_for(sweep: Sweep, file: str, given: bytes) -> Asked:
    """Take a sweep that was made of a file of another kind; see :func:`ask`."""
    base = read_base(sweep.scenario, sweep.variants)
    faults = tuple(axis_faults(sweep, base, file))
    if faults:
        raise ScenarioFaults(faults)
    points = Points(sweep)
    identity = identity_of(sweep, base, points)
    key = key_of(identity)
    alone = overridden(base, {})
    record = {
        "sweep": sweep.name,
        "points": sweep.points,
        "points_per_piece": points_per_piece(sweep, alone.population_persons),
        "identity": dict(identity),
        "definition": sweep.model_dump(mode="json", exclude={"scenario"}, exclude_none=True),
    }
    inputs = Inputs(key, identity["scenario"], __version__, sweep, base)
    return Asked(file, given, sweep, alone, points, inputs, record)


def check_sweep(asked: Asked, store: Store, hire: Hire, tell: Tell, *, restart: bool) -> None:
    """Check the points of a sweep that is not begun, so that it can be run later.

    Raises
    ------
    ScenarioFaults
        With the faults of all points.
    RequestError
        If the store holds a sweep of other inputs and ``restart`` is False.
    """
    kept = store.record()
    if kept is not None and not restart:
        _refuse_other(kept, asked.record, store.name)
        return
    with hire(asked.inputs) as pool:
        _check_all(asked, pool, tell)


def run_sweep(
    asked: Asked,
    store: Store,
    hire: Hire,
    tell: Tell,
    *,
    restart: bool = False,
    checked: bool = False,
) -> Progress:
    """Simulate every point that the store does not hold yet.

    Points of a sweep that is not begun are checked first, where :func:`check_sweep` did not.

    Returns
    -------
    Progress
        How it ended.

    Raises
    ------
    ScenarioFaults
        With the faults of all points, before anything is simulated.
    RequestError
        If the store holds a sweep of other inputs and ``restart`` is False.
    """
    kept = store.record()
    begun = kept is not None and not restart
    if kept is not None and begun:
        _refuse_other(kept, asked.record, store.name)
    with ExitStack() as held:
        if kept is not None:
            held.enter_context(store.alone())
        done = store.finished() if begun else frozenset()
        points = asked.sweep.points
        if _points_in(done, asked) == points:
            return Progress("simulating", points, points, earlier=points)
        pool = held.enter_context(hire(asked.inputs))
        if not begun:
            if not checked:
                _check_all(asked, pool, tell)
            store.begin(asked.record, _input_files(asked))
            held.enter_context(store.alone())
        return _simulate(asked, store, pool, done, tell)


def _refuse_other(kept: Record, record: Record, place: str) -> None:
    parts = differing(kept["identity"], record["identity"])
    if parts:
        raise RequestError(
            Phrase(
                "{place} holds results of other inputs: {parts} changed since; keep them and name "
                "another folder with --output, or give --restart to remove them and begin anew",
                place=place,
                parts=reduce(inside, parts),
            )
        )


def _points_in(done: frozenset[int], asked: Asked) -> int:
    """Return how many points the finished pieces have."""
    size, total = asked.record["points_per_piece"], asked.sweep.points
    return sum(min(size, total - number * size) for number in done)


def _check_all(asked: Asked, pool: Pool, tell: Tell) -> None:
    found, checked = FoundFaults(), 0
    size, total = POINTS_A_CHECK, asked.sweep.points
    for faults in work_all(pool, asked.inputs.key, check_piece, pieces(asked.points, size)):
        found.merge(faults)
        checked = min(checked + size, total)
        tell(Progress("checking", total, checked))
    if found.points:
        raise ScenarioFaults(found.told(asked.file, asked.sweep.axes))


def _simulate(asked: Asked, store: Store, pool: Pool, done: frozenset[int], tell: Tell) -> Progress:
    earlier = _points_in(done, asked)
    progress = Progress("simulating", asked.sweep.points, earlier, earlier)
    tell(progress)
    started = before = time.perf_counter()
    coming = pieces(asked.points, asked.record["points_per_piece"], done)
    for result in work_all(pool, asked.inputs.key, simulate_piece, coming):
        store.keep(result.piece, result.content)
        now = time.perf_counter()
        progress = replace(
            progress,
            done=progress.done + result.points,
            failed=progress.failed + result.failed,
            seconds=now - started,
            busy_seconds=progress.busy_seconds + result.seconds,
            offered_seconds=progress.offered_seconds + (now - before) * pool.workers,
        )
        before = now
        tell(progress)
    return progress


def _input_files(asked: Asked) -> Files:
    """Return the files that were given, as they were given."""
    base = asked.sweep.scenario
    names = (SETTINGS_FILE, *map(table_file, TABLES), BOUNDARIES_FILE)
    files = {f"{SCENARIO}/{name}": (base / name) for name in names}
    return {asked.file: asked.given} | {
        name: path.read_bytes() for name, path in files.items() if path.is_file()
    }
