"""Orders and shortages in words: who does what, from where to where, when and why."""

import math
import re
from collections.abc import Callable, Mapping, Sequence

from planner.allocation.answer import Shortage
from planner.allocation.orders import Order
from planner.outcome.outcome import Question
from planner.report.catalogue import Language, entries, text
from planner.report.numbers import moment, percent, persons
from planner.report.sentence import backlog_words
from planner.scenario.generate import door_site_id
from planner.scenario.scenario import Scenario
from planner.scenario.tables import (
    District,
    LaboratoryRow,
    MobileLaboratory,
    MobileTeams,
    Township,
)

COLUMNS = (
    "number",
    "to_whom",
    "what",
    "how_many",
    "from",
    "to",
    "leave",
    "arrive",
    "until",
    "why",
)
"""Of a table of orders, as the answer in JSON names them."""
NONE = "–"
ASK_BY = "ask_by_hour"
WHOLE_CITY = "city"
"""Place of a shortage that no district has for itself."""

Named = MobileTeams | LaboratoryRow | MobileLaboratory | District
Names = Mapping[str, str]
"""Words for every pool of teams, laboratory and place of a scenario, by identifier."""


def scenario_names(scenario: Scenario, lang: Language) -> Names:
    """Return the names in one language; townships with their district, sites by identifier."""

    def name(row: Named | Township) -> str:
        return (row.name_zh if lang == "zh" else row.name_en) or row.id

    rows: tuple[Named, ...] = (
        *scenario.mobile_teams,
        *scenario.laboratories,
        *scenario.mobile_laboratories,
        *scenario.districts,
    )
    names = {row.id: name(row) for row in rows}
    for row in scenario.townships:
        district = names[row.district]
        names[row.id] = f"{district}{name(row)}" if lang == "zh" else f"{name(row)}, {district}"
    own = (*(site.id for site in scenario.sites), *(door_site_id(t.id) for t in scenario.townships))
    return {name: name for name in own} | names


def known_words(group: str, name: str, lang: Language) -> str:
    """Return the words for a name that a solver or rule gives; the name where there are none."""
    key = f"{group}.{as_key(name)}"
    return text(key, lang) if key in entries() else name


def as_key(name: str) -> str:
    """Return a name as a key of the catalogue."""
    return re.sub(r"[^a-z0-9]+", "_", name.lower())


def order_rows(
    orders: Sequence[Order], scenario: Scenario, question: Question, lang: Language
) -> list[tuple[str, ...]]:
    """Return a table of orders in words, its head first."""
    names = scenario_names(scenario, lang)
    origins = _origins(scenario, lang)
    rows = [
        (
            str(order.number),
            _to_whom(order, names, lang),
            text(f"what.{order.what}", lang),
            _how_many(order, lang),
            _from(order, names, origins, lang),
            names[order.to_place],
            *(_when(hour, question, lang) for hour in _hours(order)),
            why_words(order, question, lang),
        )
        for order in orders
    ]
    return [COLUMNS, *rows]


def order_sentence(
    order: Order, scenario: Scenario, names: Names, question: Question, lang: Language
) -> str:
    """Return an order as one sentence."""
    leave, arrive, until = (_when(hour, question, lang) for hour in _hours(order))
    first = order.what in ("tubes", "tour") and order.from_place is None
    strengthens = order.why.code == "strengthens"
    return text(
        f"order.{'strengthening' if strengthens else order.what}{'_first' if first else ''}",
        lang,
        number=order.number,
        what=text(f"what.{order.what}", lang),
        to_whom=_to_whom(order, names, lang),
        how_many=_how_many(order, lang),
        from_place=_from(order, names, _origins(scenario, lang), lang),
        to_place=names[order.to_place],
        leave=leave,
        arrive=arrive,
        until=until,
        why=why_words(order, question, lang),
    )


def why_words(order: Order, question: Question, lang: Language) -> str:
    """Return why an order is given."""
    figures, places = order.why.figures, {"places": ", ".join(order.why.places)}
    words: dict[str, Callable[[float], str]] = {
        "tables": lambda value: persons(value, lang),
        "tubes_per_day": lambda value: persons(value, lang),
        "ready_hour": lambda value: moment(question, value, lang),
        "backlog_before_hours": lambda value: backlog_words(value, lang),
        "backlog_after_hours": lambda value: backlog_words(value, lang),
        "persons": lambda value: persons(value, lang),
        "minutes": lambda value: persons(value, lang),
        ASK_BY: lambda value: moment(question, value, lang),
    }
    written = {name: words[name](value) for name, value in figures.items()}
    why = text(f"why.{order.why.code}", lang, **written, **(places if order.why.places else {}))
    return text("order.ask_by", lang, why=why, when=written[ASK_BY]) if ASK_BY in figures else why


def shortage_words(shortage: Shortage, names: Names, lang: Language) -> str:
    """Return what is missing where and when; a part of a table is one more."""
    whole_city = text("label.whole_city", lang)
    place = whole_city if shortage.place == WHOLE_CITY else names[shortage.place]
    return text(
        "shortage.words",
        lang,
        count=persons(math.ceil(shortage.count - 1e-6), lang),
        resource=known_words("short_of", shortage.resource, lang),
        place=place,
        from_hour=f"{shortage.from_hour:.0f}",
        to_hour=f"{shortage.to_hour:.0f}",
    )


def _origins(scenario: Scenario, lang: Language) -> Names:
    rows: tuple[MobileTeams | MobileLaboratory, ...] = (
        *scenario.mobile_teams,
        *scenario.mobile_laboratories,
    )
    return {row.id: text(f"origin.{row.origin}", lang) for row in rows}


def _to_whom(order: Order, names: Names, lang: Language) -> str:
    if order.what == "tour":
        return text("order.touring_team", lang, team=order.to_whom)
    name = names[order.to_whom]
    return text("order.couriers", lang, place=name) if order.what in ("tubes", "run") else name


def _how_many(order: Order, lang: Language) -> str:
    return percent(order.how_many, lang) if order.what == "tubes" else f"{order.how_many:g}"


def _from(order: Order, names: Names, origins: Names, lang: Language) -> str:
    if order.from_place is not None:
        return names[order.from_place]
    if order.why.code == "strengthens":
        return text("origin.anywhere", lang)
    return NONE if order.what in ("tubes", "tour") else origins[order.to_whom]


def _hours(order: Order) -> tuple[float, float, float]:
    return order.leave_hour, order.arrive_hour, order.until_hour


def _when(hour: float, question: Question, lang: Language) -> str:
    return moment(question, hour, lang) if math.isfinite(hour) else text("order.end", lang)
