"""What of a scenario is sound so far: the input of the cross checks."""

from dataclasses import dataclass
from functools import cached_property
from typing import Any, Generic, TypeVar

from planner.scenario.faults import Fault, shown
from planner.scenario.names import (
    EXTRA_SECTIONS,
    REQUIRED_SECTIONS,
    SECTIONS,
    SETTINGS_FILE,
    TABLES,
    required_columns,
    suggestion,
)
from planner.scenario.phrase import Phrase
from planner.scenario.read import Folder, RawRow
from planner.scenario.scenario import City
from planner.scenario.settings import (
    Campaign,
    Courier,
    Door,
    Holidays,
    Infection,
    Laboratory,
    People,
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
    Row,
    Site,
    Team,
    Township,
    Travel,
    VehiclePool,
)
from planner.scenario.translate import row, section

RowT = TypeVar("RowT", bound=Row)


@dataclass(frozen=True)
class Entry(Generic[RowT]):
    """A sound row and where it was written."""

    row: RowT
    raw: RawRow

    def fault(self, column: str, value: object, rule: Phrase, remedy: Phrase) -> Fault:
        """Report a fault in one column of this row."""
        return self.raw.fault(column, value, rule, remedy)


@dataclass(frozen=True)
class Table(Generic[RowT]):
    """The sound rows of one table."""

    entries: tuple[Entry[RowT], ...]
    complete: bool
    """True where the header and every row of the table are sound."""
    ids: frozenset[str] | None
    """Identifiers of all rows, sound or not; None where they cannot be known."""

    @cached_property
    def rows(self) -> tuple[RowT, ...]:
        """The sound rows."""
        return tuple(entry.row for entry in self.entries)


@dataclass(frozen=True)
class Settings:
    """The sections of ``scenario.toml``; None for one that is not sound."""

    city: City | None
    campaign: Campaign | None
    holidays: Holidays | None
    people: People | None
    sites: Sites | None
    door: Door | None
    courier: Courier | None
    laboratory: Laboratory | None
    recall: Recall | None
    infection: Infection | None
    uncertainty: Uncertainty | None
    reinforcement: Reinforcement | None


@dataclass(frozen=True)
class Parts:
    """The tables of a scenario; ``sites`` is None where they are to be generated."""

    districts: Table[District]
    townships: Table[Township]
    groups: Table[Group]
    laboratories: Table[LaboratoryRow]
    teams: Table[Team]
    vehicles: Table[VehiclePool]
    travel: Table[Travel]
    sites: Table[Site] | None
    mobile_teams: Table[MobileTeams]
    mobile_laboratories: Table[MobileLaboratory]
    plan_tables: Table[PlanTables]
    plan_teams: Table[PlanTeams]
    plan_laboratories: Table[PlanLaboratory]
    plan_flows: Table[PlanFlow]
    plan_stops: Table[PlanStop]
    plan_tours: Table[PlanTour]


def table_of(folder: Folder, name: str, model: type[RowT], faults: list[Fault]) -> Table[RowT]:
    """Validate the rows of one table."""
    if name not in folder.tables:
        return Table((), complete=True, ids=frozenset())
    raw = folder.tables[name]
    if raw is None:
        return Table((), complete=False, ids=None)
    read = [(row(model, one, raw.lacking, faults), one) for one in raw.rows]
    entries = tuple(Entry(sound, one) for sound, one in read if sound is not None)
    known = all("id" in one.cells for one in raw.rows)
    ids = frozenset(one.cells["id"] for one in raw.rows) if known else None
    complete = len(entries) == len(raw.rows) and raw.header_sound
    return Table(entries, complete, ids)


def read_parts(folder: Folder, faults: list[Fault]) -> Parts:
    """Validate the rows of every table."""
    tables: dict[str, Any] = {
        name: table_of(folder, name, model, faults) for name, model in TABLES.items()
    }
    if "sites" not in folder.tables:
        tables["sites"] = None
    return Parts(**tables)


def read_settings(folder: Folder, faults: list[Fault]) -> Settings:
    """Validate the sections of ``scenario.toml``."""
    known = (*SECTIONS, *EXTRA_SECTIONS)
    for name, value in folder.settings.items():
        if name not in SECTIONS:
            rule = Phrase("no such section as {name!r}", name=name)
            faults.append(Fault(SETTINGS_FILE, name, shown(value), rule, suggestion(name, known)))

    def read(name: str, model: type[Section]) -> Section | None:
        raw = folder.settings.get(name)
        if not folder.settings_read:
            return None
        if raw is None and name in REQUIRED_SECTIONS:
            needed = ", ".join(required_columns(model))
            rule = Phrase("section [{name}] is required", name=name)
            faults.append(
                Fault(
                    SETTINGS_FILE,
                    name,
                    "",
                    rule,
                    Phrase("add [{name}] with {needed}", name=name, needed=needed),
                )
            )
            return None
        return section(name, model, {} if raw is None else raw, faults)

    sections: dict[str, Any] = {name: read(name, model) for name, model in SECTIONS.items()}
    return Settings(**sections)
