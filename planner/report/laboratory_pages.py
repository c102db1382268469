"""Pages of laboratories: inflow, backlog hours and use by stage, six laboratories a page."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from planner.outcome.outcome import Outcome
from planner.report.catalogue import Language, text
from planner.report.laboratories import DARKEST_HOURS, peak_words
from planner.report.names import capitalised, place_names, resource_name
from planner.report.numbers import percent, persons_short
from planner.report.strips import (
    ABOVE_IN,
    BELOW_IN,
    KEY_IN,
    NAME_GAP_IN,
    RIGHT_IN,
    draw_key,
    draw_strips,
    row_name,
)
from planner.report.style import (
    AT_RISK,
    BODY_PT,
    INK,
    MARGIN_IN,
    PAPER,
    QUIET,
    RULE,
    SAMPLED,
    SMALL_PT,
    WIDTH_IN,
    label,
    start_sheet,
    width_in,
)
from planner.report.time_axis import draw_time, last_hour
from planner.simulation.layout import LABORATORY_STAGES, SITE_STAGES, Floats

PER_PAGE = 6
TITLE_IN, FLOW_IN, BACKLOG_IN, STAGE_IN, GAP_IN, AFTER_IN = 0.34, 0.5, 0.34, 0.17, 0.08, 0.12
INFLOW = "#9CC9E8"


@dataclass(frozen=True)
class Page:
    """Axes over time whose vertical axis is in inches, with room for words on both sides."""

    axes: Axes
    outcome: Outcome
    lang: Language
    stages: Sequence[int]
    """Those that any laboratory uses."""
    to_hour: int
    hours_per_inch: float

    def name(self, middle_in: float, words: str) -> None:
        """Write what is drawn to the left of it."""
        row_name(self.axes, middle_in, words, WIDTH_IN, self.hours_per_inch, SMALL_PT)

    def beside(self, middle_in: float, words: str) -> None:
        """Write the figures of what is drawn to the right of it."""
        at = self.to_hour + 0.12 * self.hours_per_inch
        label(self.axes, at, middle_in, words, color=INK)


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
    delivered = outcome.laboratory_series.delivered_tubes[:, :to_hour].sum(axis=1)
    peaks = outcome.stations.backlog_hours[:, :to_hour].max(axis=1, initial=0.0)
    order = [int(index) for index in np.argsort(-peaks, kind="stable") if delivered[index] > 0]
    for first in range(0, len(order), PER_PAGE):
        yield _draw_page(outcome, order, first, to_hour, lang)


def _draw_page(
    outcome: Outcome, order: Sequence[int], first: int, to_hour: int, lang: Language
) -> Figure:
    shown = order[first : first + PER_PAGE]
    use = np.array([_use(outcome, index, to_hour) for index in order])
    stages = [int(stage) for stage in np.flatnonzero(use.sum(axis=(0, 2)))]
    block_in = TITLE_IN + FLOW_IN + BACKLOG_IN + 2 * GAP_IN + len(stages) * STAGE_IN + AFTER_IN
    height_in = len(shown) * block_in
    body_in = ABOVE_IN + height_in + BELOW_IN + KEY_IN
    sheet = start_sheet(
        lang,
        body_in,
        text("headline.pages", lang, first=first + 1, last=first + len(shown), count=len(order)),
        text("detail.pages", lang),
        text("foot.pages", lang),
    )
    words = [_stage_name(stage, lang) for stage in stages]
    words += [text("label.flow", lang), text("label.backlog_hours", lang)]
    left_in = MARGIN_IN + max(width_in(word, SMALL_PT) for word in words) + NAME_GAP_IN
    axes_in = WIDTH_IN - left_in - RIGHT_IN - MARGIN_IN
    axes = sheet.axes(left_in, sheet.body_top_in - ABOVE_IN - height_in, axes_in, height_in)
    axes.set_ylim(0, height_in)
    axes.set_yticks([])
    page = Page(axes, outcome, lang, stages, to_hour, to_hour / axes_in)
    for number, laboratory in enumerate(shown):
        _draw_laboratory(page, laboratory, height_in - number * block_in)
    draw_time(axes, outcome.question, to_hour, axes_in, lang)
    draw_key(
        sheet,
        body_in - 0.1,
        text("key.use_from", lang, share=percent(0, lang)),
        text("key.use_to", lang, share=percent(1, lang)),
    )
    return sheet.figure


def _stage_name(stage: int, lang: Language) -> str:
    return capitalised(resource_name(LABORATORY_STAGES[stage], lang))


def _use(outcome: Outcome, laboratory: int, to_hour: int) -> Floats:
    """Return the use of a laboratory's stages; shape (stages, hours)."""
    count = len(LABORATORY_STAGES)
    first = len(outcome.districts.ids) * len(SITE_STAGES) + laboratory * count
    return outcome.stations.use[first : first + count, :to_hour]


def _draw_laboratory(page: Page, laboratory: int, top_in: float) -> None:
    """Draw one laboratory downwards from ``top_in``: its name, flows, backlog and stages."""
    axes, lang = page.axes, page.lang
    axes.axhline(top_in, color=RULE, linewidth=0.8, zorder=3)
    label(
        axes,
        0.08 * page.hours_per_inch,
        top_in - TITLE_IN / 2,
        place_names(page.outcome.laboratories, lang)[laboratory],
        fontsize=BODY_PT,
        zorder=6,
        bbox={"facecolor": PAPER, "edgecolor": "none", "pad": 1.5},
    )
    at_in = top_in - TITLE_IN - FLOW_IN
    _draw_flow(page, laboratory, at_in)
    at_in -= GAP_IN + BACKLOG_IN
    _draw_backlog(page, laboratory, at_in)
    at_in -= GAP_IN + len(page.stages) * STAGE_IN
    use = _use(page.outcome, laboratory, page.to_hour)[page.stages]
    draw_strips(axes, use, at_in, STAGE_IN)
    for row, stage in enumerate(reversed(page.stages)):
        page.name(at_in + (row + 0.5) * STAGE_IN, _stage_name(stage, lang))


def _draw_flow(page: Page, laboratory: int, foot_in: float) -> None:
    """Draw what is delivered as an area and what is published as a line, in steps by the hour."""
    series = page.outcome.laboratory_series
    delivered = series.delivered_tubes[laboratory, : page.to_hour]
    published = series.published_tubes[laboratory, : page.to_hour]
    most = float(max(delivered.max(), published.max()))
    edges = np.arange(page.to_hour + 1)
    scale = FLOW_IN / most
    _fill(page, foot_in, scale * delivered, INFLOW)
    for flow, colour, width in ((delivered, SAMPLED, 0.6), (published, INK, 1.1)):
        heights = foot_in + scale * np.append(flow, flow[-1])
        page.axes.step(edges, heights, where="post", color=colour, linewidth=width, zorder=3)
    page.name(foot_in + FLOW_IN / 2, text("label.flow", page.lang))
    words = text(
        "label.flows",
        page.lang,
        delivered=persons_short(float(delivered.max()), page.lang),
        published=persons_short(float(published.max()), page.lang),
    )
    page.beside(foot_in + FLOW_IN / 2, words)


def _draw_backlog(page: Page, laboratory: int, foot_in: float) -> None:
    """Draw backlog hours as an area; where a laboratory stands still it reaches the top."""
    backlog = page.outcome.stations.backlog_hours[laboratory, : page.to_hour]
    most = float(backlog[np.isfinite(backlog)].max(initial=1.0))
    scale = BACKLOG_IN / most
    _fill(page, foot_in, scale * np.minimum(backlog, most), AT_RISK)
    page.axes.plot([0, page.to_hour], [foot_in] * 2, color=RULE, linewidth=0.8, zorder=3)
    if most >= DARKEST_HOURS:
        page.axes.plot(
            [0, page.to_hour],
            [foot_in + scale * DARKEST_HOURS] * 2,
            color=QUIET,
            linewidth=0.9,
            linestyle=(0, (1, 2)),
            zorder=3,
        )
    page.name(foot_in + BACKLOG_IN / 2, text("label.backlog_hours", page.lang))
    page.beside(foot_in + BACKLOG_IN / 2, peak_words(page.outcome, backlog, page.lang))


def _fill(page: Page, foot_in: float, heights_in: Floats, colour: str) -> None:
    """Fill what lies below a series by hour."""
    page.axes.fill_between(
        np.arange(page.to_hour + 1),
        foot_in,
        foot_in + np.append(heights_in, heights_in[-1]),
        step="post",
        color=colour,
        linewidth=0,
        zorder=2,
    )
