"""What a scenario says: every setting and every table, with where it comes from."""

from collections import Counter
from dataclasses import asdict, dataclass
from typing import Any

from planner.scenario.names import PLAN_TABLES, TABLES, known_settings
from planner.scenario.scenario import City, Scenario, Variant
from planner.scenario.sourced import is_assumed, source_of
from planner.scenario.tables import Row
from planner.scenario.totals import Totals, totals_of
from planner.scenario.written import as_data, unit_of

BY_DEFAULT = "default"
NO_SOURCE = "assumed: the table names no source"
SUMS = {
    "districts": ("population_persons",),
    "townships": ("urban_persons", "rural_persons"),
    "groups": ("persons_share",),
    "laboratories": ("declared_tubes_per_day", "recall_crews"),
    "teams": ("swabbers",),
    "vehicles": ("vehicles",),
    "sites": ("persons", "tables"),
    "mobile_teams": ("teams",),
    "mobile_laboratories": ("declared_tubes_per_day", "recall_crews"),
}
"""Columns whose sum says something, by table."""


@dataclass(frozen=True)
class Setting:
    """A setting and who gave it its value."""

    key: str
    value: Any
    by: str
    """``default``, ``preset NAME``, ``scenario.toml`` or ``variant NAME``."""
    source: str

    @property
    def assumed(self) -> bool:
        """Whether nobody published the value."""
        return is_assumed(self.source)


@dataclass(frozen=True)
class TableOverview:
    """The rows of one table, added up."""

    name: str
    rows: int
    sums: tuple[tuple[str, float], ...]
    """By column."""
    sources: tuple[tuple[str, int], ...]
    """Source and the rows that name it, the most frequent first."""
    by_variant: tuple[tuple[str, int], ...]
    """Variant and the rows that it changes or adds."""

    @property
    def assumed_rows(self) -> int:
        """Rows whose values nobody published."""
        return sum(rows for source, rows in self.sources if is_assumed(source))


@dataclass(frozen=True)
class Overview:
    """A scenario at a glance."""

    city: City
    variants: tuple[Variant, ...]
    totals: Totals
    settings: tuple[Setting, ...]
    tables: tuple[TableOverview, ...]

    @property
    def values(self) -> tuple[Setting, ...]:
        """The settings that have a source: all but the names of the city and the choice of rule."""
        return tuple(one for one in self.settings if not one.key.startswith("city."))

    @property
    def assumed_values(self) -> int:
        """How many of ``values`` nobody published."""
        return sum(one.assumed for one in self.values)

    def to_json(self) -> dict[str, Any]:
        """Return plain JSON data."""
        return {
            **self.city.model_dump(),
            "variants": [variant.model_dump(mode="json") for variant in self.variants],
            "totals": asdict(self.totals),
            "assumed": {"values": self.assumed_values, "of": len(self.values)},
            "settings": [
                {
                    "key": one.key,
                    "value": as_data(one.value),
                    "unit": unit_of(one.key),
                    "by": one.by,
                    "source": one.source,
                    "assumed": one.assumed,
                }
                for one in self.settings
            ],
            "tables": [
                {
                    "name": one.name,
                    "rows": one.rows,
                    "assumed_rows": one.assumed_rows,
                    "sums": dict(one.sums),
                    "sources": dict(one.sources),
                    "rows_by_variant": dict(one.by_variant),
                }
                for one in self.tables
            ],
        }


def overview(scenario: Scenario) -> Overview:
    """List what a scenario says."""
    return Overview(
        city=scenario.city,
        variants=scenario.variants_applied,
        totals=totals_of(scenario),
        settings=settings_of(scenario),
        tables=tuple(_table(scenario, name) for name in TABLES if rows_of(scenario, name)),
    )


def settings_of(scenario: Scenario) -> tuple[Setting, ...]:
    """Return every setting, in the order of the sections."""
    given = {source.key: source for source in scenario.sources}
    settings = []
    for key, field in known_settings().items():
        by = given[key].by if key in given else BY_DEFAULT
        source = given[key].text if key in given else source_of(field)
        settings.append(Setting(key, value_of(scenario, key), by, source))
    return tuple(settings)


def value_of(scenario: Scenario, key: str) -> Any:
    """Return the value of a dotted key; ``sites`` are rows in a scenario, its section the rule."""
    value: Any = scenario
    for part in key.split("."):
        value = getattr(value, "sites_rule" if value is scenario and part == "sites" else part)
    return value


def rows_of(scenario: Scenario, table: str) -> tuple[Row, ...]:
    """Return the rows of a table by its name."""
    holder = scenario.plan if table in PLAN_TABLES else scenario
    rows: tuple[Row, ...] = getattr(holder, table.removeprefix("plan_"))
    return rows


def _table(scenario: Scenario, name: str) -> TableOverview:
    rows = rows_of(scenario, name)
    sums = {column: sum(getattr(row, column) or 0 for row in rows) for column in SUMS.get(name, ())}
    return TableOverview(
        name=name,
        rows=len(rows),
        sums=tuple(sums.items()),
        sources=tuple(Counter(row.source or NO_SOURCE for row in rows).most_common()),
        by_variant=tuple(
            (variant.name, len(variant.rows[name]))
            for variant in scenario.variants_applied
            if name in variant.rows
        ),
    )
