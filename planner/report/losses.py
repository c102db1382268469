"""Shares that no time can reach, because too many people are lost on the way."""

from planner.outcome.clocks import needed_persons
from planner.outcome.outcome import CLOCKS, Outcome
from planner.report.catalogue import Language, text
from planner.report.numbers import percent
from planner.simulation.tally import LEDGER

NOT_SWABBED = ("never_reached", "left_queue", "turned_away")
LOSSES = {
    "sampled": NOT_SWABBED,
    "resulted": (*NOT_SWABBED, "inconclusive"),
    "closed": (*NOT_SWABBED, "inconclusive"),
}
"""Causes in the ledger for which a clock never counts a person, however long it runs."""


def is_out_of_reach(outcome: Outcome, clock: int, share: float) -> bool:
    """Tell whether the people lost in the median replication make a share impossible."""
    expected = outcome.question.expected_persons
    return expected - sum(_lost(outcome, clock).values()) < needed_persons(share, expected)


def losses_words(outcome: Outcome, clock: int, share: float, lang: Language) -> str:
    """Return the largest losses that together put a share out of reach."""
    expected = outcome.question.expected_persons
    allowed = expected - needed_persons(share, expected)
    words = []
    for cause, count in sorted(_lost(outcome, clock).items(), key=lambda item: -item[1]):
        words.append(text(f"loss.{cause}", lang, share=percent(count / expected, lang)))
        allowed -= count
        if allowed < 0:
            break
    return ("；" if lang == "zh" else ", ").join(words)


def _lost(outcome: Outcome, clock: int) -> dict[str, int]:
    by_cause = outcome.people.ledger.sum(axis=0)
    return {cause: int(by_cause[LEDGER.index(cause)]) for cause in LOSSES[CLOCKS[clock]]}
