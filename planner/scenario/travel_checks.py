"""Rules of where things are and how long a drive takes; each is one function."""

from collections.abc import Iterable, Iterator, Mapping

from planner.scenario.faults import Fault
from planner.scenario.names import suggestion
from planner.scenario.parts import Parts, Table
from planner.scenario.phrase import Phrase
from planner.scenario.table_checks import reference_exists
from planner.scenario.tables import (
    District,
    LaboratoryRow,
    PlanFlow,
    Site,
    Township,
    Travel,
)

Ids = frozenset[str] | None


def travel_faults(parts: Parts, sites: Iterable[Site]) -> Iterator[Fault]:
    """Check coordinates and drives."""
    for table in (parts.districts, parts.townships, parts.laboratories, parts.sites):
        if table is not None:
            yield from coordinates_come_in_pairs(table)
    yield from place_exists(parts.travel, parts.districts.ids, parts.townships.ids)
    for entry in parts.travel.entries:
        yield from reference_exists(
            entry, "laboratory", entry.row.laboratory, parts.laboratories.ids, "laboratories"
        )
    yield from drive_stands_once(parts.travel)
    yield from drives_are_known(parts, sites)


def coordinates_come_in_pairs(
    table: Table[District] | Table[Township] | Table[LaboratoryRow] | Table[Site],
) -> Iterator[Fault]:
    """Require latitude and longitude both, or neither."""
    if not table.complete:
        return
    for entry in table.entries:
        latitude, longitude = entry.row.latitude_degrees, entry.row.longitude_degrees
        if (latitude is None) != (longitude is None):
            absent = "latitude_degrees" if latitude is None else "longitude_degrees"
            rule = Phrase("latitude and longitude stand together")
            yield entry.raw.fault(
                absent, None, rule, Phrase("give {absent}, or leave both blank", absent=absent)
            )


def place_exists(travel: Table[Travel], districts: Ids, townships: Ids) -> Iterator[Fault]:
    """Require that a drive starts at a district or a township of the scenario."""
    if districts is None or townships is None:
        return
    known = districts | townships
    for entry in travel.entries:
        if entry.row.place not in known:
            remedy = suggestion(entry.row.place, sorted(known))
            yield entry.fault("place", entry.row.place, Phrase("a district or township"), remedy)


def drive_stands_once(travel: Table[Travel]) -> Iterator[Fault]:
    """Require that no two rows give the drive between the same places."""
    seen: dict[tuple[str, str], str] = {}
    for entry in travel.entries:
        pair = (entry.row.place, entry.row.laboratory)
        if pair in seen:
            rule = Phrase(
                "a place and a laboratory stand together once; {row} has them too", row=seen[pair]
            )
            yield entry.fault(
                "place",
                Phrase("{place} to {laboratory}", place=pair[0], laboratory=pair[1]),
                rule,
                Phrase("remove one of the two rows"),
            )
        seen.setdefault(pair, entry.raw.where)


def drives_are_known(parts: Parts, sites: Iterable[Site]) -> Iterator[Fault]:
    """Require a drive to each laboratory from every township whose tubes it may get.

    A drive is that of ``travel.csv`` for the township or its district, or the laboratory's
    ``travel_minutes``, or follows from coordinates; a township without takes its district's.
    """
    districts, townships = parts.districts, parts.townships
    if not (districts.complete and townships.complete and parts.travel.complete):
        return
    places: tuple[District | Township, ...] = (*districts.rows, *townships.rows)
    located = {place.id for place in places if place.latitude_degrees is not None}
    nowhere = [
        row for row in townships.rows if row.id not in located and row.district not in located
    ]
    measured = {(row.place, row.laboratory) for row in parts.travel.rows}
    planned = _planned_townships(parts.plan_flows, townships, sites)
    for entry in parts.laboratories.entries:
        laboratory = entry.row
        if laboratory.travel_minutes is not None:
            continue
        unknown = [
            township.id
            for township in (townships.rows if laboratory.latitude_degrees is None else nowhere)
            if laboratory.serves in ("city", township.district)
            or township.id in planned.get(laboratory.id, ())
            if not any(
                (place, laboratory.id) in measured for place in (township.id, township.district)
            )
        ]
        if unknown:
            rule = Phrase(
                "a drive from every township served: travel_minutes, coordinates of both ends or "
                "a row of travel.csv; {count:,} have none, such as {one}",
                count=len(unknown),
                one=unknown[0],
            )
            remedy = Phrase("give travel_minutes")
            if laboratory.latitude_degrees is None:
                remedy = Phrase("give travel_minutes or the laboratory's coordinates")
            yield entry.raw.fault("travel_minutes", None, rule, remedy)


def _planned_townships(
    flows: Table[PlanFlow], townships: Table[Township], sites: Iterable[Site]
) -> Mapping[str, set[str]]:
    """Return by laboratory the townships whose tubes a plan sends there."""
    named = {flow.place for flow in flows.rows}
    within = {site.id: {site.township} for site in sites if site.id in named}
    for township in townships.rows:
        within.setdefault(township.district, set()).add(township.id)
        within.setdefault(township.id, set()).add(township.id)
    planned: dict[str, set[str]] = {}
    for flow in flows.rows:
        planned.setdefault(flow.laboratory, set()).update(within.get(flow.place, ()))
    return planned
