"""The answer of a reinforcement on the terminal: sentence, additions, gains, frontier."""

from rich.cells import cell_len
from rich.console import Console
from rich.table import Table
from rich.text import Text

from planner.allocation.reinforcement import Reinforcement
from planner.report.catalogue import Language, text
from planner.report.numbers import hours_number, percent, persons
from planner.report.order_words import Names, scenario_names
from planner.report.reinforcement_words import (
    INDENT,
    addition_rows,
    answer_words,
    gain_words,
    point_interval,
    spare_words,
    times_words,
    weight_sentence,
    weight_words,
)
from planner.report.sentence import verdict_sentence, verdict_word
from planner.report.terminal import VERDICT_STYLES
from planner.report.terminal_table import add_row, headed, new_table
from planner.report.wrapping import wrap


def print_reinforcement(found: Reinforcement, console: Console, lang: Language) -> None:
    """Print the answer of a search for the least reinforcement.

    Parameters
    ----------
    found
        The answer.
    console
        Where to print; at least 80 columns wide.
    lang
        Language of the words.
    """
    outcome = found.outcome
    names = scenario_names(found.scenario, lang)
    console.print(_lines(answer_words(found, lang), console))
    style = VERDICT_STYLES[outcome.verdict.meets_target]
    console.print(Text(verdict_word(outcome, lang), style=style))
    console.print(_lines(verdict_sentence(outcome, lang), console))
    if found.additions:
        console.print(_additions(found, names, lang))
        console.print(_lines(weight_sentence(found, lang), console))
    if found.confirmed:
        console.print(_lines(spare_words(found, lang), console))
    if found.gains:
        console.print(_gains(found, names, lang))
    if found.frontier:
        console.print(_frontier(found, lang))


def _lines(string: str, console: Console) -> Text:
    return Text(wrap(string, console.width, cell_len) + "\n")


def _additions(found: Reinforcement, names: Names, lang: Language) -> Table:
    """Return the additions by resource, then by place; the earliest hour of each counts."""
    columns = ("addition", "count", "weight", "ask_by")
    table = new_table(text("reinforcement.additions", lang), *headed(columns, lang))
    for name, *cells in addition_rows(found, names, lang):
        add_row(table, name, *cells, style="" if name.startswith(INDENT) else "bold")
    return table


def _gains(found: Reinforcement, names: Names, lang: Language) -> Table:
    columns = ("more", "earlier", "interval", "in_time")
    table = new_table(text("reinforcement.gains", lang), *headed(columns, lang))
    for one in found.gains:
        low, high = one.interval
        add_row(
            table,
            gain_words(one, names, lang),
            f"{one.hours:+.1f}",
            f"{low:+.1f} – {high:+.1f}",
            f"{'+' if one.persons >= 0 else ''}{persons(one.persons, lang)}",
        )
    return table


def _frontier(found: Reinforcement, lang: Language) -> Table:
    columns = ("weight", "met", "probability", "interval", "half_way")
    table = new_table(text("reinforcement.frontier", lang), *headed(columns, lang))
    for one in found.frontier:
        low, high = point_interval(one)
        add_row(
            table,
            weight_words(one.weight),
            times_words(one, lang),
            percent(one.probability, lang),
            f"{percent(low, lang).rstrip('% ')} – {percent(high, lang)}",
            hours_number(one.hour),
        )
    return table
