"""Rows of the CSV tables beside ``scenario.toml``."""

from typing import Annotated

from pydantic import AfterValidator, BeforeValidator, Field

from planner.scenario.settings import ClockTime, Section

Identifier = Annotated[str, Field(pattern=r"^[\w\-.:]{1,64}$")]
Count = Annotated[int, Field(ge=0, le=1_000_000)]
Persons = Annotated[int, Field(ge=0, le=100_000_000)]
Degrees = Annotated[float, Field(ge=-180, le=180)]


def _split(value: object) -> object:
    return tuple(part.strip() for part in value.split("|")) if isinstance(value, str) else value


ByShift = Annotated[tuple[Count, ...], BeforeValidator(_split), Field(min_length=1)]
"""Staff for each shift in the order of ``laboratory.shift_starts``: ``8|8|4``; one for all."""


def _stated_pool(value: int) -> int:
    if value not in POOL_SIZES:
        raise ValueError(f"a pool of {value} has no stated detection; use 1, 5, 10 or 20")
    return value


POOL_SIZES = (1, 5, 10, 20)
PoolSize = Annotated[int, AfterValidator(_stated_pool)]
"""People in a tube: only sizes whose Ct shift ``[infection]`` gives."""


class Row(Section):
    """A row that says where its values come from."""

    source: str = ""


class District(Row):
    """A county-level unit of the city."""

    id: Identifier
    name_zh: str
    name_en: str
    population_persons: Persons


class Township(Row):
    """A subdistrict, town or township; its people, urban and rural apart."""

    id: Identifier
    district: Identifier
    name_zh: str
    name_en: str
    urban_persons: Persons
    rural_persons: Persons
    latitude_degrees: Degrees | None = None
    longitude_degrees: Degrees | None = None


class Site(Row):
    """A sampling site; blanks take the value of ``[sites]``."""

    id: Identifier
    township: Identifier
    persons: Persons
    """Registered people whom the site serves."""
    tables: Annotated[int, Field(ge=0, le=200)]
    opens_at: ClockTime | None = None
    closes_at: ClockTime | None = None
    pool_size_persons: PoolSize | None = None


class LaboratoryRow(Row):
    """A laboratory, by ``declared_tubes_per_day`` alone or by its stages."""

    id: Identifier
    name_zh: str
    name_en: str
    district: Identifier | None = None
    """Where it stands; blank outside the city."""
    serves: str = "city"
    """``city`` or the identifier of the one district it serves."""
    declared_tubes_per_day: Annotated[float, Field(gt=0, le=10_000_000)] | None = None
    ready_hour: Annotated[float, Field(ge=0, le=720)] = 0
    travel_minutes: Annotated[float, Field(gt=0, le=1440)]
    """Mean drive from the last site of a run."""
    accession_staff: ByShift | None = None
    transfer_cabinets: ByShift | None = None
    inactivation_machines: Count | None = None
    extraction_machines: Count | None = None
    amplification_machines: Count | None = None
    reviewers: ByShift | None = None
    recall_crews: Count = 1


class Team(Row):
    """Swabbers at home in a district (registrars in equal number)."""

    id: Identifier
    district: Identifier
    swabbers: Count


class VehiclePool(Row):
    """Sample vehicles of one depot, which serves one district."""

    id: Identifier
    district: Identifier
    vehicles: Count
    load_tubes: Annotated[int, Field(gt=0, le=1_000_000)]


class PlanTables(Row):
    """Tables staffed at a site or township between two hours of the campaign."""

    place: Identifier
    from_hour: Annotated[float, Field(ge=0, le=720)]
    to_hour: Annotated[float, Field(gt=0, le=720)]
    tables: Count


class PlanFlow(Row):
    """The share of a district's or site's tubes that goes to a laboratory between two hours."""

    place: Identifier
    from_hour: Annotated[float, Field(ge=0, le=720)]
    to_hour: Annotated[float, Field(gt=0, le=720)]
    laboratory: Identifier
    share: Annotated[float, Field(ge=0, le=1)]
