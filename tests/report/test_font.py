"""The packaged font has a glyph for everything that is ever written with it."""

import csv
import tomllib
from pathlib import Path

import pytest
from fontTools.ttLib import TTFont

from planner.report import phrases, source_words
from planner.report.catalogue import entries
from planner.report.font import FAMILY, font_path, register_font

PLANNER = Path(__file__).parents[2] / "planner"
SCENARIOS = PLANNER.parent / "scenarios"
TABLES = ("districts.csv", "townships.csv", "laboratories.csv")
SIZE_LIMIT_BYTES = 2_500_000


@pytest.fixture(scope="module")
def glyphs() -> set[str]:
    return {chr(code) for code in TTFont(font_path()).getBestCmap()}


def test_catalogue_has_glyphs(glyphs: set[str]) -> None:
    words = "".join(text for texts in entries().values() for text in texts.values())
    words += "".join((*phrases.chinese().values(), *source_words.chinese().values()))
    assert set(words) - glyphs <= {"\n"}


@pytest.mark.parametrize("name", TABLES)
def test_place_names_of_scenarios_have_glyphs(name: str, glyphs: set[str]) -> None:
    for table in SCENARIOS.glob(f"*/{name}"):
        with table.open(encoding="utf-8", newline="") as file:
            names = [row["name_zh"] + row["name_en"] for row in csv.DictReader(file)]
        assert set("".join(names)) - glyphs == set(), table


def test_city_names_have_glyphs(glyphs: set[str]) -> None:
    for file in SCENARIOS.glob("*/scenario.toml"):
        city = tomllib.loads(file.read_text(encoding="utf-8"))["city"]
        assert set(city["city_zh"] + city["city_en"]) - glyphs == set(), file


def test_names_of_the_census_have_glyphs(glyphs: set[str]) -> None:
    for table in (PLANNER / "scenario" / "census").glob("*.csv"):
        assert set(table.read_text(encoding="utf-8")) - glyphs == {"\n"}, table


def test_rare_characters_of_place_names_have_glyphs(glyphs: set[str]) -> None:
    extra = (font_path().parent / "extra_characters.txt").read_text(encoding="utf-8")
    assert set(extra) - glyphs == {"\n"}
    assert set("浉河垕镇鄠邑漷县㙍圐圙") <= glyphs


def test_punctuation_and_latin_have_glyphs(glyphs: set[str]) -> None:
    assert set("–—·×±≤≥…°％，。：；（）、《》“”‘’−→ éü") <= glyphs
    assert {chr(code) for code in range(0x20, 0x7F)} <= glyphs


def test_font_is_small_and_carries_its_licence() -> None:
    assert font_path().stat().st_size < SIZE_LIMIT_BYTES
    licence = (font_path().parent / "OFL.txt").read_text(encoding="utf-8")
    assert "SIL OPEN FONT LICENSE Version 1.1" in licence
    assert "Adobe" in licence.splitlines()[0]


def test_the_desk_has_the_same_characters(glyphs: set[str]) -> None:
    static = PLANNER / "web" / "static" / "PlannerSansSC-Regular.woff2"
    assert {chr(code) for code in TTFont(static).getBestCmap()} == glyphs


def test_matplotlib_finds_our_file_and_no_other() -> None:
    from matplotlib.font_manager import FontProperties, findfont

    family = register_font()
    assert family == FAMILY
    assert Path(findfont(FontProperties(family=family), fallback_to_default=False)) == font_path()
