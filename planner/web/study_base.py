"""The scenario from which a study starts: what the session works on, or a shipped one."""

from dataclasses import dataclass
from pathlib import Path
from typing import cast

import streamlit as st

from planner.scenario import Scenario, load
from planner.study.scenario_folder import standing_alone
from planner.web.folders import written
from planner.web.session import Work
from planner.web.shipped import shipped

SESSION = ""
"""Stands for what the session works on."""


@dataclass(frozen=True)
class Base:
    """A scenario on the disk, from which points are made."""

    name: str
    """Of the shipped scenario; ``SESSION`` for the session's."""
    folder: Path
    variants: tuple[str, ...]
    """That hold at every point."""
    scenario: Scenario
    """With these variants."""

    @property
    def offered(self) -> tuple[str, ...]:
        """Variants of the folder that could hold besides."""
        return tuple(one for one in self.scenario.variants_offered if one not in self.variants)


def base_of(name: str, now: Work) -> Base:
    """Return a base by its name."""
    if name == SESSION:
        return _of_session(now)
    return Base(name, shipped()[name], (), _shipped(name))


@st.cache_resource(show_spinner=False)
def _shipped(name: str) -> Scenario:
    return load(shipped()[name])


def _of_session(now: Work) -> Base:
    """Return the session's scenario: its own folder where that says all, else written out once."""
    kept = cast("tuple[object, Base] | None", st.session_state.get("study-base"))
    asked = (now.base, now.levers)
    if kept is not None and kept[0] == asked:
        return kept[1]
    if not now.levers.moved and load(now.folder, now.variants).plan == now.base.plan:
        base = Base(SESSION, now.folder, now.variants, now.base)
    else:
        base = Base(SESSION, written(now), (), standing_alone(now.scenario))
    st.session_state["study-base"] = (asked, base)
    return base
