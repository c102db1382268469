"""The ledger of people before any draw: who is registered, away, exempt, expected, and where."""

from dataclasses import dataclass

import numpy as np

from planner.scenario.apportion import largest_remainder
from planner.scenario.scenario import Scenario
from planner.scenario.tables import Site, Township
from planner.simulation.layout import Ints

SHARE_UNIT = 1_000_000
"""Resolution of the shares of groups."""


@dataclass(frozen=True)
class Ledger:
    """People by district, township and site; every column sums exactly."""

    registered: Ints
    """Where more people are there than registered, those who are there."""
    away: Ints
    exempt: Ints
    expected: Ints
    """Shape (districts,) each."""
    homebound: Ints
    """Shape (townships,): expected people who are visited at the door."""
    at_site: Ints
    """Shape (sites,): expected people who come to the site."""


def _sites_by_place(sites: tuple[Site, ...]) -> dict[tuple[str, str | None], list[int]]:
    """Return the sites of each township and group."""
    places: dict[tuple[str, str | None], list[int]] = {}
    for index, site in enumerate(sites):
        places.setdefault((site.township, site.group), []).append(index)
    return places


def _persons(township: Township) -> int:
    return township.urban_persons + township.rural_persons


def _visited(scenario: Scenario, own: list[int], in_township: Ints) -> Ints:
    """Return how many people of each township of a district are visited at the door.

    Townships with a share of their own round for themselves, the others together.
    """
    people = scenario.people
    shares = [scenario.townships[i].homebound_share for i in own]
    apart = np.array([share is not None for share in shares], dtype=bool)
    visited = np.zeros_like(in_township)
    rest = np.where(apart, 0, in_township)
    total = round(int(rest.sum()) * people.homebound_share)
    visited += largest_remainder(total, rest) if rest.any() else 0
    stated = np.array([share or 0.0 for share in shares])
    visited[apart] = np.rint(in_township[apart] * stated[apart]).astype(np.int64)
    return visited


def count_people(scenario: Scenario) -> Ledger:
    """Split the registered people by largest remainders, so that all sums are exact."""
    people = scenario.people
    registered = np.array([d.population_persons for d in scenario.districts], dtype=np.int64)
    total = int(registered.sum())
    present = largest_remainder(round(total * people.present_share), registered)
    registered = np.maximum(registered, present)
    expected = largest_remainder(
        round(total * people.present_share * (1 - people.exempt_share)), registered
    )
    homebound = np.zeros(len(scenario.townships), dtype=np.int64)
    at_site = np.zeros(len(scenario.sites), dtype=np.int64)
    sites_of = _sites_by_place(scenario.sites)
    groups = [None, *(group.id for group in scenario.groups)]
    apart = [group.persons_share for group in scenario.groups]
    shares = np.rint(np.array([1 - sum(apart), *apart]) * SHARE_UNIT).astype(np.int64)
    for d, district in enumerate(scenario.districts):
        own = [i for i, t in enumerate(scenario.townships) if t.district == district.id]
        residents = np.array([_persons(scenario.townships[i]) for i in own], dtype=np.int64)
        in_township = largest_remainder(int(expected[d]), residents)
        homebound[own] = _visited(scenario, own, in_township)
        come = in_township - homebound[own]
        for township, persons in zip(own, come.tolist(), strict=True):
            for group, part in zip(groups, largest_remainder(persons, shares), strict=True):
                sites = sites_of.get((scenario.townships[township].id, group), [])
                weights = np.array([scenario.sites[i].persons for i in sites], dtype=np.int64)
                if sites:
                    at_site[sites] = largest_remainder(int(part), weights)
                else:
                    homebound[township] += part
    return Ledger(
        registered=registered,
        away=registered - present,
        exempt=present - expected,
        expected=expected,
        homebound=homebound,
        at_site=at_site,
    )
