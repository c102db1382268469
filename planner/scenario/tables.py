"""Rows of the CSV tables beside ``scenario.toml``."""

from math import ceil
from typing import Annotated

from pydantic import BeforeValidator, Field

from planner.scenario.settings import Area, ArrivalMode, ClockTime, Origin, PoolSize, Section, Share

Identifier = Annotated[str, Field(pattern=r"^[\w\-.:]{1,64}$")]
Count = Annotated[int, Field(ge=0, le=1_000_000)]
Persons = Annotated[int, Field(ge=0, le=100_000_000)]
Latitude = Annotated[float, Field(ge=-90, le=90)]
Longitude = Annotated[float, Field(ge=-180, le=180)]
Hour = Annotated[float, Field(ge=0, le=720)]
"""Hour of the campaign."""
StopNumber = Annotated[int, Field(ge=1, le=100_000)]
Minutes = Annotated[float, Field(gt=0, le=1440)]


def _split(value: object) -> object:
    return tuple(part.strip() for part in value.split("|")) if isinstance(value, str) else value


ByShift = Annotated[tuple[Count, ...], BeforeValidator(_split), Field(min_length=1)]
"""Staff for each shift in the order of ``laboratory.shift_starts``: ``8|8|4``; one for all."""


class Row(Section):
    """A row that says where its values come from."""

    source: str = ""


class District(Row):
    """A county-level unit of the city."""

    id: Identifier
    name_zh: str
    name_en: str
    population_persons: Persons
    mean_household_persons: Annotated[float, Field(ge=1, le=8)] | None = None
    from_hour: Hour = 0
    """Hour at which its phase of the campaign starts; set-up begins then."""
    first_pass_hours: Annotated[float, Field(gt=0, le=720)] | None = None
    """Length of its phase's first pass; blank takes ``[people.arrivals]``."""
    latitude_degrees: Latitude | None = None
    longitude_degrees: Longitude | None = None


class Township(Row):
    """A subdistrict, town or township; its people, urban and rural apart."""

    id: Identifier
    district: Identifier
    name_zh: str
    name_en: str
    urban_persons: Persons
    rural_persons: Persons
    latitude_degrees: Latitude | None = None
    longitude_degrees: Longitude | None = None
    area: Area | None = None
    """Risk or control area, which decides the pool size by ``[sites.pool_size_by_area]``."""
    homebound_share: Share | None = None
    """Share of its people whom touring teams visit; blank takes ``[people]``."""


class Group(Row):
    """People who are sampled apart, at sites of their own in each township (key groups, say)."""

    id: Identifier
    name_zh: str
    name_en: str
    persons_share: Share
    """Share of the expected people of every township."""
    pool_size_persons: PoolSize | None = None
    first_pass_share: Share | None = None
    never_reached_share: Share | None = None


class Site(Row):
    """A sampling site; blanks take the value of ``[sites]``."""

    id: Identifier
    township: Identifier
    group: Identifier | None = None
    """The group that alone it serves; blank for people of no group."""
    persons: Persons
    """Registered people whom the site serves, counted apart for each group."""
    tables: Annotated[int, Field(ge=0, le=200)]
    opens_at: ClockTime | None = None
    closes_at: ClockTime | None = None
    from_hour: Hour = 0
    to_hour: Hour = 720
    """The site is closed before ``from_hour`` and from ``to_hour`` on."""
    arrivals: ArrivalMode | None = None
    pool_size_persons: PoolSize | None = None
    swabbers_per_registrar: Annotated[int, Field(ge=1, le=4)] | None = None
    latitude_degrees: Latitude | None = None
    longitude_degrees: Longitude | None = None


class LaboratoryRow(Row):
    """A laboratory, by what it declared a day alone or by its stages."""

    id: Identifier
    name_zh: str
    name_en: str
    district: Identifier | None = None
    """Where it stands; blank outside the city."""
    serves: str = "city"
    """``city`` or the identifier of the one district it serves."""
    declared_tubes_per_day: Annotated[float, Field(gt=0, le=10_000_000)] | None = None
    declared_persons_per_day: Annotated[float, Field(gt=0, le=200_000_000)] | None = None
    """In the place of tubes where people are what was declared, in pools of the city's size."""
    ready_hour: Hour = 0
    travel_minutes: Minutes | None = None
    """Mean drive from the last site of a run; blank where coordinates or ``travel.csv`` give it."""
    latitude_degrees: Latitude | None = None
    longitude_degrees: Longitude | None = None
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


class Travel(Row):
    """Mean drive from a district or township to a laboratory, as measured or asked for."""

    place: Identifier
    laboratory: Identifier
    minutes: Minutes


class MobileTeams(Row):
    """Mobile testing teams of one origin, who can be sent to any township of the city."""

    id: Identifier
    name_zh: str
    name_en: str
    origin: Origin
    teams: Count
    tables_per_team: Annotated[int, Field(ge=1, le=20)] = 1
    """Sampling tables that each team brings and staffs, with its own relief."""
    ready_hour: Hour
    """When they can leave their origin."""
    travel_minutes: Annotated[float, Field(ge=0, le=2880)]
    """From their origin to the city, or between districts where the origin is one."""
    until_hour: Hour = 720
    """When they must have left."""

    @property
    def arrival_hour(self) -> float:
        """When they can be at work."""
        return self.ready_hour + self.travel_minutes / 60


class MobileLaboratory(Row):
    """A mobile or reserve laboratory, which works in the district where the plan has it stand."""

    id: Identifier
    name_zh: str
    name_en: str
    origin: Origin
    declared_tubes_per_day: Annotated[float, Field(gt=0, le=10_000_000)]
    ready_hour: Hour
    """When it can leave its origin."""
    travel_minutes: Annotated[float, Field(ge=0, le=2880)]
    """From its origin to the city."""
    setup_hours: Annotated[float, Field(ge=0, le=240)]
    drive_minutes: Minutes
    """Mean drive from the last site of a run to wherever it stands."""
    recall_crews: Count = 1

    @property
    def arrival_hour(self) -> float:
        """When it can be in the city, to be set up."""
        return self.ready_hour + self.travel_minutes / 60


def stay_from(arrival_hour: float) -> float:
    """Return the hour from which a plan has somebody stay: the arrival, up to a hundredth."""
    return ceil(arrival_hour * 100 - 1e-6) / 100


class PlanTeams(Row):
    """Mobile teams that work in a township between two hours, besides those at home."""

    pool: Identifier
    teams: Annotated[int, Field(ge=1, le=1_000_000)]
    place: Identifier
    from_hour: Hour
    to_hour: Annotated[float, Field(gt=0, le=720)]


class PlanLaboratory(Row):
    """Where a mobile laboratory stands, and when it is there; it sets up from then on."""

    laboratory: Identifier
    district: Identifier
    from_hour: Hour


class PlanTables(Row):
    """Tables staffed at a site or township between two hours of the campaign."""

    place: Identifier
    from_hour: Hour
    to_hour: Annotated[float, Field(gt=0, le=720)]
    tables: Count


class PlanFlow(Row):
    """The share of a place's tubes that goes to a laboratory between two hours.

    A place is a district, a township or a site; the narrower goes before the wider.
    """

    place: Identifier
    from_hour: Hour
    to_hour: Annotated[float, Field(gt=0, le=720)]
    laboratory: Identifier
    share: Annotated[float, Field(ge=0, le=1)]


class PlanStop(Row):
    """A stop of the courier's run that collects a site's tubes, in the order of the numbers."""

    run: Identifier
    stop: StopNumber
    site: Identifier
    """A sampling site, or the touring teams of a township by ``TOWNSHIP-door``."""
    drive_minutes: Minutes
    """Mean drive from the stop before, or from the depot to the first, with the hand-over."""


class PlanTour(Row):
    """A stay of one touring team, which goes from township to township by the numbers."""

    team: Identifier
    stop: StopNumber
    township: Identifier
    from_hour: Hour
    to_hour: Annotated[float, Field(gt=0, le=720)]
