"""Strips of shade by hour, one a row, with room for words on both sides."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from matplotlib.axes import Axes
from matplotlib.colors import LinearSegmentedColormap
from matplotlib.patches import Rectangle

from planner.outcome.outcome import Question
from planner.report.style import (
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
    width_in,
    wrapped,
)
from planner.report.time_axis import draw_time
from planner.simulation.layout import Floats

SHADES = LinearSegmentedColormap.from_list("use", [PAPER, "#9FB8CC", "#1F3A54"])
KEY_STEPS = 5
LINES_PER_ROW = 7
"""Of a strip among several: the first is left free."""
KEY_BOX_IN = (0.3, 0.14)
ABOVE_IN, BELOW_IN, KEY_IN = 0.55, 0.5, 0.3
NAME_ROOM_IN, NAME_GAP_IN, RIGHT_IN = 2.8, 0.2, 2.0
"""Room for the words to the left and to the right of each row."""


@dataclass(frozen=True)
class Rows:
    """Axes over time, in which the row named first lies on top and every row is one unit high."""

    axes: Axes
    count: int
    to_hour: float
    hours_per_inch: float

    def bottom(self, row: int) -> int:
        """Return where a row begins on the vertical axis."""
        return self.count - 1 - row

    def beside(self, row: int, words: str, colour: str = INK) -> None:
        """Write to the right of a row."""
        at = self.to_hour + 0.12 * self.hours_per_inch
        label(self.axes, at, self.bottom(row) + 0.5, words, color=colour)


def body_in(rows: int, row_in: float) -> float:
    """Return the height that so many rows take with their axes and key, in inches."""
    return ABOVE_IN + rows * row_in + BELOW_IN + KEY_IN


def start_rows(
    sheet: Sheet, question: Question, names: Sequence[str], row_in: float, to_hour: float
) -> Rows:
    """Open axes over time at the top of the body, with the rows' names on the left."""
    widest_in = max(width_in(name, SMALL_PT + 1) for name in names)
    left_in = MARGIN_IN + min(widest_in, NAME_ROOM_IN) + NAME_GAP_IN
    axes_in = WIDTH_IN - left_in - RIGHT_IN - MARGIN_IN
    height_in = len(names) * row_in
    axes = sheet.axes(left_in, sheet.body_top_in - ABOVE_IN - height_in, axes_in, height_in)
    axes.set_ylim(0, len(names))
    axes.set_yticks([])
    rows = Rows(axes, len(names), to_hour, to_hour / axes_in)
    for row, name in enumerate(names):
        row_name(axes, rows.bottom(row) + 0.5, name, NAME_ROOM_IN, rows.hours_per_inch)
    draw_time(axes, question, to_hour, axes_in, sheet.lang)
    return rows


def draw_strip(axes: Axes, values: Floats, bottom: float, height: float, full: float) -> None:
    """Shade one row by hour; ``values`` has shape (hours,) and ``full`` is the darkest value.

    Nothing is drawn where the value is zero.
    """
    shown = values / full if full > 0 else np.zeros(len(values))
    _shade(axes, shown[None, :], bottom, height)


def draw_strips(axes: Axes, use: Floats, bottom: float, row_height: float) -> None:
    """Shade several rows of use by hour, the first on top, with gaps between them.

    ``use`` has shape (rows, hours) and is 1 at its darkest.
    """
    lines = np.repeat(use, LINES_PER_ROW, axis=0)
    lines[::LINES_PER_ROW] = 0.0
    _shade(axes, lines, bottom, len(use) * row_height)


def _shade(axes: Axes, shares: Floats, bottom: float, height: float) -> None:
    shown = SHADES(np.clip(shares, 0, 1))
    shown[shares <= 0, 3] = 0.0
    axes.imshow(
        shown,
        extent=(0, shares.shape[1], bottom, bottom + height),
        aspect="auto",
        interpolation="nearest",
        zorder=1,
    )


def outline(axes: Axes, from_hour: float, to_hour: float, bottom: float, height: float) -> None:
    """Outline the hours in which a row binds."""
    axes.add_patch(
        Rectangle(
            (from_hour, bottom),
            to_hour - from_hour,
            height,
            fill=False,
            edgecolor=LATE,
            linewidth=2.2,
            zorder=5,
        )
    )


def draw_key(sheet: Sheet, below_in: float, before: str, after: str) -> float:
    """Draw the key of the shades from nothing to full, between two words; return its right end.

    It stands at the left edge, ``below_in`` inches below the top of the body.
    """
    width, height = KEY_BOX_IN
    left_in, bottom_in = MARGIN_IN, sheet.body_top_in - below_in
    start = left_in + width_in(before, SMALL_PT) + 0.08
    axes = sheet.axes(start, bottom_in, KEY_STEPS * width, height)
    axes.imshow(
        SHADES(np.linspace(0, 1, KEY_STEPS))[None, :, :],
        extent=(0, KEY_STEPS, 0, 1),
        aspect="auto",
        interpolation="nearest",
    )
    axes.set_xticks([])
    axes.set_yticks([])
    middle = bottom_in + height / 2
    sheet.write(left_in, middle, before, fontsize=SMALL_PT, color=QUIET, va="center")
    behind = start + KEY_STEPS * width + 0.08
    sheet.write(behind, middle, after, fontsize=SMALL_PT, color=QUIET, va="center")
    return behind + width_in(after, SMALL_PT)


def fitting_label(
    axes: Axes,
    from_hour: float,
    to_hour: float,
    y: float,
    words: str,
    hours_per_inch: float,
    backing: str,
) -> bool:
    """Write words inside a range of hours, in up to two lines; tell whether they fit there.

    ``backing`` is the colour of the range, which keeps lines from crossing the words.
    """
    room = (to_hour - from_hour) / hours_per_inch - 0.1
    lines = "\n".join(wrapped(line, SMALL_PT, room) for line in words.split("\n"))
    fits = width_in(lines, SMALL_PT) <= room and lines.count("\n") <= 1
    if fits:
        backed = {"facecolor": backing, "edgecolor": "none", "pad": 1}
        label(axes, (from_hour + to_hour) / 2, y, lines, ha="center", zorder=6, bbox=backed)
    return fits


def row_name(
    axes: Axes,
    y: float,
    name: str,
    room_in: float,
    hours_per_inch: float,
    size_pt: float = SMALL_PT + 1,
) -> None:
    """Write a row's name to the left of the axes, cut where it is too long."""
    cut = shortened(name, size_pt, room_in)
    label(axes, -0.12 * hours_per_inch, y, cut, ha="right", fontsize=size_pt)
