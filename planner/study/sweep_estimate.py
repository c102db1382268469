"""How long a sweep takes on a machine, about, before anything of it is simulated."""

from planner.study.sweep.definition import Sweep
from planner.study.sweep.piece import replication_seconds

BUILDING_PERSONS_PER_SECOND = 44_000_000
"""Scenario and layout of a point on one processor; measured 0.1 s for 4.4 million people."""
START_SECONDS = 6.0
"""Assumed: until the processes of a machine are there."""


def expected_seconds(sweep: Sweep, population_persons: int, workers: int) -> tuple[float, float]:
    """Return at least and at most so many seconds; equal where replications are fixed."""
    looks = sweep.replications.looks
    building = population_persons / BUILDING_PERSONS_PER_SECOND
    low, high = (
        START_SECONDS
        + sweep.points
        * (building + look.replications * replication_seconds(population_persons))
        / min(workers, sweep.points)
        for look in (looks[0], looks[-1])
    )
    return low, high
