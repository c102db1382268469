"""The first screen: the answer, its picture, what binds and where, and the levers."""

import math
from html import escape

import streamlit as st

from planner.outcome.outcome import CLOCKS, Outcome
from planner.report.numbers import clock_moment, hours, hours_interval, percent
from planner.report.sentence import spare_words, verdict_sentence
from planner.web.answers import Shown, ask, known, show_progress
from planner.web.charts.curves import curves_chart
from planner.web.charts.stages import stages_chart
from planner.web.header import show_header
from planner.web.keeping import show_keeping
from planner.web.language import language, say
from planner.web.lever_panel import show_levers
from planner.web.navigation import link_to
from planner.web.places import show_places
from planner.web.sentence import sentence_html
from planner.web.session import work

NOTHING = "<span></span>"


def show() -> None:
    """Draw the page: the sentence and the clocks as soon as they are known, then the pictures."""
    now = work()
    if now is None:
        return
    show_levers(now)
    show_header(now)
    first = known(now)
    # what is in a place stays until it is replaced, so that nothing jumps
    sentence = st.html(_sentence(first))
    row = st.container(horizontal=True, vertical_alignment="center")
    clocks = [
        column.html(_clock(first, clock)) for clock, column in enumerate(st.columns(len(CLOCKS)))
    ]

    def show_figures(shown: Shown) -> None:
        sentence.html(_sentence(shown))
        for clock, place in enumerate(clocks):
            place.html(_clock(shown, clock))

    with row:
        progress = st.empty()
        shown = ask(now, progress, show_figures)
        show_figures(shown)
        show_progress(shown, progress)
        if shown.outcome is not None:
            if shown.outcome.verdict.meets_target is not True and not shown.stale:
                link_to("reinforcement", say("verdict_page.what_would_fix"))
                link_to("allocation", say("verdict_page.what_goes_where"))
            link_to("start", say("verdict_page.other_city"))
            show_keeping(now, shown.outcome, ready=not shown.stale)
    if shown.outcome is not None:
        _show_pictures(shown, shown.outcome)


def _show_pictures(shown: Shown, outcome: Outcome) -> None:
    lang = language()
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


def _sentence(shown: Shown) -> str:
    if shown.outcome is None:
        return NOTHING
    written = sentence_html(verdict_sentence(shown.outcome, language()), stale=shown.stale)
    if shown.base is not None:
        written += f'<p class="above">{escape(_probabilities(shown.outcome, shown.base))}</p>'
    return written


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


def _clock(shown: Shown, clock: int) -> str:
    """Write a clock: the median large, the spread small, hours to spare or short."""
    outcome, base = shown.outcome, shown.base
    if outcome is None:
        return NOTHING
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
    return f'<div class="clock{" stale" if shown.stale else ""}">{written}</div>'


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
