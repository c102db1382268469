"""What a calibration found: joint draws of the common priors, and how far campaigns go astray.

``fitted.json`` beside this file is written by ``planner calibrate``, and a replay draws from it.
"""

import json
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from statistics import NormalDist

import numpy as np
from pydantic import Field

from planner.scenario.settings import Section
from planner.simulation.layout import Floats, Ints
from planner.study.replay.observed import QUANTITIES
from planner.study.replay.priors import drawn_share

FITTED_FILE = "fitted.json"
SAMPLING, TESTING = "sampling", "testing"
KINDS: Mapping[str, tuple[str, ...]] = {
    SAMPLING: ("cum_sampled_persons", "cum_tubes_sampled"),
    TESTING: ("cum_delivered_persons", "cum_resulted_persons", "cum_tubes_tested"),
}
"""What swabbing decides, and what couriers and laboratories decide."""


DIGITS = 4
"""As many as a fit is worth."""


class Joint(Section):
    """One joint draw: where each common prior lies in its range, and the spread of campaigns."""

    shares: dict[str, float]
    """By name of the prior, 0 at the low end of its range."""
    spread: dict[str, float]
    """By kind, the standard deviation of the logarithm of what was observed over the model."""


class Fitted(Section):
    """Equally likely joint draws, made from so many campaigns."""

    campaigns: tuple[str, ...]
    seed: int
    draws: tuple[Joint, ...] = Field(min_length=1)

    def joint(self, seed: int, replication: int) -> Joint:
        """Return the joint draw of one replication."""
        share = drawn_share(seed, replication, "joint draw")
        return self.draws[int(share * len(self.draws))]


def fit_text(fitted: Fitted) -> str:
    """Write a fit as a JSON document with a line for each joint draw."""
    document = fitted.model_dump(exclude={"draws"})
    head = [f"  {json.dumps(name)}: {json.dumps(value)}," for name, value in document.items()]
    draws = ",\n".join(f"    {json.dumps(_rounded(joint))}" for joint in fitted.draws)
    return "\n".join(["{", *head, '  "draws": [', draws, "  ]", "}"]) + "\n"


def _rounded(joint: Joint) -> dict[str, dict[str, float]]:
    return {
        part: {name: round(value, DIGITS) for name, value in values.items()}
        for part, values in joint.model_dump().items()
    }


@cache
def shipped_fit() -> Fitted:
    """Return what was fitted to the shipped campaigns."""
    text = (files(__package__) / FITTED_FILE).read_text(encoding="utf-8")
    return Fitted.model_validate(json.loads(text))


def kind_of(quantity: str) -> str:
    """Return what decides a quantity."""
    return SAMPLING if quantity in KINDS[SAMPLING] else TESTING


def astray(counts: Ints | Floats, most: Floats, factors: Mapping[str, float]) -> Floats:
    """Let a campaign go faster or slower than the model by one factor a kind.

    What is left to do shrinks to the power of the factor: at first counts are so many times as
    large, and in the end all is done all the same. Nobody has a result who is not sampled.

    Parameters
    ----------
    counts
        Shape (..., quantities): what was simulated.
    most
        Shape (quantities,): the same at the end of the simulation.
    factors
        By kind.
    """
    power = np.array([factors[kind_of(name)] for name in QUANTITIES])
    left = 1 - np.minimum(counts / np.maximum(most, 1), 1)
    changed = most * (1 - left**power)
    column = {name: index for index, name in enumerate(QUANTITIES)}
    for name in KINDS[TESTING]:
        before = column["cum_tubes_sampled" if "tubes" in name else "cum_sampled_persons"]
        changed[..., column[name]] = np.minimum(changed[..., column[name]], changed[..., before])
    return np.asarray(changed, dtype=np.float64)


def drawn_factors(spread: Mapping[str, float], seed: int, replication: int) -> Mapping[str, float]:
    """Draw how far one campaign goes astray, with median one."""
    normal = NormalDist()
    return {
        kind: float(np.exp(sd * normal.inv_cdf(drawn_share(seed, replication, f"astray {kind}"))))
        for kind, sd in spread.items()
    }
