"""Tables as the text of CSV files, in which no spreadsheet finds a formula."""

import csv
import io
import re
from collections.abc import Iterable, Sequence

from planner.scenario.names import TABLES
from planner.scenario.tables import Row

FORMULA_SIGNS = ("=", "+", "-", "@", "\t", "\r")
GUARD = "'"
"""Before a text that a spreadsheet would take for a formula; a reader takes it away again."""
_SIGNED_NUMBER = re.compile(r"[+-][\d.,:]+ ?[\w%]*")


def guarded(words: str) -> str:
    """Write a text so that no spreadsheet takes it for a formula; a signed number stays one."""
    if words.startswith(FORMULA_SIGNS) and not _SIGNED_NUMBER.fullmatch(words):
        return GUARD + words
    return words


def unguarded(words: str) -> str:
    """Return a text as it was before it was guarded."""
    bare = words.removeprefix(GUARD)
    return bare if guarded(bare) == words else words


def table_text(table: str, rows: Iterable[Row]) -> str:
    """Write every column that the table may have, the source last; unknown cells are blank."""
    columns = [name for name in TABLES[table].model_fields if name != "source"] + ["source"]
    return csv_text(columns, ([_cell(getattr(row, name)) for name in columns] for row in rows))


def csv_text(columns: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    """Write a head and rows as CSV, every text guarded."""
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(columns)
    writer.writerows(
        [guarded(cell) if isinstance(cell, str) else cell for cell in row] for row in rows
    )
    return text.getvalue()


def _cell(value: object) -> object:
    """Write a whole number without a decimal point, staff by shift with bars, None as a blank."""
    if isinstance(value, tuple):
        return "|".join(map(str, value))
    return int(value) if isinstance(value, float) and value.is_integer() else value
