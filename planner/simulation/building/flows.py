"""Which laboratory gets each site's tubes, period by period."""

import numpy as np

from planner.scenario.scenario import Scenario
from planner.scenario.standing import standing_laboratories
from planner.simulation.building.calendars import milliseconds
from planner.simulation.building.laboratories import nominal_rates
from planner.simulation.building.sites import mean_pool_persons
from planner.simulation.layout import HOUR_MS, Floats, Ints, SiteLayout

NOBODY = -1


def default_shares(scenario: Scenario, need_tubes: Floats) -> Floats:
    """Share each district's tubes so that all laboratories would finish together.

    A district's own laboratories come first, up to the load that all would have if work were
    spread evenly until the deadline; what exceeds it goes to those with room that serve the city.

    Parameters
    ----------
    scenario
        Gives the laboratories, where they stand and whom they serve.
    need_tubes
        Shape (districts,): tubes expected of each district.

    Returns
    -------
    Shape (districts, laboratories); rows sum to one, or to zero where nobody takes the tubes.
    """
    districts = [d.id for d in scenario.districts]
    rows = standing_laboratories(scenario)
    hours = np.array([max(scenario.target_hours - row.ready_hour, 1.0) for row in rows])
    capacity = np.array(nominal_rates(scenario)) * hours
    shape = (len(districts), len(rows))
    serves = np.array([row.serves in ("city", d) for d in districts for row in rows], dtype=bool)
    near = np.array(
        [d in (row.district, row.serves) for d in districts for row in rows], dtype=bool
    )
    serves, own = serves.reshape(shape), (serves & near).reshape(shape)
    load = need_tubes.sum() / capacity.sum() if capacity.sum() > 0 else 0.0
    sent = np.zeros(serves.shape)
    room = load * capacity
    for d in range(len(districts)):
        offered = np.where(own[d], room, 0.0)
        if offered.sum() > 0:
            sent[d] = offered * min(1.0, need_tubes[d] / offered.sum())
            room = room - sent[d]
    for d in range(len(districts)):
        rest = need_tubes[d] - sent[d].sum()
        weights = np.where(serves[d], np.maximum(room, 0.0), 0.0)
        if weights.sum() <= 0:
            weights = np.where(serves[d], capacity, 0.0)
        if rest > 0 and weights.sum() > 0:
            sent[d] += rest * weights / weights.sum()
    totals = sent.sum(axis=1, keepdims=True)
    shares: Floats = np.divide(sent, totals, out=np.zeros_like(sent), where=totals > 0)
    return shares


def _assign(persons: Ints, shares: Floats) -> Ints:
    """Give neighbouring sites to the same laboratory, in proportion to their people."""
    if shares.sum() <= 0:
        return np.full(len(persons), NOBODY, dtype=np.int64)
    weights = np.maximum(persons, 1)
    middle = (np.cumsum(weights) - weights / 2) / weights.sum()
    edges = np.cumsum(shares) / shares.sum()
    taking = np.flatnonzero(shares > 0)
    chosen = np.searchsorted(edges[taking], middle)
    return np.asarray(taking[np.minimum(chosen, len(taking) - 1)], dtype=np.int64)


def _periods(scenario: Scenario) -> list[int]:
    edges = {0}
    for row in scenario.plan.flows:
        edges |= {milliseconds(row.from_hour, HOUR_MS), milliseconds(row.to_hour, HOUR_MS)}
    return sorted(edges)


def _members(scenario: Scenario, sites: SiteLayout) -> dict[str, Ints]:
    """Return the sites of every place that a plan can name; narrower places come last."""
    members: dict[str, Ints] = {}
    for index, district in enumerate(scenario.districts):
        members[district.id] = np.flatnonzero(sites.district == index)
    for index, row in enumerate(scenario.townships):
        members[row.id] = np.flatnonzero(sites.township == index)
    for index, site in enumerate(sites.ids):
        members[site] = np.array([index])
    return members


def site_laboratories(scenario: Scenario, sites: SiteLayout) -> tuple[Ints, Ints]:
    """Return when each period begins and the laboratory of each site in it.

    Returns
    -------
    period_start_ms
        Shape (periods,), the first is 0.
    laboratory
        Shape (periods, sites); ``NOBODY`` where no laboratory takes the tubes.
    """
    tubes = sites.persons / mean_pool_persons(sites)
    need = np.bincount(sites.district, tubes, len(scenario.districts)).astype(np.float64)
    shares = default_shares(scenario, need)
    members = _members(scenario, sites)
    base = np.full(sites.count, NOBODY, dtype=np.int64)
    for index, district in enumerate(scenario.districts):
        own = members[district.id]
        base[own] = _assign(sites.persons[own], shares[index])

    laboratories = {row.id: i for i, row in enumerate(standing_laboratories(scenario))}
    periods = _periods(scenario)
    chosen = np.tile(base, (len(periods), 1))
    for period, start in enumerate(periods):
        planned: dict[str, Floats] = {}
        for row in scenario.plan.flows:
            begins, ends = (milliseconds(h, HOUR_MS) for h in (row.from_hour, row.to_hour))
            if begins <= start < ends:
                own_shares = planned.setdefault(row.place, np.zeros(len(laboratories)))
                own_shares[laboratories[row.laboratory]] += row.share
        for place, own in members.items():
            if place in planned:
                chosen[period, own] = _assign(sites.persons[own], planned[place])
    return np.array(periods, dtype=np.int64), chosen
