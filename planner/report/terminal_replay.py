"""A replay on the terminal: how well it was met, and every point."""

from rich.console import Console

from planner.report.catalogue import Language, text
from planner.report.numbers import date, persons, significant
from planner.report.terminal_table import add_row, headed, new_table
from planner.study.replay.comparison import Comparison, Point

_TUBES = "tubes"


def accuracy_lines(compared: Comparison, lang: Language) -> list[str]:
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
        for one in compared.accuracy
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
    for line in accuracy_lines(compared, lang):
        console.print(line, markup=False, highlight=False)
    console.print()
    columns = headed(("moment", "observed", "p50", "band", "error", "held"), lang)
    for name in dict.fromkeys(point.quantity for point in compared.points):
        table = new_table(text(f"replay.{name}", lang), *columns)
        for point in compared.points:
            if point.quantity == name:
                add_row(table, *_cells(point, lang))
        console.print(table)


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
        f"{point.error_percent:+.1f}{'' if lang == 'zh' else ' '}%",
        text("replay.inside" if point.inside else "replay.outside", lang),
    )


def count(point: Point, value: float, lang: Language) -> str:
    """Write a count of people or tubes."""
    return significant(value, 4) if _TUBES in point.quantity else persons(value, lang)
