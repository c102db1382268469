"""Everybody registered by what became of them and where: a table whose sums are exact."""

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle

from planner.outcome.outcome import CAUSES, Outcome
from planner.report.catalogue import Language, text
from planner.report.names import place_names
from planner.report.numbers import percent, persons
from planner.report.strips import SHADES
from planner.report.style import (
    INK,
    MARGIN_IN,
    QUIET,
    RULE,
    SMALL_PT,
    WIDTH_IN,
    Sheet,
    height_in,
    label,
    shortened,
    start_sheet,
    width_in,
    words_only,
    wrapped,
)
from planner.simulation.layout import Ints

ROW_IN, HEAD_GAP_IN, BELOW_IN = 0.34, 0.12, 0.2
NAME_ROOM_IN, NAME_GAP_IN, CELL_GAP_IN = 2.3, 0.12, 0.16
ROWS_SHOWN = 40
DARKEST_SHARE = 0.5
"""Share of a place's people at which a cell has the darkest shade that words can be read on."""
DARKEST_SHADE = 0.55
LEAST_SHARE_TOLD = 0.0005
"""Smaller causes stand in the table only, where any cause is larger."""
MISSED = tuple(cause for cause in CAUSES if cause not in ("away", "exempt", "resulted_in_time"))
"""People who should have had a result by the deadline and had none."""


def draw_causes(outcome: Outcome, lang: Language) -> Figure:
    """Draw the registered people of each district by what became of them.

    Parameters
    ----------
    outcome
        What came out.
    lang
        Language of the words.

    Returns
    -------
    Figure
        Words only where nobody is registered.
    """
    by_cause = outcome.people.by_cause
    if not by_cause.any():
        return words_only(lang, text("headline.no_district", lang), text("empty.nobody", lang))
    names, rows = _rows(outcome, lang)
    shown = [index for index in range(len(CAUSES)) if rows[:, index].any()]
    columns = np.column_stack([rows[:, shown], rows.sum(axis=1)])
    heads = [text(f"cause.{CAUSES[index]}", lang) for index in shown]
    heads.append(text("cause.registered", lang))
    widest_in = min(max(width_in(name, SMALL_PT + 1) for name in names), NAME_ROOM_IN)
    left_in = MARGIN_IN + widest_in + NAME_GAP_IN
    column_in = (WIDTH_IN - MARGIN_IN - left_in) / len(heads)
    heads = [wrapped(head, SMALL_PT, column_in - 0.04) for head in heads]
    head_in = max(height_in(head, SMALL_PT) for head in heads) + HEAD_GAP_IN
    sheet = start_sheet(
        lang,
        head_in + len(rows) * ROW_IN + BELOW_IN,
        *_head(outcome, lang),
        text("foot.causes", lang, replication=outcome.people.median_replication),
    )
    _write_names(sheet, names, left_in, head_in)
    axes = sheet.axes(
        left_in,
        sheet.body_top_in - head_in - len(rows) * ROW_IN,
        column_in * len(heads),
        len(rows) * ROW_IN,
    )
    _draw_cells(axes, columns, CELL_GAP_IN / 2 / column_in, lang)
    for column, head in enumerate(heads, 1):
        sheet.write(
            left_in + column * column_in - CELL_GAP_IN / 2,
            sheet.body_top_in - head_in + HEAD_GAP_IN,
            head,
            fontsize=SMALL_PT,
            color=QUIET,
            ha="right",
            va="baseline",
        )
    return sheet.figure


def _draw_cells(axes: Axes, columns: Ints, gap: float, lang: Language) -> None:
    """Write every number on the shade of its share of the row, whose sum stands last."""
    rows, count = columns.shape
    axes.set_xlim(0, count)
    axes.set_ylim(rows, 0)
    axes.set_axis_off()
    for row, people in enumerate(columns):
        shares = people[:-1] / max(int(people[-1]), 1)
        for column, share in enumerate(shares):
            shade = SHADES(DARKEST_SHADE * min(share / DARKEST_SHARE, 1.0))
            axes.add_patch(Rectangle((column, row), 1, 1, facecolor=shade, linewidth=0))
        for column, number in enumerate(people, 1):
            label(axes, column - gap, row + 0.5, persons(number, lang), ha="right", color=INK)
    axes.plot([0, count], [1, 1], color=RULE, linewidth=1.0)
    axes.plot([count - 1] * 2, [0, rows], color=RULE, linewidth=1.0)


def _rows(outcome: Outcome, lang: Language) -> tuple[list[str], Ints]:
    """Return names and people of the city, of the districts, and of those that do not fit."""
    by_cause = outcome.people.by_cause
    missed = by_cause[:, [CAUSES.index(cause) for cause in MISSED]].sum(axis=1)
    order = np.argsort(-missed, kind="stable")
    shown, rest = order[:ROWS_SHOWN], order[ROWS_SHOWN:]
    district_names = place_names(outcome.districts, lang)
    names = [text("label.whole_city", lang), *(district_names[index] for index in shown)]
    rows = [by_cause.sum(axis=0), *by_cause[shown]]
    if rest.size:
        names.append(text("label.other_districts", lang, count=rest.size))
        rows.append(by_cause[rest].sum(axis=0))
    return names, np.array(rows)


def _head(outcome: Outcome, lang: Language) -> tuple[str, str]:
    """Return how many of those to be tested have no result in time, and the largest causes."""
    total = dict(zip(CAUSES, outcome.people.by_cause.sum(axis=0).tolist(), strict=True))
    missed = {cause: total[cause] for cause in MISSED if total[cause]}
    headline = text("headline.causes", lang, persons=persons(sum(missed.values()), lang))
    if not missed:
        return text("headline.no_causes", lang), ""
    joint = "；" if lang == "zh" else ", "
    expected = sum(total.values()) - total["away"] - total["exempt"]
    largest = sorted(missed, key=lambda cause: -missed[cause])
    told = [cause for cause in largest if missed[cause] >= LEAST_SHARE_TOLD * expected]
    words = [
        text(
            "label.cause",
            lang,
            cause=text(f"cause.{cause}", lang),
            share=percent(missed[cause] / expected, lang),
        )
        for cause in told or largest
    ]
    return headline, text("detail.causes", lang, causes=joint.join(words))


def _write_names(sheet: Sheet, names: list[str], left_in: float, head_in: float) -> None:
    for row, name in enumerate(names):
        sheet.write(
            left_in - NAME_GAP_IN,
            sheet.body_top_in - head_in - (row + 0.5) * ROW_IN,
            shortened(name, SMALL_PT + 1, NAME_ROOM_IN),
            fontsize=SMALL_PT + 1,
            ha="right",
            va="center",
        )
