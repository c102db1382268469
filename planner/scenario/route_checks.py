"""Rules of the runs of couriers and the tours of teams that a plan names; each is one function."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from itertools import pairwise

from planner.scenario.drives import move_minutes
from planner.scenario.faults import Fault
from planner.scenario.generate import door_site_id
from planner.scenario.names import suggestion
from planner.scenario.parts import Entry, Parts, Table
from planner.scenario.phrase import Phrase
from planner.scenario.settings import Courier
from planner.scenario.table_checks import reference_exists
from planner.scenario.tables import PlanStop, PlanTour, Site, Township
from planner.scenario.team_moves import TOLERANCE_HOURS


def route_faults(parts: Parts, sites: Iterable[Site], courier: Courier | None) -> Iterator[Fault]:
    """Check the stops of runs and the stays of tours.

    Parameters
    ----------
    parts
        The tables of the scenario, the plan's among them.
    sites
        Every site of the scenario, those laid out by density included.
    courier
        Gives road length and speed, None where the section is not sound.
    """
    stops, tours = parts.plan_stops, parts.plan_tours
    yield from number_stands_once(stops, "run")
    yield from number_stands_once(tours, "team")
    yield from site_is_collected_once(stops)
    districts = {township.id: township.district for township in parts.townships.rows}
    known = {site.id: site.township for site in sites}
    known |= {door_site_id(township): township for township in districts}
    if parts.townships.complete and known:
        yield from site_exists(stops, known)
        of_site = {name: districts[place] for name, place in known.items() if place in districts}
        yield from run_stays_in_its_district(stops, of_site)
    for entry in tours.entries:
        yield from reference_exists(
            entry, "township", entry.row.township, parts.townships.ids, "townships"
        )
    townships = {township.id: township for township in parts.townships.rows}
    if courier is not None:
        yield from team_is_in_one_place(tours, townships, courier)


def number_stands_once(plan: Table[PlanStop] | Table[PlanTour], of: str) -> Iterator[Fault]:
    """Require that the numbers of a run or of a team's tour tell its rows apart."""
    seen: dict[tuple[str, int], str] = {}
    for entry in plan.entries:
        key = (getattr(entry.row, of), entry.row.stop)
        if key in seen:
            rule = Phrase(
                "a number stands once for {of} {name}; {row} has it too",
                of=of,
                name=key[0],
                row=seen[key],
            )
            yield entry.fault(
                "stop", key[1], rule, Phrase("number the stops in the order of the drive")
            )
        seen.setdefault(key, entry.raw.where)


def site_is_collected_once(stops: Table[PlanStop]) -> Iterator[Fault]:
    """Require that a site stands on one run, once."""
    seen: dict[str, str] = {}
    for entry in stops.entries:
        site = entry.row.site
        if site in seen:
            rule = Phrase("a site is one stop of one run; {row} names it too", row=seen[site])
            yield entry.fault("site", site, rule, Phrase("remove one of the two rows"))
        seen.setdefault(site, entry.raw.where)


def site_exists(stops: Table[PlanStop], known: Mapping[str, str]) -> Iterator[Fault]:
    """Require that a stop is a site, or the touring teams of a township."""
    for entry in stops.entries:
        if entry.row.site not in known:
            rule = Phrase(
                "a site of this scenario, or TOWNSHIP-door for the touring teams of a township"
            )
            remedy = suggestion(entry.row.site, sorted(known))
            yield entry.fault("site", entry.row.site, rule, remedy)


def run_stays_in_its_district(
    stops: Table[PlanStop], district_of: Mapping[str, str]
) -> Iterator[Fault]:
    """Require that the sites of a run have the same depots, those of their district."""
    first: dict[str, tuple[str, str]] = {}
    for entry in stops.entries:
        district = district_of.get(entry.row.site)
        if district is None:
            continue
        own, where = first.setdefault(entry.row.run, (district, entry.raw.where))
        if district != own:
            rule = Phrase(
                "the vehicles of one district drive a run; {where} puts {run} in {own}, and this "
                "site lies in {district}",
                where=where,
                run=entry.row.run,
                own=own,
                district=district,
            )
            yield entry.fault("site", entry.row.site, rule, Phrase("give the site to another run"))


def team_is_in_one_place(
    tours: Table[PlanTour], townships: Mapping[str, Township], courier: Courier
) -> Iterator[Fault]:
    """Require that a team ends a stay, and has gone to the next township, before that begins."""
    by_team: defaultdict[str, list[Entry[PlanTour]]] = defaultdict(list)
    for entry in tours.entries:
        if entry.row.from_hour < entry.row.to_hour:
            by_team[entry.row.team].append(entry)
    for team, entries in by_team.items():
        entries.sort(key=lambda entry: entry.row.stop)
        for before, after in pairwise(entries):
            if before.row.township not in townships or after.row.township not in townships:
                continue
            start, end = townships[before.row.township], townships[after.row.township]
            minutes = move_minutes(start, end, courier)
            arrives = before.row.to_hour + minutes / 60
            if after.row.from_hour < arrives - TOLERANCE_HOURS:
                rule = Phrase(
                    "{team} is in {start} until hour {to_hour:g} by {where}, and {minutes:.0f} "
                    "min away from {end}",
                    team=team,
                    start=start.id,
                    to_hour=before.row.to_hour,
                    where=before.raw.where,
                    minutes=minutes,
                    end=end.id,
                )
                remedy = Phrase(
                    "begin at hour {arrives:.2f} or later, or end the other stay sooner",
                    arrives=arrives,
                )
                yield after.fault("from_hour", after.row.from_hour, rule, remedy)
