"""What a user can mend, told in sentences with remedies."""

from collections.abc import Iterator
from contextlib import contextmanager

import streamlit as st

from planner.report.phrases import said, told
from planner.scenario import ScenarioFaults
from planner.study.request import RequestError
from planner.web.language import language, say

MOST_SHOWN = 20


@contextmanager
def explained() -> Iterator[None]:
    """Show what is wrong with an input instead of breaking off."""
    try:
        yield
    except ScenarioFaults as faults:
        show_faults(faults)
    except (RequestError, OSError) as error:
        st.error(plain_markdown(told(error, language())))


def show_faults(faults: ScenarioFaults) -> None:
    """List faults, each with value, rule and remedy."""
    lines = [
        f"- {plain_markdown(said(fault.words, language()))}" for fault in faults.faults[:MOST_SHOWN]
    ]
    more = len(faults.faults) - len(lines)
    if more:
        lines.append("- " + say("desk.more_faults", count=more))
    st.error("\n".join([say("desk.faults", count=len(faults.faults)), "", *lines]))


def plain_markdown(words: str) -> str:
    """Write a text so that Markdown shows it as it is."""
    for sign in "\\`*_{}[]()<>#+-.!|$:~":
        words = words.replace(sign, f"\\{sign}")
    return words.replace("\n", "  \n")
