"""What a sweep came to, as far as it is done: by level of each axis, and its best points."""

from collections.abc import Mapping
from typing import Any

import pyarrow.dataset as ds

from planner.study.sweep.query import Answer, query
from planner.study.sweep.store import Record, Store

MOST_LEVELS = 20
"""An axis of more values is summed up by parts of equal width."""
BEST = 10
"""Points that are named."""

_POINT = """SELECT point, {axes}, count(*) FILTER (failure IS NULL) AS replications,
avg(meets_target::INT) AS probability, median(sampled_hours) AS sampled_hours,
median(resulted_hours) AS resulted_hours, median(closed_hours) AS closed_hours,
mode(binding_stage::VARCHAR) AS binding_stage, any_value(failure) AS failure
FROM sweep GROUP BY ALL"""
_TOTALS = """SELECT count(DISTINCT point), count(*) FILTER (failure IS NULL),
count(DISTINCT point) FILTER (failure IS NOT NULL) FROM sweep"""
_LEVELS = """WITH points AS ({points}) SELECT {level} AS {axis}, count(*) AS points,
avg(probability) AS probability, median(sampled_hours) AS sampled_hours,
median(resulted_hours) AS resulted_hours, median(closed_hours) AS closed_hours,
mode(binding_stage) AS binding_stage
FROM points WHERE failure IS NULL GROUP BY 1 ORDER BY min({axis})"""
_BEST = """SELECT * EXCLUDE (failure) FROM ({points}) WHERE failure IS NULL
ORDER BY probability DESC, resulted_hours ASC NULLS LAST, point LIMIT {best}"""
_FAILURES = """SELECT failure, count(DISTINCT point) AS points, min(point) AS first
FROM sweep WHERE failure IS NOT NULL GROUP BY 1 ORDER BY 2 DESC, 1 LIMIT {best}"""

Json = dict[str, Any]


def summarise(store: Store) -> Json:
    """Return the summary as plain data.

    Returns
    -------
    dict
        Points asked for, done and failed, replications, a table for each axis, the best points
        (highest probability, then earliest results) and the commonest failures. A clock is the
        median over replications, and over points in the tables by axis.
    """
    rows, record = store.rows(), store.record() or {}
    if not rows.count_rows():
        return _head(record) | {"points_done": 0, "points_failed": 0, "replications": 0,
                                "axes": {}, "best": [], "failures": []}  # fmt: skip
    names = [axis["name"] for axis in record["definition"]["axes"]]
    points = _POINT.format(axes=", ".join(map(_quoted, names)))
    ((done, replications, failed),) = query(rows, _TOTALS).rows
    return _head(record) | {
        "points_done": done,
        "points_failed": failed,
        "replications": replications,
        "axes": {name: _named(_by_level(rows, name, points)) for name in names},
        "best": _named(query(rows, _BEST.format(points=points, best=BEST))),
        "failures": _named(query(rows, _FAILURES.format(best=BEST))),
    }


def _head(record: Record) -> Json:
    return {"sweep": record["sweep"], "points": record["points"]}


def _by_level(rows: ds.Dataset, name: str, points: str) -> Answer:
    axis = _quoted(name)
    counted = f"SELECT count(DISTINCT {axis}), min({axis}), max({axis}) FROM sweep"
    ((levels, low, high),) = query(rows, counted).rows
    level = axis
    if levels > MOST_LEVELS and isinstance(low, int | float):
        width = (high - low) / MOST_LEVELS
        part = f"least(floor(({axis} - {low}) / {width}), {MOST_LEVELS - 1})"
        level = f"round({low} + {width} * {part}, 6)"
    return query(rows, _LEVELS.format(points=points, level=level, axis=axis))


def _quoted(name: str) -> str:
    return f'"{name}"'


def _named(answer: Answer) -> list[Mapping[str, Any]]:
    rows: list[Mapping[str, Any]] = answer.to_json()["rows"]
    return rows
