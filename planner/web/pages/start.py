"""Where a session begins: which city, the rule that applies to it, and a first verdict."""

from html import escape

import streamlit as st

from planner.report.sentence import verdict_sentence
from planner.web.answers import ask, show_progress
from planner.web.header import show_header
from planner.web.language import language, say
from planner.web.session import Work, open_folder, work
from planner.web.shipped import EXAMPLE, shipped


def show() -> None:
    """Draw the page."""
    now = work()
    if now is None:
        now = open_folder(shipped()[EXAMPLE])
    st.title(say("start.question"))
    _show_shipped(now)
    _show_first_verdict(now)


def _show_shipped(now: Work) -> None:
    folders = shipped()
    chosen = next((name for name, folder in folders.items() if folder == now.folder), None)
    picked = st.pills(
        say("start.shipped"),
        list(folders),
        default=chosen,
        format_func=_city_words,
        key=f"shipped-{now.folder.name}",
    )
    if picked is not None and picked != chosen:
        open_folder(folders[picked])
        st.rerun()


def _city_words(name: str) -> str:
    return say(f"example.{name}")


def _show_first_verdict(now: Work) -> None:
    lang = language()
    show_header(now)
    shown = ask(now)
    if shown.outcome is not None and not shown.stale:
        words = escape(verdict_sentence(shown.outcome, lang))
        st.html(f'<p class="sentence">{words}</p>')
    show_progress(shown)
