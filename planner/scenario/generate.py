"""Sampling sites by the guideline's density, where the scenario names none."""

import math
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
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
    sites_in_city: int | None
    tables_in_city: int | None


def density_of(rule: Sites) -> Density:
    """Return the density or the counts that a section states."""
    return Density(*(getattr(rule, name) for name in Density._fields))


@dataclass(frozen=True)
class _Part:
    """The urban or the rural people of a township, who have sites of their own."""

    township: Township
    letter: str
    persons: int
    persons_per_site: float


def _parts(townships: Iterable[Township], rule: Sites | Density) -> list[_Part]:
    """Return the parts that have people, urban before rural."""
    return [
        part
        for township in townships
        for part in (
            _Part(township, "u", township.urban_persons, rule.urban_persons_per_site),
            _Part(township, "r", township.rural_persons, rule.rural_persons_per_site),
        )
        if part.persons
    ]


def parts_with_people(townships: Iterable[Township], rule: Sites | Density) -> int:
    """Count the parts of townships of which each needs a site."""
    return len(_parts(townships, rule))


class _Laid(NamedTuple):
    """A site before it has a name."""

    part: _Part
    number: int
    persons: int
    tables: int


def _lay_out(townships: Iterable[Township], rule: Sites | Density) -> list[_Laid]:
    """Lay sites out by the density, or so many as the city counted."""
    parts = _parts(townships, rule)
    if rule.sites_in_city is None:
        counts = [site_count(part.persons, part.persons_per_site) for part in parts]
    else:
        counts = shared_out(rule.sites_in_city, [part.persons for part in parts])
    served = [
        (part, number, persons)
        for part, count in zip(parts, counts, strict=True)
        for number, persons in enumerate(
            largest_remainder(part.persons, np.ones(count, dtype=np.int64)).tolist(), start=1
        )
    ]
    if rule.tables_in_city is None:
        tables = [table_count(persons, rule.persons_per_table) for _, _, persons in served]
    else:
        tables = shared_out(rule.tables_in_city, [persons for _, _, persons in served])
    return [_Laid(*site, count) for site, count in zip(served, tables, strict=True)]


def most_tables(townships: Iterable[Township], rule: Sites | Density) -> int:
    """Return the tables of the largest site that would be generated."""
    return max((site.tables for site in _lay_out(townships, rule)), default=0)


def generate_sites(townships: Iterable[Township], rule: Sites | Density) -> tuple[Site, ...]:
    """Return the sites of all townships, urban before rural in each.

    Identifiers are the township's and a number, so that by density a change elsewhere renames
    nothing.
    """
    return tuple(
        Site(
            id=f"{part.township.id}-{part.letter}{number:02d}",
            township=part.township.id,
            persons=persons,
            tables=tables,
            source=SOURCE,
        )
        for part, number, persons, tables in _lay_out(townships, rule)
    )


def shared_out(total: int, persons: Sequence[int]) -> list[int]:
    """Share a count, at least one a place, over places in proportion to their people."""
    if not persons:
        return []
    counts = largest_remainder(max(total, len(persons)), persons)
    lacking = counts == 0
    counts[lacking] = 1
    spare = largest_remainder(int(lacking.sum()), counts - 1)
    return [int(count) for count in counts - spare]


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
