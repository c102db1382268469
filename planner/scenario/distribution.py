"""Probability distributions as a planner writes them; the field's name carries the unit."""

from typing import Annotated, Literal, Self

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, model_validator

from planner.scenario.phrase import Phrase, refusal

Positive = Annotated[float, Field(gt=0)]
NonNegative = Annotated[float, Field(ge=0)]


class _Frozen(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False)


class Constant(_Frozen):
    """Always the same value."""

    kind: Literal["constant"] = "constant"
    value: NonNegative

    @property
    def mean(self) -> float:
        """The expected value, in the field's unit."""
        return self.value


class Lognormal(_Frozen):
    """Lognormal by its mean and coefficient of variation (standard deviation over mean)."""

    kind: Literal["lognormal"] = "lognormal"
    mean: Positive
    cv: Annotated[float, Field(ge=0, le=5)]


class Exponential(_Frozen):
    """Exponential by its mean."""

    kind: Literal["exponential"] = "exponential"
    mean: Positive


class Uniform(_Frozen):
    """Uniform between two values."""

    kind: Literal["uniform"] = "uniform"
    low: NonNegative
    high: NonNegative

    @model_validator(mode="after")
    def _ordered(self) -> Self:
        if self.low > self.high:
            raise refusal(
                Phrase("low {low} is above high {high}", low=self.low, high=self.high),
                Phrase("exchange them"),
            )
        return self

    @property
    def mean(self) -> float:
        """The expected value, in the field's unit."""
        return (self.low + self.high) / 2


class Triangular(_Frozen):
    """Triangular between ``low`` and ``high`` with its peak at ``mode``."""

    kind: Literal["triangular"] = "triangular"
    low: NonNegative
    mode: NonNegative
    high: NonNegative

    @model_validator(mode="after")
    def _ordered(self) -> Self:
        if not self.low <= self.mode <= self.high or self.low == self.high:
            rule = Phrase(
                "low {low}, mode {mode}, high {high} must rise",
                low=self.low,
                mode=self.mode,
                high=self.high,
            )
            raise refusal(rule, Phrase("put them in order"))
        return self

    @property
    def mean(self) -> float:
        """The expected value, in the field's unit."""
        return (self.low + self.mode + self.high) / 3


def _number_is_constant(value: object) -> object:
    if isinstance(value, int | float) and not isinstance(value, bool):
        return {"kind": "constant", "value": value}
    return value


Distribution = Annotated[
    Annotated[
        Constant | Lognormal | Exponential | Uniform | Triangular, Field(discriminator="kind")
    ],
    BeforeValidator(_number_is_constant),
]
"""A number (always that value) or a table with ``kind`` and its parameters."""
