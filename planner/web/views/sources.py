"""Every value with its unit and source, and whether nobody published it."""

from html import escape

import pyarrow as pa
import streamlit as st

from planner.report.source_words import given_words, source_words, unit_words
from planner.scenario.names import table_file
from planner.scenario.overview import Overview, overview
from planner.scenario.sourced import is_assumed
from planner.scenario.table_text import csv_text, guarded
from planner.scenario.written import written
from planner.web.header import show_header
from planner.web.language import language, say
from planner.web.session import work

HEIGHT = 520
COLUMNS = ("setting", "value", "unit", "given_by", "source", "assumed")


def show() -> None:
    """Draw the page."""
    now = work()
    if now is None:
        return
    show_header(now)
    seen = overview(now.scenario)
    words = say(
        "scenario.assumed",
        count=seen.assumed_values,
        total=len(seen.values),
        rows=f"{sum(one.assumed_rows for one in seen.tables):,}",
        all_rows=f"{sum(one.rows for one in seen.tables):,}",
    )
    st.html(f'<p class="finding">{escape(words)}</p>')
    only = st.toggle(say("sources_page.only_assumed"), key="only-assumed")
    wanted = st.text_input(say("sources_page.search"), key="source-search").casefold()
    found = [
        row
        for row in _rows(seen)
        if (row["assumed"] or not only) and wanted in " ".join(map(str, row.values())).casefold()
    ]
    st.dataframe(
        pa.Table.from_pylist(found, schema=_schema()),
        column_config={name: say(f"edit_column.{name}") for name in COLUMNS},
        hide_index=True,
        height=HEIGHT,
    )
    st.download_button(
        say("sources_page.download"),
        csv_text(COLUMNS, ([row[name] for name in COLUMNS] for row in found)),
        file_name=f"{now.base.city.name}-sources.csv",
        mime="text/csv",
        key="download-sources",
    )


def _schema() -> pa.Schema:
    kinds = {"assumed": pa.bool_()}
    return pa.schema([pa.field(name, kinds.get(name, pa.string())) for name in COLUMNS])


def _rows(seen: Overview) -> list[dict[str, object]]:
    """Return settings, then tables by source."""
    settings = [
        {
            "setting": one.key,
            "value": guarded(written(one.value)),
            "unit": unit_words(one.key, language()),
            "given_by": given_words(one.by, language()),
            "source": guarded(source_words(one.source, language())),
            "assumed": one.assumed,
        }
        for one in seen.settings
    ]
    tables = [
        {
            "setting": table_file(one.name),
            "value": say("sources_page.rows", count=count),
            "unit": "",
            "given_by": table_file(one.name),
            "source": guarded(source_words(source, language())),
            "assumed": is_assumed(source),
        }
        for one in seen.tables
        for source, count in one.sources
    ]
    return [*settings, *tables]
