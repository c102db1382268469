"""The results by which scenarios are compared, each with its difference from the base."""

import math
from collections.abc import Callable, Iterator, Sequence
from typing import Any

from planner.outcome.outcome import CLOCKS
from planner.report.catalogue import Language, text
from planner.report.names import capitalised, resource_name
from planner.report.numbers import hours, percent, persons
from planner.web.compared import Compared

Row = tuple[str, ...]


def result_rows(base: Compared, others: Sequence[Compared], lang: Language) -> list[Row]:
    """Return a row for each figure: its name, the base's, and each other's with the difference."""
    return list(_rows(base, others, lang))


def _rows(base: Compared, others: Sequence[Compared], lang: Language) -> Iterator[Row]:
    every = [base, *others]
    yield (text("compare_page.in_time", lang), *(_verdict(one, lang) for one in every))
    yield _numbers(
        text("column.probability", lang),
        [float(one.summary["verdict"]["probability"]) for one in every],
        lambda value: percent(value, lang),
        lambda change: text("compare_page.points", lang, points=f"{100 * change:+.0f}"),
    )
    for clock in CLOCKS:
        yield _numbers(
            text("compare_page.clock", lang, clock=text(f"clock.{clock}", lang)),
            [_number(one.summary["clocks_hours"][clock]["p50"]) for one in every],
            lambda value: hours(value, lang),
            lambda change: f"{change:+.1f}",
        )
    for name, group, figure in (
        ("people_in_time", "people", "resulted"),
        ("tubes_collected", "tubes", "collected"),
    ):
        yield _numbers(
            text(f"compare_page.{name}", lang),
            [_number(one.summary[group][figure]) for one in every],
            lambda value: persons(value, lang),
            lambda change: _signed(change, lang),
        )
    yield _numbers(
        text("compare_page.longest_wait", lang),
        [_number(one.summary["waits_minutes"]["longest"]) for one in every],
        lambda value: text("number.minutes", lang, value=f"{value:,.0f}"),
        lambda change: f"{change:+,.0f}",
    )
    yield _numbers(
        text("compare_page.breaches", lang),
        [_number(one.summary["breaches"]) for one in every],
        lambda value: persons(value, lang),
        lambda change: _signed(change, lang),
    )
    yield (text("compare_page.binds", lang), *(_binding(one, lang) for one in every))
    yield (
        text("runs_column.replications", lang),
        *(f"{one.summary['replications']:,}" for one in every),
    )


def _numbers(
    name: str,
    values: Sequence[float],
    write: Callable[[float], str],
    write_change: Callable[[float], str],
) -> Row:
    """Write a figure of every scenario, those after the first with what they differ by."""
    before, *others = values
    cells = [write(before)]
    for value in others:
        told = write_change(value - before) if math.isfinite(value - before) else ""
        cells.append(f"{write(value)} ({told})" if _says_something(told) else write(value))
    return (name, *cells)


def _says_something(told: str) -> bool:
    """Tell whether a difference is more than nothing as it is written."""
    return any(sign in "123456789" for sign in told)


def _number(value: float | None) -> float:
    return math.nan if value is None else float(value)


def _verdict(one: Compared, lang: Language) -> str:
    meets = {True: "yes", False: "no", None: "undecided"}[one.summary["verdict"]["meets_target"]]
    return text(f"verdict.{meets}", lang)


def _binding(one: Compared, lang: Language) -> str:
    main: dict[str, Any] | None = one.summary["binding_main"]
    if main is None:
        return "–"
    words = capitalised(resource_name(main["resource"], lang))
    return f"{words} {main['from_hour']}–{main['to_hour']}"


def _signed(change: float, lang: Language) -> str:
    return f"{'+' if change > 0 else '-'}{persons(abs(change), lang)}"
