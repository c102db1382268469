"""Names of cities, places, stages and resources in each language."""

from planner.outcome.outcome import BindingRange, Outcome, Places, Question
from planner.report.catalogue import Language, text
from planner.simulation.layout import SITE_STAGES


def city_name(question: Question, lang: Language) -> str:
    """Return the city's name, with the variants where there are any."""
    city = question.city_zh if lang == "zh" else question.city_en
    if not question.variants:
        return city
    names = " + ".join(variant.name for variant in question.variants)
    return text("name.with_variants", lang, city=city, variants=names)


def place_names(places: Places, lang: Language) -> tuple[str, ...]:
    """Return the places' names in order; the identifier where a name is blank."""
    names = places.names_zh if lang == "zh" else places.names_en
    return tuple(name or identifier for name, identifier in zip(names, places.ids, strict=True))


def binding_place(outcome: Outcome, binding: BindingRange, lang: Language) -> str:
    """Return the name of the district or laboratory that binds, empty where there is none."""
    if binding.place is None:
        return ""
    at_site = binding.resource in SITE_STAGES
    places = outcome.districts if at_site else outcome.laboratories
    return place_names(places, lang)[places.ids.index(binding.place)]


def resource_name(resource: str, lang: Language) -> str:
    """Return the words for a stage, for slack demand or for closed sites."""
    return text(f"resource.{resource}", lang)


def capitalised(string: str) -> str:
    """Start a text with a capital and leave the rest alone."""
    return string[:1].upper() + string[1:]
