"""What `planner show` prints, in both languages and at the narrowest width."""

import io
from pathlib import Path

import pytest
from rich.cells import cell_len
from rich.console import Console

from planner.report.catalogue import Language
from planner.report.overview import print_overview
from planner.scenario import load
from planner.scenario.overview import overview
from tests.scenario.tiny import write_tiny

WIDTH = 80


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return write_tiny(tmp_path / "tiny")


def printed(
    folder: Path, lang: Language, *variants: str, width: int = WIDTH, only_assumed: bool = False
) -> str:
    stream = io.StringIO()
    console = Console(file=stream, width=width, force_terminal=False)
    print_overview(overview(load(folder, variants)), console, lang, only_assumed=only_assumed)
    return stream.getvalue()


def test_every_value_stands_with_unit_origin_and_source(folder: Path) -> None:
    lines = printed(folder, "en", "within-24h", width=160).splitlines()
    (target,) = [line for line in lines if line.strip().startswith("target_hours")]
    assert target.split()[1:5] == ["24", "h", "variant", "within-24h"]
    (share,) = [line for line in lines if line.strip().startswith("present_share")]
    assert share.split()[1:3] == ["0.88", "scenario.toml"]
    assert "census 2020, own count" in share
    assert any(line.strip() == "[people.arrivals]" for line in lines)


def test_tables_are_summed_and_variants_named(folder: Path) -> None:
    words = " ".join(printed(folder, "en", "with-province", width=160).split())
    assert "Variant with-province" in words
    assert "declared_tubes_per_day 29,000" in words
    assert "2 by variant with-province" in words
    assert "laboratories that declare 29,000 tubes a day (1 given by stages instead)" in words


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_lines_fit_the_terminal(folder: Path, lang: Language) -> None:
    lines = printed(folder, lang, "within-24h").splitlines()
    assert max(map(cell_len, lines)) <= WIDTH


def test_chinese_has_the_city_in_chinese(folder: Path) -> None:
    words = printed(folder, "zh")
    assert words.startswith("小城")
    assert "假定" in words


def test_only_what_is_assumed(folder: Path) -> None:
    words = printed(folder, "en", only_assumed=True)
    assert "homes_per_hour" in words
    assert "present_share" not in words
    assert "stint_minutes" not in words


def test_names_in_brackets_are_no_markup(folder: Path) -> None:
    text = (folder / "scenario.toml").read_text(encoding="utf-8")
    text = text.replace("own count", "[bold]own[/bold] count [/]")
    (folder / "scenario.toml").write_text(text, encoding="utf-8")
    assert "[bold]own[/bold] count [/]" in printed(folder, "en", width=160)
