"""Mobile teams by origin, place and hour, and how they move."""

from matplotlib.axes import Axes
from matplotlib.figure import Figure

from planner.allocation.answer import Allocation
from planner.allocation.orders import Order, team_orders
from planner.report.catalogue import Language, text
from planner.report.order_words import scenario_names
from planner.report.strips import Rows, body_in, start_rows
from planner.report.style import PAPER, QUIET, SAMPLED, start_sheet, words_only
from planner.report.team_rows import TeamRow, team_rows, teams_at_work
from planner.scenario.scenario import Scenario

ROW_IN = 0.3
ROWS_SHOWN = 44
MARGIN = 1.02
LEAST_HEIGHT, MOST_HEIGHT = 0.12, 0.8
"""Of a bar, in rows."""
NAMES_IN = 1.2
"""Length of the line above a pool, left of the hours."""


def draw_gantt(scenario: Scenario, allocation: Allocation, lang: Language) -> Figure:
    """Draw where the teams of each pool work and when they move.

    Parameters
    ----------
    scenario
        Gives the pools.
    allocation
        Gives the plan.
    lang
        Language of the words.

    Returns
    -------
    Figure
        Words only where the plan sends no teams.
    """
    every = team_rows(scenario, allocation.plan)
    if not every:
        return words_only(lang, text("headline.no_teams", lang), text("empty.no_teams", lang))
    shown = every[:ROWS_SHOWN]
    moves = list(team_orders(scenario, allocation.plan))
    came = sum(one.how_many for one in moves if one.from_place is None)
    hidden = sum(row.place is not None for row in every[ROWS_SHOWN:])
    sheet = start_sheet(
        lang,
        body_in(len(shown), ROW_IN),
        text(
            "headline.gantt",
            lang,
            teams=f"{came:,.0f}",
            places=len({row.place for row in allocation.plan.teams}),
        ),
        text("detail.gantt", lang, moves=sum(one.from_place is not None for one in moves)),
        (text("foot.more_places", lang, count=hidden) if hidden else "") + text("foot.gantt", lang),
    )
    last = max(row.to_hour for row in allocation.plan.teams)
    end = max(last, allocation.outcome.question.deadline_hour)
    names = scenario_names(scenario, lang)
    origins = {pool.id: text(f"origin.{pool.origin}", lang) for pool in scenario.mobile_teams}
    named = [names[row.place or row.pool] for row in shown]
    rows = start_rows(sheet, allocation.outcome.question, named, ROW_IN, MARGIN * end)
    most = max(teams_at_work(row.stays)[1].max() for row in shown if row.stays)
    for number, row in enumerate(shown):
        _draw_row(rows, number, row, int(most), lang, origins[row.pool])
    _draw_moves(rows, shown, moves)
    return sheet.figure


def _draw_row(
    rows: Rows, number: int, row: TeamRow, most: int, lang: Language, origin: str
) -> None:
    """Draw bars whose height is the number of teams, and say how many there are at most."""
    bottom = rows.bottom(number)
    if row.place is None:
        left = -NAMES_IN * rows.hours_per_inch
        rows.axes.plot(
            [left, rows.to_hour], [bottom + 1] * 2, color=QUIET, linewidth=0.6, clip_on=False
        )
        rows.beside(number, origin, QUIET)
        return
    hours, teams = teams_at_work(row.stays)
    for start, end, count in zip(hours, hours[1:], teams, strict=False):
        if count:
            height = max(MOST_HEIGHT * count / most, LEAST_HEIGHT)
            rows.axes.broken_barh(
                [(start, end - start)], (bottom + 0.5 - height / 2, height), facecolor=SAMPLED,
                edgecolor=PAPER, linewidth=0.4, zorder=3,
            )  # fmt: skip
    rows.beside(number, text("label.teams", lang, teams=f"{teams.max():,}"))


def _draw_moves(rows: Rows, shown: list[TeamRow], moves: list[Order]) -> None:
    """Join the rows between which teams move; from the origin they come from the pool's row."""
    middle = {(row.pool, row.place): rows.bottom(number) + 0.5 for number, row in enumerate(shown)}
    for one in moves:
        start = middle.get((one.to_whom, one.from_place))
        end = middle.get((one.to_whom, one.to_place))
        if start is not None and end is not None:
            _link(rows.axes, (max(one.leave_hour, 0.0), start), (one.arrive_hour, end))


def _link(axes: Axes, start: tuple[float, float], end: tuple[float, float]) -> None:
    axes.plot(*zip(start, end, strict=True), color=QUIET, linewidth=0.8, alpha=0.8, zorder=2)
    axes.plot(*start, marker="o", markersize=2.5, color=QUIET, zorder=4)
