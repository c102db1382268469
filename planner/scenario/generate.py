"""Sampling sites by the guideline's density, where the scenario names none."""

import math
from collections.abc import Iterable, Iterator
from typing import NamedTuple

import numpy as np

from planner.scenario.apportion import largest_remainder
from planner.scenario.settings import Sites
from planner.scenario.tables import Group, Site, Township

SOURCE = "assumed: laid out by the density of [sites]"


class Density(NamedTuple):
    """What of ``[sites]`` decides how many sites and tables there are."""

    urban_persons_per_site: float
    rural_persons_per_site: float
    persons_per_table: float


def density_of(rule: Sites) -> Density:
    """Return the density that a section states."""
    return Density(*(getattr(rule, name) for name in Density._fields))


def generate_sites(township: Township, rule: Sites | Density) -> Iterator[Site]:
    """Yield the sites of one township, urban before rural.

    Identifiers are the township's and a number, so that a change elsewhere renames nothing.
    """
    parts = (
        ("u", township.urban_persons, rule.urban_persons_per_site),
        ("r", township.rural_persons, rule.rural_persons_per_site),
    )
    for letter, persons, density in parts:
        count = site_count(persons, density)
        shares = largest_remainder(persons, np.ones(count, dtype=np.int64))
        for number, share in enumerate(shares.tolist(), start=1):
            yield Site(
                id=f"{township.id}-{letter}{number:02d}",
                township=township.id,
                persons=share,
                tables=table_count(share, rule.persons_per_table),
                source=SOURCE,
            )


def group_sites(
    townships: Iterable[Township], groups: Iterable[Group], given: Iterable[Site], rule: Sites
) -> Iterator[Site]:
    """Yield one site for each township and group that ``given`` has none for.

    It has the tables that the group's share of the township needs.
    """
    served = {(site.township, site.group) for site in given}
    townships = tuple(townships)
    for group in groups:
        for township in townships:
            persons = township.urban_persons + township.rural_persons
            share = round(persons * group.persons_share)
            if share and (township.id, group.id) not in served:
                yield Site(
                    id=group_site_id(township.id, group.id),
                    township=township.id,
                    group=group.id,
                    persons=share,
                    tables=table_count(share, rule.persons_per_table),
                    source=SOURCE,
                )


def group_site_id(township: str, group: str) -> str:
    """Name the site where the people of a group in a township are sampled."""
    return f"{township}-{group}"


def door_site_id(township: str) -> str:
    """Name the touring teams of a township."""
    return f"{township}-door"


def site_count(persons: int, persons_per_site: float) -> int:
    """Count the sites for one part of a township; none for nobody."""
    return math.ceil(persons / persons_per_site)


def table_count(persons: int, persons_per_table: float) -> int:
    """Count the tables at a site, at least one."""
    return max(1, round(persons / persons_per_table))
