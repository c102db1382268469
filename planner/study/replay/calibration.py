"""One calibration for all campaigns: approximate Bayesian computation by weighted draws.

Every campaign is played on the same draws of the common priors. A draw's error in a campaign is
the mean square of ln(simulated / observed) over the campaign's points, for sampling and for testing
apart. The errors of campaigns are taken as normal with a spread that is not known either: between
3 and 60 %, evenly likely by its logarithm, one for sampling and one for testing. So a draw's weight
is the product over campaigns and kinds of spread^-1 exp(-error / (2 spread^2)), and a campaign
counts once however many points it has. What is fitted are joint draws with spreads, by weight.

A campaign is left out by leaving its factors out of the weights: the others predict it, its own
simulations are only weighted anew.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from math import ceil
from typing import Any

import numpy as np

from planner.outcome.percentiles import percentiles
from planner.simulation.layout import Floats
from planner.study.replay.campaign import Campaign
from planner.study.replay.comparison import Point, accuracy_of, points_of
from planner.study.replay.fitted import KINDS, Fitted, Joint, astray, drawn_factors
from planner.study.replay.observed import QUANTITIES
from planner.study.replay.priors import common_priors, drawn_share
from planner.study.replay.simulated import Simulated, play
from planner.study.replay.thinned import thinned
from planner.study.replications import Progress

SPREADS = np.geomspace(0.03, 0.60, 10)
SITES_PLAYED = 1_000
"""A city is thinned to about so many sites."""
FITTED_DRAWS = 400


@dataclass(frozen=True)
class Played:
    """A campaign on every draw."""

    campaign: Campaign
    at_observed: Floats
    """Shape (draws, observations, quantities), people and tubes of the whole city."""
    most: Floats
    """Shape (draws, quantities): the same at the end."""

    def mean_squares(self, kind: str) -> Floats | None:
        """Return each draw's mean square of ln(simulated / observed), None without such points."""
        errors = [
            np.log(np.maximum(self.at_observed[:, row, QUANTITIES.index(name)], 1.0) / count)
            for row, one in enumerate(self.campaign.observed)
            for name in KINDS[kind]
            if (count := getattr(one, name))
        ]
        return np.mean(np.square(errors), axis=0) if errors else None

    def level(self, kind: str) -> Floats:
        """Return each draw's mean logarithm of the counts that were observed, shape (draws,)."""
        counts = [
            np.log(np.maximum(self.at_observed[:, row, QUANTITIES.index(name)], 1.0))
            for row, one in enumerate(self.campaign.observed)
            for name in KINDS[kind]
            if getattr(one, name)
        ]
        return np.asarray(np.mean(counts, axis=0))


@dataclass(frozen=True)
class LeftOut:
    """A campaign as the others predict it."""

    campaign: Campaign
    effective_draws: float
    """Draws of equal weight that would be worth as much."""
    points: tuple[Point, ...]


@dataclass(frozen=True)
class Calibration:
    """What a calibration found."""

    fitted: Fitted
    effective_draws: float
    left_out: tuple[LeftOut, ...]
    ranges: Mapping[str, tuple[float, float, float]]
    """By common prior, what was fitted: 5th, 50th and 95th percentile in its own unit."""
    sensitivity: Mapping[str, Mapping[str, float]]
    """By common prior and kind, the rank correlation with the counts, mean over campaigns."""
    draws: int
    seed: int

    @property
    def points(self) -> tuple[Point, ...]:
        """All points, each predicted without its own campaign."""
        return tuple(point for one in self.left_out for point in one.points)

    def to_json(self) -> dict[str, Any]:
        """Return the answer as a document, without the joint draws."""
        return {
            "draws": self.draws,
            "seed": self.seed,
            "effective_draws": round(self.effective_draws, 1),
            "left_out": [
                {
                    "campaign": one.campaign.scenario.city.name,
                    "effective_draws": round(one.effective_draws, 1),
                    "points": [point.to_json() for point in one.points],
                }
                for one in self.left_out
            ],
            "accuracy": {
                one.quantity: {
                    "points": one.points,
                    "inside": one.inside,
                    "median_absolute_percent": round(one.median_absolute_percent, 2),
                }
                for one in accuracy_of(self.points)
            },
            "coverage": {
                "points": len(self.points),
                "inside": sum(point.inside for point in self.points),
            },
            "ranges": {name: [round(v, 4) for v in values] for name, values in self.ranges.items()},
            "sensitivity": {
                name: {kind: round(value, 3) for kind, value in by_kind.items()}
                for name, by_kind in self.sensitivity.items()
            },
        }


def play_all(
    campaign: Campaign, draws: range, seed: int, progress: Progress | None = None
) -> Played:
    """Play one campaign on so many draws, thinned to what a calibration needs."""
    parts = max(1, ceil(len(campaign.scenario.sites) / SITES_PLAYED))
    small = replace(campaign, scenario=thinned(campaign.scenario, parts))
    made: list[Simulated] = []
    for number in draws:
        made.append(play(small, seed, number))
        if progress is not None:
            progress(len(made), len(draws))
    return Played(
        campaign,
        parts * np.array([one.at_observed for one in made]),
        parts * np.array([one.curves[:, -1] for one in made]),
    )


def calibrate(played: Sequence[Played], seed: int) -> Calibration:
    """Weight the draws by all campaigns, and by all but one for each that is left out."""
    left_out = []
    for one in played:
        others = [other for other in played if other is not one]
        weights = _weights(others)
        left_out.append(
            LeftOut(one.campaign, _effective(weights), tuple(_predicted(one, weights, seed)))
        )
    weights = _weights(played)
    names = [one.campaign.scenario.city.name for one in played]
    joints = [_joint(seed, *chosen) for chosen in _chosen(weights, FITTED_DRAWS, seed)]
    fitted = Fitted(campaigns=tuple(names), seed=seed, draws=tuple(joints))
    draws = len(played[0].at_observed)
    return Calibration(
        fitted=fitted,
        effective_draws=_effective(weights),
        left_out=tuple(left_out),
        ranges=_ranges(fitted),
        sensitivity=_sensitivity(played, seed),
        draws=draws,
        seed=seed,
    )


def _weights(played: Sequence[Played]) -> Floats:
    """Return weights that sum to one, shape (spreads, spreads, draws): sampling, then testing."""
    logarithm = np.zeros((1, 1, 1))
    for one in played:
        for axis, kind in enumerate(KINDS):
            squares = one.mean_squares(kind)
            if squares is not None:
                shape = (-1, 1, 1) if axis == 0 else (1, -1, 1)
                spread = SPREADS.reshape(shape)
                logarithm = logarithm - np.log(spread) - squares / (2 * spread**2)
    weights = np.exp(logarithm - logarithm.max())
    return np.asarray(weights / weights.sum())


def _effective(weights: Floats) -> float:
    by_draw = weights.sum(axis=(0, 1))
    return float(1 / np.square(by_draw).sum())


def _chosen(weights: Floats, count: int, seed: int) -> Iterator[tuple[int, float, float]]:
    """Yield draws with their spreads, evenly spaced along the cumulative weights."""
    start = drawn_share(seed, 0, "choice")
    at = (np.arange(count) + start) / count
    # by draw first, so that even spacing takes each as often as its weight says
    flat = np.moveaxis(weights, -1, 0).ravel()
    places = np.minimum(np.searchsorted(np.cumsum(flat), at), flat.size - 1)
    for draw_number, first, second in zip(
        *np.unravel_index(places, np.moveaxis(weights, -1, 0).shape), strict=True
    ):
        yield int(draw_number), float(SPREADS[first]), float(SPREADS[second])


def _joint(seed: int, draw_number: int, sampling: float, testing: float) -> Joint:
    shares = {one.name: drawn_share(seed, draw_number, one.name) for one in common_priors()}
    spread = dict(zip(KINDS, (sampling, testing), strict=True))
    return Joint(shares=shares, spread=spread)


def _predicted(one: Played, weights: Floats, seed: int) -> Iterator[Point]:
    """Yield the points of a campaign, its draws weighted by others and gone astray as they did."""
    counts = []
    for number, (place, sampling, testing) in enumerate(_chosen(weights, FITTED_DRAWS, seed)):
        spread = dict(zip(KINDS, (sampling, testing), strict=True))
        factors = drawn_factors(spread, seed, number)
        counts.append(astray(one.at_observed[place], one.most[place], factors))
    yield from points_of(one.campaign, percentiles(counts))


def _ranges(fitted: Fitted) -> Mapping[str, tuple[float, float, float]]:
    found = {}
    for prior in common_priors():
        shares = [joint.shares[prior.name] for joint in fitted.draws]
        low, middle, high = np.percentile(shares, [5, 50, 95])
        found[prior.name] = (prior.at(low), prior.at(middle), prior.at(high))
    return found


def _sensitivity(played: Sequence[Played], seed: int) -> Mapping[str, Mapping[str, float]]:
    """Return how counts rise with each prior, over the campaigns that draw it."""
    found = {}
    for prior in common_priors():
        own = [
            one
            for one in played
            if any(prior.name == common.name for common in one.campaign.common)
        ]
        numbers = range(len(own[0].at_observed)) if own else ()
        shares = np.array([drawn_share(seed, number, prior.name) for number in numbers])
        if own:
            found[prior.name] = {
                kind: float(np.mean([_rank_correlation(shares, one.level(kind)) for one in own]))
                for kind in KINDS
            }
    return found


def _rank_correlation(first: Floats, second: Floats) -> float:
    """Return Spearman's coefficient; draws without ties, as these have."""
    ranks = [np.argsort(np.argsort(values)) for values in (first, second)]
    return float(np.corrcoef(ranks[0], ranks[1])[0, 1])
