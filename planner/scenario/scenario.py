"""A whole scenario: what exists and happens, with the plan where one was written."""

from typing import Annotated, Any

from pydantic import Field

from planner.scenario.boundaries import Boundaries
from planner.scenario.settings import (
    Campaign,
    Courier,
    Door,
    Holidays,
    Infection,
    Laboratory,
    People,
    Preset,
    Recall,
    Reinforcement,
    Section,
    Sites,
    Uncertainty,
)
from planner.scenario.tables import (
    District,
    Group,
    LaboratoryRow,
    MobileLaboratory,
    MobileTeams,
    PlanFlow,
    PlanLaboratory,
    PlanStop,
    PlanTables,
    PlanTeams,
    PlanTour,
    Site,
    Team,
    Township,
    Travel,
    VehiclePool,
)


class City(Section):
    """Which city, under which edition of the rule."""

    name: Annotated[str, Field(pattern=r"^[\w\-]{1,64}$")]
    city_zh: str
    city_en: str
    preset: Preset


class Plan(Section):
    """Who does what; without it the scenario's own rosters are the plan."""

    tables: tuple[PlanTables, ...] = ()
    teams: tuple[PlanTeams, ...] = ()
    laboratories: tuple[PlanLaboratory, ...] = ()
    flows: tuple[PlanFlow, ...] = ()
    stops: tuple[PlanStop, ...] = ()
    tours: tuple[PlanTour, ...] = ()


class Source(Section):
    """Who gave a setting its value, and where the value comes from."""

    key: str
    by: str
    """``preset NAME``, ``scenario.toml`` or ``variant NAME``."""
    text: str


class Variant(Section):
    """A variant that was applied, as ``scenario.toml`` writes it."""

    name: str
    description: str = ""
    settings: dict[str, Any] = Field(default_factory=dict)
    """Value by dotted key."""
    sources: dict[str, str] = Field(default_factory=dict)
    rows: dict[str, tuple[dict[str, str], ...]] = Field(default_factory=dict)
    """By table, the cells that each row gives."""


class Scenario(Section):
    """Everything a replication needs, resolved and sound.

    ``sites`` is filled by the guideline's density where no ``sites.csv`` is given, and
    ``campaign.target_hours`` by the preset.
    """

    city: City
    campaign: Campaign
    holidays: Holidays = Holidays()
    people: People = People()
    sites_rule: Sites = Sites()
    door: Door = Door()
    courier: Courier = Courier()
    laboratory: Laboratory = Laboratory()
    recall: Recall = Recall()
    infection: Infection = Infection()
    uncertainty: Uncertainty = Uncertainty()
    reinforcement: Reinforcement = Reinforcement()
    districts: tuple[District, ...]
    townships: tuple[Township, ...]
    groups: tuple[Group, ...] = ()
    sites: tuple[Site, ...]
    laboratories: tuple[LaboratoryRow, ...]
    teams: tuple[Team, ...]
    vehicles: tuple[VehiclePool, ...]
    travel: tuple[Travel, ...] = ()
    mobile_teams: tuple[MobileTeams, ...] = ()
    mobile_laboratories: tuple[MobileLaboratory, ...] = ()
    plan: Plan = Plan()
    boundaries: Boundaries | None = None
    """Outlines of the districts, for maps."""
    variants_offered: tuple[str, ...] = ()
    """Names of the variants in the file."""
    variants_applied: tuple[Variant, ...] = ()
    """In the order of the file; the order in which they were asked for has no meaning."""
    sources: tuple[Source, ...] = ()
    """One for each setting that is not a default."""

    @property
    def population_persons(self) -> int:
        """Registered people of the city."""
        return sum(district.population_persons for district in self.districts)

    @property
    def target_hours(self) -> float:
        """The deadline in hours, resolved."""
        if self.campaign.target_hours is None:
            raise ValueError("target_hours is not resolved; load the scenario with planner.load")
        return self.campaign.target_hours
