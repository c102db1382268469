"""Which guess matters, on the terminal."""

from rich.cells import cell_len
from rich.console import Console
from rich.table import Table
from rich.text import Text

from planner.report.catalogue import Language, text
from planner.report.numbers import hours_number, percent
from planner.report.sensitivity_words import (
    answer_sentence,
    change_words,
    clock_words,
    notes,
    parameter_name,
    range_words,
)
from planner.report.terminal_table import add_row, headed, new_table
from planner.report.wrapping import wrap
from planner.study.sensitivity.effects import RESULTS
from planner.study.sensitivity.study import Effect, Study


def print_study(study: Study, console: Console, lang: Language) -> None:
    """Print the answer, a table of assumed values, one of stated ones, and notes."""
    _print_lines(answer_sentence(study, lang), console)
    given = [hours_number(float(value)) for value in study.base[:-1]]
    probability = percent(float(study.base[-1]), lang)
    _print_lines(
        text("sensitivity.as_given", lang, hours=" / ".join(given), probability=probability),
        console,
    )
    stated = tuple(one for one in study.effects if not one.parameter.assumed)
    for title, effects in (("assumed", study.assumed), ("stated", stated)):
        shown = [one for one in effects if study.matters(one)]
        if shown:
            console.print(_table(study, text(f"sensitivity.{title}", lang), shown, lang))
        idle = [parameter_name(one.parameter, lang) for one in effects if one not in shown]
        if idle:
            names = text("sensitivity.joint", lang).join(idle)
            _print_lines(text("sensitivity.without", lang, names=names), console)
    for note in notes(study, lang):
        _print_lines(note, console)
    _print_lines(text("sensitivity.how", lang, clock=clock_words(study, lang)), console)


def _table(study: Study, title: str, effects: list[Effect], lang: Language) -> Table:
    columns = ("value_range", "sampled_change", "resulted_change", "closed_change",
               "probability_change", "mu_star")  # fmt: skip
    table = new_table(title, *headed(columns, lang))
    for one in effects:
        changes = [
            change_words(one.ends.change(result), result, lang) for result in range(len(RESULTS))
        ]
        add_row(
            table,
            text(
                "sensitivity.value",
                lang,
                name=parameter_name(one.parameter, lang),
                range=range_words(one.parameter, lang),
            ),
            *changes,
            hours_number(float(one.mu_star[study.clock])),
            style="bold" if study.decides(one) else "",
        )
    return table


def _print_lines(string: str, console: Console) -> None:
    console.print(Text(wrap(string, console.width, cell_len) + "\n"))
