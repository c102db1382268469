"""Waits at sites as lights: people and sites by district, and the sites with the longest waits."""

import numpy as np
from matplotlib.figure import Figure

from planner.outcome.lights import light_shares, worst_sites
from planner.outcome.outcome import Outcome
from planner.outcome.places import JAMMED_MINUTES, LIGHTS
from planner.report.catalogue import Language, text
from planner.report.names import place_names
from planner.report.numbers import minutes, percent, persons
from planner.report.panels import BAR, Panel, body_in, start_panels
from planner.report.style import (
    AT_RISK,
    INK,
    LATE,
    MARGIN_IN,
    PAPER,
    QUIET,
    RESULTED,
    SMALL_PT,
    WIDTH_IN,
    Sheet,
    label,
    shortened,
    start_sheet,
    width_in,
    words_only,
)
from planner.simulation.layout import Floats

PANEL_PARTS = (0.5, 0.5)
ROWS_SHOWN = 40
COLOURS = (RESULTED, AT_RISK, LATE)
HATCHES = ("", "..", "////")
LEAST_ROOM_IN = 0.06
LIST_ROW_IN, LIST_ABOVE_IN, LIST_HEAD_IN = 0.26, 0.05, 0.7
LIST_PARTS = (0.24, 0.27, 0.25, 0.08, 0.08, 0.08)
"""Site, township, district; people, mean and longest wait."""
WORDS = 3
"""Columns of the list that hold words; the others hold numbers."""


def draw_waits(outcome: Outcome, lang: Language) -> Figure:
    """Draw how many people and sites were smooth, busy or jammed, and list the worst sites.

    Parameters
    ----------
    outcome
        What came out.
    lang
        Language of the words.

    Returns
    -------
    Figure
        Words only where nobody came to any site.
    """
    worst = worst_sites(outcome.site_waits)
    if not worst:
        return words_only(lang, text("headline.no_site", lang), text("empty.no_site", lang))
    rows = _rows(outcome)
    body = body_in(len(rows)) + LIST_ABOVE_IN + LIST_HEAD_IN + len(worst) * LIST_ROW_IN
    sheet = start_sheet(lang, body, *_head(outcome, lang), text("foot.waits", lang))
    names = (*place_names(outcome.districts, lang), text("label.whole_city", lang))
    people, sites = start_panels(sheet, [names[row] for row in rows], PANEL_PARTS)
    people.head(text("column.people_by_wait", lang))
    sites.head(text("column.sites_by_wait", lang))
    shares = light_shares(outcome.waits)[rows]
    _draw_bars(people, shares, [[percent(share, lang) for share in row] for row in shares])
    counts = outcome.site_waits.by_light[rows, : len(LIGHTS)]
    total = np.maximum(counts.sum(axis=1, keepdims=True), 1)
    _draw_bars(sites, counts / total, [[persons(count, lang) for count in row] for row in counts])
    _name_lights(people, lang)
    _list_sites(sheet, outcome, worst, body_in(len(rows)) + LIST_ABOVE_IN, lang)
    return sheet.figure


def _rows(outcome: Outcome) -> list[int]:
    """Return the city's row, then the districts to whose sites people came, the worst first."""
    waits = outcome.waits
    came = [row for row in range(len(outcome.districts.ids)) if waits.over_25_share[row] >= 0]
    key = (waits.over_50_share, waits.over_25_share, waits.longest_minutes)
    came.sort(key=lambda row: [-float(part[row]) for part in key])
    return [len(outcome.districts.ids), *came[:ROWS_SHOWN]]


def _head(outcome: Outcome, lang: Language) -> tuple[str, str]:
    """Return how many sites are jammed or how far the worst is from it, and the city's people."""
    waits = outcome.site_waits
    by_light = dict(zip((*LIGHTS, "unused"), waits.by_light[-1].tolist(), strict=True))
    worst = worst_sites(waits)[0]
    headline = text(
        "headline.jammed",
        lang,
        jammed=persons(by_light["jammed"], lang),
        count=persons(sum(by_light.values()), lang),
        longest=minutes(float(waits.longest_minutes[worst]), lang),
        site=waits.ids[worst],
    )
    smooth, busy, jammed = light_shares(outcome.waits)[-1]
    detail = text(
        "detail.waits",
        lang,
        smooth=percent(smooth, lang),
        busy=percent(busy, lang),
        jammed=percent(jammed, lang),
    )
    if by_light["unused"]:
        detail += text("detail.unused", lang, count=persons(by_light["unused"], lang))
    return headline, detail


def _draw_bars(panel: Panel, shares: Floats, words: list[list[str]]) -> None:
    """Draw each row as one bar of three parts, with its numbers where there is room for them."""
    panel.axes.set_xlim(0, 1)
    panel.hide_axis()
    for row, parts in enumerate(shares):
        start = 0.0
        for light, part in enumerate(parts):
            panel.axes.barh(
                row + 0.5,
                part,
                left=start,
                height=BAR,
                color=COLOURS[light],
                hatch=HATCHES[light] or None,
                edgecolor=PAPER,
                linewidth=0.8,
            )
            room_in = part * panel.width_in - LEAST_ROOM_IN
            if width_in(words[row][light], SMALL_PT) < room_in:
                label(
                    panel.axes,
                    start + part / 2,
                    row + 0.5,
                    words[row][light],
                    ha="center",
                    bbox={"facecolor": PAPER, "edgecolor": "none", "pad": 1},
                )
            start += part


def _name_lights(panel: Panel, lang: Language) -> None:
    """Write the key of the three lights above the first panel."""
    at = 0.0
    for light, name in enumerate(LIGHTS):
        words = text(f"light.{name}", lang)
        panel.axes.barh(
            -0.32,
            0.16 / panel.width_in,
            left=at,
            height=0.4,
            color=COLOURS[light],
            hatch=HATCHES[light] or None,
            edgecolor=PAPER,
            linewidth=0.8,
            clip_on=False,
        )
        at += 0.22 / panel.width_in
        label(panel.axes, at, -0.32, words, color=QUIET)
        at += (width_in(words, SMALL_PT) + 0.2) / panel.width_in


def _list_sites(
    sheet: Sheet, outcome: Outcome, worst: list[int], below_in: float, lang: Language
) -> None:
    """List sites with their place, people, mean and longest wait."""
    waits = outcome.site_waits
    townships = waits.township_names_zh if lang == "zh" else waits.township_names_en
    districts = place_names(outcome.districts, lang)
    top_in = sheet.body_top_in - below_in
    sheet.write(MARGIN_IN, top_in, text("label.worst_sites", lang), fontsize=SMALL_PT + 1)
    columns = ("site", "township", "district", "persons_each", "mean_wait", "longest_wait")
    _list_row(
        sheet,
        top_in - LIST_HEAD_IN + LIST_ROW_IN,
        [text(f"column.{name}", lang) for name in columns],
        colour=QUIET,
    )
    for number, site in enumerate(worst):
        longest = float(waits.longest_minutes[site])
        cells = [
            waits.ids[site],
            townships[site] or waits.townships[site],
            districts[waits.district[site]],
            persons(float(waits.persons[site]), lang),
            minutes(float(waits.mean_minutes[site]), lang),
            minutes(longest, lang),
        ]
        at_in = top_in - LIST_HEAD_IN - number * LIST_ROW_IN
        _list_row(sheet, at_in, cells, LATE if longest >= JAMMED_MINUTES else INK)


def _list_row(sheet: Sheet, at_in: float, cells: list[str], colour: str) -> None:
    left_in, room_in = MARGIN_IN, WIDTH_IN - 2 * MARGIN_IN
    for number, (cell, part) in enumerate(zip(cells, LIST_PARTS, strict=True)):
        wide_in = part * room_in
        is_word = number < WORDS
        sheet.write(
            left_in if is_word else left_in + wide_in,
            at_in,
            shortened(cell, SMALL_PT, wide_in - 0.12),
            fontsize=SMALL_PT,
            va="baseline",
            ha="left" if is_word else "right",
            color=colour if number == len(cells) - 1 else INK if colour != QUIET else QUIET,
        )
        left_in += wide_in
