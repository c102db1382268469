"""Programs small enough to be solved by hand."""

import numpy as np
import pytest

from planner.allocation.program import NoPlan, Program


def two_products(*, integer: bool) -> tuple[Program, np.ndarray[tuple[int], np.dtype[np.float64]]]:
    """Return: most of 5x + 4y with 6x + 4y <= 24 and x + 2y <= 6."""
    program = Program()
    columns = program.add_columns((2,), integer=integer)
    rows = program.add_rows((2,), -np.inf, [24, 6])
    program.add_entries(rows[:, None], columns, [[6, 4], [1, 2]])
    return program, np.array([-5.0, -4.0])


def test_a_linear_program_solved_by_hand() -> None:
    program, cost = two_products(integer=False)
    found = program.solve(cost)
    assert found.values == pytest.approx([3, 1.5])
    assert (found.objective, found.bound) == pytest.approx((-21, -21))
    assert found.status == "optimal"


def test_an_integer_program_solved_by_hand() -> None:
    program, cost = two_products(integer=True)
    found = program.solve(cost)
    assert found.values == pytest.approx([4, 0])
    assert found.objective == pytest.approx(-20)
    assert found.bound <= found.objective + 1e-6


def test_columns_keep_their_shape_and_their_bounds() -> None:
    program = Program()
    first = program.add_columns((2, 3), [1, 2, 3])
    second = program.add_columns((2,), 7)
    program.add_rows((1,), 0, 1)
    program.add_entries(np.array([0]), second[:1], 1.0)
    assert first.tolist() == [[0, 1, 2], [3, 4, 5]]
    assert second.tolist() == [6, 7]
    found = program.solve(np.full(8, -1.0))
    assert found.values[first] == pytest.approx(np.array([[1, 2, 3], [1, 2, 3]]))
    assert found.values[second] == pytest.approx([1, 7])


def test_entries_of_one_place_add_up_and_may_cancel() -> None:
    program = Program()
    columns = program.add_columns((2,), 100)
    rows = program.add_rows((1,), -np.inf, 12)
    for coefficient in (1.0, 0.0, 2.0):
        program.add_entries(rows, columns[:1], coefficient)
    program.add_entries(rows, columns[1:], 5.0)
    program.add_entries(rows, columns[1:], -5.0)
    assert program.solve(np.array([-1.0, -1.0])).values == pytest.approx([4, 100])


def test_the_same_program_gives_the_same_bytes() -> None:
    # every split of ten is as good as another, so only order decides
    def solved() -> bytes:
        program = Program()
        columns = program.add_columns((6, 4), 5, integer=True)
        rows = program.add_rows((4,), 10, 10)
        program.add_entries(rows[None, :], columns, 1.0)
        return program.solve(np.ones(24)).values.tobytes()

    assert solved() == solved()


def test_solving_again_after_another_row_holds_both() -> None:
    program, cost = two_products(integer=False)
    program.solve(cost)
    row = program.add_rows((1,), -np.inf, 2)
    program.add_entries(row, np.array([0]), 1.0)
    assert program.solve(cost).values == pytest.approx([2, 2])


@pytest.mark.parametrize("integer", [False, True])
def test_a_program_without_a_solution_is_an_error(integer: bool) -> None:
    program = Program()
    column = program.add_columns((1,), 1, integer=integer)
    row = program.add_rows((1,), 2, 3)
    program.add_entries(row, column, 1.0)
    with pytest.raises(NoPlan, match="INFEASIBLE"):
        program.solve(np.array([1.0]))
