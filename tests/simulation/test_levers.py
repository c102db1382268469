"""More of what binds makes nobody later, in distribution and on the same luck.

Person by person this need not hold: more tables make more part-filled tubes, and batches have
anomalies. So the finishing hours of replications are compared as distributions.
"""

from collections.abc import Callable

import numpy as np
import pytest

from planner.outcome.clocks import clock_hours
from planner.scenario.scenario import Scenario
from planner.scenario.settings import Uncertainty
from planner.simulation.layout import Floats, Ints
from planner.simulation.tally import Tally
from tests.simulation.small_city import laboratory, site, small_city, tally_of

REPLICATIONS = 20
PERCENTILES = (5, 25, 50, 75, 95)
PERSONS = 1200
FAR_AND_QUICK = {"travel_minutes": 120, "extraction_machines": 8, "amplification_machines": 20}


def uncertain_city(
    tables: int = 2,
    swabbers: int = 100,
    vehicles: int = 2,
    load_tubes: int = 100,
    **laboratory_row: object,
) -> Scenario:
    """Two sites and a laboratory whose speed nobody knows beforehand."""
    return small_city(
        site(PERSONS // 2, tables, "S1", "T1"),
        site(PERSONS // 2, tables, "S2", "T2"),
        laboratories=[laboratory(**laboratory_row)],
        vehicles=vehicles,
        load_tubes=load_tubes,
        swabbers=swabbers,
        campaign={"horizon_hours": 96},
        people={"arrivals": {"first_pass_hours": 4}},
        courier={"interval_minutes": 60},
        laboratory={"plate_wells": 12},
        uncertainty=dict(Uncertainty()),
    )


def finishing_hours(scenario: Scenario, curve: Callable[[Tally], Ints], share: float) -> Floats:
    """Return by replication the hour at which a share of the city is done."""
    total = np.array([PERSONS])
    return np.array(
        [
            clock_hours(
                curve(tally_of(scenario, number)).sum(axis=0, keepdims=True), total, [share], 0
            )[0, 0]
            for number in range(REPLICATIONS)
        ]
    )


def sampled(tally: Tally) -> Ints:
    return tally.sampled


def resulted(tally: Tally) -> Ints:
    return tally.resulted


@pytest.mark.parametrize("share", [0.5, 0.99])
@pytest.mark.parametrize(
    ("lever", "amounts", "city", "curve"),
    [
        ("tables", (1, 2, 3), {}, sampled),
        ("swabbers", (4, 8, 12), {"tables": 4}, sampled),
        ("amplification_machines", (1, 2, 4), {"tables": 4}, resulted),
        ("load_tubes", (5, 15, 100), {"vehicles": 1}, resulted),
        ("vehicles", (1, 2), {"load_tubes": 20, **FAR_AND_QUICK}, resulted),
    ],
)
def test_more_of_it_finishes_no_later(
    lever: str,
    amounts: tuple[int, ...],
    city: dict[str, int],
    curve: Callable[[Tally], Ints],
    share: float,
) -> None:
    hours = [
        np.percentile(
            finishing_hours(uncertain_city(**city | {lever: amount}), curve, share), PERCENTILES
        )
        for amount in amounts
    ]
    assert np.isfinite(hours).all()
    assert (np.diff(hours, axis=0) <= 0).all(), f"later with more {lever}: {hours}"
    assert (hours[-1] < hours[0]).all(), f"{lever} does not bind here: {hours}"
