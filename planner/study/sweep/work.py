"""What a worker does: it is given the base scenario once, then simulates pieces of points."""

import logging
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass

from planner.allocation.draws import CommonDraws
from planner.outcome.digest import digest_replication
from planner.outcome.looks import decide
from planner.scenario.read import Folder
from planner.study.sweep.definition import Sweep
from planner.study.sweep.design import Values
from planner.study.sweep.piece import Piece
from planner.study.sweep.point import FoundFaults, faults_of, scenario_at
from planner.study.sweep.rows import Row, as_parquet, axis_cells, figures_of, schema_of

KEPT_BYTES = 256_000_000
"""Of what was swabbed at one point, kept for the next ones that leave the sites as they are."""
KILLED = "the process that simulated it ended each time, killed or out of memory"


@dataclass(frozen=True)
class Inputs:
    """All that a worker needs besides the values of points."""

    key: str
    """Names the inputs: their digest."""
    scenario: str
    """Digest of the base scenario, for the rows."""
    planner: str
    """Version, for the rows."""
    sweep: Sweep
    base: Folder


@dataclass(frozen=True)
class Simulated:
    """A finished piece."""

    piece: int
    points: int
    failed: int
    seconds: float
    """That the worker was busy with it."""
    content: bytes
    """The Parquet file."""


_KNOWN: dict[str, Inputs] = {}
_OF_THREAD = threading.local()


def prepare(inputs: Inputs) -> None:
    """Keep the inputs of a sweep for the pieces to come."""
    _KNOWN[inputs.key] = inputs


def is_ready(key: str) -> bool:
    """Tell whether this process has the inputs of a sweep."""
    return key in _KNOWN


def check_piece(key: str, piece: Piece) -> FoundFaults:
    """Check the points of a piece without simulating them."""
    inputs = _KNOWN[key]
    return faults_of(inputs.sweep, inputs.base, piece.first, piece.values)


def simulate_piece(key: str, piece: Piece) -> Simulated:
    """Simulate the points of a piece; one that fails is a row with its reason."""
    started = time.perf_counter()
    inputs = _KNOWN[key]
    rows: list[Row] = []
    failed = 0
    for point, values in zip(piece.points, piece.values, strict=True):
        keys = {"point": point, **axis_cells(inputs.sweep.axes, values), **_origin(inputs)}
        if point in piece.killing:
            figures: list[Row] = [{"failure": KILLED}]
        else:
            figures = _figures(inputs, point, values)
        failed += "failure" in figures[0]
        rows += [{**keys, **one} for one in figures]
    content = as_parquet(rows, schema_of(inputs.sweep.axes))
    return Simulated(
        piece.number, len(piece.values), failed, time.perf_counter() - started, content
    )


def _origin(inputs: Inputs) -> Row:
    seed = inputs.sweep.replications.seed
    return {"seed": seed, "scenario": inputs.scenario, "planner": inputs.planner}


def _figures(inputs: Inputs, point: int, values: Values) -> list[Row]:
    """Return what came out of each replication of a point, or only why it failed."""
    try:
        return list(_replications(inputs, values))
    # whatever goes wrong at one point is kept with it and stops no other
    except Exception as error:
        logging.getLogger(__name__).warning("point %s failed", point, exc_info=error)
        return [{"failure": f"{type(error).__name__}: {error}"}]


def _replications(inputs: Inputs, values: Values) -> Iterator[Row]:
    scenario = scenario_at(inputs.sweep, inputs.base, values)
    rule, made, successes = inputs.sweep.replications, 0, 0
    draws = _draws(inputs.key, rule.seed)
    layout, replicate = draws.layouts.of(scenario), draws.replications(scenario)
    for look in rule.looks:
        for number in range(made, look.replications):
            digest = digest_replication(scenario, layout, replicate(number))
            successes += digest.case.meets_target
            yield figures_of(layout, digest)
        made = look.replications
        if rule.are_enough(decide(successes, made, scenario.campaign.required_probability, look)):
            return


def _draws(key: str, seed: int) -> CommonDraws:
    """Return the draws of the sweep that this thread works on, with what it swabbed last."""
    if getattr(_OF_THREAD, "key", None) != key:
        _OF_THREAD.key, _OF_THREAD.draws = key, CommonDraws(seed, kept_bytes=KEPT_BYTES)
    draws: CommonDraws = _OF_THREAD.draws
    return draws
