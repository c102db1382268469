"""Tubes by the number of people in them."""

import numpy as np
from matplotlib.figure import Figure

from planner.outcome.outcome import Outcome
from planner.report.catalogue import Language, text
from planner.report.numbers import percent, persons_short, significant
from planner.report.style import (
    INK,
    MARGIN_IN,
    QUIET,
    SAMPLED,
    SMALL_PT,
    WIDTH_IN,
    family,
    label,
    start_sheet,
    width_in,
    words_only,
)

AXES_IN, ABOVE_IN, BELOW_IN, LEFT_IN = 3.2, 0.2, 0.65, 1.0
WIDEST_BAR_IN = 0.9
HEADROOM = 1.12


def draw_tubes(outcome: Outcome, lang: Language) -> Figure:
    """Draw how many tubes hold how many people.

    Parameters
    ----------
    outcome
        What came out.
    lang
        Language of the words.

    Returns
    -------
    Figure
        Words only where no tube is filled.
    """
    fills = outcome.tubes.fills
    held = np.flatnonzero(fills)
    if held.size == 0:
        return words_only(lang, text("headline.no_tube", lang), text("empty.no_tube", lang))
    sheet = start_sheet(
        lang, ABOVE_IN + AXES_IN + BELOW_IN, *_head(outcome, lang), text("foot.tubes", lang)
    )
    first, last = min(1, int(held[0])), int(held[-1])
    bars = last - first + 1
    axes_in = min(WIDTH_IN - LEFT_IN - MARGIN_IN, bars * WIDEST_BAR_IN)
    axes = sheet.axes(LEFT_IN, sheet.body_top_in - ABOVE_IN - AXES_IN, axes_in, AXES_IN)
    at = np.arange(first, last + 1)
    axes.bar(at, fills[first : last + 1], width=0.8, color=SAMPLED, linewidth=0)
    axes.set_xlim(first - 0.5, last + 0.5)
    most = HEADROOM * float(fills.max())
    axes.set_ylim(0, most)
    for side in ("top", "right"):
        axes.spines[side].set_visible(False)
    for fill in range(first, last + 1):
        words = percent(float(fills[fill] / fills.sum()), lang)
        if fills[fill] > 0 and width_in(words, SMALL_PT) < axes_in / bars:
            label(axes, fill, fills[fill] + 0.03 * most, words, ha="center", color=INK)
    axes.set_xticks(at, labels=[str(fill) for fill in at], family=family(), fontsize=SMALL_PT)
    ticks = [tick for tick in axes.get_yticks() if 0 <= tick <= most]
    axes.set_yticks(ticks, labels=[persons_short(tick, lang) for tick in ticks], family=family())
    axes.set_xlabel(text("axis.fill", lang), family=family(), fontsize=SMALL_PT, color=QUIET)
    axes.set_ylabel(text("axis.tubes", lang), family=family(), fontsize=SMALL_PT, color=QUIET)
    return sheet.figure


def _head(outcome: Outcome, lang: Language) -> tuple[str, str]:
    """Return the mean fill, and how many tubes hold fewer than the most usual number."""
    fills = outcome.tubes.fills
    usual = int(fills.argmax())
    headline = text("headline.tubes", lang, mean=significant(outcome.tubes.mean_fill))
    detail = text(
        "detail.tubes",
        lang,
        tubes=persons_short(float(fills.sum()), lang),
        usual=usual,
        share=percent(float(fills[usual] / fills.sum()), lang),
        fewer=percent(float(fills[:usual].sum() / fills.sum()), lang),
    )
    return headline, detail
