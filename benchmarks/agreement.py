"""Whether engines that were timed computed the same: a fast wrong answer is no benchmark."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import hypot, sqrt

import numpy as np

from benchmarks.jobs import TUBE_PERSONS, LaboratoryAnswer, LaboratoryLine, SiteAnswer, SiteLine
from planner.simulation.layout import Floats, Ints

STANDARD_ERRORS = 4.0
"""A right engine is beyond this in one of 16,000 comparisons."""
RESOLUTION_SECONDS = 180.0
"""Our curves count by minutes, our vehicle comes every minute, and uploads have steps."""


class Disagreement(Exception):
    """An engine's answer is not that of the others, or not that of theory."""


@dataclass(frozen=True)
class Estimate:
    """A mean and its standard error, in seconds."""

    mean: float
    error: float

    def apart(self, other: "Estimate") -> float:
        """Return how many standard errors lie between two estimates."""
        return abs(self.mean - other.mean) / hypot(self.error, other.error)


def mean_wait(answers: Sequence[SiteAnswer], spread: float | None = None) -> Estimate:
    """Return the mean wait over all people, with the error from the differences between sites.

    Parameters
    ----------
    answers
        Of one engine, one or more runs.
    spread
        Standard deviation between sites, where these are too few to tell it.
    """
    persons = np.concatenate([answer.persons for answer in answers])
    waited = np.concatenate([answer.waited_seconds for answer in answers])
    mean = float(waited.sum() / persons.sum())
    own = site_spread(persons, waited) if spread is None else spread
    return Estimate(mean, own / sqrt(len(persons)))


def site_spread(persons: Ints, waited: Floats) -> float:
    """Return the standard deviation between sites of what a site adds to the mean wait."""
    beyond = waited - waited.sum() / persons.sum() * persons
    return float(beyond.std(ddof=1) / persons.mean())


def check_sites(job: SiteLine, name: str, answers: Sequence[SiteAnswer]) -> None:
    """Require as many people as a Poisson process brings, and a tube for every ten.

    Our tables fill a tube each, so that a site may end with a part-filled tube for each server.
    """
    for answer in answers:
        expected = len(answer.persons) * job.open_seconds / job.gap_seconds
        _require(
            abs(answer.count - expected) < STANDARD_ERRORS * sqrt(expected),
            f"{name} served {answer.count:,} people; {expected:,.0f} were expected",
        )
        least = answer.persons / TUBE_PERSONS
        in_bounds = (answer.tubes >= least) & (answer.tubes < least + job.servers)
        _require(
            bool(in_bounds.all()),
            f"{name} filled {answer.tubes.sum():,} tubes with {answer.count:,} people",
        )


def check_laboratories(
    job: LaboratoryLine, name: str, answers: Sequence[LaboratoryAnswer], known: LaboratoryAnswer
) -> None:
    """Require every tube and plate, and the makespan and mean stay of another engine.

    Durations are fixed and the machines never idle before the last plate, so makespans differ by
    the resolution alone; stays also by when the tubes come, which is a matter of chance.
    """
    plates = -(-job.tubes // job.plate_tubes)
    makespan = float(known.makespan_seconds.mean())
    for answer in answers:
        _require(
            bool((answer.tubes == job.tubes).all() and (answer.plates == plates).all()),
            f"{name} tested {answer.tubes} tubes on {answer.plates} plates",
        )
        apart = float(np.abs(answer.makespan_seconds - makespan).max())
        _require(
            apart <= RESOLUTION_SECONDS,
            f"{name} ends {apart:,.0f} s apart from {makespan:,.0f} s",
        )
    stay, allowed = mean_stay(answers), STANDARD_ERRORS * stay_error(job, answers)
    apart = abs(stay - mean_stay([known]))
    _require(
        apart <= allowed + RESOLUTION_SECONDS / 2,
        f"{name} keeps tubes {stay:,.0f} s, {apart:,.0f} s apart; {allowed:,.0f} s are chance",
    )


def mean_stay(answers: Sequence[LaboratoryAnswer]) -> float:
    """Return the mean time in seconds from a tube's coming in to its result."""
    stay = sum(float(answer.stay_seconds.sum()) for answer in answers)
    return stay / sum(answer.count for answer in answers)


def stay_error(job: LaboratoryLine, answers: Sequence[LaboratoryAnswer]) -> float:
    """Return the standard error of the mean stay: that of the mean of ``n`` summed gaps.

    The mean of the first ``n`` instants of a Poisson process has the variance ``n / 3`` gaps
    squared; given their last instant, a quarter of that.
    """
    laboratories = sum(len(answer.tubes) for answer in answers)
    return job.gap_seconds * sqrt(job.tubes / 3 / laboratories)


def check_same(name: str, found: Estimate, known: Estimate, what: str) -> None:
    """Require that two estimates differ by no more than chance."""
    _require(
        found.apart(known) <= STANDARD_ERRORS,
        f"{name}: {what} is {found.mean:.2f} s (standard error {found.error:.2f}), not "
        f"{known.mean:.2f} s ({known.error:.2f})",
    )


def _require(holds: bool, otherwise: str) -> None:
    if not holds:
        raise Disagreement(otherwise)
