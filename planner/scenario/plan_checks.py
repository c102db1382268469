"""Rules of the plan tables; each is one function."""

from collections import defaultdict
from collections.abc import Iterator

from planner.scenario.faults import Fault
from planner.scenario.names import suggestion
from planner.scenario.parts import Entry, Table
from planner.scenario.table_checks import reference_exists
from planner.scenario.tables import LaboratoryRow, PlanFlow, PlanTables

SHARE_TOLERANCE = 1e-9
"""Rounding that thirds and the like bring into a sum of shares."""

Ids = frozenset[str] | None


def plan_faults(
    tables: Table[PlanTables],
    flows: Table[PlanFlow],
    laboratories: Table[LaboratoryRow],
    places: tuple[Ids, Ids, Ids],
) -> Iterator[Fault]:
    """Check the plan against the places of the scenario.

    Parameters
    ----------
    places
        Identifiers of districts, townships and sites; None for what is not known.
    """
    districts, townships, sites = places
    yield from interval_runs_forward(tables)
    yield from interval_runs_forward(flows)
    yield from place_exists(tables, townships, sites, "a township or site of this scenario")
    yield from place_exists(flows, districts, sites, "a district or site of this scenario")
    yield from laboratory_exists(flows, laboratories)
    yield from one_row_at_a_time(tables)
    yield from shares_fit_in_one(flows)


def interval_runs_forward(plan: Table[PlanTables] | Table[PlanFlow]) -> Iterator[Fault]:
    """Require that an interval ends after it begins."""
    for entry in plan.entries:
        if entry.row.from_hour >= entry.row.to_hour:
            rule = f"from_hour is before to_hour, {entry.row.to_hour:g}"
            yield entry.fault("from_hour", entry.row.from_hour, rule, "exchange or correct the two")


def place_exists(
    plan: Table[PlanTables] | Table[PlanFlow], areas: Ids, sites: Ids, rule: str
) -> Iterator[Fault]:
    """Require that a place of the plan is one of the scenario."""
    if areas is None or sites is None:
        return
    known = areas | sites
    for entry in plan.entries:
        if entry.row.place not in known:
            remedy = suggestion(entry.row.place, sorted(known))
            yield entry.fault("place", entry.row.place, rule, remedy)


def laboratory_exists(
    flows: Table[PlanFlow], laboratories: Table[LaboratoryRow]
) -> Iterator[Fault]:
    """Require that a laboratory of the plan is one of the scenario."""
    for entry in flows.entries:
        yield from reference_exists(
            entry, "laboratory", entry.row.laboratory, laboratories.ids, "laboratories"
        )


def one_row_at_a_time(tables: Table[PlanTables]) -> Iterator[Fault]:
    """Require that the intervals of a place do not overlap."""
    by_place: defaultdict[str, list[Entry[PlanTables]]] = defaultdict(list)
    for entry in tables.entries:
        by_place[entry.row.place].append(entry)
    for place, entries in by_place.items():
        in_order = sorted(entries, key=lambda entry: entry.row.from_hour)
        latest = in_order[0]
        for entry in in_order[1:]:
            if entry.row.from_hour < latest.row.to_hour:
                rule = (
                    f"the rows of {place} follow each other; {latest.raw.where} lasts to hour "
                    f"{latest.row.to_hour:g}"
                )
                remedy = "start the row later or end the other earlier"
                yield entry.fault("from_hour", entry.row.from_hour, rule, remedy)
            latest = max(latest, entry, key=lambda one: one.row.to_hour)


def shares_fit_in_one(flows: Table[PlanFlow]) -> Iterator[Fault]:
    """Require that at no hour does a place send out more than all of its tubes."""
    by_place: defaultdict[str, list[Entry[PlanFlow]]] = defaultdict(list)
    for entry in flows.entries:
        by_place[entry.row.place].append(entry)
    for place, entries in by_place.items():
        for entry in entries:
            # The sum rises only where an interval begins.
            hour = entry.row.from_hour
            running = [e for e in entries if e.row.from_hour <= hour < e.row.to_hour]
            total = sum(e.row.share for e in running)
            if total > 1 + SHARE_TOLERANCE and running[-1] is entry:
                rule = f"the shares of {place} at hour {hour:g} sum to at most 1"
                yield entry.fault("share", f"sum {total:g}", rule, "lower one of the shares")
