"""The allocation: who goes where when, how the plan was found, what is short, what to sign."""

import streamlit as st

from planner.allocation.answer import Allocation
from planner.allocation.comparison import comparisons
from planner.allocation.orders import orders
from planner.report.allocation_words import (
    comparison_words,
    confirmed_words,
    made_by_words,
    routes_words,
)
from planner.report.order_words import order_rows, scenario_names, shortage_words
from planner.report.sentence import verdict_sentence
from planner.scenario.scenario import Scenario
from planner.web.charts.gantt import gantt_chart
from planner.web.charts.loop import loop_chart
from planner.web.charts.plan_map import teams_map, tubes_map
from planner.web.faults import plain_markdown
from planner.web.header import show_header
from planner.web.job_panel import show_jobs
from planner.web.language import choice_key, language, say
from planner.web.plan_answer import (
    allocation_of,
    show_finding,
    show_orders,
    show_run,
)
from planner.web.sentence import sentence_html
from planner.web.session import work

SHORTAGES_SHOWN = 6
TALLEST_GANTT = 460
ROWS_WITHOUT_SCROLLING = 18
MAPS = ("teams", "tubes")


def show() -> None:
    """Draw the page."""
    now = work()
    if now is None:
        return
    show_header(now)
    chosen = show_jobs(now, "allocate")
    if chosen is None:
        return
    job, stale = chosen
    answer = allocation_of(job)
    if answer is None:
        return
    scenario, found = answer
    st.html(sentence_html(verdict_sentence(found.outcome, language()), stale=stale))
    words = f"{confirmed_words(found, language())} {made_by_words(found, language())}"
    show_finding(words, stale=stale)
    show_run(job)
    left, right = st.columns([5, 4], gap="large")
    with left:
        _show_map(scenario, found)
        _show_comparisons(scenario, found)
    with right:
        _show_shortages(scenario, found)
        _show_loop(found)
    _show_gantt(scenario, found)
    rows = order_rows(orders(scenario, found), scenario, found.outcome.question, language())
    show_orders(rows, job.status().run)


def _show_map(scenario: Scenario, found: Allocation) -> None:
    boundaries, geography = scenario.boundaries, found.outcome.geography
    if boundaries is None or geography is None:
        st.info(say("city_page.no_map"))
        return
    moved = MAPS if found.plan.teams else MAPS[1:]
    picked = MAPS[1]
    if len(moved) > 1:
        picked = st.segmented_control(
            say("plan.map"),
            moved,
            format_func=lambda one: say(f"plan_map.{one}"),
            label_visibility="collapsed",
            key=choice_key("plan-map-of", moved[0]),
        ) or moved[0]  # fmt: skip
    if picked == "teams":
        chart, headline, missing = teams_map(scenario, found, boundaries, language())
    else:
        chart, headline, missing = tubes_map(scenario, found, boundaries, geography, language())
    show_finding(headline)
    st.altair_chart(chart, key="plan-map", width="stretch")
    st.caption(" ".join((say(f"plan_map_key.{picked}"), missing)))


def _show_shortages(scenario: Scenario, found: Allocation) -> None:
    if not found.shortages:
        show_finding(say("shortage.none"))
        return
    names = scenario_names(scenario, language())
    worst = sorted(found.shortages, key=lambda one: -one.count * (one.to_hour - one.from_hour))
    lines = [shortage_words(one, names, language()) for one in worst[:SHORTAGES_SHOWN]]
    rest = len(worst) - SHORTAGES_SHOWN
    if rest > 0:
        lines.append(say("shortage.more", count=rest))
    show_finding(say("shortage.title"))
    st.markdown("\n".join(f"- {plain_markdown(line)}" for line in lines))


def _show_loop(found: Allocation) -> None:
    st.subheader(say("plan.loop"))
    st.altair_chart(loop_chart(found, language()), key="loop", width="stretch")
    st.caption(say("plan.loop_key"))


def _show_gantt(scenario: Scenario, found: Allocation) -> None:
    chart = gantt_chart(scenario, found, language())
    if chart is None:
        st.caption(say("headline.no_teams"))
        return
    st.subheader(say("plan.gantt"))
    places = {(row.pool, row.place) for row in found.plan.teams}
    tall = len(places) > ROWS_WITHOUT_SCROLLING
    with st.container(height=TALLEST_GANTT if tall else "content"):
        st.altair_chart(chart, key="gantt", width="stretch")
    st.caption(say("plan.gantt_key"))


def _show_comparisons(scenario: Scenario, found: Allocation) -> None:
    words = [comparison_words(one, language()) for one in comparisons(scenario, found)]
    if found.routes is not None:
        words += routes_words(found.routes, scenario, language())
    if words:
        with st.expander(say("plan.comparisons")):
            st.markdown("\n".join(f"- {plain_markdown(line)}" for line in words))
