"""Links between pages by their names."""

from typing import Any, cast

import streamlit as st

KEY = "pages"


def remember(pages: dict[str, Any]) -> None:
    """Keep the pages of this run, to which links are drawn."""
    st.session_state[KEY] = pages


def link_to(page: str, words: str) -> None:
    """Draw a link to a page."""
    pages = cast("dict[str, Any]", st.session_state.get(KEY, {}))
    if page in pages:
        st.page_link(pages[page], label=words)


def go_to(page: str) -> None:
    """Show another page now."""
    st.switch_page(st.session_state[KEY][page])
