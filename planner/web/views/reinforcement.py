"""The least reinforcement: what to add, what one more buys, how often less suffices."""

import streamlit as st

from planner.allocation.addition_orders import reinforcement_orders
from planner.allocation.reinforcement import Reinforcement
from planner.report.numbers import percent
from planner.report.order_words import order_rows, scenario_names
from planner.report.reinforcement_words import (
    INDENT,
    addition_rows,
    answer_words,
    gain_words,
    spare_words,
    weight_sentence,
)
from planner.report.sentence import verdict_sentence
from planner.web.charts.frontier import frontier_chart
from planner.web.charts.gains import gains_chart
from planner.web.faults import plain_markdown
from planner.web.header import show_header
from planner.web.job_panel import USUAL_CONFIDENCE, show_jobs
from planner.web.language import choice_key, language, say
from planner.web.plan_answer import (
    reinforcement_of,
    show_finding,
    show_orders,
    show_run,
    show_table,
)
from planner.web.sentence import sentence_html
from planner.web.session import work

CONFIDENCES = (0.5, 0.8, 0.9, USUAL_CONFIDENCE, 0.99)
COLUMNS = ("addition", "count", "weight", "ask_by")
WIDE_SPACE = "\u2003"


def show() -> None:
    """Draw the page."""
    now = work()
    if now is None:
        return
    show_header(now)
    confidence = st.select_slider(
        say("reinforce_page.confidence"),
        CONFIDENCES,
        format_func=lambda one: percent(one, language()),
        width=360,
        key=choice_key("confidence", USUAL_CONFIDENCE),
    )
    chosen = show_jobs(now, "reinforce", confidence)
    if chosen is None:
        return
    job, stale = chosen
    answer = reinforcement_of(job)
    if answer is None:
        return
    _, found = answer
    st.html(sentence_html(answer_words(found, language()), stale=stale))
    show_finding(verdict_sentence(found.outcome, language()), stale=stale)
    show_run(job)
    left, right = st.columns(2, gap="large")
    with left:
        _show_additions(found)
    with right:
        _show_gains(found)
        _show_frontier(found)
    every = reinforcement_orders(found)
    rows = order_rows(every, found.scenario, found.outcome.question, language())
    show_orders(rows, job.status().run)


def _show_additions(found: Reinforcement) -> None:
    """List what to add with the latest hour of asking, and say what is to spare."""
    if found.additions:
        names = scenario_names(found.scenario, language())
        rows = [
            (name.replace(INDENT, WIDE_SPACE, 1) if name.startswith(INDENT) else name, *cells)
            for name, *cells in addition_rows(found, names, language())
        ]
        st.subheader(say("reinforce_page.additions"))
        show_table([say(f"column.{name}") for name in COLUMNS], rows, "additions")
        st.caption(plain_markdown(weight_sentence(found, language())))
    if found.confirmed:
        show_finding(spare_words(found, language()))


def _show_gains(found: Reinforcement) -> None:
    chart = gains_chart(found, language())
    if chart is None:
        show_finding(say("headline.no_gains"))
        return
    names = scenario_names(found.scenario, language())
    some = found.gains[0].hours > 0 or found.gains[0].persons > 0
    best = gain_words(found.gains[0], names, language())
    show_finding(say("headline.gains", best=best) if some else say("headline.no_gains"))
    st.altair_chart(chart, key="gains", width="stretch")
    st.caption(say("foot.gains"))


def _show_frontier(found: Reinforcement) -> None:
    chart = frontier_chart(found, language())
    if chart is not None:
        st.subheader(say("reinforcement.frontier"))
        st.altair_chart(chart, key="frontier", width="stretch")
        st.caption(say("reinforce_page.frontier_key"))
