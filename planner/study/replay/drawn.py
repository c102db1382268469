"""A scenario with one draw of what is not known of it."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from pydantic import BaseModel, ValidationError

from planner.scenario.apportion import largest_remainder
from planner.scenario.distribution import (
    Constant,
    Distribution,
    Exponential,
    Lognormal,
    Triangular,
    Uniform,
)
from planner.scenario.faults import Fault, shown
from planner.scenario.names import TABLES, has_id, known_settings, suggestion
from planner.scenario.phrase import Phrase
from planner.scenario.scenario import Scenario
from planner.scenario.settings import Prior as Factor
from planner.scenario.settings import Uncertainty
from planner.study.replay.priors import Prior

DRAWN_HERE = ("service_speed", "effective_share", "courier_time", "absence", "ramp_up")
"""Factors of ``[uncertainty]`` whose parameters have a range of their own in a replay."""
_DISTRIBUTIONS = (Constant, Lognormal, Exponential, Uniform, Triangular)
_KNOWN = Factor(low=1, high=1)
_MINUTES = 60


def with_draw(scenario: Scenario, priors: Sequence[Prior], draw: Mapping[str, float]) -> Scenario:
    """Return the scenario with each prior at its drawn value; the shocks by day stay."""
    known = scenario.uncertainty.model_copy(update=dict.fromkeys(DRAWN_HERE, _KNOWN))
    changed = scenario.model_copy(update={"uncertainty": Uncertainty.model_validate(known)})
    for prior in priors:
        for key in prior.keys:
            changed = _with_value(changed, prior, key, draw[prior.name])
    return changed


def _with_value(scenario: Scenario, prior: Prior, key: str, drawn: float) -> Scenario:
    table, _, column = key.partition(".")
    if is_column(key):
        rows = getattr(scenario, table)
        return scenario.model_copy(update={table: _with_column(rows, prior, column, drawn)})
    attribute = "sites_rule" if table == "sites" else table
    section = _with_setting(getattr(scenario, attribute), column.split("."), prior, drawn)
    return scenario.model_copy(update={attribute: section})


def is_column(key: str) -> bool:
    """Tell whether a key names a column of a table with identifiers."""
    table, _, column = key.partition(".")
    return (
        key not in known_settings()
        and table in TABLES
        and has_id(table)
        and column in TABLES[table].model_fields
    )


def _with_setting(section: BaseModel, path: Sequence[str], prior: Prior, drawn: float) -> BaseModel:
    name, *rest = path
    value = getattr(section, name)
    if rest:
        changed: object = _with_setting(value, rest, prior, drawn)
    else:
        changed = _changed(value, prior, drawn)
    return type(section).model_validate({**dict(section), name: changed})


def _with_column(rows: tuple[Any, ...], prior: Prior, column: str, drawn: float) -> tuple[Any, ...]:
    """Change a column; counts are scaled together, so that small ones add up too."""
    own = [row for row in rows if not prior.rows or row.id in prior.rows]
    values = [getattr(row, column) for row in own]
    if prior.how == "times" and all(isinstance(value, int) for value in values) and any(values):
        new: list[object] = [*largest_remainder(round(sum(values) * drawn), values).tolist()]
    else:
        new = [None if value is None else _changed(value, prior, drawn) for value in values]
    by_id = {row.id: value for row, value in zip(own, new, strict=True)}
    return tuple(
        row.model_copy(update={column: by_id[row.id]}) if row.id in by_id else row for row in rows
    )


def _changed(value: object, prior: Prior, drawn: float) -> object:
    if isinstance(value, str):  # a clock time
        minutes = round(drawn * _MINUTES)
        return f"{minutes // _MINUTES:02d}:{minutes % _MINUTES:02d}"
    if isinstance(value, _DISTRIBUTIONS):
        return _scaled(value, drawn if prior.how == "times" else drawn / _mean(value))
    if isinstance(value, int | float) and prior.how == "times":
        return value * drawn
    return drawn


def _mean(value: Distribution) -> float:
    return value.mean or 1.0


def _scaled(value: Distribution, factor: float) -> Distribution:
    """Return a distribution whose values are all so many times as large."""
    sizes: dict[str, float] = {
        name: getattr(value, name) * factor
        for name in ("value", "mean", "low", "mode", "high")
        if name in type(value).model_fields
    }
    return value.model_copy(update=sizes)


def prior_faults(scenario: Scenario, priors: Sequence[Prior], file: str) -> Iterator[Fault]:
    """Find priors that name nothing of the scenario, or values that it cannot have."""
    for number, prior in enumerate(priors, start=1):
        where = f"prior[{number}]"
        unknown = [key for key in prior.keys if key not in known_settings() and not is_column(key)]
        for key in unknown:
            rule = Phrase("a setting, or a column by table and column")
            yield Fault(file, f"{where}.keys", shown(key), rule, suggestion(key, known_settings()))
        tables = [key.partition(".")[0] for key in prior.keys if is_column(key)]
        ids = {row.id for table in tables for row in getattr(scenario, table)}
        for name in prior.rows:
            if name not in ids:
                rule = Phrase("an id in {file}", file=", ".join(f"{one}.csv" for one in tables))
                remedy = suggestion(name, sorted(ids))
                yield Fault(file, f"{where}.rows", shown(name), rule, remedy)
        if not unknown:
            yield from _ends_are_possible(scenario, prior, file, where)


def _ends_are_possible(scenario: Scenario, prior: Prior, file: str, where: str) -> Iterator[Fault]:
    for end, value in (("low", prior.low), ("high", prior.high)):
        try:
            with_draw(scenario, [prior], {prior.name: value})
        except (ValidationError, TypeError):
            rule = Phrase(
                "every value of the range is one that {keys} can have", keys=", ".join(prior.keys)
            )
            yield Fault(
                file, f"{where}.{end}", shown(value), rule, Phrase("narrow or mend the range")
            )
