"""A replay on the terminal: how well it was met, and every point."""

from collections.abc import Sequence

from rich.console import Console
from rich.table import Table

from planner.report.catalogue import Language, text
from planner.report.numbers import date, persons, significant
from planner.report.terminal_table import add_row, headed, new_table
from planner.study.replay.calibrated import Calibration
from planner.study.replay.comparison import Comparison, Point, accuracy_of

_TUBES = "tubes"


def accuracy_lines(points: Sequence[Point], lang: Language) -> list[str]:
    """Say for each quantity how well its points were met."""
    return [
        text(
            "replay.accuracy",
            lang,
            quantity=text(f"replay.{one.quantity}", lang),
            points=one.points,
            inside=one.inside,
            error=f"{one.median_absolute_percent:.1f}",
        )
        for one in accuracy_of(points)
    ]


def headline(compared: Comparison, lang: Language) -> str:
    """Say whose campaign was replayed how often, and how many points its band holds."""
    city = compared.campaign.scenario.city
    return text(
        "replay.headline",
        lang,
        city=city.city_zh if lang == "zh" else city.city_en,
        inside=sum(point.inside for point in compared.points),
        points=len(compared.points),
    )


def print_replay(compared: Comparison, console: Console, lang: Language) -> None:
    """Print the answer of a replay."""
    console.print(headline(compared, lang), style="bold", markup=False, highlight=False)
    for line in accuracy_lines(compared.points, lang):
        console.print(line, markup=False, highlight=False)
    console.print()
    for name in dict.fromkeys(point.quantity for point in compared.points):
        own = [point for point in compared.points if point.quantity == name]
        console.print(_points_table(text(f"replay.{name}", lang), own, lang))


def print_calibration(found: Calibration, console: Console, lang: Language) -> None:
    """Print how each campaign is predicted by the others, and what was fitted."""
    for one in found.left_out:
        city = one.campaign.scenario.city
        name = city.city_zh if lang == "zh" else city.city_en
        title = text("replay.left_out", lang, city=name, effective=f"{one.effective_draws:.0f}")
        for quantity in dict.fromkeys(point.quantity for point in one.points):
            own = [point for point in one.points if point.quantity == quantity]
            words = f"{title} · {text(f'replay.{quantity}', lang)}"
            console.print(_points_table(words, own, lang))
    console.print(text("replay.left_out_all", lang), style="bold", markup=False)
    for line in accuracy_lines(found.points, lang):
        console.print(line, markup=False, highlight=False)
    table = new_table(
        text("replay.fitted", lang, effective=f"{found.found.effective_draws:.0f}"),
        *headed(("prior", "p05", "p50", "p95"), lang),
    )
    for name, values in found.ranges.items():
        add_row(table, name, *(significant(value) for value in values))
    console.print()
    console.print(table)


def _points_table(title: str, points: Sequence[Point], lang: Language) -> Table:
    columns = headed(("moment", "observed", "p50", "band", "error", "held"), lang)
    table = new_table(title, *columns)
    table.columns[0].no_wrap = True
    for point in points:
        add_row(table, *_cells(point, lang))
    return table


def _cells(point: Point, lang: Language) -> tuple[str, ...]:
    gap = "" if lang == "zh" else " "
    return (
        f"{date(point.clock_local, lang)}{gap}{point.clock_local:%H:%M}",
        count(point, point.observed, lang),
        count(point, point.p50, lang),
        text(
            "replay.band",
            lang,
            low=count(point, point.p05, lang),
            high=count(point, point.p95, lang),
        ),
        f"{point.error_percent:+.0f}{'' if lang == 'zh' else ' '}%",
        text("replay.inside" if point.inside else "replay.outside", lang),
    )


def count(point: Point, value: float, lang: Language) -> str:
    """Write a count of people or tubes."""
    return significant(value, 4) if _TUBES in point.quantity else persons(value, lang)
