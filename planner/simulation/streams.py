"""Random numbers by counter: every draw is a pure function of named keys.

A draw is ``derive(key, index)``: the SplitMix64 output function (Steele, Lea and Flood 2014)
applied to ``key + (index + 1) * golden``. Keys are themselves draws, derived from the seed, the
replication, the stream's name and the entity. So engines may run in any order, threads change
nothing, and two plans meet the same people. All values are int64, taken as 64 plain bits.
"""

import hashlib

import numpy as np

from planner.simulation.kernel import kernel

STREAMS = (
    "parameters",
    "shocks",
    "person",
    "first_pass",
    "late_pass",
    "return",
    "register",
    "swab",
    "load",
    "courier",
    "tube",
    "plate",
    "stage",
    "recall",
    "express",
    "household",
    "binding",
)
"""One named stream for each decision; the place in this list is the stream's number."""

_GOLDEN = np.uint64(0x9E3779B97F4A7C15)
_FIRST = np.uint64(0xBF58476D1CE4E5B9)
_SECOND = np.uint64(0x94D049BB133111EB)

# these kernels convert by NumPy's types alone, so that uncompiled they take whole arrays as well


@kernel("int64(int64, int64)")
def derive(key: int, index: int) -> np.int64:
    """Return 64 random bits for one index under a key."""
    bits = np.uint64(key) + (np.uint64(index) + np.uint64(1)) * _GOLDEN
    bits = (bits ^ (bits >> np.uint64(30))) * _FIRST
    bits = (bits ^ (bits >> np.uint64(27))) * _SECOND
    return np.int64(bits ^ (bits >> np.uint64(31)))


@kernel("int64(int64)")
def high_bits(bits: int) -> np.int64:
    """Return the upper 32 of 64 bits as a number from 0 to 2**32 - 1."""
    return np.int64(np.uint64(bits) >> np.uint64(32))


@kernel("int64(int64)")
def low_bits(bits: int) -> np.int64:
    """Return the lower 32 of 64 bits as a number from 0 to 2**32 - 1."""
    return np.int64(np.uint64(bits) & np.uint64(0xFFFFFFFF))


def threshold(share: float) -> int:
    """Return the number below which 32 random bits fall with the probability ``share``."""
    return round(min(max(share, 0.0), 1.0) * 2**32)


def stream_key(seed: int, replication: int, stream: str) -> int:
    """Return the key of a named stream in one replication under one seed."""
    return int(derive(derive(derive(0, seed), replication), STREAMS.index(stream)))


def name_key(name: str) -> int:
    """Return a stable 64-bit number for an identifier, the same in every process."""
    digest = hashlib.blake2b(name.encode(), digest_size=8).digest()
    return int.from_bytes(digest, "little", signed=True)
