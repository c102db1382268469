"""A least reinforcement in words: what is added, what it would gain, what is to spare."""

from collections import Counter, defaultdict
from collections.abc import Iterator

from planner.allocation.reinforcement import Addition, FrontierPoint, Gain, Reinforcement
from planner.outcome.looks import INTERVAL_ERROR, lower_bound, upper_bound
from planner.report.catalogue import Language, text
from planner.report.names import city_name
from planner.report.numbers import moment, percent, plain_hours, significant
from planner.report.order_words import Names, as_key

INDENT = "  "
EXACT_FROM = 100
"""Weights from here on are written as whole numbers."""


def added_words(resource: str, count: int, lang: Language) -> str:
    """Return a number of some resource."""
    if count == 1:
        return text(f"added_one.{as_key(resource)}", lang)
    return text(f"added.{as_key(resource)}", lang, count=f"{count:,}")


def answer_words(found: Reinforcement, lang: Language) -> str:
    """Return the answer in one sentence."""
    question = found.outcome.question
    if question.expected_persons == 0:
        return text("sentence.nobody", lang, city=city_name(question, lang))
    if found.additions:
        key = "reinforcement.met" if found.confirmed else "reinforcement.open"
    else:
        key = "reinforcement.nothing" if found.confirmed else "reinforcement.never"
    return text(
        key,
        lang,
        city=city_name(question, lang),
        target=plain_hours(question.target_hours, lang),
        confidence=percent(found.confidence, lang),
        additions=_additions_words(found, lang),
    )


def _additions_words(found: Reinforcement, lang: Language) -> str:
    counts: Counter[str] = Counter()
    for one in found.additions:
        counts[one.resource] += one.count
    return joined([added_words(name, count, lang) for name, count in counts.items()], lang)


def joined(words: list[str], lang: Language) -> str:
    """Return a list in one phrase."""
    if len(words) <= 1:
        return "".join(words)
    first = ("、" if lang == "zh" else ", ").join(words[:-1])
    return text("reinforcement.join", lang, first=first, last=words[-1])


def gain_words(gain: Gain, names: Names, lang: Language) -> str:
    """Return what a gain comes of, and where."""
    what = added_words(gain.resource, gain.count, lang)
    return text("reinforcement.at", lang, what=what, place=names[gain.place])


def spare_words(found: Reinforcement, lang: Language) -> str:
    """Return what the scenario could do without."""
    parts = [
        text(
            "reinforcement.spare_of",
            lang,
            resource=added_words(one.resource, one.count, lang),
            all=f"{one.of:,}",
        )
        for one in found.spare
        if one.count
    ]
    if not parts:
        return text("reinforcement.nothing_spare", lang)
    return text("reinforcement.spare", lang, spare=joined(parts, lang))


def weight_words(weight: float) -> str:
    """Write a weight: whole where it is large."""
    return f"{weight:,.0f}" if weight >= EXACT_FROM else significant(weight)


def point_interval(point: FrontierPoint) -> tuple[float, float]:
    """Return the exact two-sided 95 % interval of a point's probability."""
    counts = point.successes, point.replications
    return lower_bound(*counts, INTERVAL_ERROR), upper_bound(*counts, INTERVAL_ERROR)


def times_words(point: FrontierPoint, lang: Language) -> str:
    """Return in how many draws a point's additions suffice."""
    return text(
        "reinforcement.times", lang, successes=point.successes, replications=point.replications
    )


def weight_sentence(found: Reinforcement, lang: Language) -> str:
    """Return what the additions weigh, the bound, and until when they can be asked for."""
    parts = [text("reinforcement.weight", lang, weight=weight_words(found.weight))]
    if found.bound > 0:
        parts.append(text("reinforcement.bound", lang, bound=weight_words(found.bound)))
    if found.confirmed and found.meets_until_hour > 0:
        when = moment(found.outcome.question, found.meets_until_hour, lang)
        parts.append(text("reinforcement.until", lang, when=when))
    elif found.confirmed:
        parts.append(text("reinforcement.at_once", lang))
    return ("" if lang == "zh" else " ").join(parts)


def addition_rows(
    found: Reinforcement, names: Names, lang: Language
) -> Iterator[tuple[str, str, str, str]]:
    """Yield what is added, how many, their weight and when to ask at the latest.

    Each resource is followed by its places, which begin with ``INDENT``; the earliest hour counts.
    """
    by_resource: defaultdict[str, defaultdict[str, list[Addition]]]
    by_resource = defaultdict(lambda: defaultdict(list))
    for one in found.additions:
        by_resource[one.resource][one.place].append(one)

    def row(name: str, count: str, rows: list[Addition]) -> tuple[str, str, str, str]:
        hour = min(one.helps_until_hour for one in rows)
        weight = weight_words(sum(one.weight for one in rows))
        return name, count, weight, moment(found.outcome.question, hour, lang)

    for resource, places in by_resource.items():
        every = [one for rows in places.values() for one in rows]
        yield row(added_words(resource, _count(every), lang), "", every)
        for place, rows in places.items():
            yield row(INDENT + names[place], f"{_count(rows):,}", rows)


def _count(rows: list[Addition]) -> int:
    return sum(one.count for one in rows)
