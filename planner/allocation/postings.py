"""Which teams of a pool go where, from how many of them work at each place and hour."""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
from ortools.graph.python.min_cost_flow import SimpleMinCostFlow

from planner.scenario.drives import moves_between
from planner.scenario.settings import Courier
from planner.scenario.tables import MobileTeams, PlanTeams, Township
from planner.scenario.team_moves import Stays
from planner.simulation.layout import Ints

MINUTES_PER_HOUR = 60
ORIGIN = -1
"""Number of the stay before the first."""


@dataclass(frozen=True)
class Posting:
    """Teams that go to one place together and leave it together; pauses there are rest."""

    teams: int
    from_place: str | None
    """None for the pool's origin."""
    place: str
    leave_hour: float
    """The latest that is in time to arrive."""
    arrive_hour: float
    until_hour: float
    """When their last work at the place ends."""


def postings(
    pool: MobileTeams,
    rows: Sequence[PlanTeams],
    townships: Mapping[str, Township],
    courier: Courier,
) -> list[Posting]:
    """Return the postings of one pool in the order of their arrival.

    As few teams as possible leave the origin; among such ways teams stay where they are if they
    can, and drive least if they cannot.

    Parameters
    ----------
    pool
        The teams.
    rows
        Rows of the plan that name the pool.
    townships
        By identifier.
    courier
        Gives road length and speed of a move.
    """
    rows = sorted(rows, key=lambda row: (row.from_hour, row.place, row.to_hour, row.teams))
    minutes = moves_between((townships[row.place] for row in rows), courier)
    staying: dict[int, list[Posting]] = {}
    gone: list[Posting] = []
    before = _followed(rows, minutes, townships)
    for number, row in enumerate(rows):
        staying[number] = []
        for earlier, teams in before[number]:
            if earlier == ORIGIN:
                leave = row.from_hour - pool.travel_minutes / MINUTES_PER_HOUR
                staying[number].append(
                    Posting(teams, None, row.place, leave, row.from_hour, row.to_hour)
                )
                continue
            moved, staying[earlier] = _split(staying[earlier], teams)
            if rows[earlier].place == row.place:
                staying[number] += [replace(part, until_hour=row.to_hour) for part in moved]
                continue
            gone += moved
            start = rows[earlier].place
            leave = row.from_hour - minutes[start, row.place] / MINUTES_PER_HOUR
            staying[number].append(
                Posting(teams, start, row.place, leave, row.from_hour, row.to_hour)
            )
    return _merged(gone + [part for parts in staying.values() for part in parts])


def _followed(
    rows: Sequence[PlanTeams],
    minutes: Mapping[tuple[str, str], float],
    townships: Mapping[str, Township],
) -> list[list[tuple[int, int]]]:
    """Return for each stay which earlier ones its teams come from, and how many of each.

    A flow of least cost from the ends of stays, and from the origin, to the beginnings of stays;
    teams that are not needed again go to a sink.
    """
    count, total = len(rows), sum(row.teams for row in rows)
    found: defaultdict[int, list[tuple[int, int]]] = defaultdict(list)
    if not rows:
        return []
    hours = {way: length / MINUTES_PER_HOUR for way, length in minutes.items()}
    before, after = np.nonzero(Stays.of(rows, hours).may_follow)
    costs = _costs(rows, minutes, townships)[before, after]
    from_origin = (count + 1) * (1 + int(costs.max(initial=0)))
    origin, sink = 2 * count, 2 * count + 1
    teams = np.array([row.teams for row in rows], dtype=np.int64)
    every = np.arange(count)
    flow = SimpleMinCostFlow()
    moves = flow.add_arcs_with_capacity_and_unit_cost(
        before, count + after, np.minimum(teams[before], teams[after]), costs
    )
    arrivals = flow.add_arcs_with_capacity_and_unit_cost(
        np.full(count, origin), count + every, teams, np.full(count, from_origin)
    )
    flow.add_arcs_with_capacity_and_unit_cost(
        np.append(every, origin), np.full(count + 1, sink), np.append(teams, total),
        np.zeros(count + 1, np.int64),
    )  # fmt: skip
    flow.set_nodes_supplies(
        np.arange(2 * count + 2), np.concatenate([teams, -teams, [total, -total]])
    )
    flow.solve()
    ways = zip(before.tolist(), after.tolist(), flow.flows(moves).tolist(), strict=True)
    for earlier, later, moved in ways:
        if moved:
            found[later].append((earlier, moved))
    for later, came in enumerate(flow.flows(arrivals).tolist()):
        if came:
            found[later].append((ORIGIN, came))
    return [found[number] for number in range(count)]


def _costs(
    rows: Sequence[PlanTeams],
    minutes: Mapping[tuple[str, str], float],
    townships: Mapping[str, Township],
) -> Ints:
    """Return for each two stays twice the minutes of the move, and one more out of the district."""
    names = list(dict.fromkeys(row.place for row in rows))
    between = np.array([[round(minutes[a, b]) for b in names] for a in names], dtype=np.int64)
    district = np.array([townships[name].district for name in names])
    costs = 2 * between + (district[:, None] != district[None, :])
    place = np.array([names.index(row.place) for row in rows])
    return np.asarray(costs[place[:, None], place[None, :]], dtype=np.int64)


def _split(parts: list[Posting], teams: int) -> tuple[list[Posting], list[Posting]]:
    """Return the parts of so many teams, those first that came first, and what is left."""
    taken, left = [], []
    for part in parts:
        count = min(teams, part.teams)
        teams -= count
        taken += [replace(part, teams=count)] if count else []
        left += [replace(part, teams=part.teams - count)] if count < part.teams else []
    return taken, left


def _merged(parts: Sequence[Posting]) -> list[Posting]:
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
