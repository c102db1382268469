import io
import re
from dataclasses import replace

import pytest
from rich.cells import cell_len
from rich.console import Console

from planner.allocation.addition_orders import reinforcement_orders
from planner.allocation.reinforcement import Reinforcement
from planner.report.catalogue import LANGUAGES, Language
from planner.report.order_words import COLUMNS, order_rows, order_sentence, scenario_names
from planner.report.terminal_reinforcement import print_reinforcement
from tests.report.synthetic_allocation import scenario
from tests.report.synthetic_outcome import empty, places
from tests.report.synthetic_reinforcement import never, reinforcement


def printed(found: Reinforcement, lang: Language, width: int = 80) -> str:
    file = io.StringIO()
    print_reinforcement(found, Console(file=file, width=width), lang)
    return file.getvalue()


def flat(answer: str) -> str:
    return " ".join(answer.split())


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("width", [80, 120])
def test_fits_the_terminal_and_cuts_no_number(lang: Language, width: int) -> None:
    of = scenario(
        districts=places("石家庄高新技术产业开发区", "Shijiazhuang High-technology Zone", 24),
        laboratories=places("石家庄市第一人民医院检验中心", "Shijiazhuang First Hospital", 100),
        pools=12,
    )
    answer = printed(reinforcement(of), lang, width)
    assert max(cell_len(line) for line in answer.splitlines()) <= width
    assert "…" not in answer
    assert re.search(r"\b(nan|inf)\b", answer) is None


def test_says_first_what_has_to_be_added_then_by_place_until_when() -> None:
    answer = flat(printed(reinforcement(), "en"))
    parts = (
        "Xuchang meets 48 h with 95 % confidence if these are added: 1 mobile laboratory, "
        "36 mobile testing teams, 375 cyclers, 120 extractors, 7,404 laboratory staff, "
        "600 swabbers with registrars and 6 vehicles.",
        "YES",
        "36 mobile testing teams 360 Jan 6 16:15",
        "Xuchang district 1 36 360 Jan 6 16:15",
        "no laboratories and machines that weigh less than 1,234",
        "If all are asked for by Jan 5 22:30, the hardest draws still pass.",
        "To spare: 312 vehicles (of 627).",
        "10 cyclers with their lines, +5.7 +5.1 – +6.2 +99,064",
        "2,061 2 of 20 10 % 1 – 32 % 51.2",
    )
    found = [answer.find(part) for part in parts]
    assert -1 not in found, parts[found.index(-1)]
    assert found == sorted(found)


def test_no_time_to_lose_is_said() -> None:
    found = replace(reinforcement(), meets_until_hour=0.0)
    assert "All must be asked for at once" in flat(printed(found, "en"))


def test_a_city_that_needs_nothing_hears_what_it_can_spare() -> None:
    answer = flat(printed(reinforcement(with_additions=False), "en"))
    assert answer.startswith("Xuchang meets 48 h with 95 % confidence and needs nothing.")
    assert "To spare: 312 vehicles (of 627)." in answer
    assert "asked for by" not in answer
    bare = replace(reinforcement(with_additions=False), spare=())
    assert "Nothing is to spare." in printed(bare, "en")


def test_a_city_that_nothing_helps_hears_so() -> None:
    answer = flat(printed(never(), "en"))
    assert "not even everything that can be asked for suffices" in answer
    assert "NO" in answer and "To spare" not in answer
    assert "用尽可请求的一切增援也不够" in flat(printed(never(), "zh"))


def test_additions_that_were_not_confirmed_are_no_answer() -> None:
    answer = printed(reinforcement(confirmed=False), "en")
    assert answer.startswith("NOT confirmed: Xuchang")
    assert "still pass" not in answer


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_city_in_which_nobody_is_to_be_tested_is_printed(lang: Language) -> None:
    found = reinforcement(with_additions=False)
    nobody = replace(found, outcome=empty(found.outcome), gains=(), frontier=())
    answer = flat(printed(nobody, lang))
    assert ("nobody is to be tested" if lang == "en" else "没有需要检测的人") in answer


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_addition_is_an_order_that_says_until_when_to_ask(lang: Language) -> None:
    found = reinforcement()
    every, question = reinforcement_orders(found), found.outcome.question
    head, *rows = order_rows(every, found.scenario, question, lang)
    assert head == COLUMNS
    assert all(cell for row in rows for cell in row)
    said = [
        row[-1] for row, one in zip(rows, every, strict=True) if "ask_by_hour" in one.why.figures
    ]
    until = {"en": "asking helps until Jan 7 04:00", "zh": "最迟1月7日04:00请求"}
    assert sum(until[lang] in why for why in said) == 30
    names = scenario_names(found.scenario, lang)
    sentences = [order_sentence(one, found.scenario, names, question, lang) for one in every]
    anywhere = {"en": "from anywhere", "zh": "不限来源"}
    assert sum(anywhere[lang] in sentence for sentence in sentences) == 30
