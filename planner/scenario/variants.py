"""Named overrides of a scenario, applied to the folder as written, before anything is checked.

A variant has ``description``, ``set`` (dotted key to value), ``sources`` (dotted key to the source
of a value in ``set``) and rows by table: a row whose ``id`` exists changes only the columns that
it gives, a new ``id`` adds a row, and plan rows, which have no ``id``, are always added. A blank
text takes a cell back to its default.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from planner.scenario.dotted import has, with_value
from planner.scenario.faults import Fault, shown
from planner.scenario.names import SETTINGS_FILE, TABLES, has_id, known_settings, suggestion
from planner.scenario.read import Folder, RawRow, RawTable

_NAME = re.compile(r"[\w\-]{1,64}")
_KEYS = ("description", "set", "sources", *TABLES)

Refuse = Callable[[str, object, str, str], None]
"""Report a fault by the key inside the variant, the value, the rule and the remedy."""


def apply_variant(folder: Folder, name: str, faults: list[Fault]) -> Folder:
    """Return the folder with one variant's overrides, adding what is wrong with them."""

    def refuse(key: str, value: object, rule: str, remedy: str) -> None:
        where = f"variants.{name}.{key}" if key else f"variants.{name}"
        faults.append(Fault(SETTINGS_FILE, where, shown(value), rule, remedy, name))

    if name not in folder.variants:
        refuse("", name, "the variant exists", suggestion(name, folder.variants))
        return folder
    if not _NAME.fullmatch(name):
        rule = "a name of 1 to 64 letters, digits, _ or -"
        refuse("", name, rule, "rename the variant; folders are named by it")
    overrides = folder.variants[name]
    if not isinstance(overrides, Mapping):
        refuse("", overrides, "a table of keys", f"write it as a section [variants.{name}]")
        return folder
    for key, value in overrides.items():
        if key not in _KEYS:
            refuse(key, value, f"no such name as {key!r}", suggestion(key, _KEYS))
        elif key == "description" and not isinstance(value, str):
            refuse(key, value, "a text in quotes", "write the description in quotes")
        elif key in TABLES:
            folder = _with_rows(folder, key, value, refuse, f"variants.{name}.{key}")
    return _with_settings(folder, name, overrides, refuse)


def _with_settings(
    folder: Folder, name: str, overrides: Mapping[str, Any], refuse: Refuse
) -> Folder:
    """Apply ``set`` and ``sources``."""
    values, citations = (_dotted_table(overrides, key, refuse) for key in ("set", "sources"))
    settings = folder.settings
    sources = dict(folder.sources)
    for key, value in values.items():
        if "." not in key:
            remedy = f'put the whole key in quotes, such as "{key}.name" = value'
            refuse(f"set.{key}", value, "a dotted key in quotes", remedy)
            continue
        try:
            settings = with_value(settings, key, value)
        except TypeError as error:
            refuse(f"set.{key}", value, f"a key inside tables; {error}", "correct the key")
        sources[key] = f"assumed: variant {name} names no source"
    for key, source in citations.items():
        if key in values and isinstance(source, str):
            sources[key] = source
        else:
            remedy = "write the source as a text, for a key that stands in the variant's set"
            refuse(f"sources.{key}", source, "a source of a value set here", remedy)
    return replace(folder, settings=settings, sources=sources)


def _dotted_table(overrides: Mapping[str, Any], key: str, refuse: Refuse) -> Mapping[str, Any]:
    table = overrides.get(key, {})
    if isinstance(table, Mapping):
        return table
    refuse(key, table, "a table of dotted keys", f'write {key} = {{ "section.key" = value }}')
    return {}


def _with_rows(folder: Folder, table: str, overrides: object, refuse: Refuse, where: str) -> Folder:
    """Change and add rows of one table."""
    if not isinstance(overrides, list) or not all(isinstance(one, Mapping) for one in overrides):
        refuse(table, overrides, "an array of tables", f"write each row as [[{where}]]")
        return folder
    if table == "sites" and table not in folder.tables:
        remedy = "write sites.csv to change single sites, or change the density of [sites]"
        refuse(table, overrides, "sites are generated where there is no sites.csv", remedy)
        return folder
    old = folder.tables.get(table, RawTable())
    if old is None:
        return folder
    rows = list(old.rows)
    changed: set[str] = set()
    for number, override in enumerate(overrides, start=1):
        cells = {column: _cell(value) for column, value in override.items()}
        name = cells.get("id", "")
        if has_id(table) and (not name or name in changed):
            remedy = "give every row an id of its own"
            refuse(f"{table} {number}", name, "an id that stands once", remedy)
            continue
        changed.add(name)
        places = [place for place, row in enumerate(rows) if name and row.cells.get("id") == name]
        for place in places:
            rows[place] = replace(rows[place], cells=_filled({**rows[place].cells, **cells}))
        if not places:
            rows.append(RawRow(SETTINGS_FILE, f"{where} {number}", _filled(cells)))
    return replace(folder, tables={**folder.tables, table: replace(old, rows=tuple(rows))})


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
            remedy = 'write "section.key" = "where the value comes from"'
            rule = "a dotted key in quotes with a text"
            faults.append(Fault(SETTINGS_FILE, f"sources.{key}", shown(source), rule, remedy))
        elif key in known_settings() and not has(folder.settings, key):
            remedy = "set the value too, or remove its source"
            rule = "a source belongs to a value set in this file"
            faults.append(Fault(SETTINGS_FILE, f"sources.{key}", shown(source), rule, remedy))
        elif key not in known_settings():
            remedy = suggestion(key, known_settings())
            rule = f"no such setting as {key!r}"
            faults.append(Fault(SETTINGS_FILE, f"sources.{key}", shown(source), rule, remedy))
    return faults
