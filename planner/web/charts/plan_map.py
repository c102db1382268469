"""What a plan moves, on the map: mobile teams to places, tubes to laboratories."""

import math
from collections import Counter
from typing import Any

import altair as alt

from planner.allocation.answer import Allocation
from planner.allocation.orders import team_orders
from planner.allocation.sent_tubes import tubes_sent
from planner.outcome.places import Geography
from planner.report.catalogue import Language, text
from planner.report.flow_map import flows_of
from planner.report.numbers import persons_short
from planner.report.order_words import scenario_names
from planner.report.style import AT_RISK, SAMPLED
from planner.report.team_rows import team_rows, teams_at_work
from planner.scenario.boundaries import Boundaries
from planner.scenario.scenario import Scenario
from planner.web.charts.city_map import Position, centres, city_map
from planner.web.charts.frame import data

WIDEST, THINNEST = 8.0, 1.0
LARGEST = 300


def tubes_map(
    scenario: Scenario,
    found: Allocation,
    boundaries: Boundaries,
    geography: Geography,
    lang: Language,
) -> tuple[Any, str, str]:
    """Draw where tubes go; return also its headline, and what could not be drawn."""
    planned = scenario.model_copy(update={"plan": found.plan})
    flows = flows_of(planned, found.outcome, geography, tubes_sent(scenario, found))
    figures = {
        district: (float(share), words)
        for district, share, words in zip(
            found.outcome.districts.ids, flows.share, flows.district_words(lang), strict=True
        )
    }
    lines = [
        {
            "longitude": float(start[0]), "latitude": float(start[1]),
            "to_longitude": float(end[0]), "to_latitude": float(end[1]),
            "amount": float(amount), "words": persons_short(float(amount), lang),
        }
        for start, end, amount in zip(
            flows.lines.starts, flows.lines.ends, flows.lines.tubes_per_day, strict=True
        )
    ]  # fmt: skip
    title = text("map_figure.tubes", lang)
    overlay = _lines(lines, AT_RISK, title)
    chart = city_map(planned, boundaries, figures, text("map_figure.sent", lang), lang, [overlay])
    return chart, flows.headline(lang), flows.missing_words(lang)


def teams_map(
    scenario: Scenario, found: Allocation, boundaries: Boundaries, lang: Language
) -> tuple[Any, str, str]:
    """Draw where mobile teams work and move on; return also its headline and nothing more."""
    names, where = scenario_names(scenario, lang), _positions(scenario, boundaries)
    at_work: Counter[str] = Counter()
    for row in team_rows(scenario, found.plan):
        if row.place is not None:
            at_work[row.place] += int(teams_at_work(row.stays)[1].max())
    moves: Counter[tuple[str, str]] = Counter()
    came = 0.0
    for one in team_orders(scenario, found.plan):
        if one.from_place is None:
            came += one.how_many
        else:
            moves[one.from_place, one.to_place] += round(one.how_many)
    dots = [
        {
            "longitude": row.longitude_degrees, "latitude": row.latitude_degrees,
            "name": names[row.id], "teams": at_work[row.id],
        }
        for row in scenario.townships
        if row.longitude_degrees is not None and at_work[row.id]
    ]  # fmt: skip
    lines = [
        {
            "longitude": where[start][0], "latitude": where[start][1],
            "to_longitude": where[end][0], "to_latitude": where[end][1],
            "amount": count, "words": f"{names[start]} – {names[end]}: {count}",
        }
        for (start, end), count in moves.items()
        if start in where and end in where
    ]  # fmt: skip
    title = text("edit_column.teams", lang)
    overlays = [_lines(lines, AT_RISK, title), _dots(dots, title)]
    district = {row.id: row.district for row in scenario.townships}
    in_district = Counter({row.id: 0 for row in scenario.districts})
    for place, count in at_work.items():
        in_district[district.get(place, place)] += count
    figures = {name: (float(count), f"{count:,}") for name, count in in_district.items()}
    chart = city_map(scenario, boundaries, figures, title, lang, overlays)
    headline = text("headline.gantt", lang, teams=f"{came:,.0f}", places=len(at_work))
    return chart, headline, ""


def _positions(scenario: Scenario, boundaries: Boundaries) -> dict[str, Position]:
    """Return where places lie; a township without a position lies where its district does."""
    found = centres(scenario, boundaries)
    for row in scenario.townships:
        if row.longitude_degrees is not None and row.latitude_degrees is not None:
            found[row.id] = (row.longitude_degrees, row.latitude_degrees)
        elif row.district in found:
            found[row.id] = found[row.district]
    return found


def _lines(rows: list[dict[str, Any]], colour: str, title: str) -> Any:
    most = max((row["amount"] for row in rows), default=1.0)
    width = alt.Scale(domain=[0, most], range=[THINNEST, WIDEST])
    return (
        alt.Chart(data(rows))
        .mark_rule(color=colour, opacity=0.85, strokeCap="round")
        .encode(
            longitude="longitude:Q",
            latitude="latitude:Q",
            longitude2="to_longitude:Q",
            latitude2="to_latitude:Q",
            strokeWidth=alt.StrokeWidth("amount:Q", scale=width, legend=None),
            tooltip=[alt.Tooltip("words:N", title=title)],
        )
    )


def _dots(rows: list[dict[str, Any]], title: str) -> Any:
    most = math.ceil(max((row["teams"] for row in rows), default=1))
    size = alt.Scale(domain=[0, most], range=[0, LARGEST])
    return (
        alt.Chart(data(rows))
        .mark_circle(color=SAMPLED, opacity=0.6, stroke="white", strokeWidth=0.8)
        .encode(
            longitude="longitude:Q",
            latitude="latitude:Q",
            size=alt.Size("teams:Q", scale=size, legend=None),
            tooltip=[alt.Tooltip("name:N", title=" "), alt.Tooltip("teams:Q", title=title)],
        )
    )
