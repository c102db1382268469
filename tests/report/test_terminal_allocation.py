import io
import math
from dataclasses import replace

import pytest
from rich.cells import cell_len
from rich.console import Console

from planner.allocation.answer import Allocation, Tier
from planner.allocation.comparison import Reason, comparisons
from planner.allocation.orders import orders
from planner.report.allocation_words import comparison_words
from planner.report.catalogue import LANGUAGES, Language
from planner.report.order_words import COLUMNS, known_words, order_rows
from planner.report.terminal_allocation import (
    ORDERS_SHOWN,
    print_allocation,
)
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
        "it was simulated itself, and keeps what it promises",
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


def test_plans_by_rule_stand_beside() -> None:
    answer = printed(scenario(), allocation(), "en", 120)
    row = next(line for line in answer.splitlines() if "teams by queue length" in line)
    assert row.split()[4:] == ["3,390,000", "3,290,000", "–", "–", "–"]


def losing(reason: Reason) -> Allocation:
    """Return an allocation whose plan is an hour behind the plan by population."""
    result = allocation(shortages=reason == "laboratories")
    rule, best = result.history[0], result.history[-1]
    rule = replace(rule, hour=45.2, promised_hour=45.0, simulated_persons=best.simulated_persons)
    if reason == "in_time":
        rule = replace(rule, simulated_persons=best.simulated_persons - 7)
    if reason == "simulation":
        rule = replace(rule, promised_hour=46.9)
    # in time are the three pools of sixty teams
    teams = 128.0 if reason == "fewer_teams" else 180.0
    solved = 44.0 if reason == "rounding" else 47.0
    values = {"mobile teams": teams, "hour of last result": solved}
    tiers = tuple(
        replace(tier, value=values.get(tier.objective, tier.value)) for tier in result.tiers
    )
    outcome = replace(
        result.outcome, question=replace(result.outcome.question, deadline_from_hours=0.0)
    )
    return replace(result, history=(rule, *result.history[1:]), tiers=tiers, outcome=outcome)


@pytest.mark.parametrize(
    ("reason", "why"),
    [
        ("in_time", "7 people more"),
        ("fewer_teams", "128 of the 180 teams"),
        ("simulation", "promised 45.4 h and simulated 46.2 h"),
        ("rounding", "reached 44.0 h, whole teams and shares of districts promise 45.4 h"),
        ("laboratories", "31,204 people are late"),
        ("everybody", "last result (47.0 h)"),
    ],
)
def test_where_the_allocators_own_plan_loses_it_says_by_how_much_and_why(
    reason: Reason, why: str
) -> None:
    result = losing(reason)
    one, *others = comparisons(scenario(), result)
    assert one.why is not None
    assert (one.why.reason, round(one.difference_hours, 6)) == (reason, 1)
    assert all(other.why is None for other in others)
    words = comparison_words(one, "en")
    assert words.startswith("Against teams by population: the allocator's own plan LOSES by 1.0 h")
    assert why in words
    assert words in flat(printed(scenario(), result, "en", 120))
    assert "晚 1.0" in comparison_words(one, "zh")


def test_where_it_wins_or_draws_level_no_reason_is_given() -> None:
    result = allocation()
    rule = replace(result.history[0], hour=46.2)
    level, never, *_ = comparisons(scenario(), replace(result, history=(rule, *result.history[1:])))
    assert "is level (46.2 h against 46.2 h)" in comparison_words(level, "en")
    assert never.why is None
    assert "the other is never done" in comparison_words(never, "en")
    unfinished = tuple(replace(one, hour=math.inf) for one in result.history)
    both, *_ = comparisons(scenario(), replace(result, history=unfinished))
    assert both.why is None
    assert "is level" in comparison_words(both, "en")
    assert comparisons(scenario(), replace(result, history=result.history[:1])) == ()


def test_it_says_whose_plan_it_is_and_shares_in_per_cent() -> None:
    answer = flat(printed(scenario(), allocation(), "en", 120))
    assert "the best of those below: allocator" in answer
    assert "3 %" in next(
        line for line in printed(scenario(), allocation(), "en", 120).splitlines()
        if "largest share of a district" in line
    )  # fmt: skip
    by_rule = replace(allocation(), made_by="by population")
    assert "采用以下方案中最好的：按人口派队" in printed(scenario(), by_rule, "zh")


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_objective_of_the_solver_has_words(lang: Language) -> None:
    answer = printed(scenario(), allocation(), lang, 120)
    names = [tier.objective for tier in allocation().tiers]
    if lang == "zh":
        assert not any(name in answer for name in names)
    words = {known_words("objective", name, lang) for name in names}
    assert all(one in answer for one in words)


def test_an_unconfirmed_plan_says_so() -> None:
    undecided = allocation(confirmed=False)
    verdict = replace(undecided.outcome.verdict, meets_target=True)
    differs = replace(undecided, outcome=replace(undecided.outcome, verdict=verdict))
    for result, why in ((undecided, "leaves open"), (differs, "differ by more than 2 %")):
        answer = flat(printed(scenario(), result, "en"))
        assert "NOT confirmed" in answer and why in answer
        assert "未确认" in printed(scenario(), result, "zh")


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
