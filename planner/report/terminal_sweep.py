"""What a sweep came to, on the terminal."""

from collections.abc import Iterable, Mapping
from typing import Any

from rich.console import Console

from planner.report.catalogue import Language, text
from planner.report.terminal_table import add_row, new_table
from planner.scenario.written import NOTHING
from planner.study.sweep.query import Answer

MOST_ROWS = 200
"""Rows of an answer that are shown; ``--json`` writes all."""
_HEADS = {
    "point": "sweep.point",
    "points": "sweep.points",
    "probability": "sweep.probability",
    "sampled_hours": "sweep.sampled",
    "resulted_hours": "sweep.resulted",
    "closed_hours": "sweep.closed",
    "binding_stage": "sweep.binding",
}
"""Columns that have words; an axis keeps its name."""
_CLOCKS = ("sampled_hours", "resulted_hours", "closed_hours")


def print_sweep(found: Mapping[str, Any], console: Console, lang: Language) -> None:
    """Print the totals, a table for each axis, the best points and the failures."""
    totals = text(
        "sweep.totals",
        lang,
        points=f"{found['points']:,}",
        done=f"{found['points_done']:,}",
        failed=f"{found['points_failed']:,}",
        replications=f"{found['replications']:,}",
    )
    console.print(totals, highlight=False)
    for axis, rows in found["axes"].items():
        _print_rows(axis, rows, console, lang)
    if found["best"]:
        # what binds where the target is met anyway gives its room to the axes
        best = [{k: v for k, v in row.items() if k != "binding_stage"} for row in found["best"]]
        _print_rows(text("sweep.best", lang), best, console, lang)
    for row in found["failures"]:
        points = f"{row['points']:,}"
        words = text("sweep.failure", lang, points=points, first=row["first"])
        console.print(f"{words} {row['failure']}", markup=False, highlight=False)


def print_answer(answer: Answer, console: Console, lang: Language) -> None:
    """Print the rows of a question."""
    table = new_table("", *answer.columns)
    for row in answer.rows[:MOST_ROWS]:
        add_row(table, *map(_cell, row))
    console.print(table)
    if len(answer.rows) > MOST_ROWS:
        console.print(text("sweep.first_rows", lang, count=MOST_ROWS), highlight=False)


def _print_rows(
    title: str, rows: Iterable[Mapping[str, Any]], console: Console, lang: Language
) -> None:
    rows = list(rows)
    names = [name for name in rows[0] if name != "replications"] if rows else []
    # the title has the axis already, and the words of a head stand below each other
    heads = ["" if name == title else _head(name, lang).replace(" ", "\n") for name in names]
    table = new_table(title, *heads)
    for row in rows:
        add_row(table, *(_written(name, row[name], lang) for name in names))
    console.print(table)


def _head(name: str, lang: Language) -> str:
    return text(_HEADS[name], lang) if name in _HEADS else name.replace("_", " ")


def _written(name: str, value: Any, lang: Language) -> str:
    if name == "binding_stage" and value is not None:
        return text(f"resource.{value}", lang)
    if name == "probability" and value is not None:
        return f"{value:.1%}"
    return f"{value:,.1f}" if name in _CLOCKS and value is not None else _cell(value)


def _cell(value: Any) -> str:
    if value is None:
        return NOTHING
    return f"{value:,.6g}" if isinstance(value, float) else str(value)
