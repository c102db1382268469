"""Which guess matters, on the terminal."""

from rich.cells import cell_len
from rich.console import Console
from rich.table import Table
from rich.text import Text

from planner.report.catalogue import Language
from planner.report.sensitivity_words import (
    COLUMNS,
    Group,
    answer_sentence,
    given_words,
    groups,
    how_words,
    notes,
    value_cells,
)
from planner.report.terminal_table import add_row, headed, new_table
from planner.report.wrapping import wrap
from planner.study.sensitivity.study import Study


def print_study(study: Study, console: Console, lang: Language) -> None:
    """Print the answer, a table of assumed values, one of stated ones, and notes."""
    _print_lines(answer_sentence(study, lang), console)
    _print_lines(given_words(study, lang), console)
    for group in groups(study, lang):
        if group.shown:
            console.print(_table(study, group, lang))
        if group.idle:
            _print_lines(group.idle, console)
    for note in notes(study, lang):
        _print_lines(note, console)
    _print_lines(how_words(study, lang), console)


def _table(study: Study, group: Group, lang: Language) -> Table:
    table = new_table(group.title, *headed(COLUMNS, lang))
    for one in group.shown:
        style = "bold" if study.decides(one) else ""
        add_row(table, *value_cells(study, one, lang), style=style)
    return table


def _print_lines(string: str, console: Console) -> None:
    console.print(Text(wrap(string, console.width, cell_len) + "\n"))
