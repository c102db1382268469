"""What is added to a scenario: means of its pools that are called, and means that nobody listed."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from math import ceil

from planner.scenario.apportion import largest_remainder
from planner.scenario.scenario import Plan, Scenario
from planner.scenario.tables import LaboratoryRow

SHIFTS_PER_DAY = 3
PEOPLE_PER_CABINET = 2
HEADROOM = 1.15
"""Assumed: what the other stages of a line do more than its cyclers, as in the laboratories that
are known by their declared tubes."""


@dataclass(frozen=True)
class Wing:
    """Machines and staff that strengthen the laboratories of one district."""

    accession: int
    cabinets: int
    extractors: int
    cyclers: int
    reviewers: int

    @property
    def staff(self) -> int:
        """People of all shifts."""
        posts = self.accession + PEOPLE_PER_CABINET * self.cabinets + self.reviewers
        return SHIFTS_PER_DAY * posts


def wing_of(scenario: Scenario, cyclers: int) -> Wing:
    """Return the wing in which so many cyclers are what limits."""
    settings = scenario.laboratory
    plate = settings.plate_wells - settings.control_wells
    per_hour = HEADROOM * cyclers * plate * 60 / settings.amplification_minutes.mean
    return Wing(
        accession=ceil(per_hour * settings.accession_seconds.mean / 3600),
        cabinets=ceil(per_hour * settings.transfer_seconds.mean / 3600),
        extractors=ceil(per_hour * settings.extraction_minutes.mean / 60 / plate),
        cyclers=cyclers,
        reviewers=ceil(per_hour * settings.review_minutes.mean / 60 / plate),
    )


@dataclass(frozen=True)
class Means:
    """Additions to what a scenario has of its own."""

    laboratories: frozenset[str] = frozenset()
    """Mobile laboratories that are called."""
    with_teams: bool = False
    """Whether mobile teams may be called."""
    cyclers: Mapping[str, int] = field(default_factory=dict)
    """Cyclers of the wing of each district."""
    swabbers: float = 1.0
    """Factor on the swabbers at home, registrars with them."""
    vehicles: float = 1.0
    """Factor on the sample vehicles."""


def wing_id(district: str) -> str:
    """Name the wing of a district."""
    return f"{district}-wing"


def wing_row(scenario: Scenario, district: str, wing: Wing) -> LaboratoryRow:
    """Return the wing as a laboratory, which drives reach as they reach one of its district."""
    settings = scenario.reinforcement
    model = next((row for row in scenario.laboratories if row.district == district), None)
    name = next(row for row in scenario.districts if row.id == district)
    minutes = settings.travel_minutes if model is None else model.travel_minutes
    return LaboratoryRow(
        id=wing_id(district),
        name_zh=f"{name.name_zh}增援检测线",
        name_en=f"{name.name_en} added lines",
        district=district,
        ready_hour=settings.ready_hour,
        travel_minutes=minutes,
        latitude_degrees=None if model is None else model.latitude_degrees,
        longitude_degrees=None if model is None else model.longitude_degrees,
        accession_staff=(wing.accession,),
        transfer_cabinets=(wing.cabinets,),
        inactivation_machines=wing.extractors,
        extraction_machines=wing.extractors,
        amplification_machines=wing.cyclers,
        reviewers=(wing.reviewers,),
        source="planned",
    )


def reinforced(scenario: Scenario, means: Means) -> Scenario:
    """Return the scenario with these means, its plan set aside."""
    wings = [
        wing_row(scenario, district, wing_of(scenario, cyclers))
        for district, cyclers in sorted(means.cyclers.items())
        if cyclers
    ]
    called = [row for row in scenario.mobile_laboratories if row.id in means.laboratories]
    return scenario.model_copy(
        update={
            "plan": Plan(),
            "laboratories": (*scenario.laboratories, *wings),
            "mobile_laboratories": tuple(called),
            "mobile_teams": scenario.mobile_teams if means.with_teams else (),
            "teams": tuple(
                row.model_copy(update={"swabbers": ceil(row.swabbers * means.swabbers)})
                for row in scenario.teams
            ),
            "vehicles": tuple(
                row.model_copy(update={"vehicles": ceil(row.vehicles * means.vehicles)})
                for row in scenario.vehicles
            ),
        }
    )


def over_districts(scenario: Scenario, cyclers: int) -> dict[str, int]:
    """Divide cyclers over the districts by their people."""
    people = [row.population_persons for row in scenario.districts]
    parts = largest_remainder(cyclers, people).tolist()
    return {row.id: part for row, part in zip(scenario.districts, parts, strict=True) if part}
