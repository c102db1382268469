"""The objectives in their strict order, each kept while the next is pursued."""

from dataclasses import dataclass, replace

import numpy as np

from planner.allocation.answer import Tier
from planner.allocation.flows import Model
from planner.allocation.in_time import LATER, Reached, pursue_in_time, reached_again, tier_of
from planner.allocation.kinds import Kinds, apart, kinds_of
from planner.allocation.problem import Problem, swabbed_at
from planner.allocation.program import Bools, Floats, Ints, Program
from planner.allocation.staffing import (
    Posts,
    Queues,
    Staffed,
    districts_as_places,
    room_of,
    whole,
)
from planner.allocation.townships import over_townships

WORTH_HOURS = 0.05
"""Mean wait for a swab, from which on mobile teams and other rosters are thought about."""
WORTH = 0.1
"""Share of the waiting that other rosters at home must save to be ordered."""
TEAMS_GAP = 0.005
"""Gap of the number of teams at which its search stops."""
SHORT_TEAMS = 4.0
"""Teams that are called for one whose room is wanting in a period."""
EVEN_TEAMS = 0.1
"""Teams that one is worth by whom no district is behind: less than any."""


Posted = tuple[Ints, Ints]
"""Teams of each crew, shape (crews, districts, days), and those called, shape (crews,)."""


@dataclass(frozen=True)
class Solved:
    """The answer of all objectives."""

    sent: Floats
    """Shape (districts, laboratories, periods): people whose tubes leave in the period."""
    called: Bools
    """Shape (laboratories,): whether it works, those at home always."""
    staffed: Staffed | None
    """None where rosters at home suffice."""
    tiers: tuple[Tier, ...]


def swabbed(problem: Problem, more_room: Floats | float = 0.0) -> Floats:
    """Return whom rosters have swabbed by the end of each period, shape (districts, periods).

    Parameters
    ----------
    more_room
        Shape (townships, periods): people whom mobile teams can swab besides.
    """
    room = problem.tables[:, None] * problem.table_room + more_room
    return by_district(problem, swabbed_at(problem.arrived, room))


def by_district(problem: Problem, by_township: Floats) -> Floats:
    """Return sums over townships and touring teams, shape (districts, periods)."""
    total = problem.at_door.copy()
    np.add.at(total, problem.district, by_township)
    return total


def _laboratories(
    problem: Problem, kinds: Kinds, supply: Floats, reached: Reached
) -> tuple[Tier, Ints]:
    """Call the fewest mobile laboratories that keep what is reached; shape (calls,)."""
    model = Model(problem, kinds, supply, calls=True)
    reached.kept_by(model, LATER)
    found = model.program.solve(model.program.cost(model.called, 1.0), gap=TEAMS_GAP)
    called = np.rint(found.values[model.called]).astype(np.int64)
    least = float(np.ceil(found.bound - 1e-6))
    tier = tier_of("mobile laboratories", float(called.sum()), least, least, found.status)
    return tier, called


def _teams(problem: Problem, need: Floats, bound: float) -> tuple[tuple[Tier, ...], Posted]:
    """Call the fewest mobile teams by whom so many are swabbed in each district, evenly.

    Parameters
    ----------
    problem
        Its places are districts.
    need
        Shape (districts, periods): people to be swabbed in each period or before.
    bound
        No posting has fewer teams.
    """
    program = Program()
    queues = Queues(program, problem)
    posts = Posts(program, queues, integer=True)
    # who is short of the need in one period may be made up for in a later one
    short, spare = program.add_columns(need.shape), program.add_columns(need.shape)
    worst = program.add_columns((1,))
    rows = program.add_rows(need.shape, need, need)
    program.add_entries(rows, queues.swabbed, 1.0)
    for columns, sign in ((short, 1.0), (spare, -1.0)):
        program.add_entries(rows, columns, sign)
        program.add_entries(rows[:, 1:], columns[:, :-1], -sign)
    uneven = program.add_rows((len(need),), -np.inf, 0.0)
    program.add_entries(uneven, short[:, problem.deadline_period - 1], 1.0)
    program.add_entries(uneven, worst, -np.maximum(problem.arrived[:, -1], 1.0))
    cost = np.zeros(program.columns)
    cost[posts.used] = 1.0
    room = float(problem.table_room.max() * queues.crews.tables.max(initial=1))
    cost[short] = SHORT_TEAMS / max(room, 1.0)
    cost[worst] = EVEN_TEAMS
    found = program.solve(cost, gap=TEAMS_GAP)
    used = np.rint(found.values[posts.used]).astype(np.int64)
    least, called = float(np.ceil(bound - 1e-6)), float(used.sum())
    tiers = (
        tier_of("mobile teams", called, least, least, found.status),
        tier_of(
            "largest share of a district not swabbed",
            float(found.values[worst[0]]), 0.0, 1.0, found.status,
        ),
    )  # fmt: skip
    posted = [whole(found.values[columns]) for columns in posts.posted]
    return tiers, (np.array(posted, dtype=np.int64).reshape(posts.posted.shape), used)


def _with_teams(problem: Problem, kinds: Kinds) -> tuple[tuple[Tier, ...], Staffed]:
    """Call teams for districts, then put them and the tables at home into townships."""
    whole = districts_as_places(problem)
    model = Model(whole, kinds, None)
    assert model.queues is not None
    assert model.posts is not None
    tiers, reached = pursue_in_time(model)
    reached.kept_by(model, LATER)
    found = model.program.solve(model.program.cost(model.posts.used, 1.0))
    need = found.values[model.queues.swabbed]
    of_teams, (posted, used) = _teams(whole, need, found.objective)
    return (*tiers, *of_teams), over_townships(problem, posted, used)


def _queue(problem: Problem, room: Floats) -> float:
    """Return the person-hours that people wait for a swab."""
    waiting = problem.arrived - swabbed_at(problem.arrived, room)
    return float((waiting * np.diff(problem.edges_hours)).sum())


def _staffed(problem: Problem, kinds: Kinds) -> tuple[tuple[Tier, ...], Staffed | None]:
    """Staff tables and call teams where rosters leave people waiting and this helps them."""
    by_roster = problem.tables[:, None] * problem.table_room
    before = _queue(problem, by_roster)
    if before <= WORTH_HOURS * problem.people:
        return (), None
    tiers, staffed = _with_teams(problem, kinds)
    after = _queue(problem, room_of(problem, staffed))
    if not staffed.used.any() and after > (1 - WORTH) * before:
        return (), None
    return tiers, staffed


def supply_of(problem: Problem) -> tuple[Floats, tuple[Tier, ...], Staffed | None]:
    """Return whom tables and teams have swabbed, shape (districts, periods), and how."""
    tiers, staffed = _staffed(problem, kinds_of(problem))
    if staffed is None:
        return swabbed(problem), tiers, None
    done = swabbed_at(problem.arrived, room_of(problem, staffed))
    return by_district(problem, done), tiers, staffed


def solve(problem: Problem) -> Solved:
    """Pursue all objectives of a problem, in their order."""
    kinds = kinds_of(problem)
    supply, free, staffed = supply_of(problem)
    tiers, reached = pursue_in_time(Model(problem, kinds, supply))
    if free:
        scales = (problem.people, reached.hour)
        judged = zip(tiers, free, scales, strict=False)
        tiers = tuple(_bounded(own, by.bound, scale) for own, by, scale in judged)
    called = kinds.most
    of_laboratories: tuple[Tier, ...] = ()
    if called.any():
        tier, called = _laboratories(problem, kinds, supply, reached)
        of_laboratories = (tier,)
        if called.sum() < kinds.most.sum():
            reached = reached_again(Model(problem, replace(kinds, most=called), supply), reached)
    # who never has a result is on the road too, but not to where no laboratory is called
    has_room = kinds.room(called).any(axis=1)
    model = Model(problem, replace(kinds, most=called, serves=kinds.serves * has_room), supply)
    reached.kept_by(model)
    drives = model.program.solve(model.program.cost(model.sent, kinds.travel_hours[:, :, None]))
    on_the_road = tier_of(
        "person-hours on the road", drives.objective, drives.bound, problem.people, drives.status
    )
    works = _called(kinds, called)
    by_kind = drives.values[model.sent].clip(0)
    working = replace(problem, laboratory_room=problem.laboratory_room * works[:, None])
    share = apart(working, kinds.kind, by_kind.sum(axis=-1), reached.hour - problem.result_hours)
    return Solved(
        sent=by_kind[:, kinds.kind] * share[:, :, None],
        called=works,
        staffed=staffed,
        tiers=(*tiers, *of_laboratories, *free[2:3], on_the_road, *free[3:]),
    )


def _bounded(tier: Tier, bound: float, scale: float) -> Tier:
    """Return a tier judged by the bound of a program that had more freedom."""
    return tier_of(tier.objective, tier.value, bound, scale, tier.status)


def _called(kinds: Kinds, called: Ints) -> Bools:
    """Return which laboratories work: those at home, and the first of each call."""
    before = np.array(
        [(kinds.call[:index] == own).sum() for index, own in enumerate(kinds.call.tolist())]
    )
    return np.asarray((kinds.call < 0) | (before < np.append(called, 0)[kinds.call]))
