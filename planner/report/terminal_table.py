"""Tables on the terminal."""

from rich import box
from rich.table import Table
from rich.text import Text

from planner.report.catalogue import Language, text

NAME_COLUMNS = 26
"""Columns that a place's name may take before it wraps."""


def new_table(title: str, *columns: str) -> Table:
    """Return a table whose first column is words and whose others are numbers."""
    table = Table(
        title=title,
        title_justify="left",
        title_style="bold",
        box=box.SIMPLE_HEAD,
        pad_edge=False,
    )
    for number, column in enumerate(columns):
        if number:
            table.add_column(column, justify="right", no_wrap=True)
        else:
            table.add_column(column, overflow="fold")
    return table


def add_row(table: Table, *cells: str | Text, style: str = "") -> None:
    """Add cells as they are: a name in square brackets is no markup."""
    table.add_row(*(Text(cell) if isinstance(cell, str) else cell for cell in cells), style=style)


def headed(names: tuple[str, ...], lang: Language) -> list[str]:
    """Return the heads of columns."""
    return [text(f"column.{name}", lang) for name in names]
