"""Districts filled by a figure, townships as dots, laboratories as squares by capacity."""

from collections.abc import Sequence
from itertools import pairwise
from typing import Any

import altair as alt

from planner.report.catalogue import Language
from planner.report.style import INK, LATE, QUIET
from planner.scenario.boundaries import Boundaries
from planner.scenario.scenario import Scenario
from planner.web.charts.frame import data, finished

HEIGHT = 430
SHADES = ["#F3F6F9", "#1F4E79"]
SITE_COLOUR = "#0072B2"


def city_map(
    scenario: Scenario,
    boundaries: Boundaries,
    figures: dict[str, tuple[float, str]],
    title: str,
    lang: Language,
) -> Any:
    """Draw the map.

    Parameters
    ----------
    scenario
        Gives townships and laboratories with their positions.
    boundaries
        Outlines of the districts, with whose they are.
    figures
        By district the figure that shades it, and how it is written; the larger the darker.
    title
        What the figure is.
    lang
        Language of the names.
    """
    names = {row.id: row.name_zh if lang == "zh" else row.name_en for row in scenario.districts}
    outlines = [
        {
            "type": "Feature",
            "geometry": {"type": "MultiPolygon", "coordinates": _wound(one.polygons)},
            "name": names[one.district],
            "value": figures[one.district][0],
            "words": figures[one.district][1],
        }
        for one in boundaries.districts
        if one.district in figures
    ]
    values = [value for value, _ in figures.values()]
    low, high = min(values, default=0.0), max(values, default=1.0)
    shade = alt.Scale(domain=[low, high if high > low else low + 1], range=SHADES)
    areas = (
        alt.Chart(alt.InlineData(values=outlines))
        .mark_geoshape(stroke="white", strokeWidth=1.2)
        .encode(
            color=alt.Color("value:Q", scale=shade, legend=None),
            tooltip=[alt.Tooltip("name:N", title=" "), alt.Tooltip("words:N", title=title)],
        )
    )
    layers: list[Any] = [areas, *_dots(scenario, lang), _laboratories(scenario, lang)]
    chart = alt.layer(*layers).project("mercator").resolve_scale(size="independent")
    credit = alt.TitleParams(
        boundaries.attribution, orient="bottom", anchor="end", fontSize=11, color=QUIET, offset=4
    )
    return finished(chart.properties(height=HEIGHT, width="container", title=credit))


def _wound(polygons: Sequence[Any]) -> list[list[list[list[float]]]]:
    """Return rings in the sense that the drawing expects: outer ones clockwise."""
    return [
        [_turned(ring, clockwise=number == 0) for number, ring in enumerate(polygon)]
        for polygon in polygons
    ]


def _turned(ring: Sequence[Any], *, clockwise: bool) -> list[list[float]]:
    points = [[float(x), float(y)] for x, y in ring]
    area = sum(a[0] * b[1] - b[0] * a[1] for a, b in pairwise(points))
    return points if (area < 0) == clockwise else points[::-1]


def _dots(scenario: Scenario, lang: Language) -> list[Any]:
    rows = [
        {
            "longitude": row.longitude_degrees,
            "latitude": row.latitude_degrees,
            "name": row.name_zh if lang == "zh" else row.name_en,
        }
        for row in scenario.townships
        if row.longitude_degrees is not None and row.latitude_degrees is not None
    ]
    return [
        alt.Chart(data(rows))
        .mark_circle(color=SITE_COLOUR, size=26, opacity=0.85, stroke="white", strokeWidth=0.5)
        .encode(longitude="longitude:Q", latitude="latitude:Q", tooltip="name:N")
    ]


def _laboratories(scenario: Scenario, lang: Language) -> Any:
    """Draw those whose position is known; a laboratory without one stands at its district."""
    seats = {row.id: (row.longitude_degrees, row.latitude_degrees) for row in scenario.districts}
    capacity: dict[tuple[float, float], float] = {}
    named: dict[tuple[float, float], list[str]] = {}
    for row in scenario.laboratories:
        own = (row.longitude_degrees, row.latitude_degrees)
        east, north = own if None not in own else seats.get(row.district or "", (None, None))
        if east is not None and north is not None:
            place = (east, north)
            capacity[place] = capacity.get(place, 0.0) + (row.declared_tubes_per_day or 0.0)
            named.setdefault(place, []).append(row.name_zh if lang == "zh" else row.name_en)
    rows = [
        {
            "longitude": place[0],
            "latitude": place[1],
            "tubes": tubes,
            "names": "; ".join(named[place]),
        }
        for place, tubes in capacity.items()
    ]
    return (
        alt.Chart(data(rows))
        .mark_square(color=LATE, opacity=0.9, stroke=INK, strokeWidth=0.6)
        .encode(
            longitude="longitude:Q",
            latitude="latitude:Q",
            size=alt.Size("tubes:Q", scale=alt.Scale(range=[40, 420]), legend=None),
            tooltip=[alt.Tooltip("names:N", title=" "), alt.Tooltip("tubes:Q", format=",.0f")],
        )
    )
