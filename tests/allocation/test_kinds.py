"""Laboratories by kind: which are alike, and what a kind's tubes are for each of them."""

import numpy as np
import pytest

from planner.allocation.kinds import apart, kinds_of
from tests.allocation.tiny_problem import problem


def test_alike_are_those_of_the_same_districts_drives_and_first_period() -> None:
    given = problem(
        [[9, 0, 0], [9, 0, 0]],
        [[5, 5, 5], [7, 7, 7], [0, 5, 5], [5, 5, 5], [5, 5, 5], [0, 9, 9]],
        serves=[[1, 1, 1, 1, 0, 1], [1, 1, 1, 1, 1, 1]],
        travel_hours=[[1, 1, 1, 2, 1, 1], [1, 1, 1, 1, 1, 1]],
    )
    kinds = kinds_of(given)
    groups = {tuple(np.flatnonzero(kinds.kind == k).tolist()) for k in range(kinds.count)}
    assert groups == {(0, 1), (2, 5), (3,), (4,)}
    assert kinds.fixed_room[kinds.kind[0]].tolist() == [12, 12, 12]
    assert kinds.fixed_room[kinds.kind[2]].tolist() == [0, 14, 14]
    assert kinds.serves[:, kinds.kind[4]].tolist() == [0, 1]
    assert kinds.travel_hours[:, kinds.kind[3]].tolist() == [2, 1]
    assert len(kinds.most) == 0


def test_mobile_laboratories_are_one_call_where_their_rooms_are_the_same() -> None:
    given = problem([[9, 0]], [[4, 4], [6, 6], [6, 6], [3, 3]], mobile=[1, 2, 3])
    kinds = kinds_of(given)
    assert kinds.count == 1
    assert kinds.call[0] == -1
    assert kinds.call[1] == kinds.call[2] != kinds.call[3]
    assert sorted(kinds.most.tolist()) == [1, 2]
    # those at home need no call
    assert kinds.fixed_room.tolist() == [[4, 4]]
    called = np.where(kinds.most == 2, 1, 0)
    assert kinds.room(called).tolist() == [[10, 10]]
    assert kinds.room(kinds.most).tolist() == [[19, 19]]


@pytest.mark.parametrize("seed", range(10))
def test_apart_divides_everything_and_gives_each_its_part_of_the_room(seed: int) -> None:
    draw = np.random.default_rng(seed)
    districts, laboratories = 4, 7
    given = problem(
        [[9, 0, 0]] * districts,
        draw.uniform(1, 9, (laboratories, 3)).tolist(),
        travel_hours=np.tile(draw.integers(1, 3, laboratories), (districts, 1)).tolist(),
    )
    given.laboratory_district[:3] = draw.integers(0, districts, 3)
    kind = kinds_of(given).kind
    sent = draw.uniform(0, 100, (districts, kind.max() + 1))
    sent[1, 0] = 0
    share = apart(given, kind, sent, 2.5)
    assert (share >= 0).all()
    by_kind = np.array([share[:, kind == k].sum(axis=1) for k in range(kind.max() + 1)]).T
    assert by_kind == pytest.approx(np.where(sent > 0, 1.0, 0.0))
    # the third hour counts by half
    room = given.laboratory_room @ np.array([1, 1, 0.5])
    got = (share * sent[:, kind]).sum(axis=0)
    for k in range(kind.max() + 1):
        own = kind == k
        assert got[own] == pytest.approx(sent[:, k].sum() * room[own] / room[own].sum())


def test_a_district_fills_its_own_laboratory_first() -> None:
    given = problem([[9, 0]] * 2, [[10, 10], [10, 10]])
    given.laboratory_district[:] = [1, 0]
    share = apart(given, kinds_of(given).kind, np.array([[30.0], [10.0]]), 2)
    assert share == pytest.approx(np.array([[1 / 3, 2 / 3], [1, 0]]))


def test_laboratories_without_room_share_a_kind_evenly() -> None:
    given = problem([[9, 0]], [[0, 0], [0, 0]])
    assert apart(given, kinds_of(given).kind, np.array([[8.0]]), 2) == pytest.approx(0.5)
