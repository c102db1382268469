"""Draws by counter: pure, distinct, uniform and independent as far as a test can tell.

Seeds are fixed, so a test either always passes or never. Bounds are quantiles at 1e-6, far from
what chance does and near enough for a draw that is not random to fall outside.
"""

import hashlib
from collections.abc import Callable
from itertools import product

import numpy as np
import pytest
from numpy.typing import NDArray
from scipy.stats import chi2, norm

from planner.simulation.layout import Ints
from planner.simulation.streams import (
    STREAMS,
    derive,
    high_bits,
    low_bits,
    name_key,
    stream_key,
    threshold,
)

DRAWS = 100_000
UNLIKELY = 1e-6
Half = Callable[[Ints], NDArray[np.uint64]]
KEY = stream_key(1, 0, "swab")


def draws(key: int, count: int = DRAWS) -> Ints:
    return np.array([derive(key, index) for index in range(count)], dtype=np.int64)


def upper(bits: Ints) -> NDArray[np.uint64]:
    return bits.astype(np.uint64) >> np.uint64(32)


def lower(bits: Ints) -> NDArray[np.uint64]:
    return bits.astype(np.uint64) & np.uint64(0xFFFFFFFF)


def entities(count: int) -> Ints:
    """Draw the first number of many entities, as a site's people and tables are drawn."""
    return np.array([derive(derive(KEY, entity), 0) for entity in range(count)], dtype=np.int64)


SEQUENCES = {"indices of one entity": draws(KEY), "first draws of entities": entities(DRAWS)}


def splitmix64(state: int, count: int) -> list[int]:
    """SplitMix64 as its authors publish it, in plain integers."""
    mask = 2**64 - 1
    outputs = []
    for _ in range(count):
        state = (state + 0x9E3779B97F4A7C15) & mask
        bits = state
        bits = ((bits ^ (bits >> 30)) * 0xBF58476D1CE4E5B9) & mask
        bits = ((bits ^ (bits >> 27)) * 0x94D049BB133111EB) & mask
        outputs.append(bits ^ (bits >> 31))
    return outputs


@pytest.mark.parametrize("key", [0, 1, -1, 2**62, -(2**63), 1234567])
def test_a_key_and_its_indices_give_the_published_generator(key: int) -> None:
    ours = [derive(key, index) % 2**64 for index in range(100)]
    assert ours == splitmix64(key % 2**64, 100)


def test_the_published_first_numbers_of_the_generator() -> None:
    # The authors' C program with the seed 1234567, as Rosetta Code prints it.
    published = [6457827717110365317, 3203168211198807973, 9817491932198370423]
    assert [derive(1234567, index) % 2**64 for index in range(3)] == published


def test_a_draw_depends_on_nothing_but_its_names() -> None:
    there = [stream_key(3, 5, name) for name in STREAMS]
    backwards = [stream_key(3, 5, name) for name in reversed(STREAMS)]
    assert there == backwards[::-1]
    assert np.array_equal(draws(KEY, 100)[::-1], [derive(KEY, i) for i in reversed(range(100))])


def test_every_name_changes_the_draw() -> None:
    names = product((0, 1, 2, 2**40), range(20), STREAMS)
    keys = [stream_key(*name) for name in names]
    drawn = {
        derive(derive(key, entity), index)
        for key in keys
        for entity, index in product(range(5), range(5))
    }
    assert len(drawn) == len(keys) * 25


def test_streams_are_named_once() -> None:
    assert len(set(STREAMS)) == len(STREAMS)


def test_names_are_the_same_in_every_process() -> None:
    # blake2b of the name, not Python's salted hash: the number may never change.
    digest = hashlib.blake2b(b"XC-001", digest_size=8).digest()
    assert name_key("XC-001") == int.from_bytes(digest, "little", signed=True)
    assert len({name_key(f"T{n}") for n in range(10_000)}) == 10_000


@pytest.mark.parametrize("half", [upper, lower])
@pytest.mark.parametrize("sequence", SEQUENCES)
def test_halves_are_uniform(sequence: str, half: Half) -> None:
    cells = 1024
    counts = np.bincount((half(SEQUENCES[sequence]) >> np.uint64(22)).astype(int), minlength=cells)
    expected = DRAWS / cells
    statistic = float(((counts - expected) ** 2 / expected).sum())
    low, high = chi2.ppf([UNLIKELY, 1 - UNLIKELY], cells - 1)
    assert low < statistic < high


@pytest.mark.parametrize("sequence", SEQUENCES)
def test_every_bit_is_fair(sequence: str) -> None:
    bits = SEQUENCES[sequence].astype(np.uint64)
    ones = np.array([int(((bits >> np.uint64(place)) & np.uint64(1)).sum()) for place in range(64)])
    scores = (ones - DRAWS / 2) / np.sqrt(DRAWS / 4)
    assert np.abs(scores).max() < norm.isf(UNLIKELY / 2)


@pytest.mark.parametrize("lag", [1, 2, 7, 64])
@pytest.mark.parametrize("sequence", SEQUENCES)
def test_neighbours_are_not_correlated(sequence: str, lag: int) -> None:
    values = upper(SEQUENCES[sequence]) / 2**32
    correlation = np.corrcoef(values[:-lag], values[lag:])[0, 1]
    assert abs(correlation) * np.sqrt(DRAWS - lag) < norm.isf(UNLIKELY / 2)


def test_pairs_of_neighbours_fill_the_square_evenly() -> None:
    cells = 32
    place = (upper(SEQUENCES["indices of one entity"]) >> np.uint64(27)).astype(int)
    pairs = place[0::2] * cells + place[1::2]
    counts = np.bincount(pairs, minlength=cells * cells)
    expected = len(pairs) / cells**2
    statistic = float(((counts - expected) ** 2 / expected).sum())
    low, high = chi2.ppf([UNLIKELY, 1 - UNLIKELY], cells**2 - 1)
    assert low < statistic < high


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (stream_key(1, 0, "register"), stream_key(1, 0, "swab")),
        (stream_key(1, 0, "swab"), stream_key(1, 1, "swab")),
        (stream_key(1, 0, "swab"), stream_key(2, 0, "swab")),
        (derive(KEY, 0), derive(KEY, 1)),
    ],
    ids=["streams", "replications", "seeds", "entities"],
)
def test_draws_under_neighbouring_names_are_not_correlated(one: int, other: int) -> None:
    correlation = np.corrcoef(upper(draws(one)) / 2**32, upper(draws(other)) / 2**32)[0, 1]
    assert abs(correlation) * np.sqrt(DRAWS) < norm.isf(UNLIKELY / 2)


def test_both_halves_of_a_draw_are_not_correlated() -> None:
    # A person's attendance and infection are the halves of one draw.
    bits = SEQUENCES["indices of one entity"]
    correlation = np.corrcoef(upper(bits) / 2**32, lower(bits) / 2**32)[0, 1]
    assert abs(correlation) * np.sqrt(DRAWS) < norm.isf(UNLIKELY / 2)


@pytest.mark.parametrize("bits", [0, 1, -1, 2**63 - 1, -(2**63), 0x1234_5678_9ABC_DEF0])
def test_halves_are_the_upper_and_lower_32_bits(bits: int) -> None:
    assert high_bits(bits) == (bits % 2**64) >> 32
    assert low_bits(bits) == bits % 2**32


@pytest.mark.parametrize(
    ("share", "below"),
    [(0, 0), (1, 2**32), (0.5, 2**31), (0.25, 2**30), (-0.1, 0), (1.1, 2**32), (2**-32, 1)],
)
def test_a_threshold_cuts_off_its_share_of_32_bits(share: float, below: int) -> None:
    assert threshold(share) == below


def test_nobody_and_everybody_fall_below_the_extreme_thresholds() -> None:
    # 32 bits lie below 2**32 and never below 0, so shares of 0 and 1 are exact.
    assert high_bits(0) >= threshold(0)
    assert high_bits(-1) < threshold(1)


@pytest.mark.parametrize("share", [0.005, 0.05, 0.3, 0.95])
def test_the_share_below_a_threshold_is_the_share_asked_for(share: float) -> None:
    below = int((upper(SEQUENCES["indices of one entity"]) < threshold(share)).sum())
    deviation = np.sqrt(DRAWS * share * (1 - share))
    assert abs(below - DRAWS * share) < norm.isf(UNLIKELY / 2) * deviation
