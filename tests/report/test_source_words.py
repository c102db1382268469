"""What the program writes about where values come from is said in Chinese too."""

import re
from functools import cache
from pathlib import Path

import pytest

from planner.report.source_words import NUMBER, PREFIX, chinese, given_words, source_words
from planner.scenario import load
from planner.scenario.census.records import cities
from planner.scenario.draft.folder import draft_files
from planner.scenario.generate import SOURCE
from planner.scenario.load import UNSOURCED
from planner.scenario.names import TABLES, known_settings
from planner.scenario.overview import rows_of, settings_of
from planner.scenario.presets import EDITIONS
from planner.scenario.sourced import is_assumed, source_of
from planner.web.folders import EDITED

SCENARIOS = Path(__file__).parents[2] / "scenarios"
ENGLISH = re.compile(r"\b[a-z]{2,} [a-z]{2,}\b")


@cache
def own() -> set[str]:
    """Return every source that the program itself gives."""
    stated = [
        one
        for edition in EDITIONS.values()
        for one in (
            edition.target_hours,
            edition.large_city_target_hours,
            *edition.settings.values(),
        )
    ]
    defaults = {source_of(field) for field in known_settings().values()} - {""}
    return defaults | {one.source for one in stated} | {SOURCE, UNSOURCED, EDITED}


@cache
def shipped() -> set[str]:
    """Return every source of the scenarios that are shipped."""
    scenarios = [load(path.parent) for path in SCENARIOS.glob("*/scenario.toml")]
    settings = {one.source for scenario in scenarios for one in settings_of(scenario)}
    rows = {
        row.source for scenario in scenarios for name in TABLES for row in rows_of(scenario, name)
    }
    return settings | rows


def lines_of_drafts() -> set[str]:
    """Return every source of the first scenarios of a few cities."""
    found = set()
    for city in cities()[:: len(cities()) // 12]:
        for name, text in draft_files(city, "cn-2021-01", None).items():
            if name.endswith(".csv"):
                found |= {line.rpartition(",")[2] for line in text.splitlines()[1:]}
    return found


@pytest.mark.parametrize("source", sorted(own() | shipped()))
def test_no_english_clause_is_left(source: str) -> None:
    assert not ENGLISH.search(source_words(source, "zh")), source_words(source, "zh")
    assert source_words(source, "en") == source


def test_nothing_is_left_over() -> None:
    used: set[str] = set()
    for source in own() | shipped() | lines_of_drafts():
        said = source.removeprefix(PREFIX).strip()
        used |= {said, *said.split("; ")}
    used |= {NUMBER.sub("#", one) for one in used}
    leftover = set(chinese()) - used
    assert len(leftover) <= 6, leftover  # of cities whose committees are of one kind alone


def test_what_others_wrote_stays_as_it_is() -> None:
    assert source_words("assumed: our own count", "zh") == "假定：our own count"
    assert source_words("许昌市统计年鉴 2020", "zh") == "许昌市统计年鉴 2020"
    assert source_words("assumed", "zh") == "假定"
    assert source_words("", "zh") == ""


def test_assumed_is_understood_in_both_languages() -> None:
    assert is_assumed("assumed: a guess")
    assert is_assumed("假定：估计")
    assert not is_assumed("许昌市统计年鉴 2020")


def test_who_gave_a_value() -> None:
    assert given_words("preset cn-2021-01", "zh") == "预设 cn-2021-01"
    assert given_words("default", "zh") == "默认值"
    assert given_words("scenario.toml", "zh") == "scenario.toml"
