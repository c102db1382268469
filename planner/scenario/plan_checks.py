"""Rules of the plan tables; each is one function."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass

from planner.scenario.faults import Fault
from planner.scenario.mobile_checks import mobile_plan_faults, remedy_for, standing_ids
from planner.scenario.names import suggestion, table_file
from planner.scenario.parts import Entry, Parts, Table
from planner.scenario.phrase import Phrase
from planner.scenario.settings import Courier
from planner.scenario.tables import PlanFlow, PlanTables, PlanTeams, PlanTour

SHARE_TOLERANCE = 1e-9
"""Rounding that thirds and the like bring into a sum of shares."""

Ids = frozenset[str] | None


@dataclass(frozen=True)
class Places:
    """Identifiers that a plan may name; None for those that are not known."""

    districts: Ids
    townships: Ids
    sites: Ids
    public: Ids
    """Townships with a site that serves no group alone."""


def plan_faults(parts: Parts, places: Places, courier: Courier | None) -> Iterator[Fault]:
    """Check the plan against the places and the means of the scenario.

    Parameters
    ----------
    parts
        The tables of the scenario, the plan's among them.
    places
        What the plan may name.
    courier
        Gives road length and speed, None where the section is not sound.
    """
    tables, flows = parts.plan_tables, parts.plan_flows
    districts, townships, sites = places.districts, places.townships, places.sites
    for timed in (tables, parts.plan_teams, flows, parts.plan_tours):
        yield from interval_runs_forward(timed)
    yield from place_exists(tables, townships, sites, Phrase("a township or site of this scenario"))
    areas = None if districts is None or townships is None else districts | townships
    yield from place_exists(
        flows, areas, sites, Phrase("a district, township or site of this scenario")
    )
    yield from laboratory_stands(flows, parts)
    yield from one_row_at_a_time(tables)
    yield from shares_fit_in_one(flows)
    yield from mobile_plan_faults(parts, places.public, courier)


def interval_runs_forward(
    plan: Table[PlanTables] | Table[PlanTeams] | Table[PlanFlow] | Table[PlanTour],
) -> Iterator[Fault]:
    """Require that an interval ends after it begins."""
    for entry in plan.entries:
        if entry.row.from_hour >= entry.row.to_hour:
            rule = Phrase("from_hour is before to_hour, {to_hour:g}", to_hour=entry.row.to_hour)
            yield entry.fault(
                "from_hour", entry.row.from_hour, rule, Phrase("exchange or correct the two")
            )


def place_exists(
    plan: Table[PlanTables] | Table[PlanFlow], areas: Ids, sites: Ids, rule: Phrase
) -> Iterator[Fault]:
    """Require that a place of the plan is one of the scenario."""
    if areas is None or sites is None:
        return
    known = areas | sites
    for entry in plan.entries:
        if entry.row.place not in known:
            remedy = suggestion(entry.row.place, sorted(known))
            yield entry.fault("place", entry.row.place, rule, remedy)


def laboratory_stands(flows: Table[PlanFlow], parts: Parts) -> Iterator[Fault]:
    """Require that a laboratory of the plan always stands or is placed by the plan."""
    mobile = parts.mobile_laboratories
    standing = standing_ids(parts.laboratories, mobile, parts.plan_laboratories)
    if standing is None:
        return
    rule = Phrase(
        "an id in {file}, or of a mobile laboratory that the plan places",
        file=table_file("laboratories"),
    )
    for entry in flows.entries:
        name = entry.row.laboratory
        if name not in standing:
            yield entry.fault("laboratory", name, rule, remedy_for(name, standing, mobile.ids))


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
                rule = Phrase(
                    "the rows of {place} follow each other; {where} lasts to hour {to_hour:g}",
                    place=place,
                    where=latest.raw.where,
                    to_hour=latest.row.to_hour,
                )
                remedy = Phrase("start the row later or end the other earlier")
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
                rule = Phrase(
                    "the shares of {place} at hour {hour:g} sum to at most 1",
                    place=place,
                    hour=hour,
                )
                yield entry.fault(
                    "share",
                    Phrase("sum {total:g}", total=total),
                    rule,
                    Phrase("lower one of the shares"),
                )
