"""The shared draws, taken for whole arrays."""

from functools import partial

import numpy as np

from planner.simulation.detection import load_copies
from planner.simulation.layout import DetectionLayout, Ints
from planner.simulation.quantiles import duration_ms
from planner.simulation.streams import derive, low_bits


def derived(key: int | Ints, *indices: int | Ints) -> Ints:
    """Return the draws below a key by one index after the other; the first must be an array."""
    bits = np.asarray(key, dtype=np.int64)
    for index in indices:
        # plain integer arithmetic: as Python, the same function takes whole arrays
        bits = derive.py_func(*np.broadcast_arrays(bits, index))
    return bits


def durations_ms(table: Ints, bits: Ints, factor: int | Ints) -> Ints:
    """Return durations from a quantile table under factors in 1/65536."""
    draw = np.vectorize(partial(duration_ms, table), otypes=[np.int64])
    lengths: Ints = draw(bits, factor)
    return lengths


def are_infected(bits: Ints, infected_below: int) -> Ints:
    """Return 1 for people whose own bits say that they are infected, else 0."""
    infected: Ints = (low_bits.py_func(bits) < infected_below).astype(np.int64)
    return infected


def loads_copies(normal: Ints, bits: Ints, detection: DetectionLayout) -> Ints:
    """Return the viral loads of infected people."""
    mean, sd = detection.load_log10_mean, detection.load_log10_sd
    draw = np.vectorize(lambda own: load_copies(normal, own, mean, sd), otypes=[np.int64])
    loads: Ints = draw(bits)
    return loads
