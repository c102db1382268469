"""What a census says besides its rows: who could help whom, in each province and in the nation."""

from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

from planner.allocation.balance import Balance, Loan, Place, balance, nearest_loans
from planner.scenario.census.records import City, cities
from planner.scenario.draft.capacities import OF_RULE, Capacities
from planner.scenario.draft.neighbours import centre_of, offer_of
from planner.scenario.settings import Origin
from planner.study.census.city import CityRow
from planner.study.census.kept import Asked


@dataclass(frozen=True)
class Region:
    """A province or the nation, all of whose cities test at once."""

    code: str
    """Of the census, such as 410000; empty for the nation."""
    name_zh: str
    name_en: str
    rows: tuple[CityRow, ...]
    balance: Balance

    @property
    def population_persons(self) -> int:
        """People of all its cities."""
        return sum(row.population_persons for row in self.rows)

    @property
    def meeting(self) -> int:
        """Cities that meet their target by themselves."""
        return sum(row.meets_target is True for row in self.rows)


@dataclass(frozen=True)
class Census:
    """The rows of all cities and what follows from them."""

    asked: Asked
    rows: tuple[CityRow, ...]
    loans: Mapping[str, tuple[Loan, ...]]
    """What a city that tests alone is lent by its province, by its code."""
    provinces: tuple[Region, ...]
    """Each: all its cities test at once, the other provinces lend what the nation's share is."""
    nation: Region
    """All cities of the census test at once and lend only what they have to spare even so."""

    @property
    def with_own(self) -> int:
        """Cities that are built of capacities given for them."""
        return sum(row.own_capacities for row in self.rows)

    @property
    def failed(self) -> tuple[CityRow, ...]:
        """Cities without an answer."""
        return tuple(row for row in self.rows if row.failure is not None)

    @property
    def all_meet(self) -> bool:
        """Whether every city meets its target by itself."""
        return all(row.meets_target for row in self.rows)

    def helped(self, row: CityRow) -> bool:
        """Tell whether its province lends a city that tests alone all that it lacks."""
        loans = self.loans.get(row.code, ())
        lent = (sum(one.teams for one in loans), sum(one.tubes_per_day for one in loans))
        return not row.meets_target and _is_short(row) and lent == _short(row)


def answer(asked: Asked, rows: Sequence[CityRow]) -> Census:
    """Return what rows say about who could help whom."""
    offers = {
        origin: {city.code: _lender(city, asked.own, origin) for city in cities()}
        for origin in ("province", "nation")
    }
    by_province: dict[str, list[CityRow]] = {}
    for row in rows:
        by_province.setdefault(row.province_zh, []).append(row)
    near: dict[str, list[Place]] = {}
    for place in offers["province"].values():
        near.setdefault(place.province, []).append(place)
    return Census(
        asked=asked,
        rows=tuple(rows),
        loans={row.code: nearest_loans(_place(row), near[row.province_zh]) for row in rows},
        provinces=_provinces(by_province, offers["nation"]),
        nation=Region("", "全国", "China", tuple(rows), balance([*map(_place, rows)])),
    )


def _provinces(
    by_province: Mapping[str, Sequence[CityRow]], offers: Mapping[str, Place]
) -> tuple[Region, ...]:
    def divided(name: str) -> Balance:
        return balance([*map(_place, by_province[name]), *_elsewhere(name, offers)])

    with ThreadPoolExecutor() as pool:  # the solver lets other threads run
        found = list(pool.map(divided, by_province))
    return tuple(
        Region(f"{own[0].code[:2]}0000", name, own[0].province_en, tuple(own), divided_so)
        for (name, own), divided_so in zip(by_province.items(), found, strict=True)
    )


def _elsewhere(province: str, offers: Mapping[str, Place]) -> list[Place]:
    return [place for place in offers.values() if place.province != province]


def _lender(city: City, own: Mapping[str, Capacities], origin: Origin) -> Place:
    offer = offer_of(city, own.get(city.code, OF_RULE), origin)
    return Place(
        city.code,
        city.province_zh,
        centre_of(city),
        city.population_persons,
        spare=(offer.teams, offer.tubes_per_day),
    )


def _is_short(row: CityRow) -> bool:
    """Tell whether a city lacks something that help can bring."""
    return None not in (row.short_teams, row.short_tubes_per_day) and any(_short(row))


def _short(row: CityRow) -> tuple[int, int]:
    return row.short_teams or 0, row.short_tubes_per_day or 0


def _place(row: CityRow) -> Place:
    """Return a city that tests: what it lacks, and what it could lend even so."""
    return Place(
        row.code,
        row.province_zh,
        (row.latitude_degrees, row.longitude_degrees),
        row.population_persons,
        short=_short(row) if _is_short(row) else (0, 0),
        spare=(row.spare_teams, row.spare_tubes_per_day),
    )
