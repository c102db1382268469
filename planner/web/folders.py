"""Scenario folders that the desk writes: drafts of cities, uploads and edits of one session."""

import tempfile
import threading
import tomllib
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, cast

import streamlit as st

from planner.scenario.names import SETTINGS_FILE, TABLES, table_file
from planner.scenario.phrase import Phrase
from planner.scenario.scenario import Scenario
from planner.scenario.settings_text import toml_value
from planner.scenario.table_text import csv_text
from planner.study.new_scenario import write_new_scenario
from planner.study.request import RequestError
from planner.study.scenario_folder import standing_alone, write_scenario
from planner.web.session import Work

PREFIX = "planner-desk-"
EDITED = "assumed: typed in on the desk"
EDITED_VARIANT = "edited"


class Drafts:
    """First scenarios of cities, written once for all sessions and never changed."""

    def __init__(self) -> None:
        self._held = tempfile.TemporaryDirectory(prefix=PREFIX)
        self._lock = threading.Lock()

    def folder(self, city_code: str, preset: str) -> Path:
        """Return the first scenario of a city under an edition of the rule."""
        place = Path(self._held.name) / f"{city_code}-{preset}"
        with self._lock:
            if not place.is_dir():
                write_new_scenario(place, city_code, preset, None)
        return place


@st.cache_resource(show_spinner=False)
def drafts() -> Drafts:
    """Return the drafts of this process."""
    return Drafts()


def new_folder() -> Path:
    """Return a place for a folder that vanishes with the session; nothing is there yet."""
    if "folders" not in st.session_state:
        st.session_state["folders"] = tempfile.TemporaryDirectory(prefix=PREFIX)
        st.session_state["folder_number"] = 0
    st.session_state["folder_number"] += 1
    held = cast("tempfile.TemporaryDirectory[str]", st.session_state["folders"])
    return Path(held.name) / str(st.session_state["folder_number"])


Rows = Sequence[Mapping[str, Any]]


def with_tables(now: Work, tables: Mapping[str, Rows]) -> Path:
    """Write the scenario with other rows of some tables, unchecked, and return its folder."""
    place = copied(now.base, now.folder)
    for table, rows in tables.items():
        columns = list(TABLES[table].model_fields)
        cells = [["" if row.get(name) is None else row[name] for name in columns] for row in rows]
        (place / table_file(table)).write_text(csv_text(columns, cells), encoding="utf-8")
    return place


def written(now: Work) -> Path:
    """Write the scenario with its levers moved, and return its folder."""
    if now.levers.tables is None:
        return copied(now.scenario, now.folder)
    return write_scenario(new_folder(), standing_alone(now.scenario), now.folder)


def with_settings(now: Work, texts: Mapping[str, str]) -> Path:
    """Write the scenario with other settings as its variant ``EDITED_VARIANT``, unchecked.

    Parameters
    ----------
    now
        The scenario.
    texts
        Values as TOML writes them, by dotted key.

    Raises
    ------
    RequestError
        If a text is not one value of TOML.
    """
    place = copied(now.base, now.folder)
    values = {key: toml_value(_parsed(key, text)) for key, text in texts.items()}
    settings = place / SETTINGS_FILE
    blocks = (("set", values), ("sources", dict.fromkeys(texts, toml_value(EDITED))))
    added = [
        f"\n[variants.{EDITED_VARIANT}.{block}]\n"
        + "".join(f"{toml_value(key)} = {value}\n" for key, value in lines.items())
        for block, lines in blocks
    ]
    settings.write_text(settings.read_text(encoding="utf-8") + "".join(added), encoding="utf-8")
    return place


def _parsed(key: str, text: str) -> Any:
    try:
        found = tomllib.loads(f"value = {text}")
    except ValueError as error:
        raise _no_value(key, text) from error
    if set(found) != {"value"}:
        raise _no_value(key, text)
    return found["value"]


def _no_value(key: str, text: str) -> RequestError:
    return RequestError(
        Phrase(
            "{key}: {text!r} is no value; it must be written as in scenario.toml, such as 30, "
            '"06:00" or {{ kind = "lognormal", mean = 30, cv = 0.4 }}; correct it',
            key=key,
            text=text,
        )
    )


def copied(scenario: Scenario, folder: Path) -> Path:
    """Write a scenario that was loaded from a folder; sites by density stay a rule."""
    if not (folder / table_file("sites")).is_file():
        scenario = scenario.model_copy(update={"sites": ()})
    return write_scenario(new_folder(), standing_alone(scenario), folder)
