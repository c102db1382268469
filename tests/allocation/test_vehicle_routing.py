from collections.abc import Iterator, Sequence
from itertools import permutations

import numpy as np
import pytest

from planner.allocation.program import Ints
from planner.allocation.vehicle_routing import (
    Fleet,
    fewest_routes,
    fewest_vehicles,
    keeps_limits,
    total,
)


def lengths(places: int, seed: int) -> Ints:
    """Drives between random points of a square; the depot comes first."""
    points = np.random.default_rng(seed).random((places + 1, 2)) * 3_000
    apart = np.linalg.norm(points[:, None] - points[None], axis=2)
    whole: Ints = np.rint(apart).astype(np.int64)
    return whole


def splits(places: Sequence[int]) -> Iterator[list[list[int]]]:
    """Yield every way to visit places, whatever the order of the routes."""
    if not places:
        yield []
        return
    first, *others = places
    for size in range(len(others) + 1):
        for chosen in permutations(others, size):
            rest = [place for place in others if place not in chosen]
            for position in range(size + 1):
                route = [*chosen[:position], first, *chosen[position:]]
                for more in splits(rest):
                    yield [route, *more]


@pytest.mark.parametrize("seed", range(12))
def test_small_fleets_agree_with_exhaustive_search(seed: int) -> None:
    rng = np.random.default_rng(seed)
    drives = lengths(6, seed)
    load = np.append(0, rng.integers(1, 5, 6))
    longest = int(rng.choice([5_000, 8_000, 50_000]))
    longest = max(longest, int((drives[0] + drives[:, 0]).max()))
    fleet = Fleet(drives, drives, longest, ((load, 9), (np.append(0, np.ones(6, int)), 3)))
    found = fewest_vehicles(fleet, 2)
    assert keeps_limits(fleet, found)
    assert sorted(place for route in found for place in route) == list(range(6))
    every = (routes for routes in splits(range(6)) if keeps_limits(fleet, routes))
    best = min((len(routes), total(drives, routes)) for routes in every)
    assert (len(found), total(drives, found)) == best


def test_drives_that_differ_by_direction_are_told_apart() -> None:
    drives = np.array([[0, 1, 50], [50, 0, 1], [1, 50, 0]])
    assert fewest_routes(Fleet(drives, drives, 1_000), 1) == [[0, 1]]


def test_too_few_vehicles_give_nothing_and_more_are_tried() -> None:
    drives = lengths(8, 1)
    each = (np.append(0, np.ones(8, int)), 1)
    fleet = Fleet(drives, drives, 10**6, (each,))
    assert fewest_routes(fleet, 7) is None
    assert fewest_vehicles(fleet, 1) == [[place] for place in range(8)]


def test_the_last_end_goes_before_the_drives() -> None:
    # two vehicles are needed; by drives alone three of the four places would share one
    work = np.array([0, 40, 40, 40, 40])
    drives = np.array([[0, 0, 0, 0, 0], *([[0, 0, 1, 1, 9]] * 3), [0, 9, 9, 9, 0]])
    np.fill_diagonal(drives, 0)
    time = drives + work[:, None]
    found = fewest_routes(Fleet(drives, time, 125, ends_early=True), 3)
    assert found is not None
    assert sorted(map(len, found)) == [2, 2]
    by_drives = fewest_routes(Fleet(drives, time, 125), 3)
    assert by_drives is not None
    assert sorted(map(len, by_drives)) == [1, 3]


def test_the_same_fleet_has_the_same_routes() -> None:
    drives = lengths(60, 3)
    fleet = Fleet(drives, drives, 10**6, ((np.append(0, np.ones(60, int)), 3),))
    assert fewest_vehicles(fleet, 20) == fewest_vehicles(fleet, 20)
