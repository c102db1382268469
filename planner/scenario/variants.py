"""Named overrides of a scenario, applied to the folder as written, before anything is checked.

A variant has ``description``, ``set`` (dotted key to value), ``sources`` (dotted key to the source
of a value in ``set``) and rows by table: a row whose ``id`` exists changes only the columns that
it gives, a new ``id`` adds a row, and rows of tables without ``id`` are always added. A blank text
takes a cell back to its default.

Variants are combined in the order of the file, so that the order in which they are asked for has
no meaning; what two of them set both is refused (see :mod:`planner.scenario.conflicts`).
"""

import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from typing import Any

from planner.scenario.conflicts import conflicts
from planner.scenario.dotted import has, with_value
from planner.scenario.faults import Fault, shown
from planner.scenario.names import (
    SETTINGS_FILE,
    TABLES,
    has_id,
    known_settings,
    setting_of,
    suggestion,
)
from planner.scenario.phrase import Phrase
from planner.scenario.read import Folder, RawRow, RawTable
from planner.scenario.scenario import Variant

_NAME = re.compile(r"[\w\-]{1,64}")
_KEYS = ("description", "set", "sources", *TABLES)

RowSources = Mapping[tuple[str, str], str]
"""By table and id, the source of a row that variants change."""
Refuse = Callable[[str, object, Phrase, Phrase], None]
"""Report a fault by the key inside the variant, the value, the rule and the remedy."""


def apply_variants(folder: Folder, names: tuple[str, ...], faults: list[Fault]) -> Folder:
    """Return the folder with the variants' overrides, adding what is wrong with them."""
    faults.extend(_wrong_names(names, folder.variants))
    chosen = {name: folder.variants[name] for name in folder.variants if name in names}
    faults.extend(conflicts(chosen))
    row_sources = _row_sources(chosen)
    for name in chosen:
        folder = _apply(folder, name, row_sources, faults)
    return folder


def _wrong_names(names: tuple[str, ...], known: Mapping[str, Any]) -> Iterator[Fault]:
    for name, times in Counter(names).items():
        where = f"variants.{name}"
        if name not in known:
            rule, remedy = Phrase("the variant exists"), suggestion(name, known)
            yield Fault(SETTINGS_FILE, where, shown(name), rule, remedy, name)
        elif times > 1:
            rule, remedy = Phrase("a variant is applied once"), Phrase("name it once")
            yield Fault(
                SETTINGS_FILE, where, Phrase("{times} times", times=times), rule, remedy, name
            )


def _row_sources(variants: Mapping[str, Any]) -> RowSources:
    """Return the sources that all variants give for a row, one after the other."""
    found: dict[tuple[str, str], list[str]] = {}
    for overrides in variants.values():
        for table in filter(has_id, TABLES):
            rows = overrides.get(table) if isinstance(overrides, Mapping) else None
            for row in rows if isinstance(rows, list) else ():
                cells = _cells(row) if isinstance(row, Mapping) else {}
                if cells.get("source"):
                    found.setdefault((table, cells.get("id", "")), []).append(cells["source"])
    return {row: "; ".join(dict.fromkeys(texts)) for row, texts in found.items()}


def as_applied(name: str, overrides: Mapping[str, Any]) -> Variant:
    """Return the record of a variant that was applied without fault."""
    return Variant(
        name=name,
        description=overrides.get("description", ""),
        settings=dict(overrides.get("set", {})),
        sources=dict(overrides.get("sources", {})),
        rows={
            table: tuple(_cells(row) for row in overrides[table])
            for table in TABLES
            if table in overrides
        },
    )


def _apply(folder: Folder, name: str, row_sources: RowSources, faults: list[Fault]) -> Folder:
    """Apply one variant."""

    def refuse(key: str, value: object, rule: Phrase, remedy: Phrase) -> None:
        where = f"variants.{name}.{key}" if key else f"variants.{name}"
        faults.append(Fault(SETTINGS_FILE, where, shown(value), rule, remedy, name))

    if not _NAME.fullmatch(name):
        rule = Phrase("a name of 1 to 64 letters, digits, _ or -")
        refuse("", name, rule, Phrase("rename the variant; folders are named by it"))
    overrides = folder.variants[name]
    if not isinstance(overrides, Mapping):
        refuse(
            "",
            overrides,
            Phrase("a table of keys"),
            Phrase("write it as a section [variants.{name}]", name=name),
        )
        return folder
    for key, value in overrides.items():
        if key not in _KEYS:
            refuse(key, value, Phrase("no such name as {key!r}", key=key), suggestion(key, _KEYS))
        elif key == "description" and not isinstance(value, str):
            refuse(
                key, value, Phrase("a text in quotes"), Phrase("write the description in quotes")
            )
        elif key in TABLES:
            where = f"variants.{name}.{key}"
            folder = _with_rows(folder, key, value, row_sources, refuse, where)
    return _with_settings(folder, name, overrides, refuse)


def _with_settings(
    folder: Folder, name: str, overrides: Mapping[str, Any], refuse: Refuse
) -> Folder:
    """Apply ``set`` and ``sources``."""
    values, citations = (_dotted_table(overrides, key, refuse) for key in ("set", "sources"))
    settings = folder.settings
    sources, given_by = dict(folder.sources), dict(folder.given_by)
    for key, value in values.items():
        if "." not in key:
            remedy = Phrase('put the whole key in quotes, such as "{key}.name" = value', key=key)
            refuse(f"set.{key}", value, Phrase("a dotted key in quotes"), remedy)
            continue
        try:
            settings = with_value(settings, key, value)
        except TypeError as error:
            refuse(
                f"set.{key}",
                value,
                Phrase("a key inside tables; {error}", error=error.args[0]),
                Phrase("correct the key"),
            )
        sources[setting_of(key)] = f"assumed: variant {name} names no source"
        given_by[setting_of(key)] = f"variant {name}"
    for key, source in citations.items():
        if key in values and isinstance(source, str):
            sources[setting_of(key)] = source
        else:
            remedy = Phrase(
                "write the source as a text, for a key that stands in the variant's set"
            )
            refuse(f"sources.{key}", source, Phrase("a source of a value set here"), remedy)
    return replace(folder, settings=settings, sources=sources, given_by=given_by)


def _dotted_table(overrides: Mapping[str, Any], key: str, refuse: Refuse) -> Mapping[str, Any]:
    table = overrides.get(key, {})
    if isinstance(table, Mapping):
        return table
    refuse(
        key,
        table,
        Phrase("a table of dotted keys"),
        Phrase('write {key} = {{ "section.key" = value }}', key=key),
    )
    return {}


def _with_rows(
    folder: Folder,
    table: str,
    overrides: object,
    row_sources: RowSources,
    refuse: Refuse,
    where: str,
) -> Folder:
    """Change and add rows of one table."""
    if not isinstance(overrides, list) or not all(isinstance(one, Mapping) for one in overrides):
        refuse(
            table,
            overrides,
            Phrase("an array of tables"),
            Phrase("write each row as [[{where}]]", where=where),
        )
        return folder
    if table == "sites" and table not in folder.tables:
        remedy = Phrase("write sites.csv to change single sites, or change the density of [sites]")
        refuse(table, overrides, Phrase("sites are generated where there is no sites.csv"), remedy)
        return folder
    old = folder.tables.get(table, RawTable())
    if old is None:
        return folder
    rows = list(old.rows)
    changed: set[str] = set()
    for number, override in enumerate(overrides, start=1):
        cells = _cells(override)
        name = cells.get("id", "")
        if has_id(table) and (not name or name in changed):
            remedy = Phrase("give every row an id of its own")
            refuse(f"{table} {number}", name, Phrase("an id that stands once"), remedy)
            continue
        changed.add(name)
        if (table, name) in row_sources:
            cells["source"] = row_sources[table, name]
        places = [place for place, row in enumerate(rows) if name and row.cells.get("id") == name]
        for place in places:
            rows[place] = replace(rows[place], cells=_filled({**rows[place].cells, **cells}))
        if not places:
            rows.append(RawRow(SETTINGS_FILE, f"{where} {number}", _filled(cells)))
    return replace(folder, tables={**folder.tables, table: replace(old, rows=tuple(rows))})


def _cells(row: Mapping[str, object]) -> dict[str, str]:
    return {column: _cell(value) for column, value in row.items()}


def _cell(value: object) -> str:
    """Write a value of the variant as a cell of the table would hold it."""
    if isinstance(value, list):
        return "|".join(map(_cell, value))
    return str(value).strip()


def _filled(cells: Mapping[str, str]) -> Mapping[str, str]:
    return {name: cell for name, cell in cells.items() if cell}


def source_faults(folder: Folder) -> list[Fault]:
    """Find sources of the scenario that belong to no value set in it."""
    faults = []
    for key, source in folder.sources.items():
        if not isinstance(source, str):
            remedy = Phrase('write "section.key" = "where the value comes from"')
            rule = Phrase("a dotted key in quotes with a text")
            faults.append(Fault(SETTINGS_FILE, f"sources.{key}", shown(source), rule, remedy))
        elif key in known_settings() and not has(folder.settings, key):
            remedy = Phrase("set the value too, or remove its source")
            rule = Phrase("a source belongs to a value set in this file")
            faults.append(Fault(SETTINGS_FILE, f"sources.{key}", shown(source), rule, remedy))
        elif key not in known_settings():
            remedy = suggestion(key, known_settings())
            rule = Phrase("no such setting as {key!r}", key=key)
            faults.append(Fault(SETTINGS_FILE, f"sources.{key}", shown(source), rule, remedy))
    return faults
