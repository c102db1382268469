"""A census on the terminal: whose answer it is, the first and last ten, the balance."""

from collections.abc import Sequence

from rich.cells import cell_len
from rich.console import Console
from rich.table import Table
from rich.text import Text

from planner.report.catalogue import Language, text
from planner.report.census import words
from planner.report.terminal_table import add_row, new_table
from planner.report.wrapping import wrap
from planner.study.census.answer import Census
from planner.study.census.city import CityRow

SHOWN = 10
_COLUMNS = ("city", "result", "binding", "teams_lacking", "tubes_lacking", "helped")


def print_census(census: Census, console: Console, lang: Language) -> None:
    """Print the census.

    Parameters
    ----------
    census
        What came out.
    console
        Where to print; at least 80 columns wide.
    lang
        Language of the words.
    """
    console.print(_lines(words.headline(census, lang), console, style="bold"))
    for line in (words.summary(census, lang), words.draws(census, lang)):
        console.print(_lines(line, console))
    answered = [row for row in census.rows if row.failure is None]
    ordered = sorted(answered, key=lambda row: (-words.spare_hours(row), row.code))
    if len(ordered) <= 2 * SHOWN:
        console.print(_cities(census, ordered, text("census.all", lang), lang))
    else:
        best, worst = ordered[:SHOWN], ordered[-SHOWN:]
        console.print(_cities(census, best, text("census.best", lang, count=SHOWN), lang))
        console.print(_cities(census, worst, text("census.worst", lang, count=SHOWN), lang))
    for row in census.failed:
        name = words.city_name(row, lang)
        line = text("census.failed", lang, city=name, reason=row.failure)
        console.print(_lines(line, console, style="red"))
    if len(census.provinces) == 1:
        regions = census.provinces
    else:
        regions = (census.nation,)
        console.print(_provinces(census, lang))
    for region in regions:
        console.print(_lines(words.balance_sentence(region, lang), console))
        if any(region.balance.short):
            console.print(_lines(words.proof(region.balance, lang), console))


def _lines(string: str, console: Console, style: str = "") -> Text:
    return Text(wrap(string, console.width, cell_len), style=style)


def _cities(census: Census, rows: Sequence[CityRow], title: str, lang: Language) -> Table:
    table = new_table(title, *(text(f"census_column.{name}", lang) for name in _COLUMNS))
    for row in rows:
        add_row(
            table,
            words.city_name(row, lang),
            f"{words.hours(row.resulted_hours)} / {row.target_hours:g}",
            words.binding(row, lang),
            words.number(row.short_teams),
            words.number(row.short_tubes_per_day),
            words.helped(census, row, lang),
        )
    return table


def _provinces(census: Census, lang: Language) -> Table:
    columns = ("region", "cities", "meeting", "helped", "tubes_lacking", "sent", "covered")
    title = text("census.provinces", lang)
    table = new_table(title, *(text(f"census_column.{name}", lang) for name in columns))
    for region in census.provinces:
        add_row(
            table,
            words.region_name(region, lang),
            str(len(region.rows)),
            str(region.meeting),
            str(sum(census.helped(row) for row in region.rows)),
            f"{region.balance.short[1]:,}",
            f"{words.moved(region.balance)[1]:,}",
            str(len(region.balance.covered)),
        )
    return table
