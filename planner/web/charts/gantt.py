"""Mobile teams by origin, place and hour, and how they move."""

import json
from typing import Any

import altair as alt

from planner.allocation.answer import Allocation
from planner.allocation.orders import team_orders
from planner.report.catalogue import Language, text
from planner.report.numbers import moment
from planner.report.order_words import scenario_names
from planner.report.style import QUIET, RULE, SAMPLED
from planner.report.team_rows import TeamRow, team_rows, teams_at_work
from planner.scenario.scenario import Scenario
from planner.web.charts.frame import (
    data,
    dates_below,
    deadline,
    finished,
    hour_scale,
    nights,
)

ROW_HEIGHT = 24
MARGIN = 1.1
LEAST_HEIGHT, MOST_HEIGHT = 0.15, 0.8
"""Of a bar, in rows."""
NAME_PIXELS = 230


def gantt_chart(scenario: Scenario, found: Allocation, lang: Language) -> Any:
    """Draw where the teams of each pool work and when they move; None where none is sent."""
    rows = team_rows(scenario, found.plan)
    if not rows:
        return None
    question = found.outcome.question
    last = max(row.to_hour for row in found.plan.teams)
    to_hour = MARGIN * max(last, question.deadline_hour)
    y = alt.Scale(domain=[len(rows), 0], nice=False, zero=False)
    layers = [
        nights(question, to_hour, dates_below(question, to_hour, lang, "top")),
        _heads(rows, to_hour, y),
        _moves(scenario, found, rows, to_hour, y, lang),
        *_bars(scenario, found, rows, to_hour, y, lang),
        deadline(question, to_hour),
    ]
    chart = alt.layer(*layers).resolve_axis(x="independent", y="independent")
    return finished(chart.properties(height=ROW_HEIGHT * len(rows), width="container"))


def _x(field: str, to_hour: float) -> alt.X:
    return alt.X(f"{field}:Q", scale=hour_scale(to_hour), axis=None)


def _heads(rows: list[TeamRow], to_hour: float, y: alt.Scale) -> Any:
    """Part the pools from each other."""
    lines = [{"from": 0, "to": to_hour, "y": at} for at, row in enumerate(rows) if not row.place]
    return (
        alt.Chart(data(lines))
        .mark_rule(color=RULE, size=1)
        .encode(x=_x("from", to_hour), x2="to:Q", y=alt.Y("y:Q", scale=y, axis=None))
    )


def _bars(
    scenario: Scenario,
    found: Allocation,
    rows: list[TeamRow],
    to_hour: float,
    y: alt.Scale,
    lang: Language,
) -> list[Any]:
    """Draw bars whose height is the number of teams, and say how many there are at most."""
    names, question = scenario_names(scenario, lang), found.outcome.question
    origins = {pool.id: text(f"origin.{pool.origin}", lang) for pool in scenario.mobile_teams}
    most = max(teams_at_work(row.stays)[1].max() for row in rows if row.stays)
    bars, labels = [], []
    for number, row in enumerate(rows):
        middle = number + 0.5
        if row.place is None:
            labels.append({"at": to_hour, "y": middle, "words": origins[row.pool]})
            continue
        hours, teams = teams_at_work(row.stays)
        labels.append(
            {"at": to_hour, "y": middle, "words": text("label.teams", lang, teams=teams.max())}
        )
        for start, end, count in zip(hours, hours[1:], teams, strict=False):
            half = max(MOST_HEIGHT * float(count) / most, LEAST_HEIGHT) / 2
            bars.append(
                {
                    "from": float(start), "to": float(end), "low": middle - half,
                    "high": middle + half, "place": names[row.place], "pool": names[row.pool],
                    "teams": int(count), "since": moment(question, float(start), lang),
                    "until": moment(question, float(end), lang),
                }
            )  # fmt: skip
    words = [names[row.place or row.pool] for row in rows]
    axis = alt.Axis(
        title=None,
        values=[number + 0.5 for number in range(len(rows))],
        labelExpr=f"{json.dumps(words, ensure_ascii=False)}[floor(datum.value)]",
        labelLimit=NAME_PIXELS,
        grid=False,
        ticks=False,
        domain=False,
    )
    drawn = (
        alt.Chart(data(bar for bar in bars if bar["teams"]))
        .mark_rect(color=SAMPLED, stroke="white", strokeWidth=0.5)
        .encode(
            x=_x("from", to_hour),
            x2="to:Q",
            y=alt.Y("low:Q", scale=y, axis=axis),
            y2="high:Q",
            tooltip=[
                alt.Tooltip("place:N", title=text("column.place", lang)),
                alt.Tooltip("pool:N", title=text("edit_column.origin", lang)),
                alt.Tooltip("teams:Q", title=text("edit_column.teams", lang)),
                alt.Tooltip("since:N", title=text("column.from", lang)),
                alt.Tooltip("until:N", title=text("column.to", lang)),
            ],
        )
    )
    beside = (
        alt.Chart(data(labels))
        .mark_text(align="right", dx=-4, color=QUIET)
        .encode(x=_x("at", to_hour), y=alt.Y("y:Q", scale=y, axis=None), text="words:N")
    )
    return [drawn, beside]


def _moves(
    scenario: Scenario,
    found: Allocation,
    rows: list[TeamRow],
    to_hour: float,
    y: alt.Scale,
    lang: Language,
) -> Any:
    """Draw who is on the way: along the row from the origin, between rows where teams move on."""
    middle = {(row.pool, row.place): number + 0.5 for number, row in enumerate(rows)}
    names, question = scenario_names(scenario, lang), found.outcome.question
    links = [
        {
            "from": max(one.leave_hour, 0.0), "to": one.arrive_hour,
            "low": middle[one.to_whom, one.from_place or one.to_place],
            "high": middle[one.to_whom, one.to_place],
            "teams": one.how_many, "leave": moment(question, one.leave_hour, lang),
            "arrive": moment(question, one.arrive_hour, lang), "place": names[one.to_place],
        }
        for one in team_orders(scenario, found.plan)
        if (one.to_whom, one.to_place) in middle
        and (one.to_whom, one.from_place or one.to_place) in middle
    ]  # fmt: skip
    return (
        alt.Chart(data(links))
        .mark_rule(color=QUIET, size=1, opacity=0.8)
        .encode(
            x=_x("from", to_hour),
            x2="to:Q",
            y=alt.Y("low:Q", scale=y, axis=None),
            y2="high:Q",
            tooltip=[
                alt.Tooltip("place:N", title=text("order_column.to", lang)),
                alt.Tooltip("teams:Q", title=text("edit_column.teams", lang)),
                alt.Tooltip("leave:N", title=text("order_column.leave", lang)),
                alt.Tooltip("arrive:N", title=text("order_column.arrive", lang)),
            ],
        )
    )
