import io
from dataclasses import replace

import pytest
from rich.cells import cell_len
from rich.console import Console

from planner.allocation.answer import Allocation, Tier
from planner.allocation.orders import orders
from planner.report.catalogue import LANGUAGES, Language
from planner.report.order_words import COLUMNS, order_rows
from planner.report.terminal_allocation import ORDERS_SHOWN, print_allocation
from planner.scenario.scenario import Scenario
from tests.report.synthetic_allocation import allocation, scenario
from tests.report.synthetic_outcome import empty, places


def printed(of: Scenario, result: Allocation, lang: Language, width: int = 80) -> str:
    file = io.StringIO()
    print_allocation(of, result, Console(file=file, width=width), lang)
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
    answer = printed(of, allocation(of), lang, width)
    assert max(cell_len(line) for line in answer.splitlines()) <= width
    assert "…" not in answer
    assert "nan" not in answer and "inf" not in answer


def test_says_the_answer_first_then_how_good_the_plan_is_then_the_orders() -> None:
    answer = flat(printed(scenario(), allocation(), "en"))
    parts = (
        "UNDECIDED Xuchang, 4.38 million",
        "it was simulated itself, and the last pass kept its promise",
        "Objectives in strict order",
        "31,204",
        "pass 1, allocator",
        "Short of 41 sampling tables in Subdistrict 0, Xuchang district 1, hours 8 to 14",
        "Orders: ",
        "1. Mobile laboratory 1 (1): from another city of the province to Xuchang district 1",
    )
    places_found = [answer.index(part) for part in parts]
    assert places_found == sorted(places_found)
    every = len(orders(scenario(), allocation()))
    assert f"and {every - ORDERS_SHOWN} more orders" in answer


def test_plans_by_rule_stand_beside_and_promise_nothing() -> None:
    answer = printed(scenario(), allocation(), "en", 120)
    row = next(line for line in answer.splitlines() if "teams by queue length" in line)
    assert row.split()[4:] == ["–", "3,290,000", "–", "–"]


def test_an_unconfirmed_plan_says_so() -> None:
    assert "NOT confirmed" in printed(scenario(), allocation(confirmed=False), "en")
    assert "未确认" in printed(scenario(), allocation(confirmed=False), "zh")


def test_a_plan_without_moves_shortages_or_tiers_is_printed() -> None:
    bare = replace(allocation(with_plan=False, shortages=False), tiers=(), history=())
    answer = flat(printed(scenario(), bare, "en"))
    assert "needs no orders" in answer and "Nothing is short" in answer


def test_words_that_the_catalogue_lacks_are_shown_as_they_are() -> None:
    odd = replace(allocation(), tiers=(Tier("[red]new objective", 1.0, 1.0, 0.0, "cut off"),))
    answer = printed(scenario(), odd, "zh", 120)
    assert "[red]new objective" in answer and "cut off" in answer


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_table_of_orders_has_a_row_for_each_with_local_times(lang: Language) -> None:
    every = orders(scenario(), allocation())
    head, *rows = order_rows(every, scenario(), allocation().outcome.question, lang)
    assert head == COLUMNS
    assert [row[0] for row in rows] == [str(one.number) for one in every]
    assert all(cell for row in rows for cell in row)
    van = dict(
        zip(COLUMNS, next(row for row in rows if row[3] == "1" and "9" in row[9]), strict=True)
    )
    times = {
        "en": ("Jan 6 02:00", "Jan 6 04:00", "the end"),
        "zh": ("1月6日02:00", "1月6日04:00", "结束"),
    }
    assert (van["leave"], van["arrive"], van["until"]) == times[lang]


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_city_in_which_nobody_is_to_be_tested_is_printed(lang: Language) -> None:
    nobody = replace(allocation(shortages=False), outcome=empty(allocation().outcome))
    answer = printed(scenario(), nobody, lang)
    assert ("nobody is to be tested" if lang == "en" else "没有需要检测的人") in flat(answer)
    assert not [one for one in orders(scenario(), nobody) if one.what == "tubes"]
