"""Values of a scenario as a person reads them, and their units, which their names carry."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from pydantic import BaseModel

from planner.scenario.distribution import Constant, Exponential, Lognormal, Triangular, Uniform

NOTHING = "–"
_UNITS = {
    "hours": "h",
    "minutes": "min",
    "seconds": "s",
    "hour": "h",
    "km": "km",
    "degrees": "°",
    "copies": "copies/mL",
    "persons": "persons",
    "tubes": "tubes",
    "wells": "wells",
}


def unit_of(name: str) -> str:
    """Return the unit that the name of a setting or column carries; empty where it has none.

    Examples
    --------
    >>> unit_of("people.arrivals.slot_minutes"), unit_of("courier.speed_km_per_hour")
    ('min', 'km per hour')
    """
    quantity, per, other = name.rpartition(".")[2].partition("_per_")
    unit = _UNITS.get(quantity.rpartition("_")[2], "")
    return f"{unit} per {other.replace('_', ' ')}".strip() if per else unit


def written(value: Any) -> str:
    """Write a value on one line."""
    match value:
        case None | "":
            return NOTHING
        case datetime():
            return value.isoformat(" ", "minutes")
        case date():
            return value.isoformat()
        case bool() | str():
            return str(value)
        case int() | float():
            return f"{value:,.10g}"
        case BaseModel():
            return written(value.model_dump())
        case Mapping():
            kind = [str(value["kind"])] if "kind" in value else []
            pairs = [f"{name} {written(one)}" for name, one in value.items() if name != "kind"]
            return ", ".join(kind + pairs) or NOTHING
        case tuple() | list():
            return " ".join(map(written, value)) or NOTHING
    return str(value)


def with_unit(value: Any, name: str) -> str:
    """Write a value with the unit of its name; a distribution's cv has none."""
    unit = unit_of(name)
    if isinstance(value, Constant):
        return with_unit(value.value, name)
    if isinstance(value, Lognormal | Exponential | Uniform | Triangular):
        parameters = value.model_dump(exclude={"kind"}).items()
        parts = [
            f"{key} {written(one)}{'' if key == 'cv' else f' {unit}'}" for key, one in parameters
        ]
        return ", ".join([value.kind, *parts])
    text = written(value)
    return f"{text} {unit}" if unit and text[-1].isdigit() else text


def as_data(value: Any) -> Any:
    """Return a value as plain JSON data."""
    match value:
        case date():
            return value.isoformat()
        case BaseModel():
            return value.model_dump(mode="json")
        case tuple() | list():
            return [as_data(one) for one in value]
        case Mapping():
            return {name: as_data(one) for name, one in value.items()}
    return value
