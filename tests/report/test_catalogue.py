"""Every text exists in both languages, says the same, and is used."""

import ast
import re
import string
from dataclasses import fields
from functools import cache
from pathlib import Path
from typing import get_args

import pytest

import planner.cli
import planner.report
import planner.web
from planner.allocation.addition_orders import STRENGTHENS
from planner.allocation.comparison import Reason
from planner.allocation.orders import Code, What
from planner.outcome.outcome import CAUSES, CLOCKS, CLOSED, DEMAND, IN_PROCESS, POSITIONS, STAGES
from planner.outcome.places import LIGHTS
from planner.report.catalogue import LANGUAGES, entries, text
from planner.report.losses import LOSSES
from planner.report.source_words import GIVERS, as_key
from planner.scenario.names import known_settings
from planner.scenario.presets import EDITIONS
from planner.scenario.settings import Origin
from planner.scenario.totals import Totals
from planner.scenario.written import unit_of
from planner.study.progress import Phase
from planner.study.replay.observed import QUANTITIES
from planner.study.sweep_tables import FIGURES
from planner.web.shipped import shipped
from planner.web.study_axes import DESIGNS

PACKAGES = (planner.cli, planner.report, planner.web)
SOURCES = [source for one in PACKAGES for source in sorted(Path(one.__path__[0]).rglob("*.py"))]
TREES = [ast.parse(source.read_text(encoding="utf-8")) for source in SOURCES]
FROM_THE_MODEL: dict[str, set[str]] = {
    "clock": set(CLOCKS),
    "replay": set(QUANTITIES),
    "done": set(CLOCKS),
    "left": set(CLOCKS),
    "resource": {*STAGES, DEMAND, CLOSED, IN_PROCESS},
    "loss": set().union(*LOSSES.values()),
    "position": set(POSITIONS[:-1]),
    "totals": {field.name for field in fields(Totals)},
    "cause": {*CAUSES, "registered"},
    "wait": set(LIGHTS),
    "light": set(LIGHTS),
    "what": set(get_args(What)),
    "order": {*get_args(What), "tubes_first", "tour_first", "strengthening"}
    - {*STRENGTHENS.values()},
    "why": set(get_args(Code)),
    "origin": set(get_args(Origin)),
    "behind": set(get_args(Reason)),
    "given": set(GIVERS),
    "unit": {as_key(unit_of(key)) for key in known_settings()} - {""},
    "preset": {edition.replace("-", "_") for edition in EDITIONS},
    "example": {*shipped()},
    "progress": {*get_args(Phase)},
    "study_figure": {name for name in FIGURES if not name.endswith("_hours")},
    "study_design": {design.replace("-", "_") for design in DESIGNS},
}
BY_SOLVER_OR_RULE = {"objective", "status", "made_by", "short_of", "added", "added_one"}
"""Groups whose names the solver and the plans by rule give as words."""
"""Groups whose names come from the simulation: each must have a text."""


@cache
def literals() -> set[str]:
    """Return every string constant of the report's sources."""
    nodes = (node for tree in TREES for node in ast.walk(tree))
    return {
        node.value
        for node in nodes
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    }


@cache
def groups_built_by_name() -> set[str]:
    """Return groups of which a key is put together: ``text(f"group.{name}", ...)``."""
    built = (node for tree in TREES for node in ast.walk(tree) if isinstance(node, ast.JoinedStr))
    starts = (node.values[0] for node in built)
    written = (str(start.value) for start in starts if isinstance(start, ast.Constant))
    return {start.removesuffix(".") for start in written if re.fullmatch(r"\w+\.", start)}


def placeholders(words: str) -> set[str]:
    return {field for _, field, _, _ in string.Formatter().parse(words) if field}


@pytest.mark.parametrize("key", entries())
def test_both_languages_say_the_same(key: str) -> None:
    texts = entries()[key]
    assert set(texts) == set(LANGUAGES)
    assert all(words.strip() for words in texts.values())
    assert placeholders(texts["zh"]) == placeholders(texts["en"])


@pytest.mark.parametrize("key", entries())
def test_no_text_is_unused(key: str) -> None:
    group, _, name = key.partition(".")
    written = literals()
    by_name = group in groups_built_by_name()
    known = FROM_THE_MODEL.get(group, set())
    assert (
        group in BY_SOLVER_OR_RULE
        or key in written
        or (by_name and (name in known or name in written))
    )


def test_no_text_is_missing() -> None:
    groups = {key.partition(".")[0] for key in entries()}
    named = {word for word in literals() if word.partition(".")[0] in groups and "." in word}
    keys = {word for word in named if re.fullmatch(r"\w+\.(?!py$|toml$|json$)\w+", word)}
    assert keys - set(entries()) == set()


def test_every_name_of_the_model_has_a_text() -> None:
    for group, names in FROM_THE_MODEL.items():
        assert {f"{group}.{name}" for name in names} <= set(entries())


def test_unknown_key_and_missing_value_are_errors() -> None:
    with pytest.raises(KeyError, match="no_such"):
        text("clock.no_such", "en")
    with pytest.raises(KeyError, match="value"):
        text("number.hours", "en")
