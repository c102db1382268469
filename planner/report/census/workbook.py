"""The census as an Excel workbook: what it is, the cities, who helps whom, the provinces."""

import io
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.workbook import Workbook
from xlsxwriter.worksheet import Worksheet

from planner.report.catalogue import Language, text
from planner.report.census import words
from planner.report.census.table import balance_rows
from planner.scenario.draft.capacities import OF_RULE
from planner.study.census.answer import Census

MADE = datetime(2020, 11, 1, tzinfo=UTC)
"""The day of the census instead of today's, so that the same rows give the same bytes."""
NAME_WIDTH, CELL_WIDTH, WORDS_WIDTH = 22, 13, 60
CITY_COLUMNS = (
    "city", "province", "population", "capacities", "verdict", "met", "target", "sampled",
    "resulted", "closed", "late", "binding", "place", "swabbers", "laboratories", "tubes_per_day",
    "short_teams", "short_tubes", "helped", "lenders", "source", "failure",
)  # fmt: skip
BALANCE_COLUMNS = ("region", "lender", "borrower", "teams", "tubes_per_day", "drive")
REGION_COLUMNS = (
    "region", "cities", "population", "meeting", "short_teams", "short_tubes", "sent_teams",
    "sent_tubes", "covered", "left_teams", "left_tubes", "proof",
)  # fmt: skip
_WIDE = {
    "lenders": WORDS_WIDTH,
    "source": WORDS_WIDTH,
    "failure": WORDS_WIDTH,
    "proof": WORDS_WIDTH,
}
_NAMES = ("city", "province", "region", "lender", "borrower", "place")


def workbook(census: Census, lang: Language) -> bytes:
    """Return the workbook; texts stay texts, whatever they begin with."""
    content = io.BytesIO()
    book = xlsxwriter.Workbook(
        content, {"strings_to_formulas": False, "strings_to_urls": False, "in_memory": True}
    )
    book.set_properties({"created": MADE, "author": "planner"})
    bold = book.add_format({"bold": True, "text_wrap": True, "valign": "top"})
    _about(book, census, lang)
    _table(book, bold, "cities", CITY_COLUMNS, _cities(census, lang), lang)
    _table(book, bold, "balance", BALANCE_COLUMNS, _balance(census, lang), lang)
    _table(book, bold, "regions", REGION_COLUMNS, _regions(census, lang), lang)
    book.close()
    return content.getvalue()


def _about(book: Workbook, census: Census, lang: Language) -> None:
    sheet = book.add_worksheet(text("census_sheet.about", lang))
    sheet.set_column(0, 0, 2 * WORDS_WIDTH)
    wrapped = book.add_format({"text_wrap": True, "valign": "top"})
    head = book.add_format({"text_wrap": True, "bold": True, "font_size": 14})
    lines = [
        words.summary(census, lang),
        words.draws(census, lang),
        *(text(f"census.{key}", lang) for key in ("rule", "shortage", "loans", "at_once")),
    ]
    sheet.write_string(0, 0, words.headline(census, lang), head)
    for number, line in enumerate(lines, 1):
        sheet.write_string(number, 0, line, wrapped)


def _table(
    book: Workbook,
    bold: Format,
    name: str,
    columns: Sequence[str],
    rows: Iterable[Sequence[object]],
    lang: Language,
) -> None:
    sheet = book.add_worksheet(text(f"census_sheet.{name}", lang))
    sheet.freeze_panes(1, 1)
    for number, column in enumerate(columns):
        width = _WIDE.get(column, NAME_WIDTH if column in _NAMES else CELL_WIDTH)
        sheet.set_column(number, number, width)
        sheet.write_string(0, number, text(f"census_column.{column}", lang), bold)
    last = 0
    for last, row in enumerate(rows, 1):
        for number, cell in enumerate(row):
            _write(sheet, last, number, cell)
    if last:
        sheet.autofilter(0, 0, last, len(columns) - 1)


def _write(sheet: Worksheet, row: int, column: int, cell: object) -> None:
    if isinstance(cell, str):
        sheet.write_string(row, column, cell)
    elif isinstance(cell, int | float):
        sheet.write_number(row, column, cell)


def _cities(census: Census, lang: Language) -> Iterable[Sequence[object]]:
    known = words.names(census.rows, lang)
    for row in census.rows:
        is_own = text("census.own" if row.own_capacities else "census.by_rule", lang)
        yield (
            words.city_name(row, lang),
            row.province_zh if lang == "zh" else row.province_en,
            row.population_persons,
            is_own,
            words.verdict(row, lang),
            row.met,
            row.target_hours,
            row.sampled_hours,
            row.resulted_hours,
            row.closed_hours,
            row.late_persons,
            words.binding(row, lang),
            (row.binding_place_zh if lang == "zh" else row.binding_place_en) or "",
            row.swabbers,
            row.laboratories,
            row.tubes_per_day,
            _or_words(row.short_teams, lang),
            _or_words(row.short_tubes_per_day, lang),
            words.helped(census, row, lang),
            words.lenders(census.loans.get(row.code, ()), known, lang),
            census.asked.own.get(row.code, OF_RULE).source,
            row.failure or "",
        )


def _or_words(value: int | None, lang: Language) -> object:
    return text("census.no_number", lang) if value is None else value


def _balance(census: Census, lang: Language) -> Iterable[Sequence[object]]:
    known = words.names(census.rows, lang)
    for region in (*census.provinces, census.nation):
        for _, lender, borrower, teams, tubes, drive, _ in balance_rows(region):
            yield (
                words.region_name(region, lang),
                known.get(str(lender), str(lender)),
                known.get(str(borrower), str(borrower)),
                teams,
                tubes,
                drive,
            )


def _regions(census: Census, lang: Language) -> Iterable[Sequence[object]]:
    for region in (*census.provinces, census.nation):
        found = region.balance
        yield (
            words.region_name(region, lang),
            len(region.rows),
            region.population_persons,
            region.meeting,
            *found.short,
            *words.moved(found),
            len(found.covered),
            *found.left,
            words.proof(found, lang),
        )
