"""The sidebar's eight levers, each with its unit, where it stands in the scenario, and a reset."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, fields
from typing import Any

import streamlit as st

from planner.report.source_words import given_words, source_words
from planner.scenario.levers import SETTINGS, Levers, most_mobile_teams, positions
from planner.scenario.overview import settings_of
from planner.scenario.scenario import Scenario
from planner.web.language import language, say
from planner.web.session import Work, change, move_lever, put_back

POOL_SIZES = (1, 5, 10, 20)
OPENING_TIMES = tuple(f"{hour:02d}:00" for hour in range(25))
INTERVALS = (30, 45, 60, 90, 120, 180, 240, 360)
PERCENTS = tuple(range(50, 205, 5))


@dataclass(frozen=True)
class Lever:
    """A lever: its name and the values that it can take."""

    name: str
    choices: Callable[[Scenario, Any], Sequence[Any]]
    """From the scenario and where it has the lever."""


def _around(_: Scenario, stands: int) -> Sequence[int]:
    """Return counts from a half to the double, in steps of a twentieth."""
    return sorted({max(1, round(stands * percent / 100)) for percent in PERCENTS})


LEVERS = (
    Lever("tables", _around),
    Lever("swabbers", _around),
    Lever("pool_size_persons", lambda _, stands: _with(POOL_SIZES, stands)),
    Lever("laboratory_staff_percent", lambda _, stands: _with(PERCENTS, int(stands))),
    Lever("cyclers_percent", lambda _, stands: _with(PERCENTS, int(stands))),
    Lever("mobile_teams", lambda scenario, stands: _up_to(most_mobile_teams(scenario), stands)),
    Lever("courier_interval_minutes", lambda _, stands: _with(INTERVALS, int(stands))),
)
"""All but the opening hours, which have two ends."""


def _with(choices: Sequence[Any], stands: Any) -> Sequence[Any]:
    if isinstance(stands, str):
        return [*choices, stands]
    return sorted({*choices, stands})


def _up_to(most: int, stands: int) -> Sequence[int]:
    return sorted({round(most * part / 20) for part in range(21)} | {stands})


def show_levers(now: Work) -> None:
    """Draw the levers in the sidebar."""
    stand = positions(now.base)
    against_base = f"against-base-{now.turn}"
    lang = language()
    sources = {
        one.key: f"{given_words(one.by, lang)}: {source_words(one.source, lang)}"
        for one in settings_of(now.base)
    }

    def turned() -> None:
        wanted = st.session_state[against_base]
        if wanted != now.against_base:
            change(against_base=wanted)

    with st.sidebar:
        with st.container(horizontal=True, vertical_alignment="center"):
            st.subheader(say("lever.title"))
            st.button(
                say("lever.reset_all"),
                disabled=not now.levers.moved,
                on_click=put_back,
                args=[one.name for one in fields(Levers)],
                key="reset-all",
            )
        st.toggle(
            say("lever.against_base"),
            value=now.against_base,
            key=against_base,
            on_change=turned,
        )
        for lever in LEVERS[:3]:
            _show_lever(now, lever, stand, sources)
        _show_hours(now, stand, sources)
        for lever in LEVERS[3:]:
            _show_lever(now, lever, stand, sources)


def _show_lever(now: Work, lever: Lever, stand: Levers, sources: dict[str, str]) -> None:
    name = lever.name
    stands, moved = getattr(stand, name), getattr(now.levers, name)
    choices = lever.choices(now.base, stands)
    key = f"lever-{name}-{now.turn}"
    if len(choices) < 2:
        st.caption(f"{say(f'lever.{name}')}: {say('lever.none_there')}")
        return
    wanted = stands if moved is None else moved
    # the choice itself, as the browser tells it by its words: 60 and not 60.0
    shown = choices[choices.index(wanted if wanted in choices else stands)]
    st.session_state[key] = shown

    def moved_by_hand() -> None:
        value = st.session_state[key]
        if value != shown:
            move_lever(**{name: None if value == stands else value})

    st.select_slider(
        say(f"lever.{name}"),
        choices,
        key=key,
        on_change=moved_by_hand,
        help=say("lever.source", source=_source(name, sources)),
        format_func=_written,
    )
    _show_default(name, _written(stands), moved=moved is not None, names=[name])


def _show_hours(now: Work, stand: Levers, sources: dict[str, str]) -> None:
    opens = str(now.levers.opens_at or stand.opens_at)
    closes = str(now.levers.closes_at or stand.closes_at)
    choices = sorted({*OPENING_TIMES, opens, closes})
    # two ends need a value, and a value that changes needs a new key
    key = f"lever-hours-{opens}-{closes}-{now.turn}"

    def moved_by_hand() -> None:
        first, last = st.session_state[key]
        if first < last and (first, last) != (opens, closes):
            move_lever(
                opens_at=None if first == stand.opens_at else first,
                closes_at=None if last == stand.closes_at else last,
            )

    st.select_slider(
        say("lever.hours"),
        choices,
        (opens, closes),
        key=key,
        on_change=moved_by_hand,
        help=say("lever.source", source=_source("opens_at", sources)),
    )
    moved = now.levers.opens_at is not None or now.levers.closes_at is not None
    default = f"{stand.opens_at}–{stand.closes_at}"
    _show_default("hours", default, moved=moved, names=["opens_at", "closes_at"])


def _show_default(name: str, default: str, *, moved: bool, names: list[str]) -> None:
    """Say where the scenario has the lever, and offer to put it back where it is moved."""
    if moved:
        st.button(
            say("lever.reset", default=default),
            key=f"reset-{name}",
            type="tertiary",
            on_click=put_back,
            args=names,
        )


def _source(name: str, sources: dict[str, str]) -> str:
    if name in SETTINGS:
        return sources[SETTINGS[name]]
    return say(f"lever_source.{name}")


def _written(value: Any) -> str:
    return f"{value:,}" if isinstance(value, int) else f"{value}"
