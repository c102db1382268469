"""What the rows of a sweep come to in tables for pictures: filtered, by axis, and best points."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pyarrow.dataset as ds

from planner.outcome.outcome import CLOCKS
from planner.study.sweep.axes import Axis, Value
from planner.study.sweep.query import query
from planner.study.sweep.rows import axis_cells

BINS = 10
MOST_LEVELS = 40
"""An axis of numbers with more levels is cut into ``BINS`` parts of equal width."""
BEST = 20
FAILURES = 20


@dataclass(frozen=True)
class Figure:
    """A figure of a point, and how it is taken together over points."""

    of_point: str
    """Over the replications of a point, in SQL."""
    of_points: str
    """Over points, in SQL; of the figure's name."""
    more_is_better: bool


def _hours(clock: str) -> Figure:
    # a clock that is never reached is later than any other
    return Figure(f"median(coalesce({clock}_hours, 'infinity'::DOUBLE))", "median", False)


FIGURES: Mapping[str, Figure] = {
    "probability": Figure("avg(meets_target::INT)", "avg", True),
    **{f"{clock}_hours": _hours(clock) for clock in CLOCKS},
    "share_in_time": Figure("avg(resulted_at_deadline_persons / expected_persons)", "avg", True),
    "resulted_persons": Figure("avg(resulted_persons)", "avg", True),
    "collected_tubes": Figure("avg(collected_tubes)", "avg", False),
    "breached_tubes": Figure("avg(breached_tubes)", "avg", False),
}
"""Figures that are drawn, by name."""


@dataclass(frozen=True)
class OneOf:
    """Keeps the points at which an axis has one of these values, as rows have them."""

    values: tuple[Value, ...]


@dataclass(frozen=True)
class Between:
    """Keeps the points at which an axis is within two ends, both included."""

    low: float
    high: float


Filters = Mapping[str, OneOf | Between]
"""By the name of an axis."""


@dataclass(frozen=True)
class Scale:
    """An axis as a picture has it: its levels one by one, or parts of equal width."""

    name: str
    levels: tuple[Value, ...]
    """As rows have them; none where the axis is cut into parts."""
    edges: tuple[float, ...] = ()
    """The ends of the parts, one more than parts."""

    @property
    def fields(self) -> int:
        """How many places it has."""
        return len(self.levels) or len(self.edges) - 1

    @property
    def numbers(self) -> tuple[float, ...] | None:
        """The middle of each place as a number, None where some are no numbers."""
        if self.edges:
            ends = zip(self.edges, self.edges[1:], strict=False)
            return tuple((low + high) / 2 for low, high in ends)
        try:
            return tuple(float(str(one).replace(",", "")) for one in self.levels)
        except ValueError:
            return None

    @property
    def sql(self) -> str:
        """The number of the place, from 0, in SQL."""
        column = quoted(self.name)
        if not self.edges:
            places = " ".join(f"WHEN {_literal(one)} THEN {n}" for n, one in enumerate(self.levels))
            return f"CASE {column} {places} END"
        low, width = self.edges[0], self.edges[1] - self.edges[0]
        return f"least(floor(({column} - {low!r}) / {width!r}), {self.fields - 1})::INT"


def scale_of(axis: Axis) -> Scale:
    """Return an axis as a picture has it."""
    levels = levels_of(axis)
    if levels and (len(levels) <= MOST_LEVELS or axis.range is None):
        return Scale(axis.name, levels)
    assert axis.range is not None
    low, width = float(axis.range.start), float(axis.range.to) - float(axis.range.start)
    return Scale(axis.name, (), tuple(low + n * width / BINS for n in range(BINS + 1)))


def levels_of(axis: Axis) -> tuple[Value, ...]:
    """Return the levels of an axis as its rows have them."""
    return tuple(axis_cells([axis], [one])[axis.name] for one in axis.levels)


@dataclass(frozen=True)
class Cell:
    """One field of a heat map."""

    x: int
    y: int
    value: float
    """Infinite for a clock that is never reached."""
    points: int


def cells(rows: ds.Dataset, x: Scale, y: Scale | None, figure: str, filters: Filters) -> list[Cell]:
    """Return a figure by one or two axes, over all points that the filters keep."""
    taken = FIGURES[figure].of_points
    names = [x.name] if y is None else [x.name, y.name]
    up = "0" if y is None else y.sql
    found = query(
        rows,
        f"WITH points AS ({_points([figure], names, filters)}) "
        f"SELECT {x.sql} AS x, {up} AS y, {taken}({figure}) AS value, count(*) AS points "
        f"FROM points GROUP BY ALL ORDER BY 1, 2",
    )
    return [Cell(x, y, float(value), points) for x, y, value, points in found.rows]


@dataclass(frozen=True)
class Reached:
    """The best that is reached at one place of an axis."""

    place: int
    value: float
    point: int


def best_by(rows: ds.Dataset, cost: Scale, figure: str, filters: Filters) -> list[Reached]:
    """Return the best value of a figure at each place of an axis, and a point that reaches it."""
    end, at = ("max", "arg_max") if FIGURES[figure].more_is_better else ("min", "arg_min")
    found = query(
        rows,
        f"WITH points AS ({_points([figure], [cost.name], filters)}) "
        f"SELECT {cost.sql} AS place, {end}({figure}), {at}(point, {figure}) "
        f"FROM points GROUP BY 1 ORDER BY 1",
    )
    return [Reached(place, float(value), point) for place, value, point in found.rows]


def best_points(rows: ds.Dataset, axes: Sequence[Axis], filters: Filters) -> list[dict[str, Any]]:
    """Return the points of highest probability, the earliest results first among equals."""
    names = [axis.name for axis in axes]
    figures = ("probability", *(f"{clock}_hours" for clock in CLOCKS))
    found = query(
        rows,
        f"{_points(figures, names, filters)} "
        f"ORDER BY probability DESC, resulted_hours, point LIMIT {BEST}",
    )
    return [dict(zip(found.columns, row, strict=True)) for row in found.rows]


def counted(rows: ds.Dataset, filters: Filters) -> int:
    """Return how many points the filters keep, those that failed left out."""
    question = f"SELECT count(DISTINCT point) FROM sweep WHERE {_where(filters)}"
    return int(query(rows, question).rows[0][0])


def failures(rows: ds.Dataset) -> list[tuple[str, int, int]]:
    """Return why points failed, how many of them, and the first, the commonest reason first."""
    question = (
        "SELECT failure, count(DISTINCT point), min(point) FROM sweep WHERE failure IS NOT NULL "
        f"GROUP BY 1 ORDER BY 2 DESC, 1 LIMIT {FAILURES}"
    )
    return [(str(reason), int(count), int(first)) for reason, count, first in
            query(rows, question).rows]  # fmt: skip


def quoted(name: str) -> str:
    """Write the name of a column."""
    return f'"{name}"'


def meeting(rows: ds.Dataset, probability: float, filters: Filters) -> int:
    """Return how many points meet their target with a probability or a higher one."""
    points = _points(["probability"], [], filters)
    question = f"SELECT count(*) FROM ({points}) WHERE probability >= {probability!r}"
    return int(query(rows, question).rows[0][0])


def _points(figures: Sequence[str], axes: Sequence[str], filters: Filters) -> str:
    """Return the question for one row a point: its axes and figures."""
    columns = "".join(f", {quoted(name)}" for name in axes)
    taken = ", ".join(f"{FIGURES[name].of_point} AS {name}" for name in figures)
    return (
        f"SELECT point{columns}, {taken}, count(*) AS replications, "
        f"mode(binding_stage::VARCHAR) AS binding_stage FROM sweep WHERE {_where(filters)} "
        f"GROUP BY point{columns}"
    )


def _where(filters: Filters) -> str:
    parts = ["failure IS NULL"]
    for name, kept in filters.items():
        column = quoted(name)
        if isinstance(kept, Between):
            parts.append(f"{column} BETWEEN {kept.low!r} AND {kept.high!r}")
        else:
            values = ", ".join(map(_literal, kept.values))
            parts.append(f"{column} IN ({values})" if values else "false")
    return " AND ".join(parts)


def _literal(value: Value) -> str:
    """Write a value of a row in SQL; texts cannot end their quotes."""
    if isinstance(value, bool):
        return str(value).upper()
    if isinstance(value, float):
        return f"'{value!r}'::DOUBLE" if math.isfinite(value) else "NULL"
    if isinstance(value, int):
        return str(value)
    return "'" + str(value).replace("'", "''") + "'"
