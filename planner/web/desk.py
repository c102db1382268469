"""The desk: a title, a language, and pages.

A page is a module of ``planner.web.views`` with a function ``show`` and a line in ``PAGES``; its
title is ``page.<name>`` of the catalogue (``planner/report/desk.toml``).
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

import streamlit as st

from planner.web.faults import explained
from planner.web.language import say, show_switch
from planner.web.navigation import remember
from planner.web.session import work
from planner.web.style import CSS
from planner.web.views import (
    allocation,
    city,
    compare,
    reinforcement,
    resources,
    runs,
    sources,
    start,
    study,
    verdict,
)


@dataclass(frozen=True)
class Page:
    """A page, and whether it needs a city."""

    name: str
    show: Callable[[], None]
    needs_city: bool = True


PAGES = (
    Page("start", start.show, needs_city=False),
    Page("verdict", verdict.show),
    Page("city", city.show),
    Page("resources", resources.show),
    Page("allocation", allocation.show),
    Page("reinforcement", reinforcement.show),
    Page("compare", compare.show),
    Page("study", study.show, needs_city=False),
    Page("runs", runs.show, needs_city=False),
    Page("sources", sources.show),
)


def show() -> None:
    """Draw the desk for one session."""
    st.set_page_config(page_title=say("desk.title"), layout="wide")
    st.html(f"<style>{CSS}</style>")
    pages = {one.name: _as_streamlit(one) for one in PAGES}
    chosen = st.navigation(list(pages.values()), position="top")
    remember(pages)
    with st.container(key="language-switch"):
        show_switch()
    chosen.run()


def _as_streamlit(page: Page) -> "st.Page":
    return st.Page(
        partial(_draw, page),
        title=say(f"page.{page.name}"),
        url_path=page.name,
        default=page.name == "start",
    )


def _draw(page: Page) -> None:
    with explained():
        if page.needs_city and work() is None:
            st.info(say("desk.no_city"))
            return
        page.show()


if __name__ == "__main__":
    show()
