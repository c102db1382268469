"""What differs between two scenarios, on the terminal and in words."""

from collections.abc import Iterable, Iterator, Sequence

from rich import box
from rich.console import Console
from rich.table import Table
from rich.text import Text

from planner.report.catalogue import Language, text
from planner.report.source_words import given_words, source_words
from planner.scenario.differences import (
    KEYS,
    Differences,
    RowDifference,
    SettingDifference,
    TableDifference,
    TotalDifference,
    row_key,
)
from planner.scenario.names import table_file
from planner.scenario.tables import Row
from planner.scenario.written import with_unit, written

ROWS_SHOWN = 10
"""Rows of one kind (added, removed, changed) that are told of each table."""
REST = "    "
TOLD_ELSEWHERE = {"id", "source", "name_zh", "name_en"}


def print_differences(found: Differences, console: Console, lang: Language) -> None:
    """Print what differs: first the figures that matter, then settings, then rows.

    Parameters
    ----------
    found
        The differences; rows beyond the first ten of each kind are only counted.
    console
        Where to print; at least 80 columns wide.
    lang
        Language of the words; keys and sources stand as they are written.
    """
    names = [_scenario_name(found, side, lang) for side in (0, 1)]
    if found.equal:
        console.print(Text(text("diff.equal", lang, a=names[0], b=names[1]), style="bold green"))
        return
    console.print(Text(text("diff.title", lang, a=names[0], b=names[1]), style="bold"))
    console.print(_totals(found.totals, lang))
    for setting in found.settings:
        _print_setting(setting, console, lang)
    if not found.settings:
        console.print(Text(text("diff.no_setting", lang)))
    for table in found.tables:
        console.print()
        _print_table(table, console, lang)
    if not found.tables:
        console.print(Text(text("diff.no_table", lang)))


def _scenario_name(found: Differences, side: int, lang: Language) -> str:
    city = found.cities[side]
    name = city.city_zh if lang == "zh" else city.city_en
    variants = found.variants[side]
    if not variants:
        return name
    return text("name.with_variants", lang, city=name, variants=" + ".join(variants))


def _totals(totals: Iterable[TotalDifference], lang: Language) -> Table:
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    table.add_column("")
    for column in ("A", "B", text("diff.change", lang)):
        table.add_column(column, justify="right")
    for one in totals:
        change = one.b - one.a
        row = (one.a, one.b, change)
        cells = [f"{figure:,.10g}" for figure in row[:2]] + [f"{change:+,.10g}" if change else ""]
        table.add_row(text(f"totals.{one.name}", lang), *cells, style="" if change else "dim")
    return table


def _print_setting(one: SettingDifference, console: Console, lang: Language) -> None:
    """Print a line for the values, and one for each value's source."""
    a, b = (with_unit(side.value, side.key) for side in (one.a, one.b))
    console.print(Text.assemble((one.a.key, "bold"), text("diff.from_to", lang, a=a, b=b)))
    for name, side in (("A", one.a), ("B", one.b)):
        if side.source:
            words = f"{given_words(side.by, lang)}; {source_words(side.source, lang)}"
            line = Text(f"    {name}: {words}", style="dim")
            console.print(line, soft_wrap=True)


def _print_table(table: TableDifference, console: Console, lang: Language) -> None:
    """Print how many rows differ in which way, then the first of each kind."""
    told = text("diff.counts", lang, counts=count_words(table, lang))
    console.print(Text.assemble((table_file(table.name), "bold"), told))
    for line in row_lines(table, lang):
        # a terminal wraps the line of a row and a file keeps it whole
        style, whole = ("dim", False) if line.startswith(REST) else ("", True)
        console.print(Text(line, style=style), soft_wrap=whole)


def count_words(table: TableDifference, lang: Language) -> str:
    """Return how many rows of a table differ in which way."""
    counts = [
        text(f"diff.{kind}", lang, count=f"{len(rows):,}")
        for kind, rows in (
            ("added", table.added), ("removed", table.removed), ("changed", table.changed)
        )
        if rows
    ]  # fmt: skip
    return _joined(counts, lang)


def row_lines(table: TableDifference, lang: Language) -> Iterator[str]:
    """Yield the first rows of each kind, and how many there are more, which begins with ``REST``.

    A row begins with + where only B has it, with - where only A has it, with ~ where both have.
    """
    if not table.changed and not table.same and table.added and table.removed:
        yield REST + text("diff.nothing_common", lang)
        return
    for sign, rows in (("+", table.added), ("-", table.removed)):
        for row in rows[:ROWS_SHOWN]:
            yield f"  {sign} {_whole_row(table.name, row, lang)}"
        yield from _rest(rows, lang)
    for changed in table.changed[:ROWS_SHOWN]:
        yield f"  ~ {_changed_row(changed, lang)}"
    yield from _rest(table.changed, lang)


def _rest(rows: Sequence[object], lang: Language) -> Iterator[str]:
    if len(rows) > ROWS_SHOWN:
        yield REST + text("diff.rest", lang, count=f"{len(rows) - ROWS_SHOWN:,}")


def _joined(parts: Iterable[str], lang: Language) -> str:
    return ("、" if lang == "zh" else ", ").join(parts)


def _row_name(key: Iterable[object], row: Row | RowDifference, lang: Language) -> str:
    """Return a row's identifier and, where it has one, its name."""
    name = getattr(row, f"name_{lang}", "")
    return " ".join([*map(written, key), *([name] if name else [])])


def _whole_row(table: str, row: Row, lang: Language) -> str:
    told = [
        f"{name} {written(getattr(row, name))}"
        for name, field in type(row).model_fields.items()
        if name not in {*TOLD_ELSEWHERE, *KEYS.get(table, ())}
        and getattr(row, name) != field.default
    ]
    name = _row_name(row_key(table, row), row, lang)
    return text("diff.row", lang, row=name, cells=_joined(told, lang)) if told else name


def _changed_row(row: RowDifference, lang: Language) -> str:
    told = [
        column + text("diff.from_to", lang, a=written(a), b=written(b))
        for column, a, b in row.cells
    ]
    return text("diff.row", lang, row=_row_name(row.key, row, lang), cells=_joined(told, lang))
