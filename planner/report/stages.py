"""Use of every stage by hour, people waiting on it, and what binds."""

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle

from planner.outcome.outcome import STAGES, Outcome
from planner.report.catalogue import Language, text
from planner.report.names import binding_place, capitalised, resource_name
from planner.report.numbers import moment, percent, persons_short
from planner.report.sentence import binding_headline
from planner.report.strips import (
    Rows,
    body_in,
    draw_key,
    draw_strip,
    fitting_label,
    outline,
    start_rows,
)
from planner.report.style import AT_RISK, INK, NIGHT, PAPER, QUIET, RULE, start_sheet, words_only
from planner.report.time_axis import last_hour

ROW_IN, GAP = 0.52, 0.14
STRIP = 0.38
BINDING = "#F3CC80"


def draw_stages(outcome: Outcome, lang: Language) -> Figure:
    """Draw each stage's use as shade, the people waiting on it as an area, binding hours outlined.

    Parameters
    ----------
    outcome
        What came out.
    lang
        Language of the words.

    Returns
    -------
    Figure
        Words only where no stage is ever used.
    """
    stations = outcome.stations
    to_hour = min(last_hour(outcome), stations.stage_use.shape[1])
    worked = stations.stage_use[:, :to_hour].any(axis=1)
    rows = np.flatnonzero(worked | stations.stage_waiting_persons[:, :to_hour].any(axis=1))
    if rows.size == 0:
        return words_only(lang, text("headline.no_stage", lang), text("empty.no_stage", lang))
    names = [capitalised(resource_name(STAGES[row], lang)) for row in rows]
    body = body_in(len(rows) + 1, ROW_IN)
    sheet = start_sheet(
        lang,
        body,
        binding_headline(outcome, lang),
        _detail(outcome, lang),
        text("foot.stages", lang),
    )
    drawn = start_rows(
        sheet, outcome.question, [text("label.what_binds", lang), *names], ROW_IN, to_hour
    )
    peak = float(stations.stage_waiting_persons[rows, :to_hour].max())
    _draw_binding_row(drawn, outcome, to_hour, lang)
    for number, row in enumerate(rows, 1):
        _draw_stage(drawn.axes, outcome, int(row), drawn.bottom(number), to_hour, peak)
        _describe_stage(drawn, outcome, int(row), number, lang)
    draw_key(
        sheet,
        body - 0.1,
        text("key.use_from", lang, share=percent(0, lang)),
        text("key.use_to", lang, share=percent(1, lang)),
    )
    return sheet.figure


def _detail(outcome: Outcome, lang: Language) -> str:
    waiting = outcome.stations.stage_waiting_persons
    stage, hour = np.unravel_index(int(waiting.argmax()), waiting.shape)
    if waiting[stage, hour] <= 0:
        return ""
    return text(
        "detail.most_waiting",
        lang,
        persons=persons_short(float(waiting[stage, hour]), lang),
        stage=resource_name(STAGES[int(stage)], lang),
        when=moment(outcome.question, float(hour) + 1, lang),
    )


def _draw_stage(
    axes: Axes, outcome: Outcome, row: int, bottom: float, to_hour: int, peak: float
) -> None:
    use = outcome.stations.stage_use[row, :to_hour]
    waiting = outcome.stations.stage_waiting_persons[row, :to_hour]
    draw_strip(axes, use, bottom + GAP / 2, STRIP, 1.0)
    foot = bottom + GAP / 2 + STRIP
    if peak > 0:
        axes.fill_between(
            np.arange(to_hour + 1),
            foot,
            foot + (1 - GAP - STRIP) * np.concatenate(([0.0], waiting)) / peak,
            color=AT_RISK,
            linewidth=0,
            zorder=2,
        )
    axes.plot([0, to_hour], [foot, foot], color=RULE, linewidth=0.8, zorder=3)
    for start, end in _binding_hours(outcome, row, to_hour):
        outline(axes, start, end, bottom + GAP / 2, STRIP)


def _binding_hours(outcome: Outcome, row: int, to_hour: int) -> list[tuple[int, int]]:
    """Return the ranges of drawn hours in which a stage binds."""
    return [
        (item.from_hour, min(item.to_hour, to_hour))
        for item in outcome.binding.ranges
        if item.resource == STAGES[row] and item.from_hour < to_hour
    ]


def _describe_stage(rows: Rows, outcome: Outcome, stage: int, row: int, lang: Language) -> None:
    """Write beside a row how many people wait on it at worst, and for how long it binds."""
    to_hour = int(rows.to_hour)
    waiting = float(outcome.stations.stage_waiting_persons[stage, :to_hour].max())
    binding_hours = sum(end - start for start, end in _binding_hours(outcome, stage, to_hour))
    words = text("label.waiting", lang, persons=persons_short(waiting, lang))
    if binding_hours:
        words += "\n" + text("label.binds", lang, hours=binding_hours)
    rows.beside(row, words, INK if binding_hours else QUIET)


def _draw_binding_row(rows: Rows, outcome: Outcome, to_hour: int, lang: Language) -> None:
    """Draw in the first row what binds hour by hour, with its name where there is room."""
    axes, bottom, per_inch = rows.axes, rows.bottom(0), rows.hours_per_inch
    for item in outcome.binding.ranges:
        start, end = item.from_hour, min(item.to_hour, to_hour)
        if start >= end:
            continue
        colour = BINDING if item.resource in STAGES else NIGHT
        axes.add_patch(
            Rectangle(
                (start, bottom + GAP / 2),
                end - start,
                1 - GAP,
                facecolor=colour,
                edgecolor=PAPER,
                linewidth=1.0,
                zorder=1,
            )
        )
        place = binding_place(outcome, item, lang)
        name = resource_name(item.resource, lang)
        full = f"{name}\n{place}" if place else name
        middle = bottom + 0.5
        if not fitting_label(axes, start, end, middle, full, per_inch, colour):
            fitting_label(axes, start, end, middle, name, per_inch, colour)
