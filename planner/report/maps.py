"""Maps of the city: where it is late, and where people are left."""

import math

import numpy as np
from matplotlib.figure import Figure

from planner.outcome.outcome import CLOCKS, Outcome
from planner.report.catalogue import Language, text
from planner.report.map_sheet import Fill, draw_map
from planner.report.numbers import clock_moment, percent, persons_short, plain_hours
from planner.report.sentence import spare_words


def draw_finish_map(outcome: Outcome, lang: Language) -> Figure | None:
    """Draw when the districts are done; None where the scenario has no boundaries."""
    question = outcome.question
    done = outcome.clocks.district.p50[CLOCKS.index(question.verdict_clock), :, 0]
    spare = outcome.lateness.hours_to_spare.p50
    tested = outcome.district_expected_persons > 0
    finite = done[np.isfinite(done) & tested]
    low, high = float(finite.min(initial=math.inf)), float(finite.max(initial=0.0))
    low = min(low, question.target_hours)
    high = max(high, question.target_hours)
    fill = Fill(
        headline=text(
            "headline.map_finish",
            lang,
            late=int(np.count_nonzero(~(spare[tested] >= 0))),
            count=int(tested.sum()),
        ),
        detail=text("detail.map", lang),
        note=text("foot.map_finish", lang, required=percent(question.required_share, lang)),
        values=(done - low) / (high - low) if high > low else np.zeros_like(done),
        words=[
            text("label.finish", lang, when=clock_moment(question, at, lang), spare=words)
            if math.isfinite(at)
            else words
            for at, words in zip(
                done.tolist(), [spare_words(float(value), lang) for value in spare], strict=True
            )
        ],
        alarms=_late(outcome),
        key=(
            text("key.map_finish_from", lang, hours=plain_hours(round(low, 1), lang)),
            text("key.map_finish_to", lang, hours=plain_hours(round(high, 1), lang)),
        ),
    )
    return draw_map(outcome, fill, lang)


def draw_missed_map(outcome: Outcome, lang: Language) -> Figure | None:
    """Draw who is not done at the deadline; None where the scenario has no boundaries."""
    expected = outcome.district_expected_persons
    missed = outcome.lateness.late_persons
    share = np.divide(missed, expected, out=np.zeros(len(expected)), where=expected > 0)
    most = float(share.max(initial=0.0)) or 1.0
    fill = Fill(
        headline=text("headline.map_missed", lang, persons=persons_short(missed.sum(), lang)),
        detail=text("detail.map", lang),
        note=text("foot.map_missed", lang),
        values=share / most,
        words=[
            text(
                "label.left",
                lang,
                persons=persons_short(float(count), lang),
                share=percent(part, lang),
            )
            for count, part in zip(missed, share.tolist(), strict=True)
        ],
        alarms=_late(outcome),
        key=(
            text("key.map_share_from", lang, share=percent(0, lang)),
            text("key.use_to", lang, share=percent(most, lang)),
        ),
    )
    return draw_map(outcome, fill, lang)


def _late(outcome: Outcome) -> list[bool]:
    return [not spare >= 0 for spare in outcome.lateness.hours_to_spare.p50.tolist()]
