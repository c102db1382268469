"""What a sensitivity study says, in words."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from planner.outcome.outcome import CLOCKS
from planner.report.catalogue import Language, text
from planner.report.numbers import hours_number, percent
from planner.report.source_words import as_key
from planner.study.sensitivity.effects import PROBABILITY, RESULTS
from planner.study.sensitivity.parameters import PERCENT, Parameter
from planner.study.sensitivity.study import NEGLIGIBLE_HOURS, Effect, Study

NAMED = 3
"""Parameters that a sentence names; the others are counted."""
COLUMNS = ("value_range", "sampled_change", "resulted_change", "closed_change",
           "probability_change", "mu_star")  # fmt: skip
"""Of the table of values: what :func:`value_cells` returns."""


@dataclass(frozen=True)
class Group:
    """Assumed or published values."""

    key: str
    title: str
    shown: tuple[Effect, ...]
    """Those that matter."""
    idle: str
    """Names those that do not; empty where all matter."""


def parameter_name(of: Parameter, lang: Language) -> str:
    """Return what a parameter is called."""
    return of.zh if lang == "zh" else of.en


def range_words(of: Parameter, lang: Language) -> str:
    """Return a parameter's range with its unit."""
    low, high = of.ends
    if of.unit == PERCENT:
        return f"{low.removesuffix(PERCENT).strip()}–{high}"
    unit = text(f"unit.{as_key(of.unit)}", lang) if of.unit else ""
    return f"{low}–{high} {unit}".strip()


def change_words(value: float, result: int, lang: Language) -> str:
    """Return a change of a result with its sign; probabilities in points of per cent."""
    if RESULTS[result] == PROBABILITY:
        return f"{100 * value:+.0f}" if round(100 * value) else "0"
    return f"{value:+.1f}" if abs(value) >= 0.05 else "0"


def groups(study: Study, lang: Language) -> tuple[Group, Group]:
    """Return assumed values, then published ones."""
    stated = tuple(one for one in study.effects if not one.parameter.assumed)
    return _group("assumed", study.assumed, study, lang), _group("stated", stated, study, lang)


def value_cells(study: Study, one: Effect, lang: Language) -> tuple[str, ...]:
    """Return a line of the table of values."""
    name, of = parameter_name(one.parameter, lang), range_words(one.parameter, lang)
    changes = (change_words(one.ends.change(at), at, lang) for at in range(len(RESULTS)))
    return (
        text("sensitivity.value", lang, name=name, range=of),
        *changes,
        hours_number(float(one.mu_star[study.clock])),
    )


def given_words(study: Study, lang: Language) -> str:
    """Say what comes out as the scenario is given."""
    hours = " / ".join(hours_number(float(value)) for value in study.base[:-1])
    probability = percent(float(study.base[-1]), lang)
    return text("sensitivity.as_given", lang, hours=hours, probability=probability)


def how_words(study: Study, lang: Language) -> str:
    """Say how the numbers are to be read."""
    return text("sensitivity.how", lang, clock=clock_words(study, lang))


def answer_sentence(study: Study, lang: Language) -> str:
    """Say which assumed values decide the verdict, and how many do not matter."""
    deciding = [one for one in study.assumed if study.decides(one)]
    if deciding:
        words = text("sensitivity.decide", lang, parameters=_moves(study, deciding, lang))
    else:
        words = _no_decision(study, lang)
    idle = [one for one in study.assumed if not study.matters(one)]
    names = _named([parameter_name(one.parameter, lang) for one in idle], lang)
    if not idle:
        return words
    return words + text(
        "sensitivity.idle",
        lang,
        count=len(idle),
        of=len(study.assumed),
        names=names,
        minutes=f"{60 * NEGLIGIBLE_HOURS:.0f}",
    )


def figure_headline(study: Study, lang: Language) -> str:
    """Say which values move the probability most."""
    probability = RESULTS.index(PROBABILITY)
    moving = [one for one in study.effects if study.span(one, probability) > 0]
    moving.sort(key=lambda one: -study.span(one, probability))
    city = scenario_city(study, lang)
    if not moving:
        base = percent(float(study.base[probability]), lang)
        return text("headline.tornado_steady", lang, city=city, base=base)
    names = [parameter_name(one.parameter, lang) for one in moving[:NAMED]]
    return text("headline.tornado", lang, city=city, names=_named(names, lang))


def scenario_city(study: Study, lang: Language) -> str:
    """Return the city's name, with the variants where there are any."""
    city = study.scenario.city
    name = city.city_zh if lang == "zh" else city.city_en
    variants = " + ".join(variant.name for variant in study.scenario.variants_applied)
    return text("name.with_variants", lang, city=name, variants=variants) if variants else name


def notes(study: Study, lang: Language) -> list[str]:
    """Say what a reader of the numbers has to know."""
    said = [never_words(study, lang)] if study.never else []
    if study.left_out:
        said.append(text("sensitivity.left_out", lang, count=len(study.left_out)))
    return said


def never_words(study: Study, lang: Language) -> str:
    """Say how many clocks count as the horizon; empty where all were reached."""
    horizon = f"{study.scenario.campaign.horizon_hours:g}"
    count = f"{study.never:,}"
    return text("sensitivity.never", lang, count=count, horizon=horizon) if study.never else ""


def clock_words(study: Study, lang: Language) -> str:
    """Return the name of the verdict's clock."""
    return text(f"clock.{CLOCKS[study.clock]}", lang)


def _group(key: str, effects: tuple[Effect, ...], study: Study, lang: Language) -> Group:
    shown = tuple(one for one in effects if study.matters(one))
    names = text("sensitivity.joint", lang).join(
        parameter_name(one.parameter, lang) for one in effects if not study.matters(one)
    )
    idle = text("sensitivity.without", lang, names=names) if names else ""
    return Group(key, text(f"sensitivity.{key}", lang), shown, idle)


def _no_decision(study: Study, lang: Language) -> str:
    """Say what the probability is where no assumed value decides, and what moves it."""
    probability = RESULTS.index(PROBABILITY)
    moving = [one for one in study.assumed if study.span(one, probability) > 0]
    moving.sort(key=lambda one: -study.span(one, probability))
    base = percent(float(study.base[probability]), lang)
    asked = percent(study.scenario.campaign.required_probability, lang)
    if not moving:
        return text("sensitivity.steady", lang, base=base, asked=asked)
    parameters = _moves(study, moving, lang)
    return text("sensitivity.move", lang, base=base, asked=asked, parameters=parameters)


def _moves(study: Study, effects: Iterable[Effect], lang: Language) -> str:
    words = []
    for one in effects:
        low, high = study.probabilities(one)
        words.append(
            text(
                "sensitivity.moves",
                lang,
                name=parameter_name(one.parameter, lang),
                range=range_words(one.parameter, lang),
                low=percent(low, lang),
                high=percent(high, lang),
            )
        )
    return _named(words, lang)


def _named(words: Sequence[str], lang: Language) -> str:
    """Join the first names and count the others."""
    joined = text("sensitivity.joint", lang).join(words[:NAMED])
    if len(words) <= NAMED:
        return joined
    return text("sensitivity.and_more", lang, names=joined, count=len(words) - NAMED)
