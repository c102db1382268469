import numpy as np
import pytest

from planner.outcome.digest import Digest, digest_replication
from planner.outcome.gather import Gathered
from tests.outcome.tiny_city import layout, scenario, tally, zeros

CITY = layout()


def digest(replication: int, done: int = 100) -> Digest:
    waits = zeros(2, 721)
    waits[0, replication] = done
    one = tally(
        CITY,
        replication,
        sampled=({9: done}, {9: 50}),
        resulted=({59: done}, {59: 50}),
        waits=waits,
    )
    return digest_replication(scenario(), CITY, one)


def test_counts_are_added_up_and_cases_are_put_in_order() -> None:
    gathered = Gathered([digest(2), digest(0), digest(1, done=60)])
    assert [case.replication for case in gathered.cases] == [0, 1, 2]
    assert (len(gathered), gathered.successes) == (3, 2)
    np.testing.assert_array_equal(gathered.counts.waits[0, :4], [100, 60, 100, 0])


def test_a_replication_counts_once() -> None:
    gathered = Gathered([digest(0)])
    with pytest.raises(ValueError, match="replication 0 came twice"):
        gathered.add(digest(0, done=50))
    assert gathered.counts.waits.sum() == 100


def test_nothing_gathered_has_no_counts() -> None:
    with pytest.raises(ValueError, match="make at least 1"):
        _ = Gathered().counts


def test_what_is_kept_of_each_replication_does_not_hold_its_curves() -> None:
    """A case must not be a window on the 40 MB of minute curves behind it."""
    kept = [value for value in vars(digest(0).case).values() if isinstance(value, np.ndarray)]
    behind = [value.base if isinstance(value.base, np.ndarray) else value for value in kept]
    assert max(array.nbytes for array in behind) < CITY.minutes * 8
