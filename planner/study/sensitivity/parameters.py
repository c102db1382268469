"""What of a scenario is varied: each parameter with its value, its levels and how they are set."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any, get_args

from pydantic import BaseModel
from pydantic.fields import FieldInfo

from planner.scenario.faults import Fault, ScenarioFaults, shown
from planner.scenario.names import TABLES, known_settings, suggestion, table_file
from planner.scenario.overview import settings_of, value_of
from planner.scenario.phrase import Phrase
from planner.scenario.read import Folder, RawRow
from planner.scenario.scenario import Scenario
from planner.scenario.sourced import is_assumed
from planner.scenario.written import as_data, unit_of, written
from planner.study.sensitivity.ranges import EVERY, Range
from planner.study.sweep.axes import Axis, Overrides

LEVELS = 4
"""From the lower end of a range to the upper; even, as Morris's trajectories ask."""
PERCENT = "%"
DIGITS = 4
"""Significant digits of a level between the ends, so that it is written as a person would."""
LONGEST_NAME = 64


@dataclass(frozen=True)
class Parameter:
    """A value of the scenario and what it could be instead."""

    path: str
    name: str
    """A column of the results."""
    en: str
    zh: str
    unit: str
    given: str
    """The scenario's value, as a person reads it."""
    ends: tuple[str, str]
    """The range's."""
    assumed: bool
    """Whether nobody published the value."""
    source: str
    range_source: str
    levels: tuple[tuple[str, Overrides], ...]
    """From the lower end to the upper, each with its label and how it is set."""

    @cached_property
    def axis(self) -> Axis:
        """The parameter as an axis of a sweep: first what is given, which sets nothing."""
        return Axis(name=self.name, options={self.given: {}, **self._others})

    @cached_property
    def numbers(self) -> tuple[int, ...]:
        """The number on the axis of each level; levels that round alike are one."""
        labels = list(self.axis.levels)
        return tuple(labels.index(label) for label, _ in self.levels)

    @property
    def _others(self) -> dict[str, Any]:
        return {label: dict(how) for label, how in self.levels if label != self.given}


@dataclass(frozen=True)
class Parameters:
    """What is varied, and the paths of ranges that mean nothing in this scenario."""

    varied: tuple[Parameter, ...]
    left_out: tuple[str, ...]


def parameters_of(
    ranges: tuple[Range, ...], base: Folder, scenario: Scenario, file: str
) -> Parameters:
    """Return the parameters of a scenario that have a range and a meaning in it.

    Raises
    ------
    ScenarioFaults
        With every range that cannot be of this scenario.
    """
    sources = {one.key: one.source for one in settings_of(scenario)}
    named = {one.path for one in ranges}
    varied: list[Parameter] = []
    left_out: list[str] = []
    faults: list[Fault] = []
    for one in ranges:
        if not _applies(one, base, scenario):
            left_out.append(one.path)
            continue
        if one.is_of_cells:
            found = _of_cells(one, base, named, file, faults)
        else:
            found = _of_setting(one, scenario, sources[one.target], file, faults)
        if found is None:
            left_out.append(one.path)
        else:
            varied.append(found)
    if not varied and not faults:
        rule = Phrase("a range of the file has a meaning in this scenario")
        remedy = Phrase("write ranges of its settings, or leave 'defaults' out")
        faults.append(Fault(file, "ranges", "", rule, remedy))
    if faults:
        raise ScenarioFaults(dict.fromkeys(faults))
    return Parameters(tuple(varied), tuple(left_out))


def _applies(one: Range, base: Folder, scenario: Scenario) -> bool:
    if any(as_data(value_of(scenario, key)) != value for key, value in one.when.items()):
        return False
    if any(all(column not in row.cells for row in rows) for rows, column in _at(one.needs, base)):
        return False
    return all(
        not rows or any(column not in row.cells for row in rows)
        for rows, column in _at(one.lacks, base)
    )


def _at(paths: tuple[str, ...], base: Folder) -> Iterator[tuple[tuple[RawRow, ...], str]]:
    for path in paths:
        table, _, column = path.partition("/")
        yield _rows(base, table), column


def _rows(base: Folder, table: str) -> tuple[RawRow, ...]:
    raw = base.tables.get(table)
    return () if raw is None else tuple(raw.rows)


def _of_setting(
    one: Range, scenario: Scenario, source: str, file: str, faults: list[Fault]
) -> Parameter | None:
    """Return the parameter of a setting; None where its value is nothing that can be varied."""
    value = value_of(scenario, one.target)
    inner = one.path.removeprefix(one.target).lstrip(".")
    if value is None:
        return None
    if one.is_scaled:
        if inner or not _is_scalable(value):
            rule = Phrase("what is scaled is a number or a whole distribution")
            faults.append(Fault(file, one.path, shown(as_data(value)), rule, _OWN_UNIT))
            return None
        return _scaled_setting(one, value, source)
    part = _part(value, inner)
    if part is None and isinstance(value, BaseModel) and inner:
        return None  # a distribution of another kind
    if not isinstance(part, int | float) and not _is_clock(part):
        rule = Phrase("a range is of a number or a clock time")
        faults.append(Fault(file, one.path, shown(as_data(value)), rule, _PART))
        return None
    if _is_clock(part) != _is_clock(one.low):
        rule = Phrase("the ends of a range are like the value, {value}", value=written(part))
        faults.append(Fault(file, one.path, shown(one.low), rule, Phrase("write both alike")))
        return None
    low, high = _stretched(one, part)
    levels = []
    for number in _steps(_plain(low), _plain(high)):
        level = _alike(part, number, not inner and _is_whole(known_settings()[one.target]))
        setting = level if not inner else value.model_dump() | {inner: level}
        levels.append((written(level), {"set": {one.target: setting}}))
    return _parameter(one, tuple(levels), written(part), source, unit_of(one.target))


_OWN_UNIT = Phrase("write low and high in its own unit")
_PART = Phrase("name a part of it, such as .mean")


def _scaled_setting(one: Range, value: Any, source: str) -> Parameter:
    whole = _is_whole(known_settings()[one.target])
    levels = tuple(
        (_percent(share), {"set": {one.target: _times(value, share / 100, whole)}})
        for share in _shares(one)
    )
    return _parameter(one, levels, _percent(100), source, PERCENT)


def _of_cells(
    one: Range, base: Folder, named: set[str], file: str, faults: list[Fault]
) -> Parameter | None:
    """Return the parameter of cells; None where no row fills the column."""
    table, name, column = one.cell
    rows = [
        row
        for row in _rows(base, table)
        if column in row.cells
        and (row.cells["id"] == name or (name == EVERY and not _is_named(row, one, named)))
    ]
    if not rows and name != EVERY:
        ids = [row.cells["id"] for row in _rows(base, table)]
        rule = Phrase("{file} has the row", file=table_file(table))
        faults.append(Fault(file, one.path, shown(one.path), rule, suggestion(name, ids)))
    cells = [row.cells[column] for row in rows]
    wrong = [cell for cell in cells if not all(map(_is_number, cell.split("|")))]
    if wrong:
        rule = Phrase("a range is of a number or a clock time")
        faults.append(Fault(file, one.path, shown(wrong[0]), rule, Phrase("name another column")))
    if not rows or wrong:
        return None
    source = "; ".join(dict.fromkeys(row.cells.get("source", "assumed") for row in rows))
    assumed = any(is_assumed(row.cells.get("source", "assumed")) for row in rows)
    whole = _is_whole(TABLES[table].model_fields[column])
    if one.is_scaled:
        levels = tuple(
            (
                _percent(share),
                {table: [_row(row, column, _scaled_cell(row, column, share, whole))
                         for row in rows]},
            )
            for share in _shares(one)
        )  # fmt: skip
        return _parameter(one, levels, _percent(100), source, PERCENT, assumed)
    value = float(cells[0])
    low, high = _stretched(one, value)
    numbers = [round(n) if whole else n for n in _steps(_plain(low), _plain(high))]
    levels = tuple((written(n), {table: [_row(rows[0], column, f"{n:.10g}")]}) for n in numbers)
    return _parameter(one, levels, written(value), source, unit_of(column), assumed)


def _is_named(row: RawRow, one: Range, named: set[str]) -> bool:
    """Tell whether a row has a range of its own."""
    table, _, column = one.cell
    return f"{table}/{row.cells['id']}/{column}" in named


def _row(row: RawRow, column: str, cell: str) -> dict[str, str]:
    return {"id": row.cells["id"], column: cell}


def _scaled_cell(row: RawRow, column: str, share: float, whole: bool) -> str:
    parts = map(float, row.cells[column].split("|"))
    return "|".join(f"{_scaled(one, share / 100, whole):.10g}" for one in parts)


def _scaled(value: float, factor: float, whole: bool) -> float:
    """Scale a number; a count keeps one at least of what there is."""
    return max(round(value * factor), min(round(value), 1)) if whole else value * factor


def _parameter(
    one: Range,
    levels: tuple[tuple[str, Overrides], ...],
    given: str,
    source: str,
    unit: str,
    assumed: bool | None = None,
) -> Parameter:
    return Parameter(
        path=one.path,
        name=re.sub(r"\W+", "_", one.path).strip("_")[:LONGEST_NAME],
        en=one.en or one.path,
        zh=one.zh or one.path,
        unit=unit,
        given=given,
        ends=(levels[0][0], levels[-1][0]),
        assumed=is_assumed(source) if assumed is None else assumed,
        source=source,
        range_source=one.source,
        levels=levels,
    )


def _steps(low: float, high: float) -> tuple[float, ...]:
    """Return the levels from one end to the other."""
    between = (low + (high - low) * step / (LEVELS - 1) for step in range(1, LEVELS - 1))
    return low, *(float(f"{one:.{DIGITS}g}") for one in between), high


def _shares(one: Range) -> tuple[float, ...]:
    assert one.low_percent is not None
    assert one.high_percent is not None
    return _steps(min(one.low_percent, 100), max(one.high_percent, 100))


def _stretched(one: Range, value: Any) -> tuple[Any, Any]:
    """Return the ends, moved to the scenario's value where that lies outside."""
    return min(one.low, value), max(one.high, value)


def _part(value: Any, inner: str) -> Any:
    """Return a part of a distribution; None where its kind has no such part."""
    if not inner:
        return value.value if getattr(value, "kind", "") == "constant" else value
    return getattr(value, inner, None)


def _is_clock(value: Any) -> bool:
    return isinstance(value, str) and re.fullmatch(r"\d\d:\d\d", value) is not None


def _plain(value: Any) -> float:
    """Return a clock time as minutes, another value as it is."""
    if not isinstance(value, str):
        return float(value)
    hours, minutes = value.split(":")
    return int(hours) * 60 + int(minutes)


def _alike(value: Any, number: float, whole: bool) -> Any:
    """Return a number as the kind of value that it stands for."""
    if isinstance(value, str):
        return "{:02}:{:02}".format(*divmod(round(number), 60))
    return round(number) if whole else number


def _is_scalable(value: Any) -> bool:
    if isinstance(value, BaseModel):
        return hasattr(value, "kind")
    return isinstance(value, int | float) and not isinstance(value, bool)


def _times(value: Any, factor: float, whole: bool) -> Any:
    """Return a number or a distribution, scaled; its relative spread stays."""
    if isinstance(value, BaseModel):
        return {
            name: one if name in ("kind", "cv") else one * factor
            for name, one in value.model_dump().items()
        }
    return _scaled(value, factor, whole)


def _percent(share: float) -> str:
    return f"{share:.4g} {PERCENT}"


def _is_number(text: str) -> bool:
    try:
        float(text)
    except ValueError:
        return False
    return True


def _is_whole(field: FieldInfo) -> bool:
    return float not in (field.annotation, *get_args(field.annotation))
