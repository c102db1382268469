"""Labels on maps lie in their district and never on each other."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from planner.report.label_places import free_places, widest_point

SQUARE = np.array([[0, 0], [4, 0], [4, 4], [0, 4], [0, 0]], dtype=float)
BOX = (0.3, 0.2)


@given(arrays(float, st.tuples(st.integers(1, 30), st.just(2)), elements=st.floats(0, 3)))
def test_labels_stand_apart(wanted: np.ndarray) -> None:
    placed = free_places(wanted, BOX)
    np.testing.assert_array_equal(placed[0], wanted[0])
    apart = np.abs(placed[:, None] - placed) >= np.array(BOX)
    assert (apart.any(axis=2) | np.eye(len(placed), dtype=bool)).all()


def test_labels_that_are_apart_stay_where_they_are() -> None:
    wanted = np.array([[0.0, 0.0], [0.3, 0.0], [0.0, 0.2]])
    np.testing.assert_array_equal(free_places(wanted, BOX), wanted)


def test_the_label_of_a_district_around_a_city_lies_outside_the_hole() -> None:
    hole = SQUARE * 0.6 + 0.2
    x, y = widest_point(((SQUARE, hole),))
    assert 0 < x < 4 and 0 < y < 4
    assert not (0.2 <= x <= 2.6 and 0.2 <= y <= 2.6)


def test_the_largest_part_of_a_district_gets_the_label() -> None:
    x, y = widest_point(((SQUARE / 10,), (SQUARE + 10,)))
    assert (x > 10, y > 10) == (True, True)
    assert abs(x - 12) < 0.2 and abs(y - 12) < 0.2


def test_an_outline_without_an_inside_has_a_label_still() -> None:
    line = np.array([[0.0, 0.0], [2.0, 0.0], [1.0, 0.0], [0.0, 0.0]])
    assert widest_point(((line,),)) == (1.0, 0.0)
