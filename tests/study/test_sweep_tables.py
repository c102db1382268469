"""Tables for pictures of a sweep are what pandas makes of the same rows."""

import math
from pathlib import Path

import pyarrow as pa
import pyarrow.dataset as ds
import pytest
from pyarrow import parquet

from planner.study.sweep.axes import Axis
from planner.study.sweep_tables import (
    BINS,
    Between,
    OneOf,
    best_by,
    best_points,
    cells,
    counted,
    failures,
    meeting,
    scale_of,
)

HELP = Axis.model_validate({"name": "help", "options": {"it's": {}, "all": {}}})
SHARE = Axis.model_validate({"name": "share", "path": "a.b", "range": {"from": 0.0, "to": 1.0}})
CREWS = Axis.model_validate({"name": "crews", "path": "a.c", "values": [1, 2]})
ROWS = [
    # point, help, share, crews, in time, hours, failure
    (0, "it's", 0.05, 1, False, None, None),
    (0, "it's", 0.05, 1, True, 40.0, None),
    (0, "it's", 0.05, 1, False, None, None),
    (1, "it's", 0.95, 2, True, 30.0, None),
    (2, "all", 1.0, 2, True, 20.0, None),
    (3, "all", 0.5, 1, None, None, "RuntimeError: burst"),
]


@pytest.fixture
def rows(tmp_path: Path) -> ds.Dataset:
    point, helped, share, crews, met, hours, failure = zip(*ROWS, strict=True)
    count = len(ROWS)
    table = pa.table(
        {
            "point": pa.array(point, pa.int64()),
            "help": pa.array(helped).dictionary_encode(),
            "share": share,
            "crews": crews,
            "meets_target": pa.array(met, pa.bool_()),
            **{f"{clock}_hours": pa.array(hours, pa.float64())
               for clock in ("sampled", "resulted", "closed")},
            "binding_stage": pa.array(["courier"] * count).dictionary_encode(),
            "failure": pa.array(failure, pa.string()),
        }
    )  # fmt: skip
    parquet.write_table(table, tmp_path / "rows.parquet")
    return ds.dataset(tmp_path / "rows.parquet")


def test_fields_are_over_points_and_what_is_never_reached_is_latest(rows: ds.Dataset) -> None:
    found = cells(rows, scale_of(SHARE), scale_of(HELP), "resulted_hours", {})
    assert [(one.x, one.y, one.value, one.points) for one in found] == [
        (0, 0, math.inf, 1),
        (BINS - 1, 0, 30.0, 1),
        (BINS - 1, 1, 20.0, 1),
    ]
    (cell, _) = cells(rows, scale_of(CREWS), None, "probability", {})
    assert (cell.x, cell.y) == (0, 0) and math.isclose(cell.value, 1 / 3)


def test_filters_keep_levels_and_ranges(rows: ds.Dataset) -> None:
    assert counted(rows, {}) == 3
    assert counted(rows, {"help": OneOf(("it's",))}) == 2
    assert counted(rows, {"help": OneOf(("it's",)), "share": Between(0.5, 1.0)}) == 1
    assert counted(rows, {"help": OneOf(("' OR 1 = 1 OR help = '",))}) == 0
    assert counted(rows, {"crews": OneOf(())}) == 0


def test_the_best_are_found(rows: ds.Dataset) -> None:
    found = best_by(rows, scale_of(CREWS), "resulted_hours", {})
    assert [(one.place, one.value, one.point) for one in found] == [(0, math.inf, 0), (1, 20.0, 2)]
    points = best_points(rows, [HELP, CREWS], {})
    assert [one["point"] for one in points] == [2, 1, 0]
    assert points[0]["help"] == "all" and points[-1]["replications"] == 3
    assert meeting(rows, 0.95, {}) == 2


def test_failed_points_stand_apart(rows: ds.Dataset) -> None:
    assert failures(rows) == [("RuntimeError: burst", 1, 3)]
