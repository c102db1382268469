"""Ranges as they are written: what could be otherwise, between which values, and who says so."""

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path
from typing import Annotated, Any, Self

from pydantic import Field, StrictBool, StrictFloat, StrictInt, StrictStr, model_validator

from planner.scenario.faults import Fault, ScenarioFaults, shown
from planner.scenario.names import (
    TABLES,
    has_id,
    known_settings,
    setting_of,
    suggestion,
    table_file,
)
from planner.scenario.phrase import Phrase, refusal
from planner.scenario.read import read_text
from planner.scenario.settings import ClockTime, Section
from planner.scenario.sourced import is_assumed
from planner.scenario.translate import section

RANGES_FILE = "ranges.toml"
EVERY = "*"
"""In place of an id: every row."""
_HEAD = ("defaults", "ranges")
Number = StrictInt | StrictFloat


class Range(Section):
    """What a value could be instead; ends in its own unit, or in per cent of what it is."""

    path: Annotated[StrictStr, Field(min_length=1)]
    low: Number | ClockTime | None = None
    high: Number | ClockTime | None = None
    low_percent: Annotated[Number, Field(ge=0)] | None = None
    high_percent: Annotated[Number, Field(gt=0)] | None = None
    source: Annotated[StrictStr, Field(min_length=1)]
    when: dict[str, Any] = Field({})
    needs: tuple[StrictStr, ...] = ()
    lacks: tuple[StrictStr, ...] = ()
    en: StrictStr = ""
    zh: StrictStr = ""

    @model_validator(mode="after")
    def _has_two_ends(self) -> Self:
        own, scaled = (self.low, self.high), (self.low_percent, self.high_percent)
        given = [pair for pair in (own, scaled) if pair != (None, None)]
        if len(given) != 1 or None in given[0]:
            raise refusal(
                Phrase("a range has low and high, or low_percent and high_percent"),
                Phrase("write one of these pairs"),
            )
        (low, high), *_ = given
        if isinstance(low, str) != isinstance(high, str):
            raise refusal(
                Phrase("both ends are numbers or both are clock times"), Phrase("write both alike")
            )
        # clock times have the order of their letters
        if not low < high:  # type: ignore[operator]  # both are of one kind and neither is None
            rule = Phrase("the lower end {low} is below the upper end {high}", low=low, high=high)
            raise refusal(rule, Phrase("exchange or correct them"))
        if self.is_of_cells and self.cell[1] == EVERY and not self.is_scaled:
            rule = Phrase("many rows are scaled together")
            raise refusal(rule, Phrase("write low_percent and high_percent"))
        return self

    @property
    def is_scaled(self) -> bool:
        """Whether the ends are in per cent of what the scenario says."""
        return self.low_percent is not None

    @property
    def is_of_cells(self) -> bool:
        """Whether it is of cells of a table, not of a setting."""
        return "/" in self.path

    @property
    def cell(self) -> tuple[str, str, str]:
        """Table, id and column."""
        table, name, column = [*self.path.split("/"), "", ""][:3]
        return table, name, column

    @property
    def target(self) -> str:
        """What is set: a setting as a whole, or cells."""
        return self.path if self.is_of_cells else setting_of(self.path)

    @property
    def is_assumed(self) -> bool:
        """Whether nobody published the range."""
        return is_assumed(self.source)


@dataclass(frozen=True)
class Ranges:
    """The ranges that are studied and the file that was given."""

    file: str
    given: bytes
    """Content of the file."""
    ranges: tuple[Range, ...]


def read_ranges(path: Path | None) -> Ranges:
    """Read the project's ranges, and those of a file that replace or complete them.

    Raises
    ------
    ScenarioFaults
        With everything that is wrong with the file.
    """
    own = (files("planner.study.sensitivity") / RANGES_FILE).read_bytes()
    project = _ranges(tomllib.loads(own.decode()), RANGES_FILE)
    if path is None:
        return Ranges(RANGES_FILE, own, project)
    faults: list[Fault] = []
    text = read_text(path, faults)
    if text is None:
        raise ScenarioFaults(faults)
    try:
        document = tomllib.loads(text)
    except (ValueError, RecursionError) as error:
        rule = Phrase("the file is written in TOML")
        remedy = Phrase("correct the line that is named (texts stand in quotes, a key stands once)")
        raise ScenarioFaults([Fault(path.name, "", shown(str(error)), rule, remedy)]) from None
    given = _ranges(document, path.name)
    replaced = {one.target for one in given}
    kept = [one for one in project if one.target not in replaced]
    ranges = (*given, *kept) if document.get("defaults", True) else given
    return Ranges(path.name, text.encode(), ranges)


class _Head(Section):
    defaults: StrictBool = True
    """Whether the project's ranges are studied too."""


def _ranges(document: Mapping[str, Any], file: str) -> tuple[Range, ...]:
    faults: list[Fault] = []
    for name in document.keys() - set(_HEAD):
        rule = Phrase("no such name as {key!r}", key=name)
        faults.append(Fault(file, name, shown(document[name]), rule, suggestion(name, _HEAD)))
    section("", _Head, {key: document[key] for key in document.keys() & {"defaults"}}, faults, file)
    raw = document.get("ranges", [])
    if not isinstance(raw, list) or not raw:
        rule, remedy = (
            Phrase("the file has one range or more"),
            Phrase("write each as a section [[ranges]]"),
        )
        faults.append(Fault(file, "ranges", shown(raw) if raw else "", rule, remedy))
        raise ScenarioFaults(faults)
    read = [section(f"ranges[{n}]", Range, one, faults, file) for n, one in enumerate(raw)]
    ranges = tuple(one for one in read if one is not None)
    for number, one in enumerate(read):
        if one is not None:
            faults.extend(_unknown(one, file, f"ranges[{number}]"))
    faults.extend(_repeated(ranges, file))
    if faults:
        raise ScenarioFaults(dict.fromkeys(faults))
    return ranges


def _unknown(one: Range, file: str, where: str) -> Iterator[Fault]:
    """Find names that no scenario has."""
    if one.is_of_cells:
        yield from _unknown_cell(one.path, file, f"{where}.path")
    elif one.target not in known_settings():
        remedy = suggestion(one.path, known_settings())
        yield Fault(file, f"{where}.path", shown(one.path), Phrase("the setting exists"), remedy)
    for key in one.when.keys() - known_settings().keys():
        remedy = suggestion(key, known_settings())
        yield Fault(file, f"{where}.when", shown(key), Phrase("the setting exists"), remedy)
    for path in (*one.needs, *one.lacks):
        table, _, column = path.partition("/")
        yield from _unknown_cell(f"{table}/{EVERY}/{column}", file, where)


def _unknown_cell(path: str, file: str, where: str) -> Iterator[Fault]:
    table, _, column = [*path.split("/"), "", ""][:3]
    if len(path.split("/")) != 3:
        rule = Phrase("a cell is named table/id/column")
        yield Fault(file, where, shown(path), rule, Phrase("write the path so"))
    elif table not in TABLES or not has_id(table):
        rule = Phrase("a cell is in a table whose rows have an id; others are changed by options")
        remedy = suggestion(table, filter(has_id, TABLES))
        yield Fault(file, where, shown(path), rule, remedy)
    elif column not in TABLES[table].model_fields or column == "id":
        rule = Phrase("{file} has the column", file=table_file(table))
        known = [name for name in TABLES[table].model_fields if name != "id"]
        yield Fault(file, where, shown(path), rule, suggestion(column, known))


def _repeated(ranges: tuple[Range, ...], file: str) -> Iterator[Fault]:
    """Find settings that have two ranges, such as parts of one distribution."""
    targets = [one.target for one in ranges]
    for target in dict.fromkeys(targets):
        if targets.count(target) > 1:
            rule = Phrase("a setting has one range")
            yield Fault(file, "ranges", shown(target), rule, Phrase("remove all but one"))
