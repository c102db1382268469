"""What is typed into the form of a study, kept while other pages or another language are shown."""

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any, cast

import streamlit as st

from planner.web.language import language, say

FORM = "study-form"


def form() -> dict[str, Any]:
    """Return what is typed, by name."""
    return cast("dict[str, Any]", st.session_state.setdefault(FORM, {}))


def widget_key(name: str, usual: Any) -> str:
    """Return the key of a widget that shows what was typed last, or else the usual value."""
    own = f"study-{name}-{language()}"
    if own not in st.session_state:
        st.session_state[own] = form().get(name, usual)
    return own


def kept(name: str, value: Any) -> Any:
    """Remember what is typed, and return it."""
    form()[name] = value
    return value


def choice(name: str, options: Sequence[Any], usual: Any, words: Callable[..., str]) -> Any:
    """Draw a choice of few and return what is chosen; ``words`` says one in a language ``lang``."""
    picked = st.segmented_control(
        say(f"study_form.{name}"),
        options,
        format_func=partial(words, lang=language()),
        key=widget_key(name, usual),
    )
    return kept(name, usual if picked is None else picked)
