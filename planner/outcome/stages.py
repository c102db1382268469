"""From stations to stages, all places together."""

import numpy as np

from planner.outcome.outcome import STAGES
from planner.simulation.layout import Ints, Stations


def stage_indices(stations: Stations) -> Ints:
    """Return the index in ``STAGES`` of each station."""
    return np.array([STAGES.index(stage) for stage in stations.stage], dtype=np.int64)


def by_stage(series: Ints, stations: Stations) -> Ints:
    """Add up the stations of each stage; shape (stages, hours)."""
    total = np.zeros((len(STAGES), series.shape[1]), dtype=np.int64)
    np.add.at(total, stage_indices(stations), series)
    return total
