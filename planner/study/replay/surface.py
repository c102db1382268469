"""A response surface: what a campaign's counts are as a smooth function of what is drawn."""

from dataclasses import dataclass
from itertools import combinations

import numpy as np

from planner.simulation.layout import Floats

PENALTIES = np.geomspace(1e-2, 1e3, 16)


@dataclass(frozen=True)
class Surface:
    """Quadratic in the shares of the priors, fitted by ridge regression."""

    centre: Floats
    """Shape (features,): mean of the features."""
    level: Floats
    """Shape (counts,): mean of the responses."""
    slopes: Floats
    """Shape (features, counts)."""
    spread: Floats
    """Shape (counts,): standard deviation of the error of draws that were not used."""

    def at(self, shares: Floats) -> Floats:
        """Return the responses, shape (draws, counts), at shares of shape (draws, priors)."""
        return np.asarray(self.level + (_features(shares) - self.centre) @ self.slopes)


def fit_surface(shares: Floats, responses: Floats) -> Surface:
    """Fit a surface, each response with the penalty that predicts left-out draws best.

    Parameters
    ----------
    shares
        Shape (draws, priors): where each prior lay in its range, 0 to 1.
    responses
        Shape (draws, counts).
    """
    features = _features(shares)
    centre, level = features.mean(axis=0), responses.mean(axis=0)
    left, sizes, right = np.linalg.svd(features - centre, full_matrices=False)
    centred = responses - level
    rotated = left.T @ centred
    errors, slopes = [], []
    for penalty in PENALTIES:
        shrunk = sizes**2 / (sizes**2 + penalty)
        own_weight = np.square(left) @ shrunk + 1 / len(features)
        missed = (centred - left @ (shrunk[:, None] * rotated)) / (1 - own_weight)[:, None]
        errors.append(np.sqrt(np.mean(np.square(missed), axis=0)))
        slopes.append(right.T @ ((sizes / (sizes**2 + penalty))[:, None] * rotated))
    best = np.argmin(errors, axis=0)
    every = np.arange(responses.shape[1])
    return Surface(
        centre=centre,
        level=level,
        slopes=np.asarray(slopes)[best, :, every].T,
        spread=np.asarray(errors)[best, every],
    )


def _features(shares: Floats) -> Floats:
    """Return linear, square and pairwise terms, shape (draws, features)."""
    around = 2 * shares - 1
    count = around.shape[1]
    pairs = [around[:, i] * around[:, j] for i, j in combinations(range(count), 2)]
    terms = [*around.T, *np.square(around).T, *pairs]
    return np.asarray(terms, dtype=np.float64).reshape(len(terms), len(shares)).T
