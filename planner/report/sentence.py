"""The answer in one sentence, and the findings that head the figures."""

import math

import numpy as np

from planner.outcome.looks import next_look
from planner.outcome.outcome import CLOCKS, Outcome
from planner.report.catalogue import Language, text
from planner.report.names import binding_place, capitalised, city_name, place_names, resource_name
from planner.report.numbers import (
    clock_moment,
    hours,
    percent,
    persons_short,
    plain_hours,
)


def verdict_sentence(outcome: Outcome, lang: Language) -> str:
    """Return the answer: how probable, when half-way, what binds, and whether that decides.

    Parameters
    ----------
    outcome
        What came out.
    lang
        The language.
    """
    parts = [answer(outcome, lang), binding_clause(outcome, lang), undecided_clause(outcome, lang)]
    return ("" if lang == "zh" else " ").join(part for part in parts if part)


def answer(outcome: Outcome, lang: Language) -> str:
    """Return who, by when, with what probability, and the half-way case."""
    question, verdict = outcome.question, outcome.verdict
    city = city_name(question, lang)
    if question.expected_persons == 0:
        return text("sentence.nobody", lang, city=city)
    low, high = verdict.interval
    return text(
        "sentence.answer",
        lang,
        city=city,
        population=persons_short(question.population_persons, lang),
        done=text(f"done.{question.verdict_clock}", lang),
        target=plain_hours(question.target_hours, lang),
        probability=percent(verdict.probability, lang),
        low=percent(low, lang).rstrip("% "),
        high=percent(high, lang),
        half_way=half_way_clause(outcome, lang),
    )


def half_way_clause(outcome: Outcome, lang: Language) -> str:
    """Return when the median replication is done, or how far it ever gets."""
    question = outcome.question
    clock = CLOCKS.index(question.verdict_clock)
    finished = half_way_hours(outcome)
    if math.isfinite(finished):
        return text(
            "sentence.half_way",
            lang,
            hours=hours(finished, lang),
            when=clock_moment(question, finished, lang),
        )
    return text(
        "sentence.half_way_never",
        lang,
        required=percent(question.required_share, lang),
        share=percent(outcome.people.at_end[clock] / question.expected_persons, lang),
    )


def half_way_hours(outcome: Outcome) -> float:
    """Return the median of the verdict clock at the required share; NaN if never reached."""
    clock = CLOCKS.index(outcome.question.verdict_clock)
    return float(outcome.clocks.city.p50[clock, 0])


def binding_clause(outcome: Outcome, lang: Language) -> str:
    """Return what holds the campaign back, from when to when and where most."""
    main = outcome.binding.main
    if outcome.question.expected_persons == 0:
        return ""
    if main is None:
        return text("sentence.nothing_binds", lang)
    return text(
        "sentence.binds",
        lang,
        resource=capitalised(resource_name(main.resource, lang)),
        from_hour=main.from_hour,
        to_hour=main.to_hour,
        place=binding_place(outcome, main, lang),
    )


def binding_headline(outcome: Outcome, lang: Language) -> str:
    """Return what binds, as a heading."""
    return binding_clause(outcome, lang).rstrip(".。")


def undecided_clause(outcome: Outcome, lang: Language) -> str:
    """Return what it takes to decide; empty where the verdict is yes or no."""
    verdict = outcome.verdict
    if verdict.meets_target is not None or outcome.question.expected_persons == 0:
        return ""
    look = next_look(verdict.replications)
    return text(
        "sentence.undecided" if look else "sentence.undecided_at_last_look",
        lang,
        required=percent(outcome.question.required_probability, lang),
        replications=verdict.replications,
        more=look.replications if look else 0,
    )


def verdict_word(outcome: Outcome, lang: Language) -> str:
    """Return yes, no or undecided as the verdict puts it."""
    word = {True: "yes", False: "no", None: "undecided"}[outcome.verdict.meets_target]
    return text(f"verdict.{word}", lang)


def finish_headline(outcome: Outcome, lang: Language) -> str:
    """Return how the half-way case stands against the deadline."""
    question = outcome.question
    clock = CLOCKS.index(question.verdict_clock)
    city = city_name(question, lang)
    spare = question.target_hours - half_way_hours(outcome)
    if math.isfinite(spare):
        key = "headline.in_time" if spare >= 0 else "headline.late"
        return text(key, lang, city=city, hours=hours(abs(spare), lang))
    share = outcome.people.at_deadline[clock] / question.expected_persons
    return text("headline.never", lang, city=city, share=percent(share, lang))


def district_headline(outcome: Outcome, lang: Language) -> str:
    """Return how many districts are late, and the worst or the tightest of them."""
    spare = outcome.lateness.hours_to_spare.p50
    names = place_names(outcome.districts, lang)
    order = lateness_order(outcome)
    late = sum(1 for index in order if not spare[index] >= 0)
    worst = order[0]
    if late == 0:
        key = "headline.districts_in_time"
    elif math.isfinite(spare[worst]):
        key = "headline.districts_late"
    else:
        key = "headline.districts_never"
    return text(
        key,
        lang,
        late=late,
        count=len(order),
        name=names[worst],
        hours=hours(abs(spare[worst]), lang),
    )


def lateness_order(outcome: Outcome) -> list[int]:
    """Return the districts with people to test by lateness.

    Those that never finish come first; among equals those with most people left.
    """
    spare = outcome.lateness.hours_to_spare.p50
    left = outcome.lateness.late_persons
    key = [(value if math.isfinite(value) else -math.inf) for value in spare]
    districts = (int(index) for index in np.flatnonzero(outcome.district_expected_persons))
    return sorted(districts, key=lambda index: (key[index], -left[index]))


def spare_words(value_hours: float, lang: Language) -> str:
    """Return how a finish stands against the deadline: to spare, short, or never."""
    if not math.isfinite(value_hours):
        return text("label.never", lang)
    key = "label.spare" if value_hours >= 0 else "label.short"
    return text(key, lang, hours=hours(abs(value_hours), lang))


def backlog_words(value_hours: float, lang: Language) -> str:
    """Return backlog hours, or that the laboratory stands still or that there is none."""
    if math.isinf(value_hours):
        return text("label.standstill", lang)
    return (
        hours(value_hours, lang)
        if math.isfinite(value_hours)
        else text("label.no_laboratory", lang)
    )
