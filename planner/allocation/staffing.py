"""Which tables are staffed and where mobile teams work, period by period.

Districts first, each as one queue: how many teams it gets on which day. Then each district by
itself: which township its tables and teams work in. Teams begin with a period, and lose to a move
what the longest move within the district takes. Pools whose teams bring as many tables and stay as
long are one crew, so that a program does not grow with the number of pools.
"""

from dataclasses import dataclass, replace

import numpy as np

from planner.allocation.problem import Problem, by_owner
from planner.allocation.program import Bools, Floats, Ints, Program
from planner.scenario.apportion import largest_remainder


@dataclass(frozen=True)
class Crews:
    """Mobile teams that are alike."""

    tables: Ints
    """Shape (crews,): tables that each team brings."""
    first_period: Ints
    """Shape (crews,): from when on they can work, in whole periods."""
    end_period: Ints
    """Shape (crews,): before which they have left."""
    teams: Ints
    """Shape (crews,)."""
    of_pool: Ints
    """Shape (pools,)."""

    def presence(self, periods: int) -> Ints:
        """Return 1 in the periods of each crew's stay, shape (crews, periods)."""
        period = np.arange(periods)
        is_there = period >= self.first_period[:, None]
        return (is_there & (period < self.end_period[:, None])).astype(np.int64)


@dataclass(frozen=True)
class Staffed:
    """A staffing in whole tables and teams."""

    tables: Ints
    """Shape (townships, periods): tables staffed from home."""
    working: Ints
    """Shape (crews, townships, periods)."""
    used: Ints
    """Shape (crews,): teams that are called."""
    crews: Crews


def crews_of(problem: Problem) -> Crews:
    """Join the pools of a problem to crews."""
    pools, edges = problem.pools, problem.edges_hours
    arrive = np.array([pool.arrival_hour for pool in pools])
    until = np.array([pool.until_hour for pool in pools])
    features = np.stack(
        [
            np.array([pool.tables_per_team for pool in pools], dtype=np.int64),
            np.searchsorted(edges[:-1], arrive - 1e-9),
            np.searchsorted(edges, until + 1e-9, side="right") - 1,
        ],
        axis=1,
    )
    alike, of_pool = np.unique(features, axis=0, return_inverse=True)
    of_pool = of_pool.ravel().astype(np.int64)
    teams = np.array([pool.teams for pool in pools], dtype=np.int64)
    return Crews(
        tables=alike[:, 0],
        first_period=alike[:, 1],
        end_period=alike[:, 2],
        teams=by_owner(of_pool, teams, len(alike)).astype(np.int64),
        of_pool=of_pool,
    )


def districts_as_places(problem: Problem) -> Problem:
    """Return a problem in which the people of each district stand in one queue.

    Nobody waits longer in it than in the problem itself, so that its bounds are also the problem's.
    """
    count = len(problem.district_ids)
    room = np.zeros((count, problem.periods))
    np.maximum.at(room, problem.district, problem.table_room)
    return replace(
        problem,
        township_ids=problem.district_ids,
        district=np.arange(count, dtype=np.int64),
        arrived=by_owner(problem.district, problem.arrived, count),
        table_room=room,
        tables=by_owner(problem.district, problem.tables, count).astype(np.int64),
        most_tables=by_owner(problem.district, problem.most_tables, count).astype(np.int64),
    )


class Queues:
    """Columns and rows of the people who wait, and of the tables that serve them."""

    def __init__(self, program: Program, problem: Problem, *, integer: bool = False) -> None:
        self.program, self.problem = program, problem
        self.crews = crews_of(problem)
        shape = problem.arrived.shape
        most = np.broadcast_to(problem.most_tables[:, None], shape)
        self.swabbed = program.add_columns(shape)
        self.waiting = program.add_columns(shape)
        self.tables = program.add_columns(shape, most, integer=integer)
        self.working = program.add_columns((len(self.crews.tables), *shape), integer=integer)
        self._wait()
        self._serve()
        self._stay_within_crews()

    def _wait(self) -> None:
        """Let everybody who has come be swabbed or wait."""
        program = self.program
        comes = np.diff(self.problem.arrived, axis=1, prepend=0.0)
        rows = program.add_rows(comes.shape, comes, comes)
        program.add_entries(rows, self.swabbed, 1.0)
        program.add_entries(rows, self.waiting, 1.0)
        program.add_entries(rows[:, 1:], self.waiting[:, :-1], -1.0)

    def _serve(self) -> None:
        """Let people be swabbed as far as tables go; who comes works the rest of the period."""
        program, problem = self.program, self.problem
        coming = program.add_columns(self.working.shape)
        rows = program.add_rows(self.swabbed.shape, -np.inf, 0.0)
        program.add_entries(rows, self.swabbed, 1.0)
        program.add_entries(rows, self.tables, -problem.table_room)
        room = self.crews.tables[:, None, None] * problem.table_room[None]
        program.add_entries(rows[None], self.working, -room)
        program.add_entries(rows[None], coming, room * lost_share(problem)[None])
        # who works here and did not in the period before has come
        came = program.add_rows(coming[:, :, 1:].shape, 0.0, np.inf)
        program.add_entries(came, coming[:, :, 1:], 1.0)
        program.add_entries(came, self.working[:, :, 1:], -1.0)
        program.add_entries(came, self.working[:, :, :-1], 1.0)

    def _stay_within_crews(self) -> None:
        """Let a district staff no more tables than its swabbers can."""
        program, problem = self.program, self.problem
        shape = (len(problem.crews), problem.periods)
        rows = program.add_rows(shape, 0.0, np.broadcast_to(problem.crews[:, None], shape))
        program.add_entries(rows[problem.district], self.tables, 1.0)


class Posts:
    """Columns and rows of the crews: how many teams are called, and where they are each day."""

    def __init__(self, program: Program, queues: Queues, *, integer: bool = False) -> None:
        problem, crews = queues.problem, queues.crews
        day, count = days(problem), len(crews.teams)
        shape = (count, len(problem.district_ids), int(day[-1]) + 1)
        most = np.broadcast_to(crews.teams[:, None, None], shape)
        self.used = program.add_columns((count,), crews.teams, integer=integer)
        self.posted = program.add_columns(shape, most)
        total = program.add_rows((count, shape[2]), -np.inf, 0.0)
        program.add_entries(total[:, None, :], self.posted, 1.0)
        program.add_entries(total, self.used[:, None], -1.0)
        here = program.add_rows((*shape[:2], problem.periods), -np.inf, 0.0)
        program.add_entries(here[:, problem.district], queues.working, 1.0)
        there = crews.presence(problem.periods)[:, None, :]
        program.add_entries(here, self.posted[:, :, day], -there)


def days(problem: Problem) -> Ints:
    """Return the day of each period, shape (periods,): a night long enough to move ends one.

    A night is when no site of the city has a table staffed; it belongs to the day before.
    """
    hours = np.diff(problem.edges_hours)
    is_open: Bools = np.any(problem.table_room > 0, axis=0)
    day, night_hours, found = 0, 0.0, []
    for period, length in enumerate(hours.tolist()):
        if not is_open[period]:
            night_hours += length
        else:
            if is_open[:period].any() and night_hours >= max(problem.cross_hours, length / 2):
                day += 1
            night_hours = 0.0
        found.append(day)
    return np.array(found, dtype=np.int64)


def lost_share(problem: Problem) -> Floats:
    """Return the share of a period that a team loses by a move, shape (townships, periods)."""
    hours = np.diff(problem.edges_hours)
    return np.minimum(problem.move_hours[problem.district][:, None] / hours[None, :], 1.0)


def room_of(problem: Problem, staffed: Staffed) -> Floats:
    """Return whom tables and teams can swab in each period, shape (townships, periods)."""
    coming = np.maximum(np.diff(staffed.working, axis=2, prepend=0), 0)
    coming[:, :, 0] = 0
    working = staffed.working - coming * lost_share(problem)[None]
    brought = staffed.crews.tables[:, None, None] * working
    return np.asarray((staffed.tables + brought.sum(axis=0)) * problem.table_room)


def whole(amounts: Floats) -> Ints:
    """Round amounts by place and time, shape (places, times), keeping what they are together."""
    columns = [divided(round(own.sum()), own) for own in amounts.T]
    return np.array(columns, dtype=np.int64).T


def divided(total: int, weights: Floats) -> Ints:
    """Divide a whole by weights, shape (places,), in whole numbers; nothing where all are zero."""
    scaled = np.rint(weights * 1e6).astype(np.int64)
    return largest_remainder(total, scaled) if scaled.any() else np.zeros_like(scaled)
