"""The ledger of people before any draw: who is registered, away, exempt, expected, and where."""

from dataclasses import dataclass

import numpy as np

from planner.scenario.apportion import largest_remainder
from planner.scenario.scenario import Scenario
from planner.scenario.tables import Site, Township
from planner.simulation.layout import Ints


@dataclass(frozen=True)
class Ledger:
    """People by district, township and site; every column sums exactly."""

    registered: Ints
    away: Ints
    exempt: Ints
    expected: Ints
    """Shape (districts,) each."""
    homebound: Ints
    """Shape (townships,): expected people who are visited at the door."""
    at_site: Ints
    """Shape (sites,): expected people who come to the site."""


def _sites_by_township(sites: tuple[Site, ...]) -> dict[str, list[int]]:
    groups: dict[str, list[int]] = {}
    for index, site in enumerate(sites):
        groups.setdefault(site.township, []).append(index)
    return groups


def _persons(township: Township) -> int:
    return township.urban_persons + township.rural_persons


def count_people(scenario: Scenario) -> Ledger:
    """Split the registered people by largest remainders, so that all sums are exact."""
    people = scenario.people
    registered = np.array([d.population_persons for d in scenario.districts], dtype=np.int64)
    total = int(registered.sum())
    present = largest_remainder(round(total * people.present_share), registered)
    expected = largest_remainder(
        round(total * people.present_share * (1 - people.exempt_share)), registered
    )
    homebound = np.zeros(len(scenario.townships), dtype=np.int64)
    at_site = np.zeros(len(scenario.sites), dtype=np.int64)
    sites_of = _sites_by_township(scenario.sites)
    for d, district in enumerate(scenario.districts):
        own = [i for i, t in enumerate(scenario.townships) if t.district == district.id]
        residents = np.array([_persons(scenario.townships[i]) for i in own], dtype=np.int64)
        in_township = largest_remainder(int(expected[d]), residents)
        at_door = largest_remainder(round(expected[d] * people.homebound_share), in_township)
        homebound[own] = at_door
        for township, persons in zip(own, (in_township - at_door).tolist(), strict=True):
            sites = sites_of.get(scenario.townships[township].id, [])
            weights = np.array([scenario.sites[i].persons for i in sites], dtype=np.int64)
            if sites:
                at_site[sites] = largest_remainder(persons, weights)
            else:
                homebound[township] += persons
    return Ledger(
        registered=registered,
        away=registered - present,
        exempt=present - expected,
        expected=expected,
        homebound=homebound,
        at_site=at_site,
    )
