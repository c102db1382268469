"""Panels side by side with a row for each place: the frame of bars and their words."""

from collections.abc import Sequence
from dataclasses import dataclass

from matplotlib.axes import Axes

from planner.report.style import (
    INK,
    MARGIN_IN,
    SMALL_PT,
    WIDTH_IN,
    Sheet,
    family,
    shortened,
    width_in,
)

ROW_IN, HEAD_IN, BELOW_IN = 0.34, 0.5, 0.35
NAME_ROOM_IN, NAME_GAP_IN, GAP_IN = 2.3, 0.12, 0.3
WORDS_GAP_IN = 0.1
BAR = 0.56
"""Height of a bar in rows."""


@dataclass(frozen=True)
class Panel:
    """One column of a figure: its axes, whose rows are numbered from 0 at the top, and its width.

    The middle of a row lies half a unit below its number.
    """

    axes: Axes
    width_in: float

    def head(self, words: str) -> None:
        """Write what the panel shows above it."""
        self.axes.set_title(
            words, loc="left", family=family(), fontsize=SMALL_PT + 1, color=INK, pad=20
        )

    def scale(self, low: float, high: float, words: Sequence[str]) -> float:
        """Leave room for words behind ``high``; return the axis's units in an inch."""
        room_in = max(width_in(string, SMALL_PT) for string in words) + 2 * WORDS_GAP_IN
        per_inch = (high - low) / (self.width_in - room_in)
        self.axes.set_xlim(low, high + room_in * per_inch)
        return per_inch

    def hide_axis(self) -> None:
        """Leave the horizontal axis out, where words give the numbers."""
        self.axes.set_xticks([])
        self.axes.spines["bottom"].set_visible(False)


def body_in(rows: int) -> float:
    """Return the height that panels of so many rows take, in inches."""
    return HEAD_IN + rows * ROW_IN + BELOW_IN


def start_panels(sheet: Sheet, names: Sequence[str], parts: Sequence[float]) -> list[Panel]:
    """Write the rows' names on the left and open panels beside them, at the top of the body.

    Parameters
    ----------
    sheet
        The figure, with :func:`body_in` free.
    names
        One for each row, cut where it is too long.
    parts
        The share of the width that each panel takes.
    """
    widest_in = max(width_in(name, SMALL_PT + 1) for name in names)
    left_in = MARGIN_IN + min(widest_in, NAME_ROOM_IN)
    for row, name in enumerate(names):
        sheet.write(
            left_in,
            sheet.body_top_in - HEAD_IN - (row + 0.5) * ROW_IN,
            shortened(name, SMALL_PT + 1, NAME_ROOM_IN),
            fontsize=SMALL_PT + 1,
            ha="right",
            va="center",
        )
    left_in += NAME_GAP_IN
    room_in = WIDTH_IN - MARGIN_IN - left_in - GAP_IN * (len(parts) - 1)
    height_in = len(names) * ROW_IN
    panels = []
    for part in parts:
        width = part * room_in
        axes = sheet.axes(left_in, sheet.body_top_in - HEAD_IN - height_in, width, height_in)
        axes.set_ylim(len(names), 0)
        axes.set_yticks([])
        for side in ("left", "right", "top"):
            axes.spines[side].set_visible(False)
        panels.append(Panel(axes, width))
        left_in += width + GAP_IN
    return panels
