"""What a plan achieves in a few replications on common draws."""

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import numpy as np

from planner.allocation.draws import CommonDraws
from planner.allocation.program import Floats
from planner.outcome.clocks import clock_hours, minutes_to_deadline
from planner.scenario.scenario import Scenario

REPLICATIONS = 8
THREADS = 2


@dataclass(frozen=True)
class Measured:
    """Replications of one scenario with its plan, and their medians."""

    hours: Floats
    """Shape (replications,): at which the required share has a result; infinite if never."""
    hour: float
    """Half-way between the two middle ``hours``."""
    resulted: float
    """People with a result at the deadline, median."""
    by_laboratory: Floats
    """Shape (laboratories,): the same by laboratory."""


def measure(scenario: Scenario, draws: CommonDraws, replications: int = REPLICATIONS) -> Measured:
    """Simulate a scenario with its plan on common draws."""
    found = _replicate(scenario, draws, range(replications))
    hours = np.array([hour for hour, _ in found])
    done = np.array([by_laboratory for _, by_laboratory in found])
    return Measured(
        hours=hours,
        hour=float(np.median(hours)),
        resulted=float(np.median(done.sum(axis=1))),
        by_laboratory=np.median(done, axis=0),
    )


def measure_each(
    scenario: Scenario, draws: CommonDraws, numbers: Sequence[int]
) -> tuple[Floats, Floats]:
    """Return hours and people in time of some replications, each of shape (numbers,)."""
    found = _replicate(scenario, draws, numbers)
    return np.array([hour for hour, _ in found]), np.array([done.sum() for _, done in found])


def _replicate(
    scenario: Scenario, draws: CommonDraws, numbers: Sequence[int]
) -> list[tuple[float, Floats]]:
    """Return of each replication the hour, infinite if never, and people by laboratory."""
    layout, simulated = draws.layouts.of(scenario), draws.replications(scenario)
    minutes = minutes_to_deadline(layout, scenario.target_hours)
    total = layout.expected_persons.sum(keepdims=True)

    def replicate(number: int) -> tuple[float, Floats]:
        tally = simulated(number)
        hour = clock_hours(
            tally.resulted.sum(axis=0, keepdims=True),
            total,
            [scenario.campaign.required_share],
            layout.deadline_from_ms,
        )[0, 0]
        done = tally.persons_resulted[:, :minutes].sum(axis=1).astype(float)
        # a clock never reached counts as later than any other
        return float("inf") if np.isnan(hour) else float(hour), done

    with ThreadPoolExecutor(THREADS) as pool:
        return list(pool.map(replicate, numbers))
