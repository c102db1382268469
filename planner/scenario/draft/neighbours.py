"""Mobile teams and laboratories that other cities and provinces could send, by rules per head.

A city pools its province's resources; one above five million people has the nation's support too
(2021-1 item 5). Nobody published what neighbours can spare: the shares below were fixed before any
simulation and are the same for people and laboratories.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from math import ceil

import numpy as np
from numpy.typing import NDArray

from planner.scenario.census.records import City, cities, districts_of
from planner.scenario.draft.capacities import Capacities
from planner.scenario.draft.means import (
    DRIVE_MINUTES,
    NATION_PERSONS,
    NATION_TUBES_PER_DAY,
    PERSONS_PER_SWABBER,
)
from planner.scenario.drives import Position, distance_km, distances_km
from planner.scenario.presets import LARGE_CITY_PERSONS
from planner.scenario.settings import Courier, Origin
from planner.scenario.tables import MobileLaboratory, MobileTeams

SWABBERS_PER_TEAM = 10
TABLES_PER_TEAM = 5
"""Assumed: two swabbers a table by turns, as at home, and registrars in equal number."""
FIRST_SWAB_HOUR = 14
"""Press, 2022: from an outside team's order to its first swab, the drive included."""
LEAST_READY_HOUR = 6
"""Assumed: to call a team together and load."""
LAST_HOUR = 168
"""Assumed: teams go home after a week."""
PROVINCE_SETUP_HOURS = 4
MOTORWAY_KM_PER_HOUR = 80
"""Assumed: coaches and lorries, rests included."""
FARTHEST_HOURS = 12
"""Assumed: help comes from provinces within a day's drive."""

_JOURNEY = (
    f"there {FIRST_SWAB_HOUR} h after the order (press, 2022) where a drive at "
    f"{MOTORWAY_KM_PER_HOUR} km/h from hour {LEAST_READY_HOUR} on allows"
)


@dataclass(frozen=True)
class _Terms:
    """On what terms a kind of neighbour helps."""

    origin: Origin
    share: float
    """Of its swabbers and of its laboratories' tubes a day."""
    laboratory: str
    tubes_per_laboratory: int
    """At most."""
    setup_hours: float
    setup_source: str


_PROVINCE = _Terms(
    origin="province",
    share=0.10,
    laboratory="vehicles of at most 10,000 tubes a day (Shaoxing)",
    tubes_per_laboratory=10_000,
    setup_hours=PROVINCE_SETUP_HOURS,
    setup_source=f"{PROVINCE_SETUP_HOURS} h to set up",
)
_NATION = _Terms(
    origin="nation",
    share=0.05,
    laboratory="air domes of 30,000 tubes a day (press, 2020-22)",
    tubes_per_laboratory=30_000,
    setup_hours=17,
    setup_source="17 h to build, the middle of 10 to 24 h (press)",
)
_TERMS: Mapping[Origin, _Terms] = {"province": _PROVINCE, "nation": _NATION}


@dataclass(frozen=True)
class _Place:
    """A city or province, at the centre of its people."""

    code: str
    name_zh: str
    name_en: str
    population_persons: int
    centre: Position

    @classmethod
    def of(cls, code: str, name_zh: str, name_en: str, members: Sequence[City]) -> "_Place":
        districts = [district for city in members for district in districts_of(city)]
        persons = sum(district.population_persons for district in districts)
        north, east = (
            sum(getattr(one, degrees) * one.population_persons for one in districts) / persons
            for degrees in ("latitude_degrees", "longitude_degrees")
        )
        return cls(code, name_zh, name_en, persons, (north, east))


@dataclass(frozen=True)
class _Helper:
    """A place that helps."""

    place: _Place
    terms: _Terms
    drive_hours: float

    @property
    def ready_hour(self) -> float:
        """When it can leave, so as to swab 14 h after the order where the drive allows."""
        return round(max(FIRST_SWAB_HOUR - self.drive_hours, LEAST_READY_HOUR), 2)


@dataclass(frozen=True)
class Offer:
    """What a city could lend while it does not test itself."""

    teams: int
    """Of ten swabbers."""
    tubes_per_day: int
    """Declared, of mobile laboratories."""


def offer_of(city: City, own: Capacities, origin: Origin) -> Offer:
    """Return what a city lends within its province, or to another one.

    What is given as spare is lent within the province; of that, other provinces get as much as of
    the rule's share.
    """
    share = _TERMS[origin].share
    part = share / _PROVINCE.share
    swabbers = own.swabbers or city.population_persons / PERSONS_PER_SWABBER
    tubes = own.tubes_per_day or NATION_TUBES_PER_DAY * city.population_persons / NATION_PERSONS
    teams = swabbers / SWABBERS_PER_TEAM * share
    if own.spare_teams is not None:
        teams = own.spare_teams * part
    tubes *= share
    if own.spare_tubes_per_day is not None:
        tubes = own.spare_tubes_per_day * part
    return Offer(teams=int(teams), tubes_per_day=int(tubes))


def centre_of(city: City) -> Position:
    """Return the centre of a city's people."""
    return _of_city(city).centre


def drives_hours(starts: Sequence[Position], ends: Sequence[Position]) -> NDArray[np.float64]:
    """Return drives on motorways in hours, shape (starts, ends)."""
    return distances_km(starts, ends) * Courier().detour_factor / MOTORWAY_KM_PER_HOUR


def _helpers(city: City) -> list[_Helper]:
    """Return who helps a city, the nearest first of each kind."""
    home = _of_city(city).centre

    def by_drive(places: Iterable[_Place], terms: _Terms) -> list[_Helper]:
        found = [_Helper(one, terms, _drive_hours(one.centre, home)) for one in places]
        return sorted(found, key=lambda one: one.drive_hours)

    of_province = (
        _of_city(one) for one in cities() if one.province_zh == city.province_zh and one != city
    )
    near = by_drive(of_province, _PROVINCE)
    if city.population_persons <= LARGE_CITY_PERSONS:
        return near
    others = (one for name, one in _provinces().items() if name != city.province_zh)
    far = by_drive(others, _NATION)
    return near + [one for one in far if one.drive_hours <= FARTHEST_HOURS]


def mobile_team_rows(city: City) -> Iterator[MobileTeams]:
    """Yield the mobile teams of each neighbour."""
    for helper in _helpers(city):
        one, terms = helper.place, helper.terms
        swabbers = one.population_persons / PERSONS_PER_SWABBER * terms.share
        teams = int(swabbers / SWABBERS_PER_TEAM)
        if teams:
            yield MobileTeams(
                id=f"{one.code}-teams",
                name_zh=f"{one.name_zh}机动检测队",
                name_en=f"{one.name_en} mobile teams",
                origin=terms.origin,
                teams=teams,
                tables_per_team=TABLES_PER_TEAM,
                ready_hour=helper.ready_hour,
                travel_minutes=round(60 * helper.drive_hours),
                until_hour=LAST_HOUR,
                source=(
                    f"assumed: {terms.share:.0%} of its swabbers ({one.population_persons:,} "
                    f"people by census / {PERSONS_PER_SWABBER}, third edition), "
                    f"{SWABBERS_PER_TEAM} a team; {_JOURNEY}; home after a week"
                ),
            )


def mobile_laboratory_rows(city: City) -> Iterator[MobileLaboratory]:
    """Yield the mobile laboratories of each neighbour, which share its tubes a day evenly."""
    for helper in _helpers(city):
        one, terms = helper.place, helper.terms
        share = one.population_persons / NATION_PERSONS * terms.share
        count = ceil(NATION_TUBES_PER_DAY * share / terms.tubes_per_laboratory)
        tubes = int(round(NATION_TUBES_PER_DAY * share / count, -1))
        for number in range(1, count + 1) if tubes else ():
            yield MobileLaboratory(
                id=f"{one.code}-mobile{number}",
                name_zh=f"{one.name_zh}移动检测实验室{number}",
                name_en=f"{one.name_en} mobile laboratory {number}",
                origin=terms.origin,
                declared_tubes_per_day=tubes,
                ready_hour=helper.ready_hour,
                travel_minutes=round(60 * helper.drive_hours),
                setup_hours=terms.setup_hours,
                drive_minutes=DRIVE_MINUTES,
                source=(
                    f"assumed: {terms.share:.0%} of its tubes a day ({one.population_persons:,} "
                    "people by census, per head as the nation in Apr 2022: 51.65M), in "
                    f"{terms.laboratory}; {terms.setup_source}; {_JOURNEY}; drive from the sites "
                    "and recall crew"
                ),
            )


def _drive_hours(start: Position, end: Position) -> float:
    return distance_km(start, end) * Courier().detour_factor / MOTORWAY_KM_PER_HOUR


@cache
def _of_city(city: City) -> _Place:
    return _Place.of(city.code, city.name_zh, city.name_en, [city])


@cache
def _provinces() -> Mapping[str, _Place]:
    """Return the provinces by their names in Chinese."""
    members: dict[str, list[City]] = {}
    for city in cities():
        members.setdefault(city.province_zh, []).append(city)
    return {
        name: _Place.of(f"{own[0].code[:2]}0000", name, own[0].province_en, own)
        for name, own in members.items()
    }
