"""A sensitivity study: two sweeps kept below one folder, and what they say together."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from planner.outcome.looks import decide
from planner.outcome.outcome import CLOCKS
from planner.scenario.load import load
from planner.scenario.overridden import read_base
from planner.scenario.scenario import Scenario
from planner.simulation.building.build import build_layout
from planner.simulation.layout import HOUR_MS, Floats
from planner.study.request import Request
from planner.study.run_folder import RUNS, default_place
from planner.study.sensitivity.designs import one_at_a_time, trajectories
from planner.study.sensitivity.effects import (
    PROBABILITY,
    RESULTS,
    Ends,
    Screening,
    ends_of,
    measured,
    screening_of,
)
from planner.study.sensitivity.parameters import Parameter, parameters_of
from planner.study.sensitivity.ranges import read_ranges
from planner.study.sweep.run import Asked, Hire, Tell, ask_for, check_sweep, run_sweep
from planner.study.sweep.store import LocalStore

REPLICATIONS = 20
"""Of the scenario and of each end: as many as the first look of a run."""
NEGLIGIBLE_HOURS = 0.25
"""Assumed: who steers by the hour does not feel a quarter."""
NEGLIGIBLE_PROBABILITY = 0.05
"""One replication of ``REPLICATIONS``."""
_PROBABILITY = RESULTS.index(PROBABILITY)


@dataclass(frozen=True)
class Effect:
    """A parameter and what it does, all else as given and while all else varies."""

    parameter: Parameter
    ends: Ends
    mu: Floats
    """Shape (len(RESULTS),), as the next two: see :class:`~.effects.Screening`."""
    mu_star: Floats
    sigma: Floats
    mu_star_confidence: Floats


@dataclass(frozen=True)
class Study:
    """What matters and what does not."""

    scenario: Scenario
    seed: int
    replications: int
    base: Floats
    """Shape (len(RESULTS),): of the scenario as given."""
    effects: tuple[Effect, ...]
    """Those of assumed values first, then by how far they move the probability and the clock."""
    left_out: tuple[str, ...]
    """Paths of ranges that mean nothing in this scenario."""
    never: int
    """Clocks that were never reached and count as the horizon."""

    @property
    def clock(self) -> int:
        """The number of the verdict's clock among ``RESULTS``."""
        return CLOCKS.index(self.scenario.campaign.verdict_clock)

    @property
    def assumed(self) -> tuple[Effect, ...]:
        """The effects of assumed values."""
        return tuple(one for one in self.effects if one.parameter.assumed)

    def span(self, one: Effect, result: int) -> float:
        """Return how far a parameter moves a result over its range."""
        return one.ends.span(result, self.base)

    def probabilities(self, one: Effect) -> tuple[float, float]:
        """Return the lowest and the highest probability over a parameter's range."""
        values = [float(part[_PROBABILITY]) for part in (self.base, one.ends.low, one.ends.high)]
        return min(values), max(values)

    def decides(self, one: Effect) -> bool:
        """Tell whether the verdict is a clear no somewhere in the range, and not elsewhere."""
        low, high = self.probabilities(one)
        return self._is_no(low) and not self._is_no(high)

    def _is_no(self, probability: float) -> bool:
        successes = round(probability * self.replications)
        required = self.scenario.campaign.required_probability
        return decide(successes, self.replications, required).meets_target is False

    def moves(self, one: Effect) -> bool:
        """Tell whether a parameter alone moves any clock or the probability by what is felt."""
        hours = max(self.span(one, clock) for clock in range(len(CLOCKS)))
        return hours >= NEGLIGIBLE_HOURS or self.span(one, _PROBABILITY) >= NEGLIGIBLE_PROBABILITY

    def matters(self, one: Effect) -> bool:
        """Tell whether it moves them alone, or a clock while all else varies."""
        screened: float = one.mu_star[: len(CLOCKS)].max().item()
        return self.moves(one) or screened >= NEGLIGIBLE_HOURS


@dataclass(frozen=True)
class Planned:
    """A study that can be simulated."""

    scenario: Scenario
    parameters: tuple[Parameter, ...]
    left_out: tuple[str, ...]
    sweeps: tuple[Asked, ...]
    """One at a time, then trajectories."""
    seed: int
    replications: int

    @property
    def points(self) -> int:
        """Points of both sweeps."""
        return sum(one.sweep.points for one in self.sweeps)

    @property
    def place(self) -> Path:
        """Where it is kept when nobody names a place."""
        name = default_place(self.scenario, Request(seed=self.seed)).name
        return RUNS / f"sensitivity-{name}"


def plan_study(
    directory: Path,
    variants: tuple[str, ...],
    ranges: Path | None,
    seed: int,
    replications: int = REPLICATIONS,
) -> Planned:
    """Read the scenario and the ranges, and lay out the points.

    Raises
    ------
    ScenarioFaults
        With everything that is wrong with either.
    """
    known = read_ranges(ranges)
    # names the variants, which a base does no more
    scenario, base = load(directory, variants), read_base(directory, variants)
    found = parameters_of(known.ranges, base, scenario, known.file)
    sweeps = (
        one_at_a_time(directory, variants, found.varied, replications, seed),
        trajectories(directory, variants, found.varied, seed),
    )
    asked = tuple(ask_for(one, known.file, known.given) for one in sweeps)
    return Planned(scenario, found.varied, found.left_out, asked, seed, replications)


def run_study(
    planned: Planned,
    place: Path,
    hire: Hire,
    tell: Callable[[Asked], Tell],
    *,
    restart: bool = False,
) -> Study:
    """Simulate what is missing below a folder, and say what matters.

    Raises
    ------
    ScenarioFaults
        With the faults of all points.
    RequestError
        If the folder holds other inputs and ``restart`` is False, or a point failed.
    """
    layout = build_layout(planned.scenario)
    horizon = planned.scenario.campaign.horizon_hours - layout.deadline_from_ms / HOUR_MS
    stores = [LocalStore((place / one.sweep.name).absolute()) for one in planned.sweeps]
    for asked, store in zip(planned.sweeps, stores, strict=True):
        check_sweep(asked, store, hire, tell(asked), restart=restart)
    found = []
    for asked, store in zip(planned.sweeps, stores, strict=True):
        run_sweep(asked, store, hire, tell(asked), restart=restart, checked=True)
        found.append(measured(store.rows(), horizon))
    single, crossed = found
    screened = screening_of(crossed, len(planned.parameters), planned.seed)
    effects = tuple(
        _effect(one, number, ends, screened)
        for number, (one, ends) in enumerate(zip(planned.parameters, ends_of(single), strict=True))
    )
    clock = CLOCKS.index(planned.scenario.campaign.verdict_clock)
    return Study(
        scenario=planned.scenario,
        seed=planned.seed,
        replications=planned.replications,
        base=single.results[0],
        effects=_ranked(effects, single.results[0], clock),
        left_out=planned.left_out,
        never=single.never + crossed.never,
    )


def _ranked(effects: tuple[Effect, ...], base: Floats, clock: int) -> tuple[Effect, ...]:
    def rank(one: Effect) -> tuple[float, ...]:
        spans = (one.ends.span(_PROBABILITY, base), one.ends.span(clock, base), one.mu_star[clock])
        return (not one.parameter.assumed, *(-float(value) for value in spans))

    return tuple(sorted(effects, key=rank))


def _effect(
    parameter: Parameter, number: int, ends: Ends, screened: tuple[Screening, ...]
) -> Effect:
    def of(name: str) -> Floats:
        return np.array([getattr(one, name)[number] for one in screened])

    return Effect(parameter, ends, of("mu"), of("mu_star"), of("sigma"), of("mu_star_confidence"))
