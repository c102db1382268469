"""An answer belongs to the inputs for which it was asked."""

from pathlib import Path
from types import SimpleNamespace

import pytest
import streamlit as st

from planner.scenario import load
from planner.scenario.levers import Levers
from planner.web import answers
from planner.web.session import Work
from tests.scenario.tiny import write_tiny


def test_only_the_same_inputs_share_a_task(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[object] = []

    def ask(session: str, purpose: str, scenario: object, seed: int) -> object:
        asked.append(scenario)
        return object()

    monkeypatch.setattr(st, "session_state", {})
    monkeypatch.setattr(answers, "session_id", lambda: "somebody")
    monkeypatch.setattr(answers, "simulations", lambda: SimpleNamespace(ask=ask))
    folder = write_tiny(tmp_path / "tiny")
    now = Work(folder, load(folder))
    first = answers._task("present", now, now.levers)
    assert answers._task("present", now, now.levers) is first
    # the same city read again says the same
    assert answers._task("present", Work(folder, load(folder)), Levers()) is first

    other = now.base.model_copy(update={"teams": ()})
    assert answers._task("present", Work(folder, other), Levers()) is not first
    moved = Work(folder, now.base, levers=Levers(cyclers_percent=50))
    assert answers._task("present", moved, moved.levers) is not first
    assert len(asked) == 3
