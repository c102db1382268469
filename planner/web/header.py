"""The line on top of every page: which city, under which rule, from when, saved or changed."""

from html import escape

import streamlit as st

from planner.report.numbers import date, persons_short, plain_hours
from planner.web.language import language, say
from planner.web.session import Work


def show_header(now: Work) -> None:
    """Draw the line."""
    lang, base = language(), now.base
    starts_at = base.campaign.starts_at
    state = "saved" if now.saved else "changed" if now.levers.moved else "as_given"
    words = say(
        "desk.header",
        city=base.city.city_zh if lang == "zh" else base.city.city_en,
        people=persons_short(base.population_persons, lang),
        preset=base.city.preset,
        target=plain_hours(base.target_hours, lang),
        start=f"{starts_at.year} {date(starts_at, lang)} {starts_at:%H:%M}",
        name=now.title or " + ".join((base.city.name, *now.variants)),
        state=say(f"saved.{state}"),
    )
    st.html(f'<div class="above">{escape(words)}</div>')
