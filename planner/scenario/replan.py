"""A scenario with another plan, held to the same rules as one that is read from files."""

from collections.abc import Iterable
from dataclasses import fields
from typing import Any

from planner.scenario.faults import ScenarioFaults
from planner.scenario.names import PLAN_TABLES, TABLES, has_id, table_file
from planner.scenario.overview import rows_of
from planner.scenario.parts import Entry, Parts, Table
from planner.scenario.phrase import Phrase
from planner.scenario.plan_checks import Places, plan_faults
from planner.scenario.read import RawRow
from planner.scenario.route_checks import route_faults
from planner.scenario.scenario import Plan, Scenario
from planner.scenario.tables import Row
from planner.scenario.travel_checks import drives_are_known


def with_plan(scenario: Scenario, plan: Plan) -> Scenario:
    """Return the scenario with this plan in the place of its own.

    Raises
    ------
    ScenarioFaults
        With every fault of the plan; a row is named by its place in the plan.
    """
    planned = scenario.model_copy(update={"plan": plan})
    tables = {name: _table(name, rows_of(planned, name)) for name in TABLES}
    parts = Parts(**{field.name: tables[field.name] for field in fields(Parts)})
    places = Places(
        districts=parts.districts.ids,
        townships=parts.townships.ids,
        sites=tables["sites"].ids,
        public=frozenset(site.township for site in scenario.sites if site.group is None),
    )
    faults = [
        *plan_faults(parts, places, scenario.courier),
        *route_faults(parts, scenario.sites, scenario.courier),
        *drives_are_known(parts, scenario.sites),
    ]
    if faults:
        raise ScenarioFaults(faults)
    return planned


def _table(name: str, rows: Iterable[Row]) -> Table[Any]:
    """Return sound rows as a table, named as they would be in a file or by number in the plan."""
    file = "plan" if name in PLAN_TABLES else table_file(name)
    what = name.removeprefix("plan_")
    numbered = has_id(name)
    entries = []
    for number, row in enumerate(rows, start=1):
        cells = {"id": getattr(row, "id", "")} if numbered else {}
        where = Phrase("row {name}", name=cells["id"]) if numbered else f"{what} {number}"
        entries.append(Entry(row, RawRow(file, where, cells)))
    ids = frozenset(entry.raw.cells["id"] for entry in entries) if numbered else None
    return Table(tuple(entries), complete=True, ids=ids)
