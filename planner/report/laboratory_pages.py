"""Pages of laboratories: inflow, backlog hours and use by stage, six laboratories a page."""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from planner.outcome.outcome import Outcome
from planner.report.catalogue import Language, text
from planner.report.laboratories import DARKEST_HOURS, peak_words
from planner.report.names import capitalised, place_names, resource_name
from planner.report.numbers import persons_short
from planner.report.strips import draw_strip, row_name
from planner.report.style import (
    AT_RISK,
    INK,
    MARGIN_IN,
    QUIET,
    SAMPLED,
    SMALL_PT,
    WIDTH_IN,
    Sheet,
    family,
    shortened,
    start_sheet,
    width_in,
)
from planner.report.time_axis import draw_dates, last_hour
from planner.simulation.layout import LABORATORY_STAGES, SITE_STAGES, Floats

PER_PAGE, COLUMNS = 6, 2
COLUMN_GAP_IN = 0.3
TITLE_IN, FLOW_IN, BACKLOG_IN, STAGE_IN = 0.5, 0.85, 0.5, 0.17
PANEL_GAP_IN, BELOW_IN = 0.12, 0.55
RIGHT_IN = 0.55
"""Room for the numbers of the vertical axes."""
NAME_ROOM_IN, NAME_GAP_IN = 1.3, 0.14
STRIP = 0.8
INFLOW = "#9CC9E8"
HEADROOM = 1.1


@dataclass(frozen=True)
class Cell:
    """Where one laboratory is drawn: left edge, top and width of its axes, in inches."""

    sheet: Sheet
    left_in: float
    top_in: float
    axes_in: float
    to_hour: int

    def axes(self, below_in: float, height_in: float) -> Axes:
        """Add axes that begin ``below_in`` inches below the top."""
        return self.sheet.axes(
            self.left_in, self.top_in - below_in - height_in, self.axes_in, height_in
        )


def draw_laboratory_pages(outcome: Outcome, lang: Language) -> Iterator[Figure]:
    """Draw every laboratory to which tubes come, those with the worst backlog first.

    Parameters
    ----------
    outcome
        What came out.
    lang
        Language of the words.

    Yields
    ------
    Figure
        A page; none where no tube reaches a laboratory.
    """
    to_hour = min(last_hour(outcome), outcome.stations.backlog_hours.shape[1])
    used = outcome.laboratory_series.delivered_tubes[:, :to_hour].sum(axis=1) > 0
    peaks = outcome.stations.backlog_hours[:, :to_hour].max(axis=1, initial=0.0)
    order = [int(index) for index in np.argsort(-peaks, kind="stable") if used[index]]
    for first in range(0, len(order), PER_PAGE):
        yield _draw_page(outcome, order, first, to_hour, lang)


def _draw_page(
    outcome: Outcome, order: Sequence[int], first: int, to_hour: int, lang: Language
) -> Figure:
    shown = order[first : first + PER_PAGE]
    stages = _used_stages(outcome, order, to_hour)
    columns = min(COLUMNS, len(order))
    cell_in = TITLE_IN + FLOW_IN + BACKLOG_IN + 2 * PANEL_GAP_IN + len(stages) * STAGE_IN + BELOW_IN
    headline = text(
        "headline.pages", lang, first=first + 1, last=first + len(shown), count=len(order)
    )
    sheet = start_sheet(
        lang,
        -(-len(shown) // columns) * cell_in,
        headline,
        text("detail.pages", lang),
        text("foot.pages", lang),
    )
    names = [capitalised(resource_name(LABORATORY_STAGES[stage], lang)) for stage in stages]
    words = [*names, text("label.flow", lang), text("label.backlog_hours", lang)]
    left_in = min(max(width_in(word, SMALL_PT) for word in words), NAME_ROOM_IN) + NAME_GAP_IN
    column_in = (WIDTH_IN - 2 * MARGIN_IN - (columns - 1) * COLUMN_GAP_IN) / columns
    for number, laboratory in enumerate(shown):
        cell = Cell(
            sheet,
            MARGIN_IN + number % columns * (column_in + COLUMN_GAP_IN) + left_in,
            sheet.body_top_in - number // columns * cell_in,
            column_in - left_in - RIGHT_IN,
            to_hour,
        )
        _draw_laboratory(cell, outcome, laboratory, stages, names)
    return sheet.figure


def _used_stages(outcome: Outcome, order: Sequence[int], to_hour: int) -> list[int]:
    """Return the stages that any laboratory uses."""
    use = np.array([_use(outcome, index, to_hour) for index in order])
    return [int(stage) for stage in np.flatnonzero(use.any(axis=(0, 2)))]


def _use(outcome: Outcome, laboratory: int, to_hour: int) -> Floats:
    """Return the use of a laboratory's stages; shape (stages, hours)."""
    count = len(LABORATORY_STAGES)
    first = len(outcome.districts.ids) * len(SITE_STAGES) + laboratory * count
    return outcome.stations.use[first : first + count, :to_hour]


def _draw_laboratory(
    cell: Cell, outcome: Outcome, laboratory: int, stages: Sequence[int], names: Sequence[str]
) -> None:
    lang = cell.sheet.lang
    _write_title(cell, outcome, laboratory)
    below_in = TITLE_IN
    flow = cell.axes(below_in, FLOW_IN)
    _draw_flow(flow, outcome, laboratory, cell.to_hour)
    below_in += FLOW_IN + PANEL_GAP_IN
    backlog = cell.axes(below_in, BACKLOG_IN)
    _draw_backlog(backlog, outcome.stations.backlog_hours[laboratory, : cell.to_hour])
    below_in += BACKLOG_IN + PANEL_GAP_IN
    strips = cell.axes(below_in, len(stages) * STAGE_IN)
    strips.set_ylim(0, len(stages))
    strips.set_yticks([])
    per_inch = cell.to_hour / cell.axes_in
    use = _use(outcome, laboratory, cell.to_hour)
    for row, stage in enumerate(stages):
        bottom = len(stages) - 1 - row
        draw_strip(strips, use[stage], bottom + (1 - STRIP) / 2, STRIP, 1.0)
        row_name(strips, bottom + 0.5, names[row], NAME_ROOM_IN, per_inch, SMALL_PT)
    for axes, key in ((flow, "flow"), (backlog, "backlog_hours")):
        draw_dates(axes, outcome.question, cell.to_hour, cell.axes_in, lang)
        axes.set_xticklabels([])
        middle = axes.get_ylim()[1] / 2
        row_name(axes, middle, text(f"label.{key}", lang), NAME_ROOM_IN, per_inch, SMALL_PT)
    draw_dates(strips, outcome.question, cell.to_hour, cell.axes_in, lang)


def _write_title(cell: Cell, outcome: Outcome, laboratory: int) -> None:
    lang = cell.sheet.lang
    delivered = outcome.laboratory_series.delivered_tubes[laboratory]
    backlog = outcome.stations.backlog_hours[laboratory, : cell.to_hour]
    room_in = cell.axes_in + RIGHT_IN
    name = place_names(outcome.laboratories, lang)[laboratory]
    words = text(
        "label.inflow",
        lang,
        tubes=persons_short(float(delivered.max(initial=0.0)), lang),
        peak=peak_words(outcome, backlog, lang),
    )
    cell.sheet.write(cell.left_in, cell.top_in, shortened(name, SMALL_PT + 1, room_in))
    cell.sheet.write(
        cell.left_in,
        cell.top_in - 0.23,
        shortened(words, SMALL_PT, room_in),
        fontsize=SMALL_PT,
        color=QUIET,
    )


def _draw_flow(axes: Axes, outcome: Outcome, laboratory: int, to_hour: int) -> None:
    """Draw what is delivered as an area and what is published as a line, in steps by the hour."""
    series = outcome.laboratory_series
    delivered = series.delivered_tubes[laboratory, :to_hour]
    published = series.published_tubes[laboratory, :to_hour]
    edges = np.arange(to_hour + 1)
    axes.stairs(delivered, edges, fill=True, color=INFLOW, linewidth=0, zorder=2)
    axes.stairs(delivered, edges, color=SAMPLED, linewidth=0.8, zorder=2)
    axes.stairs(published, edges, color=INK, linewidth=1.2, zorder=3)
    _scale(axes, float(max(delivered.max(), published.max())))


def _draw_backlog(axes: Axes, backlog: Floats) -> None:
    """Draw backlog hours as an area; where a laboratory stands still it fills the panel."""
    finite = backlog[np.isfinite(backlog)]
    most = float(finite.max(initial=1.0))
    edges = np.arange(len(backlog) + 1)
    drawn = np.where(np.isfinite(backlog), backlog, HEADROOM * most)
    axes.stairs(drawn, edges, fill=True, color=AT_RISK, linewidth=0, zorder=2)
    if most >= DARKEST_HOURS:
        axes.axhline(DARKEST_HOURS, color=INK, linewidth=0.9, linestyle=(0, (1, 2)), zorder=3)
    _scale(axes, most)


def _scale(axes: Axes, most: float) -> None:
    """Set the vertical axis, with few numbers on the right."""
    axes.set_ylim(0, HEADROOM * most)
    axes.yaxis.tick_right()
    step = _round_step(most / 2)
    ticks = np.arange(0, most + 1e-9, step)
    axes.set_yticks(ticks, labels=[f"{tick:,g}" for tick in ticks], family=family())


def _round_step(value: float) -> float:
    """Return the largest of 1, 2 and 5 times a power of ten that is at most ``value``."""
    power = 10.0 ** math.floor(math.log10(value))
    return power * max(step for step in (1, 2, 5) if step * power <= value * (1 + 1e-9))
