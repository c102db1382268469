"""Tables of a scenario as the text of their CSV files."""

import csv
import io
from collections.abc import Iterable, Sequence

from planner.scenario.names import TABLES
from planner.scenario.tables import Row


def table_text(table: str, rows: Iterable[Row]) -> str:
    """Write every column that the table may have, the source last; unknown cells are blank."""
    columns = [name for name in TABLES[table].model_fields if name != "source"] + ["source"]
    return csv_text(columns, ([_cell(getattr(row, name)) for name in columns] for row in rows))


def csv_text(columns: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    """Write a head and rows as CSV."""
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(columns)
    writer.writerows(rows)
    return text.getvalue()


def _cell(value: object) -> object:
    """Write a whole number without a decimal point, staff by shift with bars, None as a blank."""
    if isinstance(value, tuple):
        return "|".join(map(str, value))
    return int(value) if isinstance(value, float) and value.is_integer() else value
