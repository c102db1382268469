"""What a sweep varies: values of a setting or a cell, or named overrides.

A level of an axis is a variant like those of ``scenario.toml``, so that every rule of variants
holds: two axes that set the same value are refused, and the checks of the scenario are the same.
"""

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal
from typing import Annotated, Any, Self

from pydantic import Field, StrictBool, StrictFloat, StrictInt, StrictStr, model_validator

from planner.scenario.phrase import Phrase, refusal
from planner.scenario.settings import Section

Value = StrictBool | StrictInt | StrictFloat | StrictStr | datetime
"""What a setting or a cell can be given; the label of an option is a text."""
Overrides = Mapping[str, Any]
"""What a variant of ``scenario.toml`` may hold."""
MOST_LEVELS = 1_000_000


class Range(Section):
    """Numbers between two ends; whole numbers where both ends (and the step) are whole."""

    start: Annotated[StrictInt | StrictFloat, Field(alias="from")]
    to: StrictInt | StrictFloat
    step: StrictInt | StrictFloat | None = None
    """Distance of the levels; None for every number between, which a grid cannot have."""

    @model_validator(mode="after")
    def _rises(self) -> Self:
        if self.to <= self.start:
            remedy = Phrase("write a 'to' above {start}", start=self.start)
            raise refusal(Phrase("'to' is above 'from'"), remedy)
        if self.step is not None and self.step <= 0:
            raise refusal(Phrase("'step' is above 0"), Phrase("write the distance of two levels"))
        if self.step is not None and (self.to - self.start) / self.step > MOST_LEVELS:
            rule = Phrase("at most {most:,} levels", most=MOST_LEVELS)
            raise refusal(rule, Phrase("write a longer 'step'"))
        return self

    @property
    def is_whole(self) -> bool:
        """Whether all its numbers are whole."""
        return all(isinstance(one, int) for one in (self.start, self.to, self.step or 0))

    @property
    def levels(self) -> tuple[int | float, ...]:
        """The numbers by steps, ends as written in decimal; none where there is no step."""
        if self.step is None:
            return ()
        start, to, step = (Decimal(str(one)) for one in (self.start, self.to, self.step))
        numbers = (start + n * step for n in range(int((to - start) / step) + 1))
        return tuple(int(one) if self.is_whole else float(one) for one in numbers)

    def at(self, unit: float) -> int | float:
        """Return the number at a place from 0 (the lower end) to 1."""
        if self.is_whole:
            return int(self.start) + min(
                int(unit * (self.to - self.start + 1)), int(self.to - self.start)
            )
        return self.start + unit * (self.to - self.start)


class Axis(Section):
    """One thing that is varied; its name is a column of the results."""

    name: Annotated[str, Field(pattern=r"^[^\W\d]\w{0,63}$")]
    path: StrictStr | None = None
    """Dotted key of a setting, or ``table/id/column`` of a cell."""
    values: Annotated[tuple[Value, ...], Field(min_length=1)] | None = None
    range: Range | None = None
    options: Annotated[dict[str, dict[str, Any] | StrictStr], Field(min_length=1)] | None = None
    """By label, overrides as a variant has them, or the name of a variant of the scenario."""

    @model_validator(mode="after")
    def _is_of_one_kind(self) -> Self:
        given = [name for name in ("values", "range", "options") if getattr(self, name) is not None]
        wanted = ["options"] if self.path is None else ["values", "range"]
        if len(given) != 1 or given[0] not in wanted:
            rule = Phrase("an axis has path with values, path with range, or options")
            raise refusal(rule, Phrase("write one of these"))
        if self.values is not None and len(set(map(repr, self.values))) < len(self.values):
            raise refusal(Phrase("a value stands once"), Phrase("remove the repeated one"))
        if self.path is not None and "/" in self.path and len(self.path.split("/")) != 3:
            raise refusal(Phrase("a cell is named table/id/column"), Phrase("write the path so"))
        return self

    @property
    def levels(self) -> tuple[Value, ...]:
        """Values one by one; none for a range without steps."""
        if self.options is not None:
            return tuple(self.options)
        return self.range.levels if self.range is not None else self.values or ()

    def at(self, unit: float) -> Value:
        """Return the value at a place from 0 to 1: each level has an equal part."""
        levels = self.levels
        if levels:
            return levels[min(int(unit * len(levels)), len(levels) - 1)]
        assert self.range is not None
        return self.range.at(unit)

    def overrides(self, value: Value, variants: Mapping[str, Any]) -> Overrides:
        """Return a value as a variant; ``variants`` are those of the scenario, by name."""
        if self.options is not None:
            chosen = self.options[str(value)]
            return variants[chosen] if isinstance(chosen, str) else chosen
        assert self.path is not None
        if "/" in self.path:
            table, name, column = self.path.split("/")
            return {table: [{"id": name, column: _cell(value)}]}
        return {"set": {self.path: value}}


def _cell(value: Value) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    return value.isoformat() if isinstance(value, datetime) else str(value)
