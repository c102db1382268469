"""Turn raw sections and rows into models, and pydantic's errors into faults in plain words."""

from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any, TypeVar

from pydantic import BaseModel, TypeAdapter, ValidationError
from pydantic_core import ErrorDetails

from planner.scenario.distribution import Constant, Exponential, Lognormal, Triangular, Uniform
from planner.scenario.faults import Fault, shown
from planner.scenario.names import SETTINGS_FILE, suggestion
from planner.scenario.phrase import Phrase, inside
from planner.scenario.read import RawRow
from planner.scenario.settings import ClockTime
from planner.scenario.tables import Identifier

ModelT = TypeVar("ModelT", bound=BaseModel)

_KINDS: dict[str, type[BaseModel]] = {
    "constant": Constant,
    "lognormal": Lognormal,
    "exponential": Exponential,
    "uniform": Uniform,
    "triangular": Triangular,
}
_DISTRIBUTION = "a number, or a table with kind (" + ", ".join(_KINDS) + ") and its parameters"

OTHER = "a value that is allowed here ({message})"
RULES = {
    "greater_than": "a number greater than {gt}",
    "greater_than_equal": "a number of at least {ge}",
    "less_than": "a number less than {lt}",
    "less_than_equal": "a number of at most {le}",
    "finite_number": "a finite number",
    "float_parsing": "a number",
    "float_type": "a number",
    "int_parsing": "a whole number",
    "int_parsing_size": "a whole number",
    "int_type": "a whole number",
    "int_from_float": "a whole number",
    "string_type": "a text in quotes",
    "literal_error": "one of {expected}",
    "tuple_type": "a list",
    "dict_type": "a table of keys",
    "model_type": "a table of keys",
    "model_attributes_type": _DISTRIBUTION,
    "union_tag_not_found": _DISTRIBUTION,
    "union_tag_invalid": _DISTRIBUTION,
    "too_short": "a list of at least {min_length}",
    "too_long": "a list of at most {max_length}",
}


def section(
    name: str,
    model: type[ModelT],
    raw: Mapping[str, Any],
    faults: list[Fault],
    file: str = SETTINGS_FILE,
) -> ModelT | None:
    """Return one section of a TOML file, or None after adding its faults."""
    try:
        return model.model_validate(raw)
    except ValidationError as error:
        for detail in error.errors(include_url=False):
            key = _dotted(name, detail["loc"])
            value, rule, remedy = _explain(detail, model)
            faults.append(Fault(file, key.lstrip("."), value, rule, remedy))
        return None


def row(
    model: type[ModelT], raw: RawRow, lacking: frozenset[str], faults: list[Fault]
) -> ModelT | None:
    """Return one row, or None after adding its faults.

    Columns in ``lacking`` were reported for the whole table and are not reported again.
    """
    try:
        return model.model_validate(raw.cells)
    except ValidationError as error:
        for detail in error.errors(include_url=False):
            column = str(detail["loc"][0])
            if detail["type"] == "missing" and column in lacking:
                continue
            value, rule, remedy = _explain(detail, model)
            where = inside(raw.where, column)
            faults.append(Fault(raw.file, where, value, rule, remedy))
        return None


def _dotted(name: str, location: tuple[int | str, ...]) -> str:
    """Write a location as the file does: without the tags of a distribution's kind."""
    key = name
    parts = iter(location)
    for part in parts:
        if part == "constant":
            next(parts, None)
        elif isinstance(part, int):
            key += f"[{part}]"
        elif part not in _KINDS and part != "[key]":
            key += f".{part}"
    return key


def _explain(detail: ErrorDetails, model: type[BaseModel]) -> tuple[str, Phrase, Phrase]:
    """Return the value, the rule and the remedy of one of pydantic's errors."""
    kind = detail["type"]
    value = shown(detail["input"])
    if kind == "missing":
        name = str(detail["loc"][-1])
        return (
            "",
            Phrase("{name!r} is required", name=name),
            Phrase("write {name!r}", name=name),
        )
    if kind == "extra_forbidden":
        *path, last = detail["loc"]
        rule = Phrase("no such name as {key!r}", key=last)
        return value, rule, suggestion(str(last), _names(model, path))
    if kind == "value_error":
        refusal = detail["ctx"]["error"].args[0].values
        return value, refusal["rule"], refusal["remedy"]
    context = {name: _plain(bound) for name, bound in detail.get("ctx", {}).items()}
    if kind == "string_pattern_mismatch":
        form = Phrase("a text of the form {pattern}", pattern=context["pattern"])
        rule = _pattern_rules().get(context["pattern"], form)
    elif kind.startswith("datetime"):
        rule = Phrase("a local date and time such as 2021-01-08T08:00:00")
    elif kind.startswith("date"):
        rule = Phrase("a date such as 2021-02-12")
    else:
        rule = Phrase(RULES.get(kind, OTHER), **context | {"message": detail["msg"]})
    return value, rule, Phrase("write {rule}", rule=rule)


def _plain(bound: object) -> str:
    """Write a bound without a decimal point that says nothing, and choices as a list."""
    return f"{bound:,.15g}" if isinstance(bound, int | float) else str(bound).replace(" or ", ", ")


def _names(model: type[BaseModel], path: list[int | str]) -> Iterator[str]:
    """Names that are known at a place inside a model."""
    current: Any = model
    for part in path:
        if part in _KINDS:
            current = _KINDS[str(part)]
        elif isinstance(part, str) and part in current.model_fields:
            current = current.model_fields[part].annotation
    yield from getattr(current, "model_fields", {})


@cache
def _pattern_rules() -> Mapping[str, Phrase]:
    """Patterns of texts in plain words."""
    return {
        _pattern(ClockTime): Phrase("a clock time such as 06:30, 24:00 at most"),
        _pattern(Identifier): Phrase("1 to 64 letters, digits or any of _ - . : without blanks"),
    }


def _pattern(text: Any) -> str:
    return str(TypeAdapter(text).json_schema()["pattern"])
