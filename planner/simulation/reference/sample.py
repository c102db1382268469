"""What goes through a laboratory: a pool tube, or the single tube of a recalled person."""

from dataclasses import dataclass

from planner.simulation.reference.tube import Tube

RETEST, POOL = 0, 1
"""Priorities, the first served before the second."""


@dataclass
class Sample:
    """A tube under test."""

    tube: Tube
    person: int
    """The recalled person, or ``NONE`` for the pool tube itself."""
    priority: int
    seniority: tuple[int, ...]
    load: int
    dilution: float
    key: int
    attempts: int = 0
