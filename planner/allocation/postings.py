"""Which teams of a pool go where, from how many of them work at each place and hour."""

import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from planner.scenario.tables import MobileTeams, PlanTeams

MINUTES_PER_HOUR = 60


@dataclass(frozen=True)
class Posting:
    """Teams that go to one place together and leave it together; pauses there are rest."""

    teams: int
    from_place: str | None
    """None for the pool's origin."""
    place: str
    leave_hour: float
    """From the origin in time to arrive; from another township when the work there is done."""
    arrive_hour: float
    until_hour: float
    """When their last work at the place ends; infinite while they work."""


def postings(
    pool: MobileTeams, rows: Iterable[PlanTeams], district_of: Mapping[str, str]
) -> list[Posting]:
    """Return the postings of one pool in the order of their arrival.

    Rows that follow each other at one place are one posting. Where a place needs teams, those
    that rest there resume; then come idle ones of the same district, then idle ones from elsewhere,
    those first that are idle longest, and only then more from the origin.

    Parameters
    ----------
    pool
        The teams.
    rows
        Rows of the plan that name the pool.
    district_of
        District of each township.
    """
    here: list[Posting] = []
    gone: list[Posting] = []
    for hour, changes in sorted(_changes(rows).items()):
        for place, change in sorted(changes.items()):
            if change < 0:
                here = _stop(here, place, -change, hour)
        needs = {place: change for place, change in sorted(changes.items()) if change > 0}
        for reach in range(3):
            for place, need in needs.items():
                left, found = _take(here, place, need, reach, district_of)
                needs[place] -= sum(part.teams for part in found)
                if reach == 0:
                    here = left + [replace(part, until_hour=math.inf) for part in found]
                    continue
                gone += found
                here = left + [
                    Posting(part.teams, part.place, place, part.until_hour, hour, math.inf)
                    for part in found
                ]
        leave = hour - pool.travel_minutes / MINUTES_PER_HOUR
        here += [
            Posting(need, None, place, leave, hour, math.inf)
            for place, need in needs.items()
            if need
        ]
    return _merged(gone + here)


def _changes(rows: Iterable[PlanTeams]) -> dict[float, Counter[str]]:
    """Return by hour and place how many more teams work from then on."""
    changes: defaultdict[float, Counter[str]] = defaultdict(Counter)
    for row in rows:
        changes[row.from_hour][row.place] += row.teams
        changes[row.to_hour][row.place] -= row.teams
    return changes


def _stop(here: list[Posting], place: str, teams: int, hour: float) -> list[Posting]:
    """Let teams rest, those first that came first."""
    kept: list[Posting] = []
    for posting in here:
        count = 0
        if posting.place == place and math.isinf(posting.until_hour):
            count = min(teams, posting.teams)
            teams -= count
        kept += _split(posting, count, until_hour=hour)
    return kept


def _split(posting: Posting, count: int, until_hour: float) -> list[Posting]:
    """Return the part that rests from an hour on and the part that stays as it is."""
    parts = [
        replace(posting, teams=count, until_hour=until_hour),
        replace(posting, teams=posting.teams - count),
    ]
    return [part for part in parts if part.teams]


def _take(
    here: list[Posting], place: str, need: int, reach: int, district_of: Mapping[str, str]
) -> tuple[list[Posting], list[Posting]]:
    """Take idle teams: of the place (``reach`` 0), of its district (1) or of anywhere (2).

    Returns
    -------
    tuple
        What is left and what was taken.
    """

    def within(posting: Posting) -> bool:
        if math.isinf(posting.until_hour):
            return False
        same_district = district_of[posting.place] == district_of[place]
        return (posting.place == place, same_district, True)[reach]

    left = [posting for posting in here if not within(posting)]
    found: list[Posting] = []
    idle = [posting for posting in here if within(posting)]
    for posting in sorted(idle, key=lambda one: (one.until_hour, one.place, one.arrive_hour)):
        count = min(need, posting.teams)
        need -= count
        found += [replace(posting, teams=count)] if count else []
        left += [replace(posting, teams=posting.teams - count)] if count < posting.teams else []
    return left, found


def _merged(parts: Iterable[Posting]) -> list[Posting]:
    """Count teams that go the same way at the same hours together."""
    teams: Counter[Posting] = Counter()
    for part in parts:
        teams[replace(part, teams=0)] += part.teams
    whole = [replace(way, teams=count) for way, count in teams.items()]
    return sorted(
        whole,
        key=lambda one: (
            one.arrive_hour,
            one.leave_hour,
            one.place,
            one.from_place or "",
            one.until_hour,
        ),
    )
