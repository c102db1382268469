"""One point: the scenario that its values make, and what is wrong with it."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace

from planner.scenario.faults import Fault, ScenarioFaults, shown
from planner.scenario.names import (
    SETTINGS_FILE,
    TABLES,
    has_id,
    known_settings,
    setting_of,
    suggestion,
    table_file,
)
from planner.scenario.overridden import overridden
from planner.scenario.phrase import Phrase
from planner.scenario.read import Folder
from planner.scenario.scenario import Scenario
from planner.study.sweep.axes import Axis
from planner.study.sweep.definition import Sweep
from planner.study.sweep.design import Values

MOST_FAULTS = 200
"""Different faults that are told; each stands for all points that have it."""


def scenario_at(sweep: Sweep, base: Folder, values: Values) -> Scenario:
    """Return the scenario at a point.

    Raises
    ------
    ScenarioFaults
        If the values make no sound scenario.
    """
    overrides = {
        axis.name: axis.overrides(value, base.variants)
        for axis, value in zip(sweep.axes, values, strict=True)
    }
    return overridden(base, overrides)


def axis_faults(sweep: Sweep, base: Folder, file: str) -> Iterator[Fault]:
    """Find axes that name no setting, row or variant of the base scenario."""
    for axis in sweep.axes:
        where = f"axes {axis.name}"
        if axis.path is not None and "/" in axis.path:
            yield from _cell_faults(axis.path, base, file, where)
        elif axis.path is not None and setting_of(axis.path) not in known_settings():
            remedy = suggestion(axis.path, known_settings())
            yield Fault(file, where, shown(axis.path), Phrase("the setting exists"), remedy)
        for label, chosen in (axis.options or {}).items():
            if isinstance(chosen, str) and chosen not in base.variants:
                remedy = suggestion(chosen, base.variants)
                rule = Phrase("the variant exists")
                yield Fault(file, f"{where}, options.{label}", shown(chosen), rule, remedy)


def _cell_faults(path: str, base: Folder, file: str, where: str) -> Iterator[Fault]:
    table, name, column = path.split("/")
    if table not in TABLES or not has_id(table):
        tables = list(filter(has_id, TABLES))
        rule = Phrase("a cell is in a table whose rows have an id; others are changed by options")
        yield Fault(file, where, shown(path), rule, suggestion(table, tables))
        return
    raw = base.tables.get(table)
    if raw is None:
        rule = Phrase("the scenario has {file}", file=table_file(table))
        remedy = Phrase("write {rule}", rule=table_file(table))
        yield Fault(file, where, shown(path), rule, remedy)
        return
    ids = [row.cells["id"] for row in raw.rows]
    if name not in ids:
        rule = Phrase("{file} has the row", file=table_file(table))
        yield Fault(file, where, shown(path), rule, suggestion(name, ids))
    if column not in TABLES[table].model_fields or column == "id":
        known = [one for one in TABLES[table].model_fields if one != "id"]
        rule = Phrase("{file} has the column", file=table_file(table))
        yield Fault(file, where, shown(path), rule, suggestion(column, known))


@dataclass
class FoundFaults:
    """The faults of many points, each once, with how many points have it and which is first."""

    points: Counter[Fault] = field(default_factory=Counter)
    first: dict[Fault, int] = field(default_factory=dict)

    def add(self, fault: Fault, point: int, points: int = 1) -> None:
        """Take in a fault; beyond ``MOST_FAULTS`` different ones only a count is kept."""
        if fault not in self.points and len(self.points) >= MOST_FAULTS:
            remedy = Phrase("correct those above, then check again")
            fault = Fault("", "", "", Phrase("further faults"), remedy)
        self.points[fault] += points
        self.first[fault] = min(point, self.first.get(fault, point))

    def merge(self, other: "FoundFaults") -> None:
        """Take in the faults of other points."""
        for fault, points in other.points.items():
            self.add(fault, other.first[fault], points)

    def told(self, file: str, axes: Iterable[Axis]) -> tuple[Fault, ...]:
        """Return every fault with the points that have it, those of an axis by its place."""
        names = {axis.name: axis for axis in axes}
        return tuple(
            replace(
                _placed(fault, file, names),
                rule=_at_points(fault.rule, count, self.first[fault]),
            )
            for fault, count in sorted(self.points.items(), key=lambda one: self.first[one[0]])
        )


def _at_points(rule: Phrase, points: int, first: int) -> Phrase:
    if points == 1:
        return Phrase("{rule} (at 1 point, first {first:,})", rule=rule, first=first)
    return Phrase(
        "{rule} (at {points:,} points, first {first:,})", rule=rule, points=points, first=first
    )


def _placed(fault: Fault, file: str, axes: Mapping[str, Axis]) -> Fault:
    """Name the sweep file where a fault stands in a variant that an axis made."""
    if fault.file != SETTINGS_FILE or not fault.where.startswith("variants."):
        return fault
    _, name, *_ = fault.where.split(".")
    if name not in axes:
        return fault
    return replace(fault, file=file, where=fault.where.replace("variants.", "axes ", 1),
                   variant=None)  # fmt: skip


def faults_of(sweep: Sweep, base: Folder, first: int, values: Iterable[Values]) -> FoundFaults:
    """Check points from the number ``first`` on."""
    found = FoundFaults()
    for point, one in enumerate(values, start=first):
        try:
            scenario_at(sweep, base, one)
        except ScenarioFaults as faults:
            for fault in faults.faults:
                found.add(fault, point)
    return found
