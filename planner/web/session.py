"""What one user works on: frozen, replaced by each change, seen by nobody else."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path
from typing import Any, cast

import streamlit as st

from planner.scenario import Scenario, load
from planner.scenario.levers import Levers, with_levers

KEY = "work"


@dataclass(frozen=True)
class Work:
    """A scenario with its levers, and where it came from."""

    folder: Path
    """The scenario's files; never written by the desk."""
    base: Scenario
    """As the folder says it, variants taken in."""
    levers: Levers = field(default_factory=Levers)
    title: str = ""
    """The name under which it is kept or compared; the city's where blank."""
    saved: str = ""
    """Name of the run in which exactly this is kept; blank where it is changed or new."""
    against_base: bool = False
    seed: int = 1
    turn: int = 0
    """Rises when the desk, not the user, sets what widgets show.

    It is part of their keys. A browser at the end of a slow line tells of widgets that were drawn
    before; what they say is a choice of the user only where it is not what they were drawn with.
    """

    @cached_property
    def scenario(self) -> Scenario:
        """The scenario with its levers moved."""
        return with_levers(self.base, self.levers)

    @property
    def variants(self) -> tuple[str, ...]:
        """Names of the variants that were taken in."""
        return tuple(one.name for one in self.base.variants_applied)


def work() -> Work | None:
    """Return what the session works on, None before a city is chosen."""
    return cast("Work | None", st.session_state.get(KEY))


def session_id() -> str:
    """Return a name that tells this session from all others."""
    if "session_id" not in st.session_state:
        st.session_state["session_id"] = uuid.uuid4().hex
    return cast("str", st.session_state["session_id"])


def open_folder(
    folder: Path, variants: Sequence[str] = (), *, title: str = "", saved: str = ""
) -> Work:
    """Work on a scenario folder from now on; its levers stand as it says.

    Raises
    ------
    planner.scenario.ScenarioFaults
        With everything that is wrong with it.
    """
    return open_scenario(folder, load(folder, variants), title=title, saved=saved)


def open_scenario(folder: Path, base: Scenario, *, title: str = "", saved: str = "") -> Work:
    """Work on a scenario that was loaded from a folder."""
    opened = Work(folder, base, title=title, saved=saved, turn=_next_turn())
    st.session_state[KEY] = opened
    st.session_state.pop("last_outcome", None)
    return opened


def _next_turn() -> int:
    now = work()
    return 0 if now is None else now.turn + 1


def change(**updates: Any) -> None:
    """Replace parts of what the session works on."""
    now = work()
    if now is not None:
        st.session_state[KEY] = replace(now, **updates)


def move_lever(**values: Any) -> None:
    """Move levers by hand; None is where the scenario has one. The work is no longer the saved."""
    now = work()
    if now is not None:
        change(levers=replace(now.levers, **values), saved="")


def put_back(*names: str) -> None:
    """Put levers back to where the scenario has them."""
    move_lever(**dict.fromkeys(names))
    change(turn=_next_turn())
