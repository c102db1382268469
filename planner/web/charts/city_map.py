"""Districts filled by a figure, townships as dots, laboratories as squares by capacity."""

from collections.abc import Mapping, Sequence
from itertools import pairwise
from typing import Any

import altair as alt

from planner.report.catalogue import Language, text
from planner.report.style import INK, LATE, QUIET
from planner.scenario.boundaries import Boundaries
from planner.scenario.scenario import Scenario
from planner.scenario.tables import District, LaboratoryRow
from planner.web.charts.frame import data, finished

HEIGHT = 430
MOST_NAMES = 4
Position = tuple[float, float]
"""Longitude and latitude in degrees."""
SHADES = ["#F3F6F9", "#1F4E79"]
SITE_COLOUR = "#0072B2"


def city_map(
    scenario: Scenario,
    boundaries: Boundaries,
    figures: dict[str, tuple[float, str]],
    title: str,
    lang: Language,
    overlays: Sequence[Any] = (),
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
    overlays
        What is drawn above districts and townships, below laboratories.
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
        alt.Chart(data(outlines))
        .mark_geoshape(stroke="white", strokeWidth=1.2)
        .encode(
            color=alt.Color("value:Q", scale=shade, legend=None),
            tooltip=[alt.Tooltip("name:N", title=" "), alt.Tooltip("words:N", title=title)],
        )
    )
    layers: list[Any] = [areas, *_dots(scenario, lang), *overlays]
    layers.append(_laboratories(scenario, centres(scenario, boundaries), lang))
    chart = (
        alt.layer(*layers)
        .project("mercator")
        .resolve_scale(size="independent", strokeWidth="independent")
    )
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


def _laboratories(scenario: Scenario, centres: Mapping[str, Position], lang: Language) -> Any:
    """Draw laboratories at their position, or all of a district together where none is known."""
    capacity: dict[Position, float] = {}
    named: dict[Position, list[str]] = {}
    for row in scenario.laboratories:
        place = _position(row) or centres.get(row.district or "")
        if place is not None:
            capacity[place] = capacity.get(place, 0.0) + (row.declared_tubes_per_day or 0.0)
            named.setdefault(place, []).append(row.name_zh if lang == "zh" else row.name_en)
    rows = [
        {
            "longitude": place[0],
            "latitude": place[1],
            "tubes": tubes,
            "names": _listed(named[place]),
        }
        for place, tubes in capacity.items()
    ]
    largest = max(capacity.values(), default=0.0) or 1.0
    size = alt.Scale(domain=[0, largest], range=[20, 420])
    return (
        alt.Chart(data(rows))
        .mark_square(color=LATE, opacity=0.9, stroke=INK, strokeWidth=0.6)
        .encode(
            longitude="longitude:Q",
            latitude="latitude:Q",
            size=alt.Size("tubes:Q", scale=size, legend=None),
            tooltip=[
                alt.Tooltip("names:N", title=text("resource_tab.laboratories", lang)),
                alt.Tooltip("tubes:Q", title=text("map_figure.tubes", lang), format=",.0f"),
            ],
        )
    )


def _listed(names: Sequence[str]) -> str:
    return "; ".join(names[:MOST_NAMES]) + (" …" if len(names) > MOST_NAMES else "")


def _position(row: District | LaboratoryRow) -> Position | None:
    if row.longitude_degrees is None or row.latitude_degrees is None:
        return None
    return row.longitude_degrees, row.latitude_degrees


def centres(scenario: Scenario, boundaries: Boundaries) -> dict[str, Position]:
    """Return where each district lies: its seat, or the middle of its largest outline."""
    found = {}
    for one in boundaries.districts:
        ring = max((polygon[0] for polygon in one.polygons), key=len)
        easts, norths = [x for x, _ in ring], [y for _, y in ring]
        found[one.district] = (
            (min(easts) + max(easts)) / 2,
            (min(norths) + max(norths)) / 2,
        )
    seats = {row.id: _position(row) for row in scenario.districts}
    return found | {name: seat for name, seat in seats.items() if seat is not None}
