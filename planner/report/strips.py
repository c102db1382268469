"""Strips of shade by hour, one a row, with room for words on both sides."""

import numpy as np
from matplotlib.axes import Axes
from matplotlib.colors import LinearSegmentedColormap
from matplotlib.patches import Rectangle

from planner.report.style import (
    LATE,
    PAPER,
    QUIET,
    SMALL_PT,
    Sheet,
    label,
    shortened,
    width_in,
    wrapped,
)
from planner.simulation.layout import Floats

SHADES = LinearSegmentedColormap.from_list("use", [PAPER, "#9FB8CC", "#1F3A54"])
KEY_STEPS = 5
KEY_BOX_IN = (0.3, 0.14)


def draw_strip(axes: Axes, values: Floats, bottom: float, height: float, full: float) -> None:
    """Shade one row by hour; ``values`` has shape (hours,) and ``full`` is the darkest value.

    Nothing is drawn where the value is zero.
    """
    shown = SHADES(np.clip(values / full, 0, 1) if full > 0 else np.zeros(len(values)))
    shown[values <= 0, 3] = 0.0
    axes.imshow(
        shown[None, :, :],
        extent=(0, len(values), bottom, bottom + height),
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


def draw_key(sheet: Sheet, left_in: float, bottom_in: float, before: str, after: str) -> None:
    """Draw the key of the shades from nothing to full, between two words."""
    width, height = KEY_BOX_IN
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
    sheet.write(
        start + KEY_STEPS * width + 0.08, middle, after, fontsize=SMALL_PT, color=QUIET, va="center"
    )


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


def row_name(axes: Axes, y: float, name: str, room_in: float, hours_per_inch: float) -> None:
    """Write a row's name to the left of the axes, cut where it is too long."""
    label(
        axes,
        -0.12 * hours_per_inch,
        y,
        shortened(name, SMALL_PT + 1, room_in),
        ha="right",
        fontsize=SMALL_PT + 1,
    )
