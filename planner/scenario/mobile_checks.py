"""Rules of mobile teams and laboratories, and of where a plan sends them; each is one function.

A team is nowhere named: the rows of a pool are possible where its teams can be told off to them so
that none is in two places and each has the time to move from one township to the next.
"""

from bisect import bisect_left
from collections.abc import Iterator, Mapping

import numpy as np

from planner.scenario.drives import moves_between
from planner.scenario.faults import Fault
from planner.scenario.names import suggestion, table_file
from planner.scenario.parts import Entry, Parts, Table
from planner.scenario.phrase import Phrase
from planner.scenario.settings import Courier
from planner.scenario.table_checks import ids_stand_once, reference_exists
from planner.scenario.tables import (
    LaboratoryRow,
    MobileLaboratory,
    MobileTeams,
    PlanLaboratory,
    PlanTeams,
    Township,
)
from planner.scenario.team_moves import TOLERANCE_HOURS, Stays, least_teams

LAST_HOUR = 720
"""No campaign lasts longer."""

Ids = frozenset[str] | None


def mobile_faults(parts: Parts) -> Iterator[Fault]:
    """Check the mobile means that exist."""
    yield from ids_stand_once(parts.mobile_teams, Phrase("mobile pool"))
    yield from ids_stand_once(parts.mobile_laboratories, Phrase("mobile laboratory"))
    yield from name_is_free(parts.mobile_laboratories, parts.laboratories)
    yield from there_is_time_to_work(parts.mobile_teams)


def mobile_plan_faults(parts: Parts, public: Ids, courier: Courier | None) -> Iterator[Fault]:
    """Check where a plan sends mobile teams and laboratories.

    Parameters
    ----------
    parts
        The tables of the scenario.
    public
        Townships with a public site, None where they are not known.
    courier
        Gives road length and speed, None where the section is not sound.
    """
    sent, placed = parts.plan_teams, parts.plan_laboratories
    for stay in sent.entries:
        yield from reference_exists(
            stay, "pool", stay.row.pool, parts.mobile_teams.ids, "mobile_teams"
        )
    yield from township_has_a_public_site(sent, parts.townships.ids, public)
    yield from teams_are_there(sent, parts.mobile_teams)
    yield from teams_suffice(sent, parts.mobile_teams, parts.townships, courier)
    for place in placed.entries:
        name, known = place.row.laboratory, parts.mobile_laboratories.ids
        yield from reference_exists(place, "laboratory", name, known, "mobile_laboratories")
        yield from reference_exists(
            place, "district", place.row.district, parts.districts.ids, "districts"
        )
    yield from laboratory_stands_once(placed)
    yield from laboratory_is_there(placed, parts.mobile_laboratories)


def name_is_free(
    mobile: Table[MobileLaboratory], laboratories: Table[LaboratoryRow]
) -> Iterator[Fault]:
    """Require that no mobile laboratory has the name of one that always stands."""
    for entry in mobile.entries:
        if laboratories.ids is not None and entry.row.id in laboratories.ids:
            rule = Phrase("an id that {file} does not have", file=table_file("laboratories"))
            yield entry.fault("id", entry.row.id, rule, Phrase("rename one of the two"))


def there_is_time_to_work(pools: Table[MobileTeams]) -> Iterator[Fault]:
    """Require that a pool may stay beyond its arrival."""
    for entry in pools.entries:
        arrives = entry.row.arrival_hour
        if entry.row.until_hour <= arrives:
            rule = Phrase("until_hour is after the arrival, hour {arrives:g}", arrives=arrives)
            remedy = Phrase("let the teams stay longer or leave earlier")
            yield entry.fault("until_hour", entry.row.until_hour, rule, remedy)


def township_has_a_public_site(
    sent: Table[PlanTeams], townships: Ids, public: Ids
) -> Iterator[Fault]:
    """Require that teams go to a township whose sites everybody may use."""
    for entry in sent.entries:
        place = entry.row.place
        yield from reference_exists(entry, "place", place, townships, "townships")
        if townships is not None and public is not None and place in townships - public:
            rule = Phrase("a township with a sampling site that serves no group alone")
            yield entry.fault("place", place, rule, Phrase("send the teams to another township"))


def teams_are_there(sent: Table[PlanTeams], pools: Table[MobileTeams]) -> Iterator[Fault]:
    """Require that teams work after their arrival and until they must leave, at the latest."""
    by_id = {pool.id: pool for pool in pools.rows}
    for entry in sent.entries:
        pool = by_id.get(entry.row.pool)
        if pool is None:
            continue
        arrives = pool.arrival_hour
        if entry.row.from_hour < arrives - TOLERANCE_HOURS:
            rule = Phrase(
                "{id} arrives at hour {arrives:.2f}, ready_hour and travel_minutes",
                id=pool.id,
                arrives=arrives,
            )
            yield entry.fault("from_hour", entry.row.from_hour, rule, Phrase("begin later"))
        if entry.row.to_hour > pool.until_hour + TOLERANCE_HOURS:
            rule = Phrase(
                "{id} must have left by hour {until_hour:g}", id=pool.id, until_hour=pool.until_hour
            )
            yield entry.fault("to_hour", entry.row.to_hour, rule, Phrase("end earlier"))


def teams_suffice(
    sent: Table[PlanTeams],
    pools: Table[MobileTeams],
    townships: Table[Township],
    courier: Courier | None,
) -> Iterator[Fault]:
    """Require that a pool has as many teams as work at one time or are on the move."""
    places = {township.id: township for township in townships.rows}
    for pool in pools.rows:
        own = [
            entry
            for entry in sent.entries
            if entry.row.pool == pool.id and entry.row.from_hour < entry.row.to_hour
        ]
        own.sort(key=lambda entry: entry.row.from_hour)
        at_work = list(_too_many_at_work(own, pool))
        yield from at_work
        known = [entry for entry in own if entry.row.place in places]
        if known and not at_work and courier is not None:
            yield from _too_little_time_to_move(known, pool, places, courier)


def _too_many_at_work(own: list[Entry[PlanTeams]], pool: MobileTeams) -> Iterator[Fault]:
    begins = np.array([entry.row.from_hour for entry in own])
    ends = np.array([entry.row.to_hour for entry in own])
    teams = np.array([entry.row.teams for entry in own])
    for hour in np.unique(begins).tolist():
        # the sum rises only where a row begins
        total = int(teams[(begins <= hour) & (hour < ends - TOLERANCE_HOURS)].sum())
        if total > pool.teams:
            last = own[int(np.flatnonzero(begins == hour)[-1])]
            rule = Phrase(
                "{id} has {teams:,} teams, and at hour {hour:g} {total:,} would work",
                id=pool.id,
                teams=pool.teams,
                hour=hour,
                total=total,
            )
            remedy = Phrase(
                "send {excess:,} fewer, or some of them later", excess=total - pool.teams
            )
            yield last.fault("teams", last.row.teams, rule, remedy)


def _too_little_time_to_move(
    own: list[Entry[PlanTeams]],
    pool: MobileTeams,
    places: Mapping[str, Township],
    courier: Courier,
) -> Iterator[Fault]:
    stays = Stays.of([entry.row for entry in own], _move_hours(own, places, courier))
    if least_teams(stays) <= pool.teams:
        return
    counts = range(len(own) + 1)
    short = bisect_left(counts, True, key=lambda n: least_teams(stays.first(n)) > pool.teams)
    entry, needed = own[short - 1], least_teams(stays.first(short))
    rule = Phrase(
        "{id} has {teams:,} teams; up to this row {needed:,} are needed, since a move between "
        "townships takes its time",
        id=pool.id,
        teams=pool.teams,
        needed=needed,
    )
    remedy = Phrase("begin this row later, end an earlier one sooner, or send fewer teams")
    yield entry.fault("from_hour", entry.row.from_hour, rule, remedy)


def _move_hours(
    entries: list[Entry[PlanTeams]], places: Mapping[str, Township], courier: Courier
) -> dict[tuple[str, str], float]:
    minutes = moves_between((places[entry.row.place] for entry in entries), courier)
    return {pair: length / 60 for pair, length in minutes.items()}


def laboratory_stands_once(placed: Table[PlanLaboratory]) -> Iterator[Fault]:
    """Require that a mobile laboratory is set up in one place and stays there."""
    seen: dict[str, str] = {}
    for entry in placed.entries:
        name = entry.row.laboratory
        if name in seen:
            rule = Phrase("a mobile laboratory stands once; {row} has it too", row=seen[name])
            yield entry.fault("laboratory", name, rule, Phrase("remove one of the two rows"))
        seen.setdefault(name, entry.raw.where)


def laboratory_is_there(
    placed: Table[PlanLaboratory], mobile: Table[MobileLaboratory]
) -> Iterator[Fault]:
    """Require that a mobile laboratory has arrived, and is set up before every campaign ends."""
    by_id = {laboratory.id: laboratory for laboratory in mobile.rows}
    for entry in placed.entries:
        laboratory = by_id.get(entry.row.laboratory)
        if laboratory is None:
            continue
        hour = entry.row.from_hour
        arrives = laboratory.arrival_hour
        if hour < arrives - TOLERANCE_HOURS:
            rule = Phrase(
                "{id} arrives at hour {arrives:.2f}, ready_hour and travel_minutes",
                id=laboratory.id,
                arrives=arrives,
            )
            yield entry.fault("from_hour", hour, rule, Phrase("place it later"))
        if hour + laboratory.setup_hours > LAST_HOUR:
            rule = Phrase(
                "it is set up by hour {last_hour}, {setup_hours:g} h after from_hour",
                last_hour=LAST_HOUR,
                setup_hours=laboratory.setup_hours,
            )
            yield entry.fault("from_hour", hour, rule, Phrase("place it earlier or leave it out"))


def standing_ids(
    laboratories: Table[LaboratoryRow],
    mobile: Table[MobileLaboratory],
    placed: Table[PlanLaboratory],
) -> Ids:
    """Return the laboratories that a plan may send tubes to, None where they are not known."""
    if laboratories.ids is None or mobile.ids is None or not placed.complete:
        return None
    return laboratories.ids | (mobile.ids & {row.laboratory for row in placed.rows})


def remedy_for(laboratory: str, standing: frozenset[str], mobile: Ids) -> Phrase:
    """Say what to do about a laboratory that does not stand."""
    if mobile is not None and laboratory in mobile:
        return Phrase("give it a row in {file}", file=table_file("plan_laboratories"))
    return suggestion(laboratory, sorted(standing))
