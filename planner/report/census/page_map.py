"""The cities of a province as marks with their names, drawn inside its page."""

from html import escape

import numpy as np

from planner.report.catalogue import Language, text
from planner.report.census import words
from planner.report.census.map import COLOURS, STATES, projected, state
from planner.report.label_places import free_places
from planner.report.style import INK, POINTS_PER_INCH, QUIET, height_in, width_in
from planner.simulation.layout import Floats
from planner.study.census.answer import Census, Region

WIDE, TALL, MARGIN = 760.0, 340.0, 34.0
"""Of the drawing, in points."""
NAME_PT = 9.5
LEAST_SIDE, SIDE_PER_MILLION = 5.0, 7.0
"""Side of a mark in points: its square grows with people."""
KEY_PT = 22.0


def province_map(census: Census, region: Region, lang: Language) -> str:
    """Return the drawing, with the key of its marks."""
    places = _fitted(
        projected(np.array([(row.latitude_degrees, row.longitude_degrees) for row in region.rows]))
    )
    sides = [
        LEAST_SIDE + SIDE_PER_MILLION * (row.population_persons / 1e6) ** 0.5 for row in region.rows
    ]
    names = [words.city_name(row, lang) for row in region.rows]
    boxes = np.array([_box(name) for name in names])
    below = places + np.column_stack([np.zeros(len(sides)), np.array(sides) * 0.7 + NAME_PT * 0.8])
    below[:, 0] = np.clip(below[:, 0], boxes[:, 0] / 2, WIDE - boxes[:, 0] / 2)
    marks = np.repeat(sides, 2).reshape(-1, 2)  # no name covers a mark
    labels = free_places(np.vstack([places, below]), np.vstack([marks, boxes]), fixed=len(places))[
        len(places) :
    ]
    parts = [f'<svg viewBox="0 0 {WIDE:g} {TALL + KEY_PT:g}" role="img">']
    for row, place, side in zip(region.rows, places, sides, strict=True):
        parts.append(_mark(state(census, row), place, side))
    for place, wanted, moved in zip(places, below, labels, strict=True):
        if not np.allclose(wanted, moved):
            parts.append(_line(place, moved))
    for name, place in zip(names, labels, strict=True):
        parts.append(_name(name, float(place[0]), float(place[1]), "middle"))
    parts += [*_key(lang), "</svg>"]
    return "\n".join(parts)


def _fitted(places: Floats) -> Floats:
    """Scale places into the drawing, north up."""
    low, high = places.min(axis=0), places.max(axis=0)
    room = np.array([WIDE, TALL]) - 2 * MARGIN
    extent = np.maximum(high - low, 1e-9)
    scale = float((room / extent).min()) if len(places) > 1 else 0.0
    centred = (places - (low + high) / 2) * scale * np.array([1.0, -1.0])
    return np.asarray(centred + np.array([WIDE, TALL]) / 2)


def _box(name: str) -> tuple[float, float]:
    wide, tall = width_in(name, NAME_PT), height_in(name, NAME_PT)
    return wide * POINTS_PER_INCH + 3, tall * POINTS_PER_INCH


def _mark(name: str, place: Floats, side: float) -> str:
    """Draw the mark of a state: the shapes of the map of China."""
    x, y, half = float(place[0]), float(place[1]), side / 2
    style = f'fill="{COLOURS[name]}" stroke="{INK}" stroke-width="0.5"'
    if name == "met":
        return f'<circle class="city" cx="{x:.1f}" cy="{y:.1f}" r="{half:.1f}" {style}/>'
    if name == "unanswered":
        ends = f"M{x - half:.1f} {y - half:.1f}L{x + half:.1f} {y + half:.1f}"
        ends += f"M{x - half:.1f} {y + half:.1f}L{x + half:.1f} {y - half:.1f}"
        return f'<path class="city" d="{ends}" fill="none" stroke="{INK}" stroke-width="2"/>'
    turn = f' transform="rotate(45 {x:.1f} {y:.1f})"' if name == "helped" else ""
    return (
        f'<rect class="city" x="{x - half:.1f}" y="{y - half:.1f}" width="{side:.1f}" '
        f'height="{side:.1f}" {style}{turn}/>'
    )


def _line(start: Floats, end: Floats) -> str:
    """Draw a line from a mark to a name that found no room below it."""
    (x1, y1), (x2, y2) = start, end
    return (
        f'<line x1="{x1:.1f}" y1="{y1:.1f}" x2="{x2:.1f}" y2="{y2:.1f}" stroke="{QUIET}" '
        'stroke-width="0.5"/>'
    )


def _name(name: str, x: float, y: float, anchor: str) -> str:
    return (
        f'<text x="{x:.1f}" y="{y + NAME_PT * 0.35:.1f}" text-anchor="{anchor}" '
        f'font-size="{NAME_PT:g}">{escape(name)}</text>'
    )


def _key(lang: Language) -> list[str]:
    parts, x, y = [], 8.0, TALL + KEY_PT / 2
    for name in STATES:
        words_of_it = text(f"census_key.{name}", lang)
        mark = _mark(name, np.array([x, y]), 8.0)
        parts += [mark.replace('class="city" ', ""), _name(words_of_it, x + 10, y, "start")]
        x += 10 + width_in(words_of_it, NAME_PT) * POINTS_PER_INCH + 22
    return parts
