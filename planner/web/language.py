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


def choice_key(key: str, otherwise: object = None) -> str:
    """Return the key, in the session's language, of a widget whose choices have words.

    The browser tells a choice by its words, which the other language does not know, so each
    language has a widget of its own; what was chosen goes over. ``otherwise`` is chosen at first.
    """
    own = f"{key}-{language()}"
    if own not in st.session_state:
        keys = (f"{key}-{other}" for other in LANGUAGES)
        chosen = next((st.session_state[one] for one in keys if one in st.session_state), otherwise)
        if chosen is not None:
            st.session_state[own] = chosen
    return own


def show_switch() -> None:
    """Draw the switch between the languages."""
    chosen = language()
    key = f"switch-{chosen}"

    def switch() -> None:
        # what a slow line repeats of the switch as it was drawn is no choice
        if st.session_state[key] not in (None, chosen):
            st.session_state[KEY] = st.session_state[key]

    st.segmented_control(
        "中文 / English",
        LANGUAGES,
        default=chosen,
        format_func=lambda one: NAMES[cast("Language", one)],
        label_visibility="collapsed",
        key=key,
        on_change=switch,
    )
