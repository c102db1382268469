"""Laboratories, swabbers and vehicles of a district, by rules per head; nobody published them."""

from collections.abc import Iterator, Sequence
from math import ceil

from planner.scenario.census.records import CensusDistrict
from planner.scenario.generate import site_count
from planner.scenario.settings import Sites
from planner.scenario.tables import LaboratoryRow, Team, Township, VehiclePool

NATION_PERSONS = 1_409_778_724
NATION_LABORATORIES = 13_100
NATION_TUBES_PER_DAY = 51_650_000
"""The nation in April 2022, people by the census of 2020."""
PERSONS_PER_SWABBER = 360
SWABBERS_PER_SITE = 2
"""So that the smallest place can staff one table by turns."""
SITES_PER_VEHICLE = 3
LOAD_TUBES = 1000
DRIVE_MINUTES = 30
"""Where the census gives a district no position."""

_LABORATORY = (
    "assumed: per head as the nation in Apr 2022 (51.65M tubes a day; 13,100 laboratories); recall "
    "crews assumed; position of the district, which gives the drives"
)
_TEAM = "assumed: population / 360 (testing guideline, third edition, for a 24 h round)"
_SMALL_TEAM = "assumed: two a site, {sites} by density, more than population / 360"
_VEHICLES = (
    "assumed: one vehicle per 3 sites (Zhengzhou, 2022-01), {sites} by density; load of ten "
    "boxes of 100 assumed"
)


def laboratory_rows(district: CensusDistrict) -> Iterator[LaboratoryRow]:
    """Yield the laboratories: per head as the nation, at least one, sharing the tubes evenly."""
    share = district.population_persons / NATION_PERSONS
    count = max(1, round(NATION_LABORATORIES * share))
    tubes_per_day = max(10, round(NATION_TUBES_PER_DAY * share / count, -1))
    yield from laboratories_of(district, [tubes_per_day] * count, _LABORATORY)


def laboratories_of(
    district: CensusDistrict, tubes_per_day: Sequence[float], source: str
) -> Iterator[LaboratoryRow]:
    """Yield a laboratory of a district for each of the tubes a day that they declare."""
    has_position = district.latitude_degrees is not None
    for number, declared in enumerate(tubes_per_day, 1):
        yield LaboratoryRow(
            id=f"{district.code}-lab{number}",
            name_zh=f"{district.name_zh}检测机构{number}",
            name_en=f"{district.name_en} laboratory {number}",
            district=district.code,
            declared_tubes_per_day=declared,
            travel_minutes=None if has_position else DRIVE_MINUTES,
            latitude_degrees=district.latitude_degrees,
            longitude_degrees=district.longitude_degrees,
            source=source,
        )


def team_row(district: CensusDistrict, townships: Sequence[Township]) -> Team:
    """Return the swabbers at home in a district."""
    sites = _sites(townships)
    per_head = round(district.population_persons / PERSONS_PER_SWABBER)
    least = SWABBERS_PER_SITE * sites
    return Team(
        id=f"{district.code}-swabbers",
        district=district.code,
        swabbers=max(per_head, least),
        source=_TEAM if per_head >= least else _SMALL_TEAM.format(sites=_sites_in_words(sites)),
    )


def vehicle_row(district: CensusDistrict, townships: Sequence[Township]) -> VehiclePool:
    """Return the sample vehicles of a district."""
    sites = _sites(townships)
    return VehiclePool(
        id=f"{district.code}-vehicles",
        district=district.code,
        vehicles=ceil(sites / SITES_PER_VEHICLE),
        load_tubes=LOAD_TUBES,
        source=_VEHICLES.format(sites=_sites_in_words(sites)),
    )


def _sites(townships: Sequence[Township]) -> int:
    """Count the sites that the guideline's density gives a district."""
    rule = Sites()
    return sum(
        site_count(one.urban_persons, rule.urban_persons_per_site)
        + site_count(one.rural_persons, rule.rural_persons_per_site)
        for one in townships
    )


def _sites_in_words(sites: int) -> str:
    return f"{sites} {'site' if sites == 1 else 'sites'}"
