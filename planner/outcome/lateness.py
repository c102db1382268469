"""How each district stands against the deadline."""

from collections.abc import Sequence

import numpy as np

from planner.outcome.digest import Case
from planner.outcome.outcome import CLOCKS, Lateness, Percentiles
from planner.outcome.percentiles import median, percentiles
from planner.scenario.scenario import Scenario
from planner.simulation.layout import Floats, Ints, Layout
from planner.simulation.tally import LEDGER


def lateness(
    scenario: Scenario, layout: Layout, cases: Sequence[Case], backlog_hours: Floats
) -> Lateness:
    """Return each district's hours to spare, people left and the laboratory behind it.

    ``backlog_hours`` has shape (laboratories, hours).
    """
    clock = CLOCKS.index(scenario.campaign.verdict_clock)
    finished = percentiles([case.district_clock_hours[clock, :, 0] for case in cases])
    late = [layout.expected_persons - case.done_at_deadline[clock] for case in cases]
    never_reached = [case.ledger[:, LEDGER.index("never_reached")] for case in cases]
    target_hours = scenario.target_hours
    laboratory = main_laboratories(layout)
    served = laboratory >= 0
    peak = np.full(len(laboratory), np.nan)
    peak[served] = backlog_hours.max(axis=1, initial=0.0)[laboratory[served]]
    return Lateness(
        hours_to_spare=Percentiles(
            p05=target_hours - finished.p95,
            p50=target_hours - finished.p50,
            p95=target_hours - finished.p05,
        ),
        late_persons=median(late),
        never_reached_persons=median(never_reached),
        laboratory=laboratory,
        peak_backlog_hours=peak,
    )


def main_laboratories(layout: Layout) -> Ints:
    """Return the laboratory that serves most people of each district, -1 where none does.

    Periods in which tubes go elsewhere count alike.
    """
    couriers = layout.couriers
    served = np.zeros((len(layout.district_ids), layout.laboratories.count), dtype=np.int64)
    if served.size == 0:
        return np.full(len(served), -1, dtype=np.int64)
    route_of_stop = np.repeat(np.arange(len(couriers.route_depot)), np.diff(couriers.stop_offset))
    for laboratory_of_route in couriers.route_laboratory:
        laboratory = laboratory_of_route[route_of_stop]
        assigned = laboratory >= 0
        site = couriers.stop_site[assigned]
        to = (layout.sites.district[site], laboratory[assigned])
        np.add.at(served, to, layout.sites.persons[site])
    return np.where(served.any(axis=1), served.argmax(axis=1), -1)
