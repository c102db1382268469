"""What is not known of a campaign: ranges from which each replication draws its values.

The product's own ranges stand in ``priors.toml`` beside this file and are the same for all
campaigns; ``replay.toml`` of a folder adds what only that campaign leaves open.
"""

import math
import tomllib
from collections.abc import Mapping, Sequence
from functools import cache
from importlib.resources import files
from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from planner.scenario.phrase import Phrase, refusal
from planner.scenario.settings import Section
from planner.simulation.streams import derive, high_bits, name_key, stream_key

COMMON_FILE = "priors.toml"
_STEPS = 2**32

Name = Annotated[str, Field(pattern=r"^[\w\-.:]{1,64}$")]


class Prior(Section):
    """A range for values of the scenario that nobody published."""

    name: Name
    keys: tuple[str, ...] = Field(min_length=1)
    """Settings by dotted key, or columns by table and column, which change together."""
    how: Literal["is", "times"]
    """The draw takes the place of the scenario's value, or multiplies it."""
    low: float = Field(ge=0)
    high: float = Field(ge=0)
    shape: Literal["even", "log"] = "even"
    """Evenly likely between the two, or evenly likely by their logarithm."""
    source: str = Field(min_length=1)
    rows: tuple[str, ...] = ()
    """Rows of the table that are meant; all where none is named."""

    @model_validator(mode="after")
    def _ordered(self) -> Self:
        rule = None
        if self.low > self.high:
            rule = Phrase("low {low} is above high {high}", low=self.low, high=self.high)
            remedy = Phrase("exchange them")
        elif self.shape == "log" and self.low == 0:
            rule = Phrase("a range by logarithm begins above 0")
            remedy = Phrase("raise low, or write shape = 'even'")
        if rule is not None:
            raise refusal(rule, remedy)
        return self

    def at(self, share: float) -> float:
        """Return the value that lies at a share of the range, 0 at its low end."""
        if self.shape == "log":
            return self.low * math.exp(share * math.log(self.high / self.low))
        return self.low + share * (self.high - self.low)

    def share_of(self, value: float) -> float:
        """Return at which share of the range a value lies."""
        if self.low == self.high:
            return 0.0
        if self.shape == "log":
            return math.log(value / self.low) / math.log(self.high / self.low)
        return (value - self.low) / (self.high - self.low)


@cache
def common_priors() -> tuple[Prior, ...]:
    """Return the product's own ranges, the same for all campaigns."""
    text = (files(__package__) / COMMON_FILE).read_text(encoding="utf-8")
    return tuple(Prior.model_validate(one) for one in tomllib.loads(text)["prior"])


def drawn_share(seed: int, replication: int, name: str) -> float:
    """Return where in its range a prior is drawn: the same for every campaign and plan."""
    key = stream_key(seed, replication, "parameters")
    bits = int(high_bits(derive(derive(key, name_key("replay")), name_key(name))))
    return (bits + 0.5) / _STEPS


def draw(
    priors: Sequence[Prior],
    seed: int,
    replication: int,
    shares: Mapping[str, float] | None = None,
) -> Mapping[str, float]:
    """Draw one value for each prior, by its name; where ``shares`` names one, it lies there."""
    given = shares or {}
    return {
        one.name: one.at(given.get(one.name, drawn_share(seed, replication, one.name)))
        for one in priors
    }
