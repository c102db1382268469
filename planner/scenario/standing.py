"""Which laboratories work in a run: those of the city, and the mobile ones that the plan places."""

from planner.scenario.scenario import Scenario
from planner.scenario.tables import District, LaboratoryRow, MobileLaboratory, PlanLaboratory


def standing_laboratories(scenario: Scenario) -> tuple[LaboratoryRow, ...]:
    """Return the laboratories of a run, those of ``laboratories.csv`` first.

    A mobile laboratory that the plan does not place is not there.
    """
    placed = {row.laboratory: row for row in scenario.plan.laboratories}
    districts = {row.id: row for row in scenario.districts}
    mobile = (
        _standing(row, placed[row.id], districts[placed[row.id].district])
        for row in scenario.mobile_laboratories
        if row.id in placed
    )
    return (*scenario.laboratories, *mobile)


def _standing(row: MobileLaboratory, placed: PlanLaboratory, district: District) -> LaboratoryRow:
    return LaboratoryRow(
        id=row.id,
        name_zh=row.name_zh,
        name_en=row.name_en,
        district=district.id,
        declared_tubes_per_day=row.declared_tubes_per_day,
        ready_hour=placed.from_hour + row.setup_hours,
        travel_minutes=row.drive_minutes,
        latitude_degrees=district.latitude_degrees,
        longitude_degrees=district.longitude_degrees,
        recall_crews=row.recall_crews,
        source=row.source,
    )
