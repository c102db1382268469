"""Tables and settings of the scenario, typed over and then checked as any file is."""

from collections.abc import Mapping, Sequence
from typing import Any, Literal

import pyarrow as pa
import streamlit as st

from planner.report.source_words import given_words, source_words, unit_words
from planner.scenario.names import TABLES, known_settings
from planner.scenario.overview import Setting, rows_of, settings_of
from planner.scenario.settings_text import toml_value
from planner.scenario.sourced import source_of
from planner.scenario.table_text import guarded
from planner.scenario.tables import District, Row, Township
from planner.web.folders import EDITED, EDITED_VARIANT, with_settings, with_tables
from planner.web.language import language, say
from planner.web.session import Work, change, open_folder

ROW_PIXELS, MOST_ROWS = 35, 12
NAME_PIXELS = 140
WHOLE_CITY = "city"
"""What a laboratory serves that serves no district alone."""
Width = Literal["small", "medium", "large"]
Cells = dict[str, Any]


def edit_table(now: Work, table: str, columns: Sequence[str]) -> None:
    """Draw a table in which these columns can be typed over, rows added and removed."""
    rows = [as_cells(row) for row in rows_of(now.base, table)]
    if not rows:
        st.caption(say("edit.empty"))
        return
    shown = [{name: row[name] for name in columns} for row in rows]
    edited = st.data_editor(
        pa.Table.from_pylist(shown, schema=_schema(table, columns, shown)),
        column_config={name: _reference(now, name) or _column(name) for name in columns},
        hide_index=True,
        num_rows="dynamic",
        placeholder="",
        height=_height(len(shown)),
        key=f"edit-{table}-{now.folder}",
    ).to_pylist()
    if edited != shown and st.button(say("edit.apply"), type="primary", key=f"apply-{table}"):
        whole = merged(rows, edited)
        extra = with_districts(now, whole) if table == "townships" else {}
        _reopen(now, with_tables(now, {table: whole, **extra}))


def edit_settings(now: Work, sections: Sequence[str]) -> None:
    """Draw the settings of sections: value to type over, default and source beside it."""
    shown = [
        _setting(one) for one in settings_of(now.base) if one.key.partition(".")[0] in sections
    ]
    edited = st.data_editor(
        pa.Table.from_pylist(shown),
        column_config={name: _column(name) for name in shown[0]},
        disabled=[name for name in shown[0] if name != "value"],
        hide_index=True,
        height=_height(len(shown)),
        key=f"settings-{'-'.join(sections)}-{now.folder}",
    ).to_pylist()
    texts = {
        row["setting"]: str(row["value"])
        for row, before in zip(edited, shown, strict=True)
        if row["value"] != before["value"]
    }
    key = f"apply-{'-'.join(sections)}"
    if texts and st.button(say("edit.apply"), type="primary", key=key):
        _reopen(now, with_settings(now, texts), EDITED_VARIANT)


def _reopen(now: Work, place: Any, *variants: str) -> None:
    """Work on what was typed, where it is sound; its faults are told otherwise."""
    open_folder(place, variants, title=now.title)
    change(levers=now.levers, against_base=now.against_base, seed=now.seed)
    st.rerun()


def as_cells(row: Row) -> Cells:
    """Write a row's cells as the file has them."""
    return {name: _as_cell(cell) for name, cell in row.model_dump(mode="json").items()}


def _as_cell(cell: Any) -> Any:
    if isinstance(cell, list):
        return "|".join(map(str, cell))
    return guarded(cell) if isinstance(cell, str) else cell


def _schema(table: str, columns: Sequence[str], rows: Sequence[Cells]) -> pa.Schema:
    """Give every column one type: what its cells hold, a text where all are blank."""
    fields = []
    for name in columns:
        kinds = {type(row[name]) for row in rows if row[name] is not None}
        if kinds == {int}:
            kind = pa.int64()
        elif kinds and kinds <= {int, float}:
            kind = pa.float64()
        else:
            kind = pa.float64() if _is_number(table, name) and not kinds else pa.string()
        fields.append(pa.field(name, kind))
    return pa.schema(fields)


def _is_number(table: str, column: str) -> bool:
    annotation = str(TABLES[table].model_fields[column].annotation)
    return "str" not in annotation and "tuple" not in annotation


def merged(rows: Sequence[Cells], edited: Sequence[Cells]) -> list[Cells]:
    """Return whole rows with the cells that were typed; a changed row says so as its source."""
    before = {row.get("id"): row for row in rows}
    merged = []
    for typed in edited:
        old = before.get(typed.get("id"), dict.fromkeys(rows[0]))
        changed = {name: cell for name, cell in typed.items() if old[name] != cell}
        row = {**old, **changed}
        if changed and "source" not in changed:
            row["source"] = EDITED
        merged.append(row)
    return merged


def with_districts(now: Work, townships: Sequence[Cells]) -> Mapping[str, Sequence[Cells]]:
    """Return the districts with the people of their townships, which are their sum."""
    people: dict[str, int] = {}
    for row in townships:
        total = (row["urban_persons"] or 0) + (row["rural_persons"] or 0)
        people[str(row["district"])] = people.get(str(row["district"]), 0) + int(total)
    districts = []
    for district in now.base.districts:
        cells = as_cells(district)
        persons = people.get(cells["id"], 0)
        if persons != cells["population_persons"]:
            cells |= {"population_persons": persons, "source": EDITED}
        districts.append(cells)
    return {"districts": districts}


def _setting(one: Setting) -> Cells:
    field = known_settings()[one.key]
    default = field.get_default()
    return {
        "setting": one.key,
        "value": "" if one.value is None else guarded(toml_value(one.value)),
        "unit": unit_words(one.key, language()),
        "default": "" if default is None else toml_value(default),
        "given_by": given_words(one.by, language()),
        "source": guarded(source_words(one.source or source_of(field), language())),
    }


def _column(name: str) -> Any:
    widths: dict[str, Width] = {"setting": "medium", "source": "large", "name_en": "medium"}
    return st.column_config.Column(say(f"edit_column.{name}"), width=widths.get(name), help=name)


def _reference(now: Work, column: str) -> Any:
    """Return a column that shows names and holds identifiers; None for one of another kind."""
    rows: Sequence[District | Township]
    if column in ("district", "serves"):
        rows = now.base.districts
    elif column == "township":
        rows = now.base.townships
    else:
        return None
    lang = language()
    names = {one.id: (one.name_zh if lang == "zh" else one.name_en) or one.id for one in rows}
    if column == "serves":
        names = {WHOLE_CITY: say("label.whole_city"), **names}
    return st.column_config.SelectboxColumn(
        say(f"edit_column.{column}"),
        options=list(names),
        format_func=lambda one: guarded(names.get(str(one), str(one))),
        width=NAME_PIXELS,
        help=column,
    )


def _height(rows: int) -> int:
    return ROW_PIXELS * (min(rows, MOST_ROWS) + 2) + 3
