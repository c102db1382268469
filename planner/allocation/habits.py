"""Which laboratories get a district's tubes when no plan says so."""

from math import ceil

import numpy as np

from planner.scenario.scenario import Plan, Scenario
from planner.simulation.building.flows import default_shares
from planner.simulation.building.people import count_people
from planner.simulation.building.sites import build_sites, mean_pool_persons
from planner.simulation.layout import HOUR_MS


def habitual_shares(scenario: Scenario) -> dict[str, dict[str, float]]:
    """Return by district the share of its tubes that each laboratory gets without a plan."""
    planless = scenario.model_copy(update={"plan": Plan()})
    horizon_ms = ceil(scenario.campaign.horizon_hours) * HOUR_MS
    sites = build_sites(planless, count_people(planless), horizon_ms)
    tubes = sites.persons / mean_pool_persons(sites)
    need = np.bincount(sites.district, tubes, len(scenario.districts)).astype(np.float64)
    shares = default_shares(planless, need)
    return {
        district.id: {
            laboratory.id: float(share)
            for laboratory, share in zip(scenario.laboratories, own, strict=True)
            if share > 0
        }
        for district, own in zip(scenario.districts, shares, strict=True)
    }
