"""The language of a session, switched at once, and its words."""

from typing import cast

import streamlit as st

from planner.report.catalogue import LANGUAGES, Language, text

KEY = "language"
NAMES: dict[Language, str] = {"zh": "中文", "en": "English"}


def language() -> Language:
    """Return the session's language: as chosen, else the browser's, else English."""
    if st.session_state.get(KEY) not in LANGUAGES:
        st.session_state[KEY] = "zh" if str(st.context.locale or "").startswith("zh") else "en"
    return cast("Language", st.session_state[KEY])


def say(key: str, **values: object) -> str:
    """Return the words of the catalogue in the session's language."""
    return text(key, language(), **values)


def show_switch() -> None:
    """Draw the switch between the languages."""
    chosen = language()
    picked = st.segmented_control(
        "中文 / English",
        LANGUAGES,
        default=chosen,
        format_func=lambda one: NAMES[cast("Language", one)],
        label_visibility="collapsed",
        key=f"switch-{chosen}",
    )
    if picked is not None and picked != chosen:
        st.session_state[KEY] = picked
        st.rerun()
