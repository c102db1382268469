"""What each parameter does to the three clocks and the probability."""

from dataclasses import dataclass

import numpy as np
import pyarrow.dataset as ds
from SALib.analyze import morris

from planner.outcome.outcome import CLOCKS
from planner.scenario.phrase import Phrase
from planner.simulation.layout import Floats
from planner.study.request import RequestError
from planner.study.sensitivity.designs import problem, unit_points
from planner.study.sensitivity.parameters import LEVELS

PROBABILITY = "probability"
RESULTS = (*CLOCKS, PROBABILITY)
"""Of every point: mean hours of each clock, and the share of replications that met the target."""


@dataclass(frozen=True)
class Measured:
    """The points of a sweep, measured."""

    results: Floats
    """Shape (points, len(RESULTS))."""
    never: int
    """Clocks of single replications that were never reached and count as the horizon."""


@dataclass(frozen=True)
class Ends:
    """What came out with one parameter at its ends and all others as given."""

    low: Floats
    """Shape (len(RESULTS),)."""
    high: Floats

    def change(self, result: int) -> float:
        """Return by how much a result differs between the ends, upper less lower."""
        return float(self.high[result] - self.low[result])

    def span(self, result: int, base: Floats) -> float:
        """Return how far a result moves over the range; what is given lies in it."""
        values = (self.low[result], self.high[result], base[result])
        return float(max(values) - min(values))


@dataclass(frozen=True)
class Screening:
    """Morris's indices of one result: elementary effects over the whole range, in its unit.

    Each of shape (parameters,).
    """

    mu: Floats
    """Mean effect."""
    mu_star: Floats
    """Mean size of the effects."""
    sigma: Floats
    """Their standard deviation: large where the effect depends on the other values."""
    mu_star_confidence: Floats
    """Half of the 95 % interval of ``mu_star``."""


def measured(rows: ds.Dataset, horizon_hours: float) -> Measured:
    """Measure every point of a finished sweep.

    A clock that was never reached counts as the horizon, so that the mean is a lower bound.

    Parameters
    ----------
    rows
        Of the sweep.
    horizon_hours
        Where the simulation ended, counted as the clocks are.

    Raises
    ------
    RequestError
        If a point failed.
    """
    columns = ["point", "meets_target", "failure", *(f"{clock}_hours" for clock in CLOCKS)]
    table = rows.to_table(columns=columns).to_pandas()
    failed = table[table.failure.notna()]
    if len(failed):
        raise RequestError(
            Phrase(
                "{points} points failed, the first with {failure}; narrow the range that leads "
                "there, or leave it out",
                points=failed.point.nunique(),
                failure=str(failed.failure.iloc[0]),
            )
        )
    hours = table[[f"{clock}_hours" for clock in CLOCKS]]
    never = int(hours.isna().to_numpy().sum())
    table[list(hours.columns)] = hours.fillna(horizon_hours)
    table[PROBABILITY] = table.meets_target.astype(float)
    means = table.groupby("point")[[*hours.columns, PROBABILITY]].mean().sort_index()
    return Measured(means.to_numpy(dtype=np.float64), never)


def ends_of(found: Measured) -> tuple[Ends, ...]:
    """Return the ends of every parameter; the first point is what is given."""
    pairs = found.results[1:].reshape(-1, 2, len(RESULTS))
    return tuple(Ends(low, high) for low, high in pairs)


def screening_of(found: Measured, parameters: int, seed: int) -> tuple[Screening, ...]:
    """Return Morris's indices of each of ``RESULTS``."""
    points = unit_points(parameters, seed)
    return tuple(
        _screened(problem(parameters), points, np.ascontiguousarray(column), seed)
        for column in found.results.T
    )


def _screened(asked: dict[str, object], points: Floats, column: Floats, seed: int) -> Screening:
    found = morris.analyze(asked, points, column, num_levels=LEVELS, seed=seed)
    names = ("mu", "mu_star", "sigma", "mu_star_conf")
    return Screening(*(np.asarray(found[name], dtype=np.float64) for name in names))
