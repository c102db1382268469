"""The names that a scenario folder may use: files, sections, keys and columns."""

from collections.abc import Iterable, Mapping
from difflib import get_close_matches
from functools import cache
from types import MappingProxyType

from pydantic import BaseModel
from pydantic.fields import FieldInfo

from planner.scenario.phrase import Phrase
from planner.scenario.scenario import City
from planner.scenario.settings import (
    Arrivals,
    Campaign,
    Courier,
    Door,
    Holidays,
    Infection,
    Laboratory,
    People,
    Recall,
    Reinforcement,
    Section,
    Sites,
    Uncertainty,
)
from planner.scenario.tables import (
    District,
    Group,
    LaboratoryRow,
    MobileLaboratory,
    MobileTeams,
    PlanFlow,
    PlanLaboratory,
    PlanStop,
    PlanTables,
    PlanTeams,
    PlanTour,
    Row,
    Site,
    Team,
    Township,
    Travel,
    VehiclePool,
)

SETTINGS_FILE = "scenario.toml"
BOUNDARIES_FILE = "boundaries.geojson"
"""May be absent; only maps need it."""

SECTIONS: Mapping[str, type[Section]] = MappingProxyType(
    {
        "city": City,
        "campaign": Campaign,
        "holidays": Holidays,
        "people": People,
        "sites": Sites,
        "door": Door,
        "courier": Courier,
        "laboratory": Laboratory,
        "recall": Recall,
        "infection": Infection,
        "uncertainty": Uncertainty,
        "reinforcement": Reinforcement,
    }
)
"""Sections of ``scenario.toml`` by the name that the file uses."""
REQUIRED_SECTIONS = ("city", "campaign")
EXTRA_SECTIONS = ("sources", "variants")

TABLES: Mapping[str, type[Row]] = MappingProxyType(
    {
        "districts": District,
        "townships": Township,
        "groups": Group,
        "laboratories": LaboratoryRow,
        "teams": Team,
        "vehicles": VehiclePool,
        "travel": Travel,
        "sites": Site,
        "mobile_teams": MobileTeams,
        "mobile_laboratories": MobileLaboratory,
        "plan_tables": PlanTables,
        "plan_teams": PlanTeams,
        "plan_laboratories": PlanLaboratory,
        "plan_flows": PlanFlow,
        "plan_stops": PlanStop,
        "plan_tours": PlanTour,
    }
)
"""CSV tables by the stem of their file's name."""
OPTIONAL_TABLES = (
    "groups",
    "travel",
    "sites",
    "mobile_teams",
    "mobile_laboratories",
    "plan_tables",
    "plan_teams",
    "plan_laboratories",
    "plan_flows",
    "plan_stops",
    "plan_tours",
)

PLAN_TABLES = tuple(name for name in TABLES if name.startswith("plan_"))
"""Tables that say who does what, and may be read from a folder of their own."""


def table_file(table: str) -> str:
    """Name of a table's file."""
    return f"{table}.csv"


def has_id(table: str) -> bool:
    """Tell whether the rows of a table have an ``id`` of their own."""
    return "id" in TABLES[table].model_fields


@cache
def known_settings() -> Mapping[str, FieldInfo]:
    """Every setting by its dotted key, such as ``people.arrivals.first_pass_hours``."""
    fields: dict[str, FieldInfo] = {}
    for section, model in SECTIONS.items():
        for name, field in model.model_fields.items():
            if field.annotation is Arrivals:
                fields |= {f"{section}.{name}.{k}": f for k, f in Arrivals.model_fields.items()}
            else:
                fields[f"{section}.{name}"] = field
    return MappingProxyType(fields)


def setting_of(key: str) -> str:
    """Return the setting that a dotted key belongs to: itself, or the table that it is inside."""
    parts = key.split(".")
    keys = (".".join(parts[:end]) for end in range(len(parts), 0, -1))
    return next((one for one in keys if one in known_settings()), key)


def required_columns(model: type[BaseModel]) -> tuple[str, ...]:
    """Names of the fields that have no default."""
    return tuple(name for name, field in model.model_fields.items() if field.is_required())


MOST_NAMED = 100
"""A longer list helps nobody."""


def suggestion(name: str, known: Iterable[str]) -> Phrase:
    """Remedy for an unknown name: the nearest known one; where none is near all, or an example."""
    choices = list(known)
    near = get_close_matches(name, choices, n=1, cutoff=0.6)
    if near:
        return Phrase("write {name!r}, the nearest known name", name=near[0])
    if len(choices) > MOST_NAMED:
        return Phrase(
            "use one of the {count:,} known names, such as {names}",
            count=len(choices),
            names=", ".join(choices[:3]),
        )
    if choices:
        return Phrase("use one of {names}", names=", ".join(choices))
    return Phrase("remove it")
