"""Mean waits known without a simulation."""

from math import ceil, erf, sqrt

import numpy as np

from benchmarks.jobs import SiteLine
from planner.simulation.layout import Floats

MOST_PERSONS = 600
"""Longest queue that is followed; at 90 % load a longer one has a chance below 1e-25."""


def erlang_c_wait_from_empty(job: SiteLine) -> float:
    """Return the mean wait in seconds of M/M/c that opens empty, over all who come.

    Erlang's formula is the limit of a long opening. Here the chances of 0, 1, 2, ... people at the
    site are followed from the opening to the closing (uniformisation: A. Jensen, 1953), and who
    comes when ``n`` are there waits for ``n - c + 1`` departures.
    """
    arrivals, service = 1 / job.gap_seconds, 1 / job.service_seconds
    busy = np.minimum(np.arange(MOST_PERSONS), job.servers)
    rate = arrivals + job.servers * service
    up, down = arrivals / rate, busy * service / rate
    chance = np.zeros(MOST_PERSONS)
    chance[0] = 1.0
    waits = np.maximum(np.arange(MOST_PERSONS) - job.servers + 1, 0) / (job.servers * service)
    steps = rate * job.open_seconds
    # E[time in the state after k steps] is P(more than k steps happen in the opening) / rate
    remaining = _more_than(steps)
    total = 0.0
    for still in remaining:
        total += still * float(chance @ waits)
        chance = _step(chance, up, down)
    return total / steps


def _step(chance: Floats, up: float, down: Floats) -> Floats:
    """Return the chances after one more step of the uniformised chain."""
    after = chance * (1 - up - down)
    after[1:] += chance[:-1] * up
    after[:-1] += chance[1:] * down[1:]
    return after


def _more_than(mean: float) -> Floats:
    """Return the chances that a Poisson number is more than 0, 1, 2, ... by Gauss's law."""
    last = ceil(mean + 8 * sqrt(mean))
    deviations = (np.arange(last) + 0.5 - mean) / sqrt(mean)
    return np.array([0.5 - 0.5 * erf(value / sqrt(2)) for value in deviations.tolist()])


def erlang_c_wait(job: SiteLine) -> float:
    """Return the mean wait of M/M/c in the long run, in seconds (A. K. Erlang, 1917)."""
    offered = job.load * job.servers
    terms = np.cumprod([1.0, *(offered / n for n in range(1, job.servers + 1))])
    all_busy = terms[-1] / (1 - job.load)
    share = all_busy / (terms[:-1].sum() + all_busy)
    return float(share) * job.service_seconds / (job.servers * (1 - job.load))
