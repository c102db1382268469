"""A map of China by city: who is in time, whom the province can help, and who lacks more."""

from collections.abc import Sequence

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patheffects import withStroke

from planner.report.catalogue import Language, text
from planner.report.census import words
from planner.report.label_places import free_places
from planner.report.numbers import persons_short
from planner.report.style import (
    AT_RISK,
    INK,
    LATE,
    MARGIN_IN,
    PAPER,
    QUIET,
    RESULTED,
    RULE,
    SMALL_PT,
    WIDTH_IN,
    Sheet,
    height_in,
    label,
    shortened,
    start_sheet,
    width_in,
)
from planner.simulation.layout import Floats
from planner.study.census.answer import Census, Region
from planner.study.census.city import CityRow

MAP_IN, MAP_HEIGHT_IN = 6.3, 5.6
LIST_GAP_IN, LIST_ROW_IN = 0.3, 0.215
KEY_IN = 0.5
COLUMN_GAP_IN, NAME_GAP_IN = 0.14, 0.08
STATES = ("met", "helped", "lacking", "unanswered")
COLOURS = {"met": RESULTED, "helped": AT_RISK, "lacking": LATE, "unanswered": PAPER}
MARKERS = {"met": "o", "helped": "D", "lacking": "s", "unanswered": "X"}
"""Shapes besides colours, for those who do not see them."""
LEAST_PT2, PT2_PER_MILLION = 8.0, 7.0
"""Area of a mark: so much, and so much for a million people."""
STANDARD_PARALLELS, MIDDLE_EAST = (25.0, 47.0), 105.0
"""Of the equal-area conic projection that maps of China usually have, in degrees."""
MARGIN_SHARE = 0.03
HALO_PT = 2.2


def state(census: Census, row: CityRow) -> str:
    """Return which of ``STATES`` a city is in."""
    if row.meets_target is None:
        return "unanswered"
    if row.meets_target:
        return "met"
    return "helped" if census.helped(row) else "lacking"


def projected(degrees: Floats) -> Floats:
    """Return where (latitude, longitude), shape (places, 2), lie on an Albers equal-area map."""
    north, east = np.radians(degrees).T
    first, second = np.radians(STANDARD_PARALLELS)
    cone = (np.sin(first) + np.sin(second)) / 2
    radius = np.sqrt(np.cos(first) ** 2 + 2 * cone * (np.sin(first) - np.sin(north))) / cone
    turn = cone * (east - np.radians(MIDDLE_EAST))
    return np.column_stack([radius * np.sin(turn), -radius * np.cos(turn)])


def draw_census_map(census: Census, lang: Language) -> Figure:
    """Draw every city as a mark, and list the provinces beside it."""
    body_in = max(MAP_HEIGHT_IN, (len(census.provinces) + 1) * LIST_ROW_IN) + KEY_IN
    detail = f"{words.summary(census, lang)} {words.draws(census, lang)}"
    foot = f"{text('census.map_foot', lang)} {text('census.shortage', lang)}"
    sheet = start_sheet(lang, body_in, words.headline(census, lang), detail, foot)
    axes = sheet.axes(MARGIN_IN, sheet.body_top_in - MAP_HEIGHT_IN, MAP_IN, MAP_HEIGHT_IN)
    axes.set_axis_off()
    places = projected(
        np.array([(row.latitude_degrees, row.longitude_degrees) for row in census.rows])
    )
    _frame(axes, places)
    _draw_cities(axes, census, places)
    _name_provinces(sheet, axes, census, places, lang)
    _list_provinces(sheet, census, lang)
    _write_key(sheet, body_in - KEY_IN / 2, lang)
    return sheet.figure


def _frame(axes: Axes, places: Floats) -> None:
    low, high = places.min(axis=0), places.max(axis=0)
    margin = MARGIN_SHARE * max(*(high - low), 1e-3)
    axes.set_xlim(low[0] - margin, high[0] + margin)
    axes.set_ylim(low[1] - margin, high[1] + margin)
    axes.set_aspect("equal")


def _draw_cities(axes: Axes, census: Census, places: Floats) -> None:
    """Draw large cities first, so that none hides a small one."""
    states = np.array([state(census, row) for row in census.rows])
    persons = np.array([row.population_persons for row in census.rows])
    for level, name in enumerate(STATES):
        own = np.flatnonzero(states == name)
        own = own[np.argsort(-persons[own], kind="stable")]
        axes.scatter(
            places[own, 0],
            places[own, 1],
            s=LEAST_PT2 + PT2_PER_MILLION * persons[own] / 1e6,
            c=COLOURS[name],
            marker=MARKERS[name],
            edgecolors=INK if name == "unanswered" else PAPER,
            linewidths=0.5,
            alpha=0.9,
            zorder=2 + level / 10,
            gid=name,
        )


def _name_provinces(
    sheet: Sheet, axes: Axes, census: Census, places: Floats, lang: Language
) -> None:
    """Write each province's name at the middle of its cities, apart from the others."""
    number = {row.code: index for index, row in enumerate(census.rows)}
    middles = np.array(
        [places[[number[row.code] for row in own.rows]].mean(axis=0) for own in census.provinces]
    )
    written = [_map_name(region, lang) for region in census.provinces]
    boxes = np.array(
        [(width_in(name, SMALL_PT) + NAME_GAP_IN, height_in(name, SMALL_PT)) for name in written]
    )
    axes.apply_aspect()  # settles the scale
    to_inches = axes.transData + sheet.figure.dpi_scale_trans.inverted()
    at = to_inches.inverted().transform(free_places(to_inches.transform(middles), boxes))
    for name, place in zip(written, at, strict=True):
        label(
            axes,
            float(place[0]),
            float(place[1]),
            name,
            ha="center",
            zorder=5,
            path_effects=[withStroke(linewidth=HALO_PT, foreground=PAPER)],
        )


def _map_name(region: Region, lang: Language) -> str:
    """Return a short name: 河南, 内蒙古."""
    if lang == "en":
        return region.name_en
    return region.name_zh[:3] if region.name_zh[:3] in ("内蒙古", "黑龙江") else region.name_zh[:2]


def _list_provinces(sheet: Sheet, census: Census, lang: Language) -> None:
    """List the provinces: cities in each state, and what all of them lack together."""
    right_in = WIDTH_IN - MARGIN_IN
    heads = [text(f"census_list.{name}", lang) for name in ("met", "helped", "lacking", "tubes")]
    lines = [_cells(census, region, lang) for region in census.provinces]
    columns = list(zip(heads, *lines, strict=True))
    ends = []
    for cells in reversed(columns):
        ends.append(right_in)
        right_in -= max(width_in(cell, SMALL_PT) for cell in cells) + COLUMN_GAP_IN
    left_in = MARGIN_IN + MAP_IN + LIST_GAP_IN
    named = [text("census_column.region", lang)]
    named += [words.region_name(region, lang) for region in census.provinces]
    for number, (name, cells) in enumerate(zip(named, [heads, *lines], strict=True)):
        at_in = sheet.body_top_in - (number + 0.5) * LIST_ROW_IN
        style = {"fontsize": SMALL_PT, "va": "baseline", "color": INK if number else QUIET}
        sheet.write(left_in, at_in, shortened(name, SMALL_PT, right_in - left_in), **style)
        for cell, end_in in zip(cells, reversed(ends), strict=True):
            sheet.write(end_in, at_in, cell, ha="right", **style)


def _cells(census: Census, region: Region, lang: Language) -> Sequence[str]:
    states = [state(census, row) for row in region.rows]
    counts = [str(states.count(name)) for name in ("met", "helped", "lacking")]
    return (*counts, persons_short(region.balance.short[1], lang))


def _write_key(sheet: Sheet, below_in: float, lang: Language) -> None:
    left_in, at_in = MARGIN_IN, sheet.body_top_in - below_in
    for name in STATES:
        axes = sheet.axes(left_in, at_in - 0.07, 0.14, 0.14)
        axes.set_axis_off()
        axes.scatter(
            [0], [0], s=42, c=COLOURS[name], marker=MARKERS[name],
            edgecolors=INK if name == "unanswered" else RULE, linewidths=0.5, clip_on=False,
        )  # fmt: skip
        key = text(f"census_key.{name}", lang)
        sheet.write(left_in + 0.2, at_in, key, fontsize=SMALL_PT, color=QUIET, va="center")
        left_in += 0.2 + width_in(key, SMALL_PT) + 0.3
