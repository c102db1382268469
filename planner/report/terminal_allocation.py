"""The answer of an allocation on the terminal: sentence, tiers, loop, shortages, orders."""

import math

from rich.cells import cell_len
from rich.console import Console
from rich.table import Table
from rich.text import Text

from planner.allocation.answer import Allocation
from planner.allocation.comparison import comparisons
from planner.allocation.orders import orders
from planner.report.allocation_words import (
    comparison_words,
    confirmed_words,
    made_by_words,
    pass_words,
    routes_words,
    tier_value,
)
from planner.report.catalogue import Language, text
from planner.report.numbers import (
    clock_moment,
    hours_number,
    percent,
    persons,
)
from planner.report.order_words import (
    known_words,
    order_sentence,
    scenario_names,
    shortage_words,
)
from planner.report.sentence import verdict_sentence, verdict_word
from planner.report.terminal import VERDICT_STYLES
from planner.report.terminal_table import add_row, headed, new_table
from planner.report.wrapping import wrap
from planner.scenario.scenario import Scenario

ORDERS_SHOWN = 15
SHORTAGES_SHOWN = 10


def print_allocation(
    scenario: Scenario, allocation: Allocation, console: Console, lang: Language
) -> None:
    """Print the answer of an allocation.

    Parameters
    ----------
    scenario
        Names who is sent where.
    allocation
        The answer.
    console
        Where to print; at least 80 columns wide.
    lang
        Language of the words.
    """
    outcome = allocation.outcome
    word = Text(verdict_word(outcome, lang), style=VERDICT_STYLES[outcome.verdict.meets_target])
    console.print(word)
    console.print(_lines(verdict_sentence(outcome, lang), console))
    console.print(_lines(confirmed_words(allocation, lang), console))
    console.print(_lines(made_by_words(allocation, lang), console))
    if allocation.tiers:
        console.print(_tiers(allocation, lang))
    if allocation.history:
        console.print(_history(allocation, lang))
        for one in comparisons(scenario, allocation):
            console.print(Text(wrap(comparison_words(one, lang), console.width, cell_len)))
        console.print()
    if allocation.routes is not None:
        for sentence in routes_words(allocation.routes, scenario, lang):
            console.print(_lines(sentence, console))
    _print_shortages(scenario, allocation, console, lang)
    _print_orders(scenario, allocation, console, lang)


def _lines(string: str, console: Console) -> Text:
    return Text(wrap(string, console.width, cell_len) + "\n")


def _tiers(allocation: Allocation, lang: Language) -> Table:
    """Return the objectives in their order, each with the bound that no plan can beat."""
    columns = ("objective", "value", "bound", "gap", "status")
    table = new_table(text("allocation.tiers", lang), *headed(columns, lang))
    for tier in allocation.tiers:
        add_row(
            table,
            known_words("objective", tier.objective, lang),
            tier_value(tier.objective, tier.value, lang),
            tier_value(tier.objective, tier.bound, lang),
            percent(tier.gap, lang) if math.isfinite(tier.gap) else "–",
            known_words("status", tier.status, lang),
        )
    return table


def _history(allocation: Allocation, lang: Language) -> Table:
    """Return what each plan promised and what its simulation gave, plans by rule included."""
    question = allocation.outcome.question
    columns = ("plan", "promised", "simulated", "promised_hours", "hours", "when")
    title = text("allocation.history", lang, required=percent(question.required_share, lang))
    table = new_table(title, *headed(columns, lang))
    for one in allocation.history:
        add_row(
            table,
            pass_words(one, lang),
            _persons(one.promised_persons, lang),
            _persons(one.simulated_persons, lang),
            hours_number(one.promised_hour),
            hours_number(one.hour),
            clock_moment(question, one.hour, lang),
            style="" if one.number else "dim",
        )
    return table


def _persons(value: float, lang: Language) -> str:
    return persons(value, lang) if math.isfinite(value) else "–"


def _print_shortages(
    scenario: Scenario, allocation: Allocation, console: Console, lang: Language
) -> None:
    shortages = allocation.shortages
    if not shortages:
        console.print(_lines(text("shortage.none", lang), console))
        return
    names = scenario_names(scenario, lang)
    console.print(Text(text("shortage.title", lang), style="bold"))
    worst = sorted(shortages, key=lambda one: -one.count * (one.to_hour - one.from_hour))
    for shortage in worst[:SHORTAGES_SHOWN]:
        console.print(Text(wrap(shortage_words(shortage, names, lang), console.width, cell_len)))
    rest = len(shortages) - SHORTAGES_SHOWN
    if rest > 0:
        console.print(Text(text("shortage.more", lang, count=rest)))
    console.print()


def _print_orders(
    scenario: Scenario, allocation: Allocation, console: Console, lang: Language
) -> None:
    every = orders(scenario, allocation)
    if not every:
        console.print(_lines(text("order.none", lang), console))
        return
    question, names = allocation.outcome.question, scenario_names(scenario, lang)
    console.print(Text(text("order.title", lang, count=len(every)), style="bold"))
    for order in every[:ORDERS_SHOWN]:
        sentence = order_sentence(order, scenario, names, question, lang)
        console.print(Text(wrap(sentence, console.width, cell_len)))
    rest = len(every) - ORDERS_SHOWN
    if rest > 0:
        console.print(_lines(text("order.more", lang, count=rest), console))
