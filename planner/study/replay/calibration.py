"""One calibration for all campaigns: approximate Bayesian computation on response surfaces.

Every campaign is played on draws of the priors, and the logarithm of each count that was observed
becomes a quadratic function of the draw (:mod:`planner.study.replay.surface`). Candidates are drawn
evenly from the common priors, the campaign's own unknowns with them, and weighted: the error
ln(simulated / observed) is taken as normal, with a standard deviation that is not known either (3
to 60 %, evenly likely by its logarithm, one for sampling and one for testing) and the surface's own
error added. The logarithm of a weight is the sum over campaigns and kinds of the mean over the
counts, so a campaign counts once however many counts it has. What is fitted are joint draws with
their spreads, taken by weight.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from planner.simulation.layout import Floats
from planner.study.replay.campaign import Campaign
from planner.study.replay.fitted import KINDS, Fitted, Joint, kind_of
from planner.study.replay.observed import QUANTITIES
from planner.study.replay.priors import common_priors
from planner.study.replay.surface import Surface, fit_surface

SPREADS = np.geomspace(0.03, 0.60, 10)
CANDIDATES = 20_000
FITTED_DRAWS = 200


@dataclass(frozen=True)
class Played:
    """A campaign on many draws."""

    campaign: Campaign
    shares: Floats
    """Shape (draws, priors): where each prior of the campaign lay in its range."""
    at_observed: Floats
    """Shape (draws, observations, quantities), people and tubes of the whole city."""

    @property
    def names(self) -> list[str]:
        """Quantity of each count that was observed."""
        return [QUANTITIES[column] for _, column in self._places()]

    @property
    def observed(self) -> Floats:
        """Logarithms of the counts that were observed, shape (counts,)."""
        rows = self.campaign.observed
        return np.log([getattr(rows[row], QUANTITIES[column]) for row, column in self._places()])

    @property
    def simulated(self) -> Floats:
        """Logarithms of the same as simulated, shape (draws, counts)."""
        rows, columns = np.array(self._places(), dtype=np.int64).T
        return np.asarray(np.log(np.maximum(self.at_observed[:, rows, columns], 1.0)))

    def _places(self) -> list[tuple[int, int]]:
        return [
            (row, column)
            for row, one in enumerate(self.campaign.observed)
            for column, name in enumerate(QUANTITIES)
            if getattr(one, name)
        ]


@dataclass(frozen=True)
class Fit:
    """Joint draws, and how many draws of equal weight they are worth."""

    fitted: Fitted
    effective_draws: float


def fit(played: Sequence[Played], seed: int) -> Fit:
    """Fit the common priors to campaigns together."""
    chance = np.random.default_rng(seed)
    common = [prior.name for prior in common_priors()]
    candidates = chance.random((CANDIDATES, len(common)))
    logarithm = np.zeros((len(SPREADS), len(SPREADS), CANDIDATES))
    for one in played:
        used = [common.index(prior.name) for prior in one.campaign.common]
        own = chance.random((CANDIDATES, len(one.campaign.own)))
        surface = fit_surface(one.shares, one.simulated)
        errors = surface.at(np.hstack([candidates[:, used], own])) - one.observed
        for axis, kind in enumerate(KINDS):
            of_kind = np.array([kind_of(name) == kind for name in one.names])
            if of_kind.any():
                likely = _mean_log_density(errors[:, of_kind], surface, of_kind)
                logarithm += likely[:, None] if axis == 0 else likely[None, :]
    weights = np.exp(logarithm - logarithm.max())
    weights /= weights.sum()
    joints = [
        Joint(
            shares=dict(zip(common, candidates[number].tolist(), strict=True)),
            spread=dict(zip(KINDS, spreads, strict=True)),
        )
        for number, spreads in _chosen(weights, float(chance.random()))
    ]
    names = tuple(one.campaign.scenario.city.name for one in played)
    by_candidate = weights.sum(axis=(0, 1))
    return Fit(
        Fitted(campaigns=names, seed=seed, draws=tuple(joints)),
        float(1 / np.square(by_candidate).sum()),
    )


def _mean_log_density(errors: Floats, surface: Surface, of_kind: Floats) -> Floats:
    """Return the mean over counts of the normal log density, shape (spreads, candidates)."""
    rows = []
    for spread in SPREADS:
        variance = spread**2 + np.square(surface.spread[of_kind])
        density = -0.5 * np.log(variance) - np.square(errors) / (2 * variance)
        rows.append(density.mean(axis=1))
    return np.asarray(rows)


def _chosen(weights: Floats, start: float) -> Iterator[tuple[int, tuple[float, float]]]:
    """Yield candidates with their spreads, evenly spaced along the cumulative weights."""
    by_candidate = np.moveaxis(weights, -1, 0)
    at = (np.arange(FITTED_DRAWS) + start) / FITTED_DRAWS
    places = np.searchsorted(np.cumsum(by_candidate.ravel()), at)
    places = np.minimum(places, by_candidate.size - 1)
    for number, first, second in zip(*np.unravel_index(places, by_candidate.shape), strict=True):
        yield int(number), (float(SPREADS[first]), float(SPREADS[second]))


def fitted_ranges(fitted: Fitted) -> Mapping[str, tuple[float, float, float]]:
    """Return the 5th, 50th and 95th percentile of each common prior, in its own unit."""
    found = {}
    for prior in common_priors():
        shares = [joint.shares[prior.name] for joint in fitted.draws]
        low, middle, high = np.percentile(shares, [5, 50, 95])
        found[prior.name] = (prior.at(low), prior.at(middle), prior.at(high))
    return found


def sensitivity(played: Sequence[Played]) -> Mapping[str, Mapping[str, float]]:
    """Return each common prior's rank correlation with the counts of each kind.

    It is the mean over the campaigns that draw the prior; one that none draws is left out.
    """
    found: dict[str, dict[str, float]] = {}
    for prior in common_priors():
        own = [
            (one, place)
            for one in played
            for place, used in enumerate(one.campaign.common)
            if used.name == prior.name
        ]
        if own:
            found[prior.name] = {
                kind: float(np.mean([_rank_correlation(one, place, kind) for one, place in own]))
                for kind in KINDS
            }
    return found


def _rank_correlation(one: Played, place: int, kind: str) -> float:
    """Return Spearman's coefficient of a prior with a kind's mean logarithm; draws have no ties."""
    of_kind = [kind_of(name) == kind for name in one.names]
    pair = one.shares[:, place], one.simulated[:, of_kind].mean(axis=1)
    ranks = [np.argsort(np.argsort(values)) for values in pair]
    return float(np.corrcoef(ranks[0], ranks[1])[0, 1])
