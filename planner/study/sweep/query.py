"""Questions in SQL about the rows of a sweep; they reach nothing but these rows."""

import math
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import duckdb
import pyarrow.dataset as ds

from planner.scenario.phrase import Phrase
from planner.study.request import RequestError

TABLE = "sweep"
"""Name of the rows in a question."""
MOST_MEMORY = "1GB"
_LOCKED = (
    f"SET memory_limit = '{MOST_MEMORY}'",
    "SET temp_directory = ''",
    "SET enable_external_access = false",
    "SET python_enable_replacements = false",
    "SET autoinstall_known_extensions = false",
    "SET autoload_known_extensions = false",
    "SET lock_configuration = true",
)


@dataclass(frozen=True)
class Answer:
    """What a question came to: names of columns, and rows."""

    columns: tuple[str, ...]
    rows: tuple[tuple[Any, ...], ...]

    def to_json(self) -> dict[str, Any]:
        """Return plain JSON data: a list of rows by column."""
        return {
            "rows": [
                {name: _plain(value) for name, value in zip(self.columns, row, strict=True)}
                for row in self.rows
            ]
        }


def _plain(value: Any) -> Any:
    """Return a value as JSON has it; None for no number."""
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    if isinstance(value, list | tuple):
        return [_plain(one) for one in value]
    if isinstance(value, dict):
        return {str(name): _plain(one) for name, one in value.items()}
    return value if value is None or isinstance(value, bool | int | str) else str(value)


def query(
    rows: ds.Dataset,
    question: str,
    most: int | None = None,
    most_seconds: float | None = None,
) -> Answer:
    """Answer one ``SELECT`` over the table ``sweep``.

    Parameters
    ----------
    rows
        Of the sweep.
    question
        The ``SELECT``.
    most
        Rows of the answer, further ones are left out; None for all.
    most_seconds
        After which the question is given up; None for never.

    Raises
    ------
    RequestError
        If the question is anything else, or cannot be answered.
    """
    with duckdb.connect(":memory:") as database:
        database.register(TABLE, rows)
        for statement in _LOCKED:
            database.execute(statement)
        try:
            statements = database.extract_statements(question)
            if len(statements) != 1 or statements[0].type != duckdb.StatementType.SELECT:
                raise RequestError(
                    Phrase(
                        "{question!r} is not one SELECT; ask one question of the table {table!r}, "
                        "such as SELECT point, avg(resulted_hours) FROM {table} GROUP BY point",
                        question=question,
                        table=TABLE,
                    )
                )
            with _given_up_after(database, most_seconds):
                found = database.execute(statements[0])
                columns = tuple(column[0] for column in found.description or ())
                taken = found.fetchall() if most is None else found.fetchmany(most)
            return Answer(columns, tuple(taken))
        except duckdb.InterruptException:
            raise RequestError(
                Phrase(
                    "the question was given up after {seconds:g} s; ask for fewer rows, or ask it "
                    "with `planner query`, which waits",
                    seconds=most_seconds,
                )
            ) from None
        except duckdb.Error as error:
            raise RequestError(
                Phrase("the question cannot be answered: {error}", error=str(error))
            ) from None


@contextmanager
def _given_up_after(database: duckdb.DuckDBPyConnection, seconds: float | None) -> Iterator[None]:
    if seconds is None:
        yield
        return
    timer = threading.Timer(seconds, database.interrupt)
    timer.start()
    try:
        yield
    finally:
        timer.cancel()
