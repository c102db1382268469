"""The answer of a sensitivity study: sentence, table and figures, in both languages."""

import io
from collections.abc import Callable
from pathlib import Path

import pytest
from rich.console import Console

from planner.report.catalogue import LANGUAGES, Language
from planner.report.sensitivity_figures import draw_sensitivity_figures, write_sensitivity_figures
from planner.report.sensitivity_words import answer_sentence
from planner.report.terminal_sensitivity import print_study
from planner.study.sensitivity.study import Study
from tests.report.legible import assert_legible, boxes, drawn_strictly
from tests.report.synthetic_sensitivity import effect, study, usual

LONG = "hour at which the laboratories of the province and its neighbours are ready"


def nothing_moves() -> Study:
    return study(effect(1, 0.0), effect(2, 0.0, assumed=False))


def crowded() -> Study:
    """Forty values with effects that nearly coincide, under long names."""
    return study(*(effect(n, 5 + n % 3 / 100, -0.01, name=f"{LONG} {n}") for n in range(40)))


def undecided() -> Study:
    return study(effect(1, 2.0, -0.02), effect(2, 0.1))


CASES: dict[str, Callable[[], Study]] = {
    "usual": usual,
    "nothing_moves": nothing_moves,
    "crowded": crowded,
    "undecided": undecided,
}


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("case", CASES)
def test_figures_are_legible(case: str, lang: Language) -> None:
    figures = drawn_strictly(figure for _, figure in draw_sensitivity_figures(CASES[case](), lang))
    assert len(figures) == 2
    for figure in figures:
        assert_legible(figure)


def test_a_tornado_names_what_moves_and_marks_what_is_published() -> None:
    tornado = dict(draw_sensitivity_figures(usual(), "en"))["tornado"]
    (drawn,) = drawn_strictly([tornado])
    words = [text for text, _ in boxes(drawn)]
    assert {"value 1", "value 2", "* value 4"} <= set(words)
    assert "value 3" not in words
    assert "0.5–1 h" in words
    assert any("44.0 h" in text for text in words)


def test_pictures_are_the_same_bytes_every_time(tmp_path: Path) -> None:
    first = write_sensitivity_figures(usual(), tmp_path / "a", "zh")
    again = write_sensitivity_figures(usual(), tmp_path / "b", "zh")
    assert [path.name for path in first] == ["tornado.zh.png", "morris.zh.png"]
    assert [path.read_bytes() for path in first] == [path.read_bytes() for path in again]


def test_the_sentence_says_what_decides_and_what_does_not_matter() -> None:
    said = answer_sentence(usual(), "en")
    assert "decide the verdict" in said
    assert "value 1 (75 % to 99 % over 0.5–1 h)" in said
    assert "1 of 3 assumed values do not matter" in said
    assert "value 3" in said
    assert "决定结论的假定取值" in answer_sentence(usual(), "zh")
    said = answer_sentence(undecided(), "en")
    assert "No assumed value decides the verdict alone" in said
    assert "value 1 (78 % to 80 %" in said
    said = answer_sentence(nothing_moves(), "en")
    assert "the probability is 80 % over every range, and 95 % is asked for" in said


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("case", CASES)
def test_the_table_has_every_value_once(case: str, lang: Language) -> None:
    found = CASES[case]()
    console = Console(file=io.StringIO(), width=80)
    print_study(found, console, lang)
    said = console.file.getvalue()  # type: ignore[attr-defined]
    assert max(map(len, said.splitlines())) <= 80
    if case == "usual":
        lines = [line for line in said.splitlines() if line.startswith(" ") and "0.5–1" in line]
        assert [line.split()[-1] for line in lines] == ["10.8", "3.6", "1.2"]
        assert "-11.2" in lines[0]
        assert "+24" in lines[0]
        assert ("reached: 12;" in said) == (lang == "en")
