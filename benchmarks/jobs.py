"""The two jobs that every engine is given, and what it answers.

The site line and the laboratory line are parts of the chain small enough to be written in any
simulator. An engine takes a job, prepares itself (builds, compiles) and gives back what is timed:
a call with a seed that returns the answer.
"""

from collections.abc import Callable
from dataclasses import dataclass
from math import log, log1p, sqrt
from typing import Literal

import numpy as np

from planner.simulation.layout import Floats, Ints

TUBE_PERSONS = 10


@dataclass(frozen=True)
class SiteLine:
    """Sampling sites side by side: people come at random, queue for one of a few servers."""

    sites: int
    open_hours: float = 12.0
    """People come from the opening on, at one rate; whoever has come is served."""
    servers: int = 4
    load: float = 0.9
    service_seconds: float = 30.0
    law: Literal["lognormal", "exponential"] = "lognormal"
    service_cv: float = 0.5
    """Of the lognormal law; assumed, as at registration."""

    @property
    def open_seconds(self) -> float:
        """Length of the opening."""
        return 3600 * self.open_hours

    @property
    def gap_seconds(self) -> float:
        """Mean time between two arrivals at a site."""
        return self.service_seconds / (self.load * self.servers)

    @property
    def log_mean_and_sd(self) -> tuple[float, float]:
        """Parameters of the lognormal law, as most libraries want them."""
        sd = sqrt(log1p(self.service_cv**2))
        return log(self.service_seconds) - sd * sd / 2, sd


@dataclass(frozen=True)
class SiteAnswer:
    """What the sites did, one entry each."""

    persons: Ints
    waited_seconds: Floats
    """Sum over the people, from arrival to the begin of the service."""
    tubes: Ints
    """Closed tubes, a last part-filled one included."""

    @property
    def count(self) -> int:
        """People in all, by whom speed is counted."""
        return int(self.persons.sum())


@dataclass(frozen=True)
class LaboratoryLine:
    """Laboratories side by side: tubes come evenly at random and are tested in plates.

    Staff take in a tube each; plates start when full, or when their first tube has waited long
    enough, and go through extraction, amplification and review. All durations are fixed.
    """

    laboratories: int
    tubes: int = 50_000
    hours: float = 24.0
    staff: int = 8
    accession_seconds: float = 20.0
    plate_tubes: int = 94
    plate_wait_minutes: float = 30.0
    extractors: int = 10
    extraction_minutes: float = 40.0
    cyclers: int = 20
    amplification_minutes: float = 100.0
    reviewers: int = 4
    review_minutes: float = 10.0

    @property
    def gap_seconds(self) -> float:
        """Mean time between two tubes of a laboratory."""
        return 3600 * self.hours / self.tubes


@dataclass(frozen=True)
class LaboratoryAnswer:
    """What the laboratories did, one entry each."""

    tubes: Ints
    """Tubes with a result."""
    plates: Ints
    makespan_seconds: Floats
    """When the last result was known."""
    stay_seconds: Floats
    """Sum over the tubes, from coming in to the result."""

    @property
    def count(self) -> int:
        """Tubes in all, by which speed is counted."""
        return int(self.tubes.sum())


Answer = SiteAnswer | LaboratoryAnswer
SiteRun = Callable[[int], SiteAnswer]
LaboratoryRun = Callable[[int], LaboratoryAnswer]


def all_sites(answers: list[tuple[int, float, int]]) -> SiteAnswer:
    """Gather (people, summed wait in seconds, tubes) of each site."""
    persons, waited, tubes = zip(*answers, strict=True)
    return SiteAnswer(np.array(persons), np.array(waited, dtype=float), np.array(tubes))


def all_laboratories(answers: list[tuple[int, int, float, float]]) -> LaboratoryAnswer:
    """Gather (tubes, plates, makespan and summed stay in seconds) of each laboratory."""
    tubes, plates, makespan, stay = zip(*answers, strict=True)
    return LaboratoryAnswer(
        np.array(tubes),
        np.array(plates),
        np.array(makespan, dtype=float),
        np.array(stay, dtype=float),
    )


def tubes_for(persons: int) -> int:
    """Count the tubes of ten that so many people fill, the last one perhaps in part."""
    return -(-persons // TUBE_PERSONS)
