"""The first screen: the answer, its picture, what binds and where, and the levers."""

import math
from html import escape

import streamlit as st

from planner.outcome.outcome import CLOCKS, Outcome
from planner.report.numbers import clock_moment, hours, hours_interval, percent
from planner.report.sentence import spare_words, verdict_sentence
from planner.web.answers import Shown, ask, show_progress
from planner.web.charts.curves import curves_chart
from planner.web.charts.stages import stages_chart
from planner.web.header import show_header
from planner.web.keeping import show_keeping
from planner.web.language import language, say
from planner.web.lever_panel import show_levers
from planner.web.navigation import link_to
from planner.web.places import show_places
from planner.web.session import Work, work


def show() -> None:
    """Draw the page."""
    now = work()
    if now is None:
        return
    show_levers(now)
    show_header(now)
    shown = ask(now)
    if shown.outcome is None:
        show_progress(shown)
        return
    _show_answer(now, shown, shown.outcome)


def _show_answer(now: Work, shown: Shown, outcome: Outcome) -> None:
    lang = language()
    _show_sentence(shown, outcome)
    with st.container(horizontal=True, vertical_alignment="center"):
        show_progress(shown)
        if outcome.verdict.meets_target is not True and not shown.stale:
            link_to("reinforcement", say("verdict_page.what_would_fix"))
            link_to("allocation", say("verdict_page.what_goes_where"))
        link_to("start", say("verdict_page.other_city"))
        show_keeping(now, outcome, ready=not shown.stale)
    _show_clocks(outcome, shown.base, stale=shown.stale)
    st.altair_chart(curves_chart(outcome, lang, shown.base), key="curves", width="stretch")
    left, right = st.columns([2, 3], gap="medium")
    with left:
        st.subheader(say("verdict_page.what_binds"))
        chart = stages_chart(outcome, lang)
        if chart is None:
            st.caption(say("empty.no_stage"))
        else:
            st.altair_chart(chart, key="stages", width="stretch")
    with right:
        st.subheader(say("verdict_page.where"))
        show_places(outcome, shown.base)


def _show_sentence(shown: Shown, outcome: Outcome) -> None:
    words = escape(verdict_sentence(outcome, language()))
    badge = f' <span class="badge">{escape(say("desk.stale"))}</span>' if shown.stale else ""
    st.html(f'<p class="sentence{" stale" if shown.stale else ""}">{words}{badge}</p>')
    if shown.base is not None:
        st.caption(_probabilities(outcome, shown.base))


def _probabilities(outcome: Outcome, base: Outcome) -> str:
    """Say how probable it is here and in the base, by as many replications."""
    lang = language()
    return say(
        "verdict_page.probabilities",
        now=percent(outcome.verdict.probability, lang),
        before=percent(base.verdict.probability, lang),
        points=f"{100 * (outcome.verdict.probability - base.verdict.probability):+.0f}",
        replications=outcome.verdict.replications,
    )


def _show_clocks(outcome: Outcome, base: Outcome | None, *, stale: bool) -> None:
    """Draw the three clocks: the median large, the spread small, hours to spare or short."""
    for clock, column in enumerate(st.columns(len(CLOCKS))):
        column.html(_clock(outcome, base, clock, stale=stale))


def _clock(outcome: Outcome, base: Outcome | None, clock: int, *, stale: bool) -> str:
    lang = language()
    figures, target = outcome.clocks.city, outcome.question.target_hours
    middle = float(figures.p50[clock, 0])
    spare = target - middle
    lines = [
        ("name", say(f"clock.{CLOCKS[clock]}")),
        ("middle", hours(middle, lang)),
        ("small", _spread(outcome, clock)),
        ("spare" if spare >= 0 else "late", spare_words(spare, lang)),
    ]
    if base is not None:
        before = float(base.clocks.city.p50[clock, 0])
        lines.append(("small", _difference(middle - before, before)))
    written = "".join(f'<div class="{kind}">{escape(words)}</div>' for kind, words in lines)
    return f'<div class="clock{" stale" if stale else ""}">{written}</div>'


def _spread(outcome: Outcome, clock: int) -> str:
    """Say when the half-way case is done, and the 5th to 95th percentile."""
    lang, figures = language(), outcome.clocks.city
    middle = float(figures.p50[clock, 0])
    if not math.isfinite(middle):
        return say("verdict_page.at_most", share=percent(_share_at_end(outcome, clock), lang))
    when = clock_moment(outcome.question, middle, lang)
    return f"{when} · {hours_interval(figures, (clock, 0), lang)}"


def _share_at_end(outcome: Outcome, clock: int) -> float:
    return float(outcome.people.at_end[clock]) / max(outcome.question.expected_persons, 1)


def _difference(change_hours: float, before_hours: float) -> str:
    """Say how far a clock moved against the base."""
    lang = language()
    if math.isnan(change_hours):  # one of the two is never reached
        return say("verdict_page.base", hours=hours(before_hours, lang))
    key = "verdict_page.later" if change_hours > 0 else "verdict_page.earlier"
    by = hours(abs(change_hours), lang)
    return say(key, hours=by, before=hours(before_hours, lang))
