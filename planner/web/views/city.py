"""The city: map, people, sites, and its tables to type over."""

import math
from html import escape

import streamlit as st

from planner.outcome.outcome import Outcome
from planner.report.numbers import persons
from planner.report.overview import totals_words
from planner.report.sentence import spare_words
from planner.scenario.scenario import Scenario
from planner.scenario.totals import totals_of
from planner.web.answers import ask, first_words
from planner.web.charts.city_map import city_map
from planner.web.editing import edit_table
from planner.web.header import show_header
from planner.web.language import choice_key, language, say
from planner.web.session import Work, work

TOWNSHIPS = ("district", "urban_persons", "rural_persons", "area", "id")
SITES = ("township", "persons", "tables", "opens_at", "closes_at", "pool_size_persons", "id")
FIGURES = ("population", "late", "left", "wait")


def show() -> None:
    """Draw the page."""
    now = work()
    if now is None:
        return
    show_header(now)
    words = escape(totals_words(totals_of(now.scenario), language()))
    st.html(f'<p class="finding">{words}</p>')
    left, right = st.columns([5, 4], gap="large")
    with left:
        _show_map(now)
    with right:
        _show_townships(now)
    if (now.folder / "sites.csv").is_file():
        st.subheader(say("city_page.sites"))
        edit_table(now, "sites", SITES)
    else:
        st.caption(say("city_page.sites_by_density", count=f"{len(now.base.sites):,}"))


def _show_townships(now: Work) -> None:
    st.subheader(say("city_page.townships"))
    edit_table(now, "townships", (f"name_{language()}", *TOWNSHIPS))


def _show_map(now: Work) -> None:
    boundaries = now.base.boundaries
    if boundaries is None:
        st.info(say("city_page.no_map"))
        return
    figure = st.segmented_control(
        say("city_page.shade_by"),
        FIGURES,
        format_func=lambda one: say(f"map_figure.{one}"),
        key=choice_key("map-figure", FIGURES[0]),
    )
    name = figure or FIGURES[0]
    figures = _population(now.scenario) if name == FIGURES[0] else _of_answer(now, name)
    if figures:
        title = say(f"map_figure.{name}")
        chart = city_map(now.scenario, boundaries, figures, title, language())
        st.altair_chart(chart, key="city-map", width="stretch")
        st.caption(say("city_page.key"))


def _population(scenario: Scenario) -> dict[str, tuple[float, str]]:
    return {
        row.id: (float(row.population_persons), persons(row.population_persons, language()))
        for row in scenario.districts
    }


def _of_answer(now: Work, name: str) -> dict[str, tuple[float, str]]:
    """Return a figure of each district from the present answer."""
    shown = ask(now, st.empty())
    if shown.outcome is None or shown.stale:
        st.caption(first_words())
        return {}
    return {
        district: _figure(shown.outcome, index, name)
        for index, district in enumerate(shown.outcome.districts.ids)
    }


def _figure(outcome: Outcome, index: int, name: str) -> tuple[float, str]:
    lang = language()
    if name == "late":
        spare = float(outcome.lateness.hours_to_spare.p50[index])
        never = float(outcome.curves.hours.max(initial=0.0))
        return -spare if math.isfinite(spare) else never, spare_words(spare, lang)
    if name == "left":
        left = float(outcome.lateness.late_persons[index])
        return left, persons(left, lang)
    longest = float(outcome.waits.longest_minutes[index])
    return longest, say("number.minutes", value=f"{longest:,.0f}")
