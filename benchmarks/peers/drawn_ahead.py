"""Random numbers drawn in one call before the simulation, for those who tune."""

import numpy as np

from benchmarks.jobs import LaboratoryLine, SiteLine
from planner.simulation.layout import Floats


def arrival_seconds(job: SiteLine, draw: np.random.Generator) -> Floats:
    """Draw when people come to a site: a Poisson process by its count."""
    persons = draw.poisson(job.open_seconds / job.gap_seconds)
    return np.sort(draw.uniform(0, job.open_seconds, persons))


def service_seconds(job: SiteLine, draw: np.random.Generator, persons: int) -> Floats:
    """Draw how long the swabs of so many people take."""
    if job.law == "exponential":
        return draw.exponential(job.service_seconds, persons)
    return draw.lognormal(*job.log_mean_and_sd, persons)


def tube_seconds(job: LaboratoryLine, draw: np.random.Generator) -> Floats:
    """Draw when the tubes of a day come to a laboratory."""
    return np.sort(draw.uniform(0, 3600 * job.hours, job.tubes))
