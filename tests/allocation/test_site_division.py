"""Least drives for ten thousand sites in seconds, and for a few against every division there is."""

from itertools import product
from time import process_time

import numpy as np
import pytest
from scipy.optimize import linprog

from planner.allocation.program import Floats, Ints
from planner.allocation.site_division import (
    NEAREST,
    OVERFLOW,
    divide_tubes,
)


def test_ten_thousand_sites_are_divided_over_a_hundred_laboratories_in_seconds() -> None:
    draw = np.random.default_rng(1)
    sites, laboratories = 10_000, 100
    tubes = draw.integers(20, 200, sites)
    share = draw.uniform(0.5, 1.5, laboratories)
    room = np.ceil(1.1 * tubes.sum() * share / share.sum()).astype(np.int64)
    ends = draw.uniform(0, 100, (sites, 2)), draw.uniform(0, 100, (laboratories, 2))
    cost = np.linalg.norm(ends[0][:, None] - ends[1][None], axis=2)
    begun = process_time()
    found = divide_tubes(tubes, room, cost)
    seconds = process_time() - begun
    print(f"{sites:,} sites, {laboratories} laboratories: {seconds:.2f} s")
    assert seconds < 5
    assert found.overflow.sum() == 0
    assert (found.tubes.sum(axis=1) == tubes).all()
    assert (found.tubes.sum(axis=0) <= room).all()
    nearest = (tubes * cost.min(axis=1)).sum()
    spent = (found.tubes * cost).sum()
    assert nearest <= spent <= 1.5 * nearest
    # no two of a sample of tubes could exchange laboratories and drive less
    at, to = np.nonzero(found.tubes)
    one, other = draw.integers(0, len(at), (2, 100_000))
    before = cost[at[one], to[one]] + cost[at[other], to[other]]
    after = cost[at[one], to[other]] + cost[at[other], to[one]]
    among = np.argsort(np.argsort(cost, axis=1), axis=1) < NEAREST
    possible = among[at[one], to[other]] & among[at[other], to[one]]
    assert (before <= after + 1e-4 * cost.max() * 4)[possible].all()
    # the flow splits the places of few laboratories only
    assert (np.count_nonzero(found.tubes, axis=1) > 1).sum() < laboratories


def least_cost(tubes: Ints, room: Ints, cost: Floats) -> float:
    """Return the least cost of whole tubes over every division of each site's."""
    best, dear = np.inf, OVERFLOW * cost[np.isfinite(cost)].max()
    ways = [
        [way for way in product(range(count + 1), repeat=len(room)) if sum(way) <= count]
        for count in tubes.tolist()
    ]
    price = np.where(np.isfinite(cost), cost, dear)
    for chosen in product(*ways):
        divided = np.array(chosen)
        if (divided.sum(axis=0) <= room).all():
            over = tubes.sum() - divided.sum()
            best = min(best, float((divided * price).sum() + dear * over))
    return best


@pytest.mark.parametrize("seed", range(12))
def test_no_division_of_a_few_tubes_costs_less(seed: int) -> None:
    draw = np.random.default_rng(seed)
    tubes, room = draw.integers(0, 4, 3), draw.integers(0, 5, 3)
    cost = draw.integers(1, 9, (3, 3)).astype(float)
    cost[draw.random((3, 3)) < 0.15] = np.inf
    cost[0, 0] = 8
    found = divide_tubes(tubes, room, cost)
    assert (found.tubes.sum(axis=1) + found.overflow == tubes).all()
    assert (found.tubes.sum(axis=0) <= room).all()
    assert (found.tubes[~np.isfinite(cost)] == 0).all()
    dear = OVERFLOW * cost[np.isfinite(cost)].max()
    spent = (found.tubes * np.where(np.isfinite(cost), cost, 0)).sum()
    assert spent + dear * found.overflow.sum() == pytest.approx(least_cost(tubes, room, cost))


def test_a_middling_division_is_that_of_the_linear_program() -> None:
    draw = np.random.default_rng(3)
    tubes, room = draw.integers(5, 20, 40), np.full(6, 90)
    cost = draw.uniform(1, 9, (40, 6)).round(3)
    found = divide_tubes(tubes, room, cost)
    by_site = np.kron(np.eye(40), np.ones(6))
    by_laboratory = np.tile(np.eye(6), 40)
    known = linprog(cost.ravel(), by_laboratory, room, by_site, tubes)
    assert (found.tubes * cost).sum() == pytest.approx(known.fun, rel=1e-3)


def test_tubes_for_which_nobody_has_room_are_left_over() -> None:
    cost = np.array([[1.0, 2], [3, 1], [2, 9], [np.inf, np.inf]])
    full = divide_tubes(np.array([10, 8, 9, 5]), np.zeros(2, dtype=np.int64), cost)
    assert full.overflow.tolist() == [10, 8, 9, 5]


def test_only_the_nearest_are_considered() -> None:
    cost = np.array([[1.0, 2, 3]])
    found = divide_tubes(np.array([9]), np.array([4, 4, 4]), cost, nearest=2)
    assert found.tubes.tolist() == [[4, 4, 0]]
    assert found.overflow.tolist() == [1]
