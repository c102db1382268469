"""A map: districts filled and listed, townships as dots, laboratories as squares."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import PathPatch
from matplotlib.path import Path

from planner.outcome.outcome import Outcome
from planner.outcome.places import Geography, Outline
from planner.report.catalogue import Language, text
from planner.report.flow_lines import FlowLines, draw_flow_lines, draw_key_line
from planner.report.label_places import free_places, widest_point
from planner.report.names import place_names
from planner.report.numbers import persons_short
from planner.report.strips import SHADES, draw_key
from planner.report.style import (
    AT_RISK,
    INK,
    LATE,
    MARGIN_IN,
    PAPER,
    QUIET,
    SMALL_PT,
    WIDTH_IN,
    Sheet,
    label,
    shortened,
    start_sheet,
    width_in,
)
from planner.simulation.layout import Floats

MAP_IN = 6.3
LEAST_HEIGHT_IN, MOST_HEIGHT_IN = 3.6, 6.2
LIST_GAP_IN, LIST_ROW_IN, LIST_NUMBER_IN = 0.35, 0.24, 0.32
KEY_IN, ATTRIBUTION_IN = 0.75, 0.25
LARGEST_SQUARE_PT, SMALLEST_SQUARE_PT = 11.0, 3.0
NUMBER_BOX_IN = (0.28, 0.22)
MARGIN_SHARE = 0.04
"""Part of the map left free around the districts."""


@dataclass(frozen=True)
class Fill:
    """What a map shows: a value and words for each district, and the words of its key."""

    headline: str
    detail: str
    note: str
    values: Floats
    """Shape (districts,), from 0 for white to 1 for the darkest; NaN counts as the worst."""
    words: Sequence[str]
    alarms: Sequence[bool]
    """Districts whose words are written in the colour of lateness."""
    key: tuple[str, str]


def draw_map(
    outcome: Outcome, fill: Fill, lang: Language, lines: FlowLines | None = None
) -> Figure | None:
    """Draw a map and the list beside it; None where no district has a boundary."""
    geography = outcome.geography
    tested = np.flatnonzero(outcome.district_expected_persons)
    if geography is None or not tested.size or not any(geography.outlines):
        return None
    values = np.where(np.isfinite(fill.values), fill.values, np.inf)
    order = [int(i) for i in tested[np.argsort(-values[tested], kind="stable")]]
    low, high = _extent(geography)
    height_in = _map_height_in(low, high)
    body_in = max(height_in + ATTRIBUTION_IN, len(order) * LIST_ROW_IN) + KEY_IN
    sheet = start_sheet(
        lang,
        body_in,
        fill.headline,
        fill.detail,
        fill.note + _unknown(outcome, geography, order, lang),
    )
    axes = sheet.axes(MARGIN_IN, sheet.body_top_in - height_in, MAP_IN, height_in)
    axes.set_axis_off()
    axes.set_xlim(*_widened(low[0], high[0]))
    axes.set_ylim(*_widened(low[1], high[1]))
    axes.set_aspect(_stretch(low, high))
    for district, outline in enumerate(geography.outlines):
        if outline:
            is_tested = outcome.district_expected_persons[district] > 0
            _draw_district(
                axes, outline, SHADES(min(values[district], 1.0)) if is_tested else PAPER
            )
    _draw_places(axes, outcome, geography)
    if lines is not None:
        draw_flow_lines(axes, lines)
    _number_districts(sheet.figure, axes, geography, order)
    _write_list(sheet, outcome, fill, order, lang)
    sheet.write(
        MARGIN_IN + MAP_IN,
        sheet.body_top_in - height_in - 0.05,
        geography.attribution,
        fontsize=SMALL_PT - 1,
        color=QUIET,
        ha="right",
    )
    end_in = _write_key(sheet, geography, fill, body_in - 0.15, lang)
    if lines is not None and lines.most:
        _write_line_key(sheet, lines, end_in, body_in - 0.15, lang)
    return sheet.figure


def _extent(geography: Geography) -> tuple[Floats, Floats]:
    """Return the least and the greatest longitude and latitude of all outlines."""
    rings = [ring for outline in geography.outlines for polygon in outline for ring in polygon]
    positions = np.vstack(rings)
    return positions.min(axis=0), positions.max(axis=0)


def _stretch(low: Floats, high: Floats) -> float:
    """Return how much longer a degree of latitude is than one of longitude, half-way up."""
    return float(1 / max(math.cos(math.radians((low[1] + high[1]) / 2)), 0.05))


def _map_height_in(low: Floats, high: Floats) -> float:
    wide, tall = high - low
    height = MAP_IN * tall * _stretch(low, high) / wide if wide > 0 else MOST_HEIGHT_IN
    return float(min(max(height, LEAST_HEIGHT_IN), MOST_HEIGHT_IN))


def _widened(low: float, high: float) -> tuple[float, float]:
    margin = MARGIN_SHARE * (high - low) or 1e-3
    return low - margin, high + margin


def _draw_district(axes: Axes, outline: Outline, shade: Any) -> None:
    """Fill a district; its border is a dark line in a white one, to be seen on any shade."""
    path = _path(outline)
    axes.add_patch(PathPatch(path, facecolor=shade, edgecolor=PAPER, linewidth=2.0, zorder=1))
    axes.add_patch(PathPatch(path, fill=False, edgecolor=INK, linewidth=0.6, zorder=2))


def _path(outline: Outline) -> Path:
    """Return all rings as one path; holes are left free because they run the other way round."""
    return Path.make_compound_path(
        *(
            Path(_turned(ring, counterclockwise=number == 0), closed=True)
            for polygon in outline
            for number, ring in enumerate(polygon)
        )
    )


def _turned(ring: Floats, counterclockwise: bool) -> Floats:
    x, y = ring.T
    area = float(np.sum(x[:-1] * y[1:] - x[1:] * y[:-1]))
    return ring if (area > 0) == counterclockwise else ring[::-1]


def _draw_places(axes: Axes, outcome: Outcome, geography: Geography) -> None:
    """Draw townships as dots and laboratories as squares whose area is their capacity."""
    townships = geography.township_positions
    axes.plot(
        *townships.T, linestyle="", marker="o", markersize=2.6, color=AT_RISK, markeredgewidth=0.3,
        markeredgecolor=INK, zorder=3,
    )  # fmt: skip
    capacity = outcome.laboratory_series.nominal_tubes_per_hour
    most = float(capacity.max(initial=0.0)) or 1.0
    for position, tubes in zip(geography.laboratory_positions, capacity, strict=True):
        if np.isfinite(position).all():
            side = max(LARGEST_SQUARE_PT * math.sqrt(tubes / most), SMALLEST_SQUARE_PT)
            axes.plot(
                *position, marker="s", markersize=side, color=LATE, alpha=0.85,
                markeredgecolor=PAPER, markeredgewidth=0.8, zorder=4,
            )  # fmt: skip


def _number_districts(
    figure: Figure, axes: Axes, geography: Geography, order: Sequence[int]
) -> None:
    """Write each district's number inside it, or beside it with a line where it is too small."""
    drawn = [(number, geography.outlines[index]) for number, index in enumerate(order, 1)]
    drawn = [(number, outline) for number, outline in drawn if outline]
    anchors = np.array([widest_point(outline) for _, outline in drawn])
    axes.apply_aspect()  # settles the scale
    to_inches = axes.transData + figure.dpi_scale_trans.inverted()
    at_in = to_inches.transform(anchors)
    places = to_inches.inverted().transform(free_places(at_in, NUMBER_BOX_IN))
    for (number, _), anchor, place in zip(drawn, anchors, places, strict=True):
        if not np.allclose(anchor, place):
            axes.plot(*np.array([anchor, place]).T, color=INK, linewidth=0.8, zorder=5)
        label(
            axes,
            float(place[0]),
            float(place[1]),
            str(number),
            ha="center",
            zorder=6,
            bbox={"facecolor": PAPER, "edgecolor": INK, "linewidth": 0.6, "pad": 1.6},
        )


def _write_list(
    sheet: Sheet, outcome: Outcome, fill: Fill, order: Sequence[int], lang: Language
) -> None:
    """List the districts with their numbers and words, the worst on top."""
    left_in = MARGIN_IN + MAP_IN + LIST_GAP_IN
    right_in = WIDTH_IN - MARGIN_IN
    widest_in = max(width_in(fill.words[index], SMALL_PT) for index in order)
    room_in = right_in - left_in - LIST_NUMBER_IN - widest_in - 0.15
    names = place_names(outcome.districts, lang)
    for number, index in enumerate(order, 1):
        at_in = sheet.body_top_in - (number - 0.5) * LIST_ROW_IN
        style = {"fontsize": SMALL_PT, "va": "center"}
        sheet.write(left_in + 0.2, at_in, str(number), color=QUIET, ha="right", **style)
        sheet.write(
            left_in + LIST_NUMBER_IN, at_in, shortened(names[index], SMALL_PT, room_in), **style
        )
        colour = LATE if fill.alarms[index] else INK
        sheet.write(right_in, at_in, fill.words[index], ha="right", color=colour, **style)


def _write_key(
    sheet: Sheet, geography: Geography, fill: Fill, below_in: float, lang: Language
) -> float:
    """Write the key of the shades, and of dots and squares where there are any; return its end."""
    end_in = draw_key(sheet, below_in, *fill.key) + 0.4
    known = {
        "township": (geography.township_positions, "o", 4.0, AT_RISK),
        "laboratory": (geography.laboratory_positions, "s", 9.0, LATE),
    }
    for name, (positions, marker, size, colour) in known.items():
        if _shown(positions, geography):
            axes = sheet.axes(end_in, sheet.body_top_in - below_in, 0.16, 0.14)
            axes.set_axis_off()
            axes.plot([0], [0], marker=marker, markersize=size, color=colour, clip_on=False)
            end_in = _write_key_words(sheet, text(f"key.{name}", lang), end_in + 0.2, below_in)
    return end_in


def _write_line_key(
    sheet: Sheet, lines: FlowLines, left_in: float, below_in: float, lang: Language
) -> None:
    """Write the key of the widest line."""
    draw_key_line(sheet.axes(left_in, sheet.body_top_in - below_in, 0.4, 0.14))
    words = text("key.flow", lang, tubes=persons_short(lines.most, lang))
    _write_key_words(sheet, words, left_in + 0.45, below_in)


def _write_key_words(sheet: Sheet, words: str, left_in: float, below_in: float) -> float:
    """Write words of the key; return where the next mark stands."""
    middle_in = sheet.body_top_in - below_in + 0.07
    sheet.write(left_in, middle_in, words, fontsize=SMALL_PT, color=QUIET, va="center")
    return left_in + width_in(words, SMALL_PT) + 0.35


def _unknown(outcome: Outcome, geography: Geography, order: Sequence[int], lang: Language) -> str:
    """Say which districts and how many places are not on the map."""
    names = place_names(outcome.districts, lang)
    without = [names[index] for index in order if not geography.outlines[index]]
    joint = "、" if lang == "zh" else ", "
    note = text("foot.map_unknown", lang, names=joint.join(without)) if without else ""
    townships, laboratories = geography.township_positions, geography.laboratory_positions
    return note + text(
        "foot.map_positions",
        lang,
        townships=_shown(townships, geography),
        all_townships=len(townships),
        laboratories=_shown(laboratories, geography),
        all_laboratories=len(laboratories),
    )


def _shown(positions: Floats, geography: Geography) -> int:
    """Return how many positions are known and lie in the frame of the map."""
    low, high = _extent(geography)
    return int(((positions >= low) & (positions <= high)).all(axis=1).sum())
