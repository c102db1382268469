"""Effects by hand: a linear model, clocks that are never reached, points that failed."""

import numpy as np
import pyarrow as pa
import pyarrow.dataset as ds
import pytest
from SALib.analyze import morris

from planner.outcome.outcome import CLOCKS
from planner.simulation.layout import Floats
from planner.study.request import RequestError
from planner.study.sensitivity.designs import TRAJECTORIES, problem, unit_points
from planner.study.sensitivity.effects import Measured, ends_of, measured, screening_of
from planner.study.sensitivity.parameters import LEVELS

SLOPES = np.array([5.0, -2.0, 0.0])


def rows(hours: Floats, met: list[bool], failure: str | None = None) -> ds.Dataset:
    """Return one replication a point; hours have shape (points, clocks)."""
    columns = {
        "point": list(range(len(hours)))[::-1],
        "meets_target": met,
        "failure": [failure, *[None] * (len(hours) - 1)],
        **{f"{clock}_hours": hours[:, n] for n, clock in enumerate(CLOCKS)},
    }
    table = pa.table(columns)
    return ds.dataset(pa.Table.from_pandas(table.to_pandas().convert_dtypes()))


def test_trajectories_change_one_value_at_a_time() -> None:
    points = unit_points(3, seed=4)
    assert points.shape == (4 * TRAJECTORIES, 3)
    np.testing.assert_allclose(points * (LEVELS - 1), np.rint(points * (LEVELS - 1)), atol=1e-9)
    for path in points.reshape(TRAJECTORIES, 4, 3):
        assert ((path[1:] != path[:-1]).sum(axis=1) == 1).all()
    np.testing.assert_array_equal(points, unit_points(3, seed=4))
    assert (points != unit_points(3, seed=5)).any()


def test_a_linear_model_has_its_slopes_and_no_spread() -> None:
    points = unit_points(3, seed=4)
    line = 40 + points @ SLOPES
    crossed = 40 + 8 * points[:, 0] * points[:, 1]
    found = screening_of(Measured(np.column_stack([line, crossed]), 0), 3, seed=4)
    np.testing.assert_allclose(found[0].mu, SLOPES, atol=1e-9)
    np.testing.assert_allclose(found[0].mu_star, np.abs(SLOPES), atol=1e-9)
    np.testing.assert_allclose(found[0].sigma, 0, atol=1e-9)
    assert found[1].sigma[0] > 0.1
    assert found[1].mu_star[2] == 0
    own = morris.analyze(problem(3), points, crossed, num_levels=LEVELS, seed=4)
    np.testing.assert_allclose(found[1].mu_star, own["mu_star"])
    np.testing.assert_allclose(found[1].sigma, own["sigma"])


def test_clocks_that_are_never_reached_count_as_the_horizon() -> None:
    hours = np.array([[10, 20, np.nan], [12, np.nan, np.nan], [14, 30, 40.0]])
    found = measured(rows(hours, [False, False, True]), horizon_hours=72)
    assert found.never == 3
    np.testing.assert_array_equal(
        found.results, [[14, 30, 40, 1], [12, 72, 72, 0], [10, 20, 72, 0]]
    )
    (ends,) = ends_of(found)
    assert ends.change(1) == 20 - 72
    assert ends.span(1, found.results[0]) == 52


def test_a_failed_point_is_told() -> None:
    with pytest.raises(RequestError, match="1 points failed, the first with out of memory"):
        measured(rows(np.ones((3, 3)), [True] * 3, "out of memory"), 72)
