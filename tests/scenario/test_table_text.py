"""Tables as text: no spreadsheet finds a formula in them, and the planner reads them as before."""

from pathlib import Path

import pytest

from planner.scenario import load
from planner.scenario.table_text import csv_text, guarded, table_text, unguarded
from planner.study.scenario_folder import standing_alone, write_scenario

FORMULAS = (
    '=HYPERLINK("x")',
    "+cmd|' /C calc'!A0",
    "-2+3+cmd|' /C calc'!A0",
    "@SUM(A1)",
    "\tx",
    "\rx",
)
PLAIN = ("Xuchang", "许昌", "-3", "+1.5 h", "+2 小时", "-12,000", "'quoted", "", "a=b")


@pytest.mark.parametrize("words", FORMULAS)
def test_a_formula_stays_a_text(words: str) -> None:
    assert guarded(words) == f"'{words}"
    assert guarded(guarded(words)) == guarded(words)
    assert unguarded(guarded(words)) == words
    assert csv_text(["name"], [[words]]).split("\n", 1)[1].lstrip('"').startswith("'")


@pytest.mark.parametrize("words", PLAIN)
def test_other_texts_and_signed_numbers_are_left_alone(words: str) -> None:
    assert guarded(words) == words
    assert unguarded(words) == words


def test_numbers_are_no_texts() -> None:
    assert csv_text(["degrees"], [[-113.5]]) == "degrees\n-113.5\n"


def test_a_written_scenario_is_guarded_and_read_as_before(tiny: Path, tmp_path: Path) -> None:
    scenario = load(tiny)
    named = scenario.districts[0].model_copy(update={"name_zh": "=1+1", "name_en": "@home"})
    city = standing_alone(
        scenario.model_copy(update={"districts": (named, *scenario.districts[1:])})
    )
    assert "'=1+1,'@home" in table_text("districts", city.districts)
    assert load(write_scenario(tmp_path / "again", city, tiny)).districts == city.districts
