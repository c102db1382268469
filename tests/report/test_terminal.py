import io
import re
from dataclasses import replace

import pytest
from rich.cells import cell_len
from rich.console import Console

from planner.outcome.outcome import Outcome
from planner.report.catalogue import LANGUAGES, Language
from planner.report.terminal import print_run
from tests.report.synthetic_outcome import empty, outcome, places, undecided


def printed(result: Outcome, lang: Language, width: int = 80) -> str:
    file = io.StringIO()
    print_run(result, Console(file=file, width=width), lang)
    return file.getvalue()


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("width", [80, 120])
@pytest.mark.parametrize("finish_hours", [40.0, 46.2, 300.0])
def test_fits_the_terminal_and_cuts_no_number(
    lang: Language, width: int, finish_hours: float
) -> None:
    long_names = outcome(
        finish_hours=finish_hours,
        districts=places("石家庄高新技术产业开发区", "Shijiazhuang High-technology Zone", 24),
        laboratories=places("石家庄市第一人民医院检验中心", "Shijiazhuang First Hospital", 100),
        expected_persons=11_200_000,
    )
    answer = printed(long_names, lang, width)
    assert max(cell_len(line) for line in answer.splitlines()) <= width
    assert "…" not in answer
    assert "nan" not in answer


def test_says_the_answer_first_and_then_the_figures() -> None:
    answer = printed(outcome(), "en")
    assert answer.startswith("UNDECIDED\nXuchang, 4.38 million: finished within 48 h")
    for words in ("35.7", "44.7", "47.7", "Jan 7 16:39", "3,941,998", "99.6 %", "412,345", "1,234"):
        assert words in answer
    assert "amplification" in answer
    assert "9–44" in answer
    assert "assumed" in answer


@pytest.mark.parametrize(
    ("result", "word"),
    [
        (outcome(finish_hours=96), "NO"),
        (undecided(outcome(finish_hours=30)), "UNDECIDED"),
        (
            replace(
                outcome(finish_hours=30),
                verdict=replace(outcome(finish_hours=30).verdict, meets_target=True),
            ),
            "YES",
        ),
    ],
)
def test_verdict_word(result: Outcome, word: str) -> None:
    assert printed(result, "en").splitlines()[0] == word


def test_a_share_that_losses_forbid_is_not_reachable_and_says_why() -> None:
    answer = printed(outcome(), "en")
    row = next(line for line in answer.splitlines() if "at 99.9 %" in line)
    assert row.endswith("not reachable ")
    assert "99.9 % not reachable: 0.4 % are never reached." in answer
    assert "never finishes" not in answer
    assert "99.9% 不可达到：0.4% 始终未能联系到。" in printed(outcome(), "zh")


def test_a_share_that_time_could_reach_never_finishes() -> None:
    answer = printed(outcome(reached_share=0.62, finish_hours=150), "en")
    rows = [line for line in answer.splitlines() if re.match(r" +(resulted|at 95 %) +–", line)]
    assert [row.rstrip().endswith("never finishes") for row in rows] == [True, True]


def test_districts_in_trouble_are_late_or_jammed() -> None:
    answer = printed(outcome(), "en")
    table = answer[answer.index("Districts in trouble: 4 of 6") :]
    assert [f"Xuchang district {number}" in table for number in range(1, 7)] == [
        *(True, True, False, False, True, True)
    ]


def test_nobody_to_test_is_one_sentence() -> None:
    assert printed(empty(outcome()), "en").strip() == "Xuchang: nobody is to be tested."


def test_names_in_square_brackets_are_no_markup() -> None:
    named = places("[red]区", "[red]District", 2)
    assert "[red]District 1" in printed(outcome(districts=named, finish_hours=96), "en")


def test_no_laboratory_is_printed() -> None:
    answer = printed(outcome(laboratories=places("无", "none", 0), finish_hours=60), "en")
    assert "No stage is saturated" in answer
