"""Teams, laboratories and vehicles to type over, and the settings of their work with defaults."""

import streamlit as st

from planner.web.editing import edit_settings, edit_table
from planner.web.header import show_header
from planner.web.language import say
from planner.web.session import work

TABS = ("laboratories", "teams", "vehicles", "mobile_teams", "mobile_laboratories")
COLUMNS = {
    "laboratories": (
        "name_zh", "name_en", "district", "serves", "declared_tubes_per_day", "ready_hour",
        "travel_minutes", "accession_staff", "transfer_cabinets", "inactivation_machines",
        "extraction_machines", "amplification_machines", "reviewers", "recall_crews", "source",
        "id",
    ),
    "teams": ("district", "swabbers", "source", "id"),
    "vehicles": ("district", "vehicles", "load_tubes", "source", "id"),
    "mobile_teams": (
        "name_zh", "name_en", "origin", "teams", "tables_per_team", "ready_hour",
        "travel_minutes", "until_hour", "source", "id",
    ),
    "mobile_laboratories": (
        "name_zh", "name_en", "origin", "declared_tubes_per_day", "ready_hour",
        "travel_minutes", "setup_hours", "drive_minutes", "source", "id",
    ),
}  # fmt: skip
SETTINGS = {
    "laboratories": ("laboratory",),
    "teams": ("sites", "door"),
    "vehicles": ("courier",),
    "mobile_teams": ("reinforcement",),
    "mobile_laboratories": ("recall",),
}
"""Sections of settings that belong to each table."""


def show() -> None:
    """Draw the page."""
    now = work()
    if now is None:
        return
    show_header(now)
    st.caption(say("resources_page.how"))
    for table, tab in zip(TABS, st.tabs([say(f"resource_tab.{one}") for one in TABS]), strict=True):
        with tab:
            edit_table(now, table, COLUMNS[table])
            st.subheader(say("resources_page.settings"))
            edit_settings(now, SETTINGS[table])
