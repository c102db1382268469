"""What differs between two scenarios: settings by key, rows by identifier.

The source of a value, or who gave it, is no difference.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields
from typing import Any

from planner.scenario.names import TABLES
from planner.scenario.overview import Setting, rows_of, settings_of
from planner.scenario.scenario import City, Scenario
from planner.scenario.tables import Row
from planner.scenario.totals import totals_of
from planner.scenario.written import as_data, unit_of

KEYS = {
    "travel": ("place", "laboratory"),
    "plan_tables": ("place", "from_hour"),
    "plan_teams": ("pool", "place", "from_hour"),
    "plan_laboratories": ("laboratory",),
    "plan_flows": ("place", "from_hour", "laboratory"),
    "plan_stops": ("run", "stop"),
    "plan_tours": ("team", "stop"),
}
"""Columns that tell the rows of a table without ``id`` apart."""

RowKey = tuple[object, ...]


@dataclass(frozen=True)
class TotalDifference:
    """A figure of both scenarios, equal or not."""

    name: str
    a: float
    b: float


@dataclass(frozen=True)
class SettingDifference:
    """A setting with two values."""

    a: Setting
    b: Setting


@dataclass(frozen=True)
class RowDifference:
    """The cells in which two rows of one identifier differ."""

    key: RowKey
    name_zh: str
    name_en: str
    cells: tuple[tuple[str, Any, Any], ...]
    """Column, value in A, value in B."""


@dataclass(frozen=True)
class TableDifference:
    """The rows in which one table differs."""

    name: str
    added: tuple[Row, ...]
    """Only in B."""
    removed: tuple[Row, ...]
    """Only in A."""
    changed: tuple[RowDifference, ...]
    same: int
    """Rows that are in both and equal."""


@dataclass(frozen=True)
class Differences:
    """All that differs between two scenarios."""

    cities: tuple[City, City]
    variants: tuple[tuple[str, ...], tuple[str, ...]]
    totals: tuple[TotalDifference, ...]
    settings: tuple[SettingDifference, ...]
    tables: tuple[TableDifference, ...]

    @property
    def equal(self) -> bool:
        """Whether both say the same of the same city."""
        return not self.settings and not self.tables

    def to_json(self) -> dict[str, Any]:
        """Return plain JSON data."""
        a, b = ({**city.model_dump(), "variants": list(names)} for city, names in
                zip(self.cities, self.variants, strict=True))  # fmt: skip
        return {
            "equal": self.equal,
            "a": a,
            "b": b,
            "totals": {one.name: {"a": one.a, "b": one.b} for one in self.totals},
            "settings": [_setting_json(one) for one in self.settings],
            "tables": [_table_json(one) for one in self.tables],
        }


def differences(a: Scenario, b: Scenario) -> Differences:
    """Compare two scenarios."""
    before, after = totals_of(a), totals_of(b)
    settings = zip(settings_of(a), settings_of(b), strict=True)
    tables = (_table(name, rows_of(a, name), rows_of(b, name)) for name in TABLES)
    return Differences(
        cities=(a.city, b.city),
        variants=(_names(a), _names(b)),
        totals=tuple(
            TotalDifference(one.name, getattr(before, one.name), getattr(after, one.name))
            for one in fields(before)
        ),
        settings=tuple(SettingDifference(x, y) for x, y in settings if x.value != y.value),
        tables=tuple(one for one in tables if one.added or one.removed or one.changed),
    )


def row_key(table: str, row: Row) -> RowKey:
    """Return what tells a row apart from the others of its table."""
    return tuple(getattr(row, column) for column in KEYS.get(table, ("id",)))


def _names(scenario: Scenario) -> tuple[str, ...]:
    return tuple(variant.name for variant in scenario.variants_applied)


def _by_key(table: str, rows: Iterable[Row]) -> Mapping[RowKey, Row]:
    """Return rows by key; the second row of a key, the third and so on are numbered."""
    found: dict[RowKey, Row] = {}
    for row in rows:
        key = row_key(table, row)
        number = 2
        while key in found:
            key, number = (*row_key(table, row), number), number + 1
        found[key] = row
    return found


def _table(name: str, a: Iterable[Row], b: Iterable[Row]) -> TableDifference:
    before, after = _by_key(name, a), _by_key(name, b)
    both = [(key, row, after[key]) for key, row in before.items() if key in after]
    compared = [_row(key, x, y) for key, x, y in both if x != y]
    changed = tuple(one for one in compared if one.cells)
    return TableDifference(
        name=name,
        added=tuple(row for key, row in after.items() if key not in before),
        removed=tuple(row for key, row in before.items() if key not in after),
        changed=changed,
        same=len(both) - len(changed),
    )


def _row(key: RowKey, a: Row, b: Row) -> RowDifference:
    pairs = ((name, getattr(a, name), getattr(b, name)) for name in type(a).model_fields)
    return RowDifference(
        key=key,
        name_zh=getattr(b, "name_zh", ""),
        name_en=getattr(b, "name_en", ""),
        cells=tuple((name, x, y) for name, x, y in pairs if name != "source" and x != y),
    )


def _setting_json(one: SettingDifference) -> dict[str, Any]:
    return {
        "key": one.a.key,
        "unit": unit_of(one.a.key),
        "a": {"value": as_data(one.a.value), "by": one.a.by, "source": one.a.source},
        "b": {"value": as_data(one.b.value), "by": one.b.by, "source": one.b.source},
    }


def _table_json(one: TableDifference) -> dict[str, Any]:
    return {
        "name": one.name,
        "same": one.same,
        "added": [row.model_dump(mode="json", exclude_none=True) for row in one.added],
        "removed": [row.model_dump(mode="json", exclude_none=True) for row in one.removed],
        "changed": [
            {
                "key": as_data(row.key),
                "cells": {c: {"a": as_data(x), "b": as_data(y)} for c, x, y in row.cells},
            }
            for row in one.changed
        ],
    }
