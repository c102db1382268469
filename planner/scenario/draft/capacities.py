"""What cities have of their own, read from a table that a person fills in."""

from collections.abc import Container, Iterator, Mapping
from pathlib import Path
from typing import Annotated

from pydantic import Field

from planner.scenario.census.lookup import CityNameError, find_city
from planner.scenario.census.records import City
from planner.scenario.faults import Fault, ScenarioFaults
from planner.scenario.phrase import Phrase
from planner.scenario.read import RawRow, RawTable, read_table
from planner.scenario.tables import Row
from planner.scenario.translate import row

Number = Annotated[int, Field(ge=1, le=1_000_000)]
Tubes = Annotated[int, Field(ge=1, le=10_000_000)]
Spare = Annotated[int, Field(ge=0, le=10_000_000)]


class Capacities(Row):
    """What one city has; what is blank follows from the rule."""

    city: str
    """Its name in Chinese or English, or its code in the census."""
    swabbers: Number | None = None
    laboratories: Number | None = None
    tubes_per_day: Tubes | None = None
    """Declared, of all its laboratories."""
    vehicles: Number | None = None
    spare_teams: Spare | None = None
    """Mobile teams of ten swabbers that it could lend while it does not test."""
    spare_tubes_per_day: Spare | None = None
    """Declared, of the mobile laboratories that it could lend while it does not test."""

    @property
    def says_what_it_has(self) -> bool:
        """Whether the city would be built of anything but the rule."""
        given = (self.swabbers, self.laboratories, self.tubes_per_day, self.vehicles)
        return any(one is not None for one in given)


OF_RULE = Capacities(city="")
"""Nothing given."""


def read_capacities(file: Path) -> Mapping[str, Capacities]:
    """Return what cities have by their codes.

    Raises
    ------
    ScenarioFaults
        With everything that is wrong with the file.
    """
    faults: list[Fault] = []
    table = read_table(file, Capacities, faults) or RawTable()
    found: dict[str, Capacities | None] = {}
    for raw in table.rows:
        given = row(Capacities, raw, table.lacking, faults)
        city = _city(raw, faults)
        if city is not None:
            faults.extend(_row_faults(raw, city, found))
            found.setdefault(city.code, given)
    if faults:
        raise ScenarioFaults(faults)
    return {code: given for code, given in found.items() if given is not None}


def _city(raw: RawRow, faults: list[Fault]) -> City | None:
    name = raw.cells.get("city")
    if name is None:
        return None
    try:
        return find_city(name)
    except CityNameError as error:
        rule = Phrase("the name means one city of the census")
        faults.append(raw.fault("city", name, rule, error.words))
        return None


def _row_faults(raw: RawRow, city: City, before: Container[str]) -> Iterator[Fault]:
    if city.code in before:
        rule = Phrase("a city stands once")
        yield raw.fault("city", raw.cells["city"], rule, Phrase("remove one of the two"))
    if not set(raw.cells) - {"city", "source"}:
        rule = Phrase("a row says something that the city has")
        remedy = Phrase("fill one of its cells, or remove the row")
        yield Fault(raw.file, raw.where, "", rule, remedy)
    laboratories, tubes = (raw.cells.get(name, "") for name in ("laboratories", "tubes_per_day"))
    if laboratories.isdecimal() and tubes.isdecimal() and int(laboratories) > int(tubes):
        rule = Phrase("every laboratory has a tube a day at least, so {count} at most", count=tubes)
        remedy = Phrase("lower laboratories or raise tubes_per_day")
        yield raw.fault("laboratories", laboratories, rule, remedy)
