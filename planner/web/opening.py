"""The desk for ``streamlit run app.py``, which says why nothing moves while it compiles."""

from importlib import import_module

import streamlit as st

from planner.simulation.kernel import is_compiled
from planner.web.language import say

DESK = "planner.web.desk"
"""Compiles when it is imported, where that was never done."""


def show() -> None:
    """Draw the desk, and say so first where its engine is still to be compiled."""
    if not is_compiled():
        with st.spinner(say("told.compiling")):
            import_module(DESK)
    import_module(DESK).show()
