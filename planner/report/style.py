"""Colours, type and the sheet on which every figure is drawn; sizes in inches and points."""

from dataclasses import dataclass
from functools import cache
from typing import Any

from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.font_manager import FontProperties
from matplotlib.text import Text
from matplotlib.textpath import text_to_path

from planner.report.catalogue import Language
from planner.report.font import font_path, register_font
from planner.report.wrapping import wrap

SAMPLED, RESULTED, CLOSED = "#0072B2", "#009E73", "#CC79A7"
LATE, AT_RISK = "#D55E00", "#E69F00"
INK, QUIET, RULE, NIGHT, PAPER = "#1A1A1A", "#5A5A5A", "#BFBFBF", "#EFEFEF", "#FFFFFF"
CLOCK_COLOURS = {"sampled": SAMPLED, "resulted": RESULTED, "closed": CLOSED}

WIDTH_IN = 11.0
MARGIN_IN = 0.35
DPI = 150
HEADLINE_PT, DETAIL_PT, BODY_PT, SMALL_PT = 17.0, 11.0, 10.5, 9.0
LINE_HEIGHT = 1.45
LINE_SPACING = 1.25
"""In units of the font's own line, which is taller than its size."""
POINTS_PER_INCH = 72
MEASURED_PT = 100.0
KEPT_TAIL = 3
"""One in so many characters of a shortened name stands behind the gap."""


@cache
def _advance_em(character: str) -> float:
    """Return a character's width in units of the type's size."""
    font = FontProperties(fname=font_path(), size=MEASURED_PT)
    pair, _, _ = text_to_path.get_text_width_height_descent(character * 2, font, ismath=False)
    single, _, _ = text_to_path.get_text_width_height_descent(character, font, ismath=False)
    return (pair - single) / MEASURED_PT


def width_in(string: str, size_pt: float) -> float:
    """Return the width of the longest line of a text, in inches."""
    widths = (sum(map(_advance_em, line)) for line in string.split("\n"))
    return max(widths) * size_pt / POINTS_PER_INCH


def height_in(string: str, size_pt: float) -> float:
    """Return the height that the lines of a text take, in inches."""
    return (string.count("\n") + 1) * size_pt * LINE_HEIGHT / POINTS_PER_INCH


def wrapped(string: str, size_pt: float, room_in: float) -> str:
    """Break a text into lines no wider than ``room_in``."""
    return wrap(string, room_in, lambda line: width_in(line, size_pt))


def shortened(string: str, size_pt: float, room_in: float) -> str:
    """Leave out the middle of a name that is wider than ``room_in``: ends tell names apart."""
    kept, cut = len(string), string
    while width_in(cut, size_pt) > room_in and kept > 1:
        kept -= 1
        tail = kept // KEPT_TAIL
        cut = string[: kept - tail].rstrip() + "…" + string[len(string) - tail :].lstrip()
    return cut


@dataclass(frozen=True)
class Sheet:
    """A figure whose head is written and whose body is free, from ``body_top_in`` downwards."""

    figure: Figure
    lang: Language
    height_in: float
    body_top_in: float
    """Distance of the body's top from the figure's bottom."""

    def axes(self, left_in: float, bottom_in: float, width_in: float, height_in: float) -> Axes:
        """Add axes at a place given in inches from the lower left corner."""
        axes = self.figure.add_axes(
            (
                left_in / WIDTH_IN,
                bottom_in / self.height_in,
                width_in / WIDTH_IN,
                height_in / self.height_in,
            )
        )
        for spine in axes.spines.values():
            spine.set_color(RULE)
            spine.set_linewidth(0.8)
        axes.tick_params(colors=QUIET, labelsize=SMALL_PT, width=0.8, labelfontfamily=family())
        return axes

    def write(self, left_in: float, bottom_in: float, string: str, **style: Any) -> Text:
        """Write a text at a place given in inches from the lower left corner."""
        full = _text_style(BODY_PT, "top") | style
        return self.figure.text(left_in / WIDTH_IN, bottom_in / self.height_in, string, **full)


def family() -> str:
    """Return the name of the packaged font, known to matplotlib from now on."""
    return register_font()


def label(axes: Axes, x: float, y: float, string: str, **style: Any) -> Text:
    """Write a text at data coordinates in the packaged font."""
    return axes.text(x, y, string, **(_text_style(SMALL_PT, "center") | style))


def _text_style(size_pt: float, vertical: str) -> dict[str, Any]:
    return {
        "fontsize": size_pt,
        "va": vertical,
        "color": INK,
        "family": family(),
        "linespacing": LINE_SPACING,
    }


def start_sheet(
    lang: Language, body_in: float, headline: str, detail: str, foot: str = ""
) -> Sheet:
    """Open a figure that says its finding on top, in a sentence, and its notes below.

    Parameters
    ----------
    lang
        Language of everything written later.
    body_in
        Height of the free part, above the foot.
    headline
        The finding, in one sentence.
    detail
        A second sentence, smaller; may be empty.
    foot
        Notes on how to read the figure; may be empty.
    """
    room_in = WIDTH_IN - 2 * MARGIN_IN
    blocks = [
        (wrapped(string, size, room_in), size, colour)
        for string, size, colour in ((headline, HEADLINE_PT, INK), (detail, DETAIL_PT, QUIET))
        if string
    ]
    foot = wrapped(foot, SMALL_PT, room_in)
    foot_in = height_in(foot, SMALL_PT) if foot else 0.0
    head_in = sum(height_in(string, size) + 0.04 for string, size, _ in blocks)
    total_in = 2 * MARGIN_IN + head_in + body_in + foot_in
    figure = Figure(figsize=(WIDTH_IN, total_in), dpi=DPI, facecolor=PAPER)
    FigureCanvasAgg(figure)
    sheet = Sheet(figure, lang, total_in, total_in - MARGIN_IN - head_in)
    top_in = total_in - MARGIN_IN
    for string, size, colour in blocks:
        sheet.write(MARGIN_IN, top_in, string, fontsize=size, color=colour)
        top_in -= height_in(string, size) + 0.04
    if foot:
        sheet.write(MARGIN_IN, MARGIN_IN + foot_in - 0.1, foot, fontsize=SMALL_PT, color=QUIET)
    return sheet


def words_only(lang: Language, headline: str, sentence: str) -> Figure:
    """Return a figure without axes that says why there is nothing to draw."""
    sheet = start_sheet(lang, 0.6, headline, "")
    sheet.write(MARGIN_IN, sheet.body_top_in - 0.15, sentence, color=QUIET)
    return sheet.figure
