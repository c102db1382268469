"""Read the files of a scenario folder as text; every fault of every file is kept."""

import csv
import io
import json
import os
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from difflib import get_close_matches
from pathlib import Path
from typing import Any

from pydantic import BaseModel

from planner.scenario.faults import Fault, cause, shown
from planner.scenario.fitted import with_fitted
from planner.scenario.names import (
    BOUNDARIES_FILE,
    OPTIONAL_TABLES,
    PLAN_TABLES,
    SETTINGS_FILE,
    TABLES,
    required_columns,
    suggestion,
    table_file,
)
from planner.scenario.phrase import Phrase, inside
from planner.scenario.table_text import unguarded

FILE_LIMIT_BYTES = 20_000_000
CELL_LIMIT_CHARACTERS = 2_000
NEAR_FILE_NAME = 0.8


@dataclass(frozen=True)
class RawRow:
    """One row as text, blank cells left out, and where it stands."""

    file: str
    where: str
    cells: Mapping[str, str]

    def fault(self, column: str, value: object, rule: Phrase, remedy: Phrase) -> Fault:
        """Report a fault in one column of this row."""
        where = inside(self.where, column) if column else self.where
        return Fault(self.file, where, shown(value), rule, remedy)


@dataclass(frozen=True)
class RawTable:
    """The rows of one table and what is wrong with its header."""

    rows: tuple[RawRow, ...] = ()
    lacking: frozenset[str] = frozenset()
    """Required columns that are not there."""
    header_sound: bool = True


@dataclass(frozen=True)
class Folder:
    """A scenario folder as written: nothing is checked but that it could be read."""

    settings: Mapping[str, Any]
    """Sections of ``scenario.toml``, without its sources and variants."""
    sources: Mapping[str, str]
    """Dotted key to the source given for its value."""
    variants: Mapping[str, Any]
    """Those of ``scenario.toml``, and the one that every scenario offers."""
    tables: Mapping[str, RawTable | None]
    """None for a table that cannot be read; an optional one that is absent has no entry."""
    given_by: Mapping[str, str] = field(default_factory=dict)
    """Dotted key to the preset or variant that gave its value."""
    settings_read: bool = True
    """False where ``scenario.toml`` could not be read at all."""
    boundaries: Any = None
    """The content of ``boundaries.geojson``; None where it is absent or no JSON."""


def read_folder(directory: Path, faults: list[Fault]) -> Folder:
    """Read ``scenario.toml`` and every table, adding what is wrong to ``faults``."""
    name = str(directory)
    if not os.path.isdir(directory):
        found = (
            Phrase("there is a file") if os.path.exists(directory) else Phrase("there is nothing")
        )
        remedy = Phrase(
            "give the path of the folder that holds {settings_file}", settings_file=SETTINGS_FILE
        )
        faults.append(Fault(name, "", found, Phrase("a scenario is a folder"), remedy))
        return Folder({}, {}, {}, dict.fromkeys(TABLES), settings_read=False)
    document = read_toml(directory / SETTINGS_FILE, faults)
    tables = {
        table: read_table(directory / table_file(table), TABLES[table], faults)
        for table in TABLES
        if table not in OPTIONAL_TABLES or os.path.lexists(directory / table_file(table))
    }
    faults.extend(_misspelt_files(directory))
    settings = dict(document or {})
    sources = _table_of(settings.pop("sources", {}), "sources", faults)
    variants = _table_of(settings.pop("variants", {}), "variants", faults)
    boundaries = _read_boundaries(directory / BOUNDARIES_FILE, faults)
    return Folder(
        settings,
        sources,
        with_fitted(variants),
        tables,
        settings_read=document is not None,
        boundaries=boundaries,
    )


def read_plan(directory: Path, faults: list[Fault]) -> Mapping[str, RawTable | None]:
    """Read the plan tables of any folder; one that is absent has no entry."""
    present = [name for name in PLAN_TABLES if os.path.lexists(directory / table_file(name))]
    if not present:
        rule = Phrase("a plan has one of {files}", files=", ".join(map(table_file, PLAN_TABLES)))
        remedy = Phrase(
            "name the folder that holds the plan, or leave it out for the scenario's own"
        )
        faults.append(Fault(str(directory), "", Phrase("no plan"), rule, remedy))
    return {
        name: read_table(directory / table_file(name), TABLES[name], faults) for name in present
    }


def _table_of(value: object, key: str, faults: list[Fault]) -> Mapping[str, Any]:
    if isinstance(value, dict):
        return value
    remedy = Phrase("write it as a section [{key}]", key=key)
    faults.append(Fault(SETTINGS_FILE, key, shown(value), Phrase("a table of keys"), remedy))
    return {}


def read_text(path: Path, faults: list[Fault]) -> str | None:
    """Return a file's text, or None after adding its fault."""

    def refuse(value: str, rule: Phrase, remedy: Phrase, where: str = "") -> None:
        faults.append(Fault(path.name, where, value, rule, remedy))

    if not os.path.isfile(path):
        rule = (
            Phrase("an ordinary file") if os.path.exists(path) else Phrase("the file is required")
        )
        refuse("", rule, Phrase("put a file named {name} into the folder", name=path.name))
        return None
    try:
        with path.open("rb") as file:
            content = file.read(FILE_LIMIT_BYTES + 1)
    except OSError as error:
        refuse(cause(error), Phrase("the file can be read"), Phrase("check its permissions"))
        return None
    if len(content) > FILE_LIMIT_BYTES:
        limit = f"{FILE_LIMIT_BYTES // 1_000_000} MB"
        refuse(
            Phrase("above {limit}", limit=limit),
            Phrase("a file has at most {limit}", limit=limit),
            Phrase("check that it is the right file"),
        )
        return None
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        found = Phrase("byte 0x{byte:02x}", byte=content[error.start])
        refuse(
            found,
            Phrase("text is UTF-8"),
            Phrase("save it as UTF-8 (Excel: 'CSV UTF-8')"),
            Phrase("line {line}", line=line),
        )
        return None
    if "\0" in text:
        line = text.count("\n", 0, text.index("\0")) + 1
        refuse(
            Phrase("a NUL byte"),
            Phrase("text has no NUL bytes"),
            Phrase("save it again as UTF-8 text"),
            Phrase("line {line}", line=line),
        )
        return None
    if not text.strip():
        refuse(
            Phrase("an empty file"),
            Phrase("the file has content"),
            Phrase("fill it or restore it from a copy"),
        )
        return None
    return text


def read_toml(path: Path, faults: list[Fault]) -> dict[str, Any] | None:
    """Return what a TOML file says, or None after adding why it cannot be read."""
    text = read_text(path, faults)
    if text is None:
        return None
    try:
        return tomllib.loads(text)
    except (ValueError, RecursionError) as error:  # a number of 5,000 digits is a ValueError
        rule = Phrase("{file} is written in TOML", file=path.name)
        remedy = Phrase("correct the line that is named (texts stand in quotes, a key stands once)")
        faults.append(Fault(path.name, "", shown(str(error)), rule, remedy))
        return None


def _read_boundaries(path: Path, faults: list[Fault]) -> Any:
    text = read_text(path, faults) if os.path.lexists(path) else None
    if text is None:
        return None
    try:
        document = json.loads(text, parse_constant=_no_number)
    except (ValueError, RecursionError) as error:
        remedy = Phrase("export the file again as GeoJSON, or remove it: only maps need it")
        rule = Phrase("the file is written in JSON")
        faults.append(Fault(path.name, "", shown(str(error)), rule, remedy))
        return None
    return {} if document is None else document  # null is no map, and not an absent file


def _no_number(name: str) -> float:
    raise ValueError(f"{name} is no number of JSON")


def read_table(path: Path, model: type[BaseModel], faults: list[Fault]) -> RawTable | None:
    """Return the rows of a table with the columns of a model, or None after adding the reason."""
    text = read_text(path, faults)
    if text is None:
        return None
    lines = _split_lines(path.name, text, faults)
    if not lines:
        return None
    header = [cell.strip() for cell in lines[0][1]]
    header_faults = tuple(_header_faults(path.name, model, header))
    faults.extend(header_faults)
    rows = tuple(_row(path.name, model, line, header, cells) for line, cells in lines[1:])
    for row, (_, cells) in zip(rows, lines[1:], strict=True):
        faults.extend(_row_faults(row, header, cells))
    lacking = frozenset(required_columns(model)) - frozenset(header)
    return RawTable(rows, lacking, header_sound=not header_faults)


def _split_lines(file: str, text: str, faults: list[Fault]) -> list[tuple[int, list[str]]]:
    """Return line number and cells of every line that is not blank."""
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    try:
        lines = [(reader.line_num, cells) for cells in reader if any(map(str.strip, cells))]
    except csv.Error as error:
        remedy = Phrase("check the quotes of this line; a quote opened must be closed")
        rule = Phrase("the file is comma-separated text")
        faults.append(
            Fault(
                file, Phrase("line {line}", line=reader.line_num), shown(str(error)), rule, remedy
            )
        )
        return []
    if not lines:
        faults.append(
            Fault(file, "", "", Phrase("the file has a header"), Phrase("write the column names"))
        )
    return lines


def _header_faults(file: str, model: type[BaseModel], header: list[str]) -> Iterator[Fault]:
    known = model.model_fields
    absent = [name for name in known if name not in header]
    for name in dict.fromkeys(header):
        if header.count(name) > 1:
            remedy = Phrase("remove all but one")
            yield Fault(file, Phrase("header"), shown(name), Phrase("a column stands once"), remedy)
        if name not in known:
            remedy = suggestion(name, absent)
            yield Fault(file, Phrase("header"), shown(name), Phrase("an unknown column"), remedy)
    for name in required_columns(model):
        if name not in header:
            yield Fault(
                file,
                Phrase("header"),
                "",
                Phrase("column {name!r} is required", name=name),
                Phrase("add column {name!r}", name=name),
            )


def _row(
    file: str, model: type[BaseModel], line: int, header: list[str], cells: list[str]
) -> RawRow:
    known = model.model_fields
    filled = {
        name: unguarded(cell.strip())
        for name, cell in zip(header, cells, strict=False)
        if name in known and cell.strip()
    }
    name = filled.get("id", filled.get("city", ""))
    where = Phrase("line {line}", line=line)
    if name:
        where = Phrase("line {line} ({name})", line=line, name=name)
    return RawRow(file, where, filled)


def _row_faults(row: RawRow, header: list[str], cells: list[str]) -> Iterator[Fault]:
    if len(cells) != len(header):
        rule = Phrase("a row has as many cells as the header, {count}", count=len(header))
        remedy = Phrase("add or remove commas; put a text that holds a comma in quotes")
        yield row.fault("", Phrase("{count} cells", count=len(cells)), rule, remedy)
    for name, cell in row.cells.items():
        if len(cell) > CELL_LIMIT_CHARACTERS:
            rule = Phrase(
                "a cell has at most {cell_limit_characters} characters",
                cell_limit_characters=CELL_LIMIT_CHARACTERS,
            )
            yield row.fault(name, cell, rule, Phrase("shorten it; check the quotes of this line"))


def _misspelt_files(directory: Path) -> Iterator[Fault]:
    """Find tables that would be ignored because their name is slightly wrong."""
    for path in sorted(directory.glob("*.csv")):
        if path.stem not in TABLES:
            near = get_close_matches(path.stem, TABLES, n=1, cutoff=NEAR_FILE_NAME)
            if near:
                remedy = Phrase("rename it to {file!r}", file=table_file(near[0]))
                yield Fault(path.name, "", "", Phrase("no table has this name"), remedy)
