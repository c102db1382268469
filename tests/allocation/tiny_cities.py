"""Cities for the allocator that nothing is left to chance in: two districts, far more than room."""

from planner.scenario.scenario import Plan, Scenario
from planner.scenario.tables import (
    District,
    LaboratoryRow,
    MobileLaboratory,
    Site,
    Team,
    Township,
    VehiclePool,
)
from tests.simulation.small_city import PLENTY, laboratory, small_city


def van(name: str, **changes: object) -> MobileLaboratory:
    """Return a mobile laboratory of 100 tubes an hour, in the city at once and ready."""
    row: dict[str, object] = {
        "id": name,
        "name_zh": "车",
        "name_en": name,
        "origin": "province",
        "declared_tubes_per_day": 2400,
        "ready_hour": 0,
        "travel_minutes": 0,
        "setup_hours": 0,
        "drive_minutes": 20,
    }
    return MobileLaboratory(**row | changes)


def fixed(name: str, tubes_per_day: float, **changes: object) -> LaboratoryRow:
    """Return a laboratory sized by what it declares."""
    return laboratory(
        id=name,
        declared_tubes_per_day=tubes_per_day,
        accession_staff=None,
        transfer_cabinets=None,
        inactivation_machines=None,
        extraction_machines=None,
        amplification_machines=None,
        reviewers=None,
        **changes,
    )


def two_districts(
    *laboratories: LaboratoryRow,
    mobile: tuple[MobileLaboratory, ...] = (),
    plan: Plan | None = None,
    persons: tuple[int, int] = (3000, 1500),
) -> Scenario:
    """Return a city of two districts with one site each and a deadline after a day."""
    city = small_city(Site(id="S0", township="T0", persons=persons[0], tables=8))
    districts = ("D0", "D1")
    return city.model_copy(
        update={
            "districts": tuple(
                District(id=name, name_zh="区", name_en=name, population_persons=count)
                for name, count in zip(districts, persons, strict=True)
            ),
            "townships": tuple(
                Township(
                    id=f"T{number}",
                    district=name,
                    name_zh="镇",
                    name_en=f"T{number}",
                    urban_persons=persons[number],
                    rural_persons=0,
                )
                for number, name in enumerate(districts)
            ),
            "sites": tuple(
                Site(id=f"S{number}", township=f"T{number}", persons=persons[number], tables=8)
                for number in range(2)
            ),
            "teams": tuple(Team(id=f"G{name}", district=name, swabbers=40) for name in districts),
            "vehicles": tuple(
                VehiclePool(id=f"V{name}", district=name, vehicles=6, load_tubes=PLENTY)
                for name in districts
            ),
            "laboratories": laboratories,
            "mobile_laboratories": mobile,
            "plan": plan or Plan(),
        }
    )
