"""What a city has of its own, divided over its districts by their people."""

from collections.abc import Mapping, Sequence

from planner.scenario.apportion import largest_remainder
from planner.scenario.census.records import City, districts_of
from planner.scenario.draft.capacities import Capacities
from planner.scenario.draft.means import laboratories_of
from planner.scenario.tables import LaboratoryRow, Row

GIVEN = "as given for the city; divided over districts by people"


def with_own(tables: Mapping[str, list[Row]], city: City, own: Capacities) -> dict[str, list[Row]]:
    """Return the tables of a first scenario with what is given in place of the rules."""
    changed = dict(tables)
    if own.swabbers is not None:
        changed["teams"] = _divided(tables["teams"], "swabbers", own.swabbers, city, own)
    if own.vehicles is not None:
        changed["vehicles"] = _divided(tables["vehicles"], "vehicles", own.vehicles, city, own)
    if own.laboratories is not None or own.tubes_per_day is not None:
        changed["laboratories"] = _laboratories(tables["laboratories"], city, own)
    return changed


def _divided(
    rows: Sequence[Row], column: str, total: int, city: City, own: Capacities
) -> list[Row]:
    """Divide a number over the rows, one of each district."""
    parts = largest_remainder(total, _people(city)).tolist()
    return [
        row.model_copy(update={column: part, "source": own.source or GIVEN})
        for row, part in zip(rows, parts, strict=True)
    ]


def _laboratories(by_rule: Sequence[Row], city: City, own: Capacities) -> list[Row]:
    """Divide laboratories over the districts, and their tubes over the laboratories evenly."""
    declared = sum(
        round(row.declared_tubes_per_day or 0) for row in by_rule if isinstance(row, LaboratoryRow)
    )
    tubes = declared if own.tubes_per_day is None else own.tubes_per_day
    count = min(own.laboratories or len(by_rule), tubes)
    each = largest_remainder(tubes, [1] * count).tolist()
    rows: list[Row] = []
    counts = largest_remainder(count, _people(city)).tolist()
    for district, here in zip(districts_of(city), counts, strict=True):
        rows.extend(laboratories_of(district, each[len(rows) :][:here], own.source or GIVEN))
    return rows


def _people(city: City) -> list[int]:
    return [district.population_persons for district in districts_of(city)]
