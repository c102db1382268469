"""Cities, districts and townships as the packaged tables give them (``README.md`` beside)."""

import csv
from collections import defaultdict
from collections.abc import Iterator, Mapping
from functools import cache
from importlib.resources import files
from typing import Annotated, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict

Count = Annotated[int | None, BeforeValidator(lambda cell: cell or None)]
Degrees = Annotated[float | None, BeforeValidator(lambda cell: cell or None)]


class Record(BaseModel):
    """A row of a packaged table."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class City(Record):
    """A prefecture-level city, or a county directly under its province."""

    code: str
    name_zh: str
    short_zh: str
    """Without 市, 州, 地区 and the like: 许昌, 延边."""
    name_en: str
    province_zh: str
    province_en: str
    level: Literal["municipality", "prefecture", "county_direct"]
    population_persons: int

    def __str__(self) -> str:
        return f"{self.name_zh} {self.name_en}, {self.province_zh} {self.province_en}, {self.code}"


class CensusDistrict(Record):
    """A county-level unit, or a development zone that the census tabulates apart."""

    code: str
    city: str
    name_zh: str
    name_en: str
    kind: Literal[
        "city_district", "county_level_city", "county", "banner", "special_zone", "undivided_city"
    ]
    urban_persons: int
    rural_persons: int
    mean_household_persons: float
    latitude_degrees: float
    longitude_degrees: float
    position: Literal["seat", "centroid"]
    """What the coordinates are."""
    townships: Count
    resident_committees: Count
    village_committees: Count
    """Counts of 2023; None where the unit of 2020 is gone from that list."""

    @property
    def population_persons(self) -> int:
        """Urban and rural people."""
        return self.urban_persons + self.rural_persons


class ListedTownship(Record):
    """A subdistrict, town or township of one of the cities whose list is packaged."""

    code: str
    district: str
    name_zh: str
    name_en: str
    resident_committees: int
    village_committees: int
    latitude_degrees: Degrees
    longitude_degrees: Degrees


@cache
def cities() -> tuple[City, ...]:
    """Return all cities in the order of the table."""
    return tuple(map(City.model_validate, _rows("cities")))


def districts_of(city: City) -> tuple[CensusDistrict, ...]:
    """Return the districts of a city, whose people sum to the city's."""
    return _districts()[city.code]


def townships_of(district: CensusDistrict) -> tuple[ListedTownship, ...]:
    """Return the townships of a district; none where no list of them is packaged."""
    return _townships().get(district.code, ())


@cache
def _districts() -> Mapping[str, tuple[CensusDistrict, ...]]:
    grouped = defaultdict(list)
    for row in _rows("districts"):
        grouped[row["city"]].append(CensusDistrict.model_validate(row))
    return {city: tuple(rows) for city, rows in grouped.items()}


@cache
def _townships() -> Mapping[str, tuple[ListedTownship, ...]]:
    grouped = defaultdict(list)
    for row in _rows("townships"):
        grouped[row["district"]].append(ListedTownship.model_validate(row))
    return {district: tuple(rows) for district, rows in grouped.items()}


def _rows(table: str) -> Iterator[dict[str, str]]:
    text = files(__package__).joinpath(f"{table}.csv").read_text(encoding="utf-8")
    yield from csv.DictReader(text.splitlines())
