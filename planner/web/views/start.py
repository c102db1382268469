"""Where a session begins: which city, the rule that applies to it, and a first verdict."""

import streamlit as st

from planner.report.numbers import persons_short, plain_hours
from planner.report.sentence import verdict_sentence
from planner.report.source_words import source_words
from planner.scenario.census.records import City, cities
from planner.scenario.presets import EDITIONS, stated_settings
from planner.web.answers import Shown, ask, show_progress
from planner.web.faults import explained
from planner.web.folders import drafts, new_folder
from planner.web.header import show_header
from planner.web.language import choice_key, language, say
from planner.web.navigation import link_to
from planner.web.sentence import sentence_html
from planner.web.session import Work, open_folder, work
from planner.web.shipped import EXAMPLE, shipped
from planner.web.style import upload_words
from planner.web.uploads import unpack


def show() -> None:
    """Draw the page."""
    now = work()
    if now is None:
        now = open_folder(shipped()[EXAMPLE])
    st.title(say("start.question"))
    left, right = st.columns([2, 3], gap="large")
    with left:
        _show_shipped(now)
        _show_census()
        _show_upload()
    with right, st.container(border=True):
        _show_first_verdict(now)


def _show_shipped(now: Work) -> None:
    folders = shipped()
    chosen = next((name for name, folder in folders.items() if folder == now.folder), None)
    # of its own where no pill is chosen, for the reason of ``Work.turn``, and drawn anew only there
    key = "shipped" if chosen else "shipped-none"
    st.session_state[key] = chosen

    def open_picked() -> None:
        picked = st.session_state[key]
        if picked in folders and picked != chosen:
            with explained():
                open_folder(folders[picked])

    st.pills(
        say("start.shipped"),
        list(folders),
        format_func=lambda name: say(f"example.{name}"),
        key=key,
        on_change=open_picked,
    )


def _show_census() -> None:
    """Offer every city of the census, with a first scenario by rules per head."""
    with st.form("census", border=False):
        city = st.selectbox(
            say("start.census", count=len(cities())),
            cities(),
            index=None,
            format_func=_city_words,
            placeholder=say("start.type_a_name"),
            key=choice_key("census-city"),
        )
        preset = st.selectbox(
            say("start.rule"),
            list(EDITIONS),
            format_func=lambda one: say(f"preset.{one.replace('-', '_')}"),
            key=choice_key("census-preset"),
        )
        if st.form_submit_button(say("start.open")) and city is not None:
            with st.spinner(say("start.drafting")):
                open_folder(drafts().folder(city.code, preset))
            st.rerun()


def _city_words(city: City) -> str:
    if language() == "zh":
        return f"{city.name_zh} · {city.province_zh} · {city.code}"
    return f"{city.name_en}, {city.province_en} · {city.name_zh} · {city.code}"


def _show_upload() -> None:
    st.html(f"<style>{upload_words(say('start.browse'), say('start.upload_limits'))}</style>")
    with st.form("upload", border=False, clear_on_submit=True):
        uploaded = st.file_uploader(say("start.upload"), type="zip", key="upload-file")
        if st.form_submit_button(say("start.open")) and uploaded is not None:
            with explained():
                place = new_folder()
                place.mkdir()
                unpack(uploaded.getvalue(), place)
                open_folder(place, title=uploaded.name.removesuffix(".zip"))
                st.rerun()


def _show_first_verdict(now: Work) -> None:
    """Say the rule and the answer, and offer the help that the scenario knows of."""
    lang = language()
    show_header(now)
    _show_rule(now)
    _show_variants(now)
    sentence, progress = st.empty(), st.empty()
    with st.container(horizontal=True):
        link_to("verdict", say("start.to_verdict"))
        link_to("resources", say("start.to_resources"))

    def show_sentence(shown: Shown) -> None:
        if shown.outcome is not None:
            words = verdict_sentence(shown.outcome, lang)
            sentence.html(sentence_html(words, stale=shown.stale))

    shown = ask(now, progress, show_sentence)
    show_sentence(shown)
    show_progress(shown, progress)


def _show_rule(now: Work) -> None:
    base = now.base
    people = base.population_persons
    stated = stated_settings(base.city.preset, people)["campaign.target_hours"]
    words = say(
        "start.rule_applies",
        edition=say(f"preset.{base.city.preset.replace('-', '_')}"),
        people=persons_short(people, language()),
        target=plain_hours(base.target_hours, language()),
        source=source_words(stated.source, language()),
    )
    st.caption(words)


def _show_variants(now: Work) -> None:
    """Offer the scenario's variants: help that can be asked for, other assumptions."""
    offered = now.base.variants_offered
    if not offered:
        return
    key = f"variants-{now.folder}"  # not the turn's: several are picked without closing the list
    st.session_state[key] = list(now.variants)

    def open_with_picked() -> None:
        picked = st.session_state[key]
        if picked != list(now.variants):
            with explained():
                open_folder(now.folder, picked)

    st.multiselect(
        say("start.variants"),
        offered,
        placeholder=say("start.no_variant"),
        key=key,
        on_change=open_with_picked,
    )
