"""Bands of a replay against what was observed, point by point."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import numpy as np

from planner.outcome.outcome import Percentiles
from planner.outcome.percentiles import percentiles
from planner.simulation.layout import Floats
from planner.study.replay.campaign import Campaign
from planner.study.replay.observed import QUANTITIES
from planner.study.replay.simulated import STEP_MINUTES, Simulated


@dataclass(frozen=True)
class Point:
    """One count that was observed, and the band of the simulations at that moment."""

    clock_local: datetime
    hour: float
    """Hour of the campaign."""
    quantity: str
    observed: int
    p05: float
    p50: float
    p95: float
    source: str

    @property
    def error(self) -> float:
        """Median of the simulations less the count."""
        return self.p50 - self.observed

    @property
    def error_percent(self) -> float:
        """The error in per cent of the count."""
        return 100 * self.error / self.observed

    @property
    def inside(self) -> bool:
        """Whether the count lies in the 90 % band."""
        return self.p05 <= self.observed <= self.p95

    def to_json(self) -> dict[str, Any]:
        """Return the point as every answer in JSON has it."""
        return {
            "clock_local": self.clock_local.isoformat(),
            "hour": round(self.hour, 4),
            "quantity": self.quantity,
            "observed": self.observed,
            "p05": round(self.p05),
            "p50": round(self.p50),
            "p95": round(self.p95),
            "error": round(self.error),
            "absolute_error": round(abs(self.error)),
            "error_percent": round(self.error_percent, 2),
            "inside": self.inside,
            "source": self.source,
        }


@dataclass(frozen=True)
class Accuracy:
    """How well the points of one quantity were met."""

    quantity: str
    points: int
    inside: int
    median_absolute_percent: float


@dataclass(frozen=True)
class Comparison:
    """What came out of a replay."""

    campaign: Campaign
    replications: int
    seed: int
    points: tuple[Point, ...]
    curves: Percentiles
    """Shape (quantities, steps) each: cumulative counts of the whole city."""

    @property
    def hours(self) -> Floats:
        """Hours of the campaign at which the curves are given, shape (steps,)."""
        return np.arange(self.curves.p50.shape[1]) * STEP_MINUTES / 60

    def to_json(self) -> dict[str, Any]:
        """Return the answer as a document."""
        scenario = self.campaign.scenario
        return {
            "scenario": scenario.city.name,
            "starts_at": scenario.campaign.starts_at.isoformat(),
            "seed": self.seed,
            "replications": self.replications,
            "points": [point.to_json() for point in self.points],
            **accuracy_json(self.points),
            "priors": [
                {**prior.model_dump(exclude_defaults=True), "common": prior in self.campaign.common}
                for prior in self.campaign.priors
            ],
        }


def accuracy_of(points: Sequence[Point]) -> tuple[Accuracy, ...]:
    """Return how well points were met, quantity by quantity."""
    found = []
    for name in QUANTITIES:
        own = [point for point in points if point.quantity == name]
        if own:
            errors = [abs(point.error_percent) for point in own]
            inside = sum(point.inside for point in own)
            found.append(Accuracy(name, len(own), inside, float(np.median(errors))))
    return tuple(found)


def accuracy_json(points: Sequence[Point]) -> dict[str, Any]:
    """Return how well points were met, by quantity and in all, as a document has it."""
    return {
        "accuracy": {
            one.quantity: {
                "points": one.points,
                "inside": one.inside,
                "median_absolute_percent": round(one.median_absolute_percent, 2),
            }
            for one in accuracy_of(points)
        },
        "coverage": {"points": len(points), "inside": sum(point.inside for point in points)},
    }


def compare(campaign: Campaign, simulated: Sequence[Simulated], seed: int) -> Comparison:
    """Hold the simulations against the observations.

    A count of nothing at the start is drawn, but not judged: it has no per cent.
    """
    at_observed = percentiles([one.at_observed for one in simulated])
    return Comparison(
        campaign=campaign,
        replications=len(simulated),
        seed=seed,
        points=tuple(points_of(campaign, at_observed)),
        curves=percentiles([one.curves for one in simulated]),
    )


def points_of(campaign: Campaign, bands: Percentiles) -> Iterator[Point]:
    """Yield the points of a campaign; ``bands`` have shape (observations, quantities) each."""
    starts_at = campaign.scenario.campaign.starts_at
    for row, one in enumerate(campaign.observed):
        for column, name in enumerate(QUANTITIES):
            count = getattr(one, name)
            if count:
                yield Point(
                    clock_local=one.clock_local,
                    hour=(one.clock_local - starts_at).total_seconds() / 3600,
                    quantity=name,
                    observed=count,
                    p05=float(bands.p05[row, column]),
                    p50=float(bands.p50[row, column]),
                    p95=float(bands.p95[row, column]),
                    source=one.source,
                )
