"""How many tubes a day each district sends to each laboratory."""

from math import ceil

import numpy as np

from planner.allocation.answer import Allocation
from planner.outcome.outcome import CLOCKS
from planner.scenario.scenario import Scenario
from planner.simulation.building.flows import NOBODY, site_laboratories
from planner.simulation.building.people import count_people
from planner.simulation.building.sites import build_sites, mean_pool_persons
from planner.simulation.layout import HOUR_MS, Floats
from planner.simulation.tally import TUBES

HOURS_PER_DAY = 24


def tubes_sent(scenario: Scenario, allocation: Allocation) -> Floats:
    """Return tubes a day by district and laboratory, shape (districts, laboratories).

    The laboratory of each site and period is that of the simulator; the tubes of a period are in
    proportion to the people swabbed in it, and all sum to the tubes collected, over the time in
    which the median replication swabs.
    """
    planned = scenario.model_copy(update={"plan": allocation.plan})
    horizon_ms = ceil(scenario.campaign.horizon_hours) * HOUR_MS
    sites = build_sites(planned, count_people(planned), horizon_ms)
    starts_ms, laboratory = site_laboratories(planned, sites)
    outcome = allocation.outcome
    shape = (len(outcome.districts.ids), len(outcome.laboratories.ids))
    parts = _parts_swabbed(allocation, starts_ms / HOUR_MS)
    tubes = sites.persons / mean_pool_persons(sites)
    sent = np.zeros(shape)
    for period, chosen in enumerate(laboratory):
        served = chosen != NOBODY
        amount = tubes * parts[sites.district, period]
        np.add.at(sent, (sites.district[served], chosen[served]), amount[served])
    swabbed = outcome.curves.city.p50[CLOCKS.index("sampled")]
    busy = np.flatnonzero(np.diff(swabbed, prepend=0.0) > 0)
    collected = float(outcome.tubes.counts[TUBES.index("collected")])
    if not busy.size or sent.sum() == 0:
        return np.zeros(shape)
    days = (busy[-1] - busy[0] + 1) / HOURS_PER_DAY
    return np.asarray(sent * collected / sent.sum() / days, dtype=np.float64)


def _parts_swabbed(allocation: Allocation, starts_hours: Floats) -> Floats:
    """Return the part of a district's people swabbed in each period, (districts, periods)."""
    curves = allocation.outcome.curves
    hours = np.append(0.0, curves.hours)
    swabbed = curves.district_p50[CLOCKS.index("sampled")]
    done = np.array([np.interp(starts_hours, hours, np.append(0.0, one)) for one in swabbed])
    total = swabbed[:, -1:]
    edges = np.hstack([done.reshape(len(swabbed), -1), total])
    parts: Floats = np.divide(
        np.diff(edges), total, out=np.zeros((len(swabbed), len(starts_hours))), where=total > 0
    )
    return parts
