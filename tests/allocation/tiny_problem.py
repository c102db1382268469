"""Problems of a few hours, made by hand: even hours, round numbers, nothing from a scenario."""

from collections.abc import Sequence

import numpy as np

from planner.allocation.flows import Model
from planner.allocation.kinds import kinds_of
from planner.allocation.problem import Problem
from planner.allocation.tiers import swabbed
from planner.scenario.tables import MobileTeams

PLENTY = 1e6
"""People whom a table swabs in a period where tables do not matter."""


def problem(
    arrived: Sequence[Sequence[float]],
    room: Sequence[Sequence[float]],
    *,
    district: Sequence[int] | None = None,
    serves: Sequence[Sequence[int]] | None = None,
    travel_hours: Sequence[Sequence[float]] | float = 0,
    deadline_period: int | None = None,
    edges_hours: Sequence[float] | None = None,
    collect_hours: float = 0,
    result_hours: float = 0,
    table_room: Sequence[Sequence[float]] | float = PLENTY,
    tables: Sequence[int] | int = 1,
    most_tables: Sequence[int] | None = None,
    crews: Sequence[int] | None = None,
    pools: tuple[MobileTeams, ...] = (),
    move_hours: float = 0,
    cross_hours: float = 0,
    mobile: Sequence[int] = (),
) -> Problem:
    """Return a problem of one township a district, or of townships in the districts named.

    Parameters
    ----------
    arrived
        Shape (townships, periods): people who come in the period.
    room
        Shape (laboratories, periods).
    table_room
        Shape (townships, periods): people whom one table swabs in the period.
    tables
        Shape (townships,): tables that the roster staffs, all that can be unless it is said.
    mobile
        Laboratories that have to be called.
    """
    townships, periods = np.shape(arrived)
    laboratories = len(room)
    of = np.arange(townships) if district is None else np.array(district)
    districts = int(of.max()) + 1
    shape = (districts, laboratories)
    edges = range(periods + 1) if edges_hours is None else edges_hours
    staffed = np.broadcast_to(np.array(tables, dtype=np.int64), (townships,)).copy()
    by_district = np.bincount(of, staffed, districts).astype(np.int64)
    return Problem(
        edges_hours=np.array(edges, dtype=float),
        deadline_period=periods if deadline_period is None else deadline_period,
        township_ids=tuple(f"T{number}" for number in range(townships)),
        district_ids=tuple(f"D{number}" for number in range(districts)),
        laboratory_ids=tuple(f"L{number}" for number in range(laboratories)),
        laboratory_district=np.full(laboratories, -1, dtype=np.int64),
        district=of.astype(np.int64),
        arrived=np.cumsum(np.array(arrived, dtype=float), axis=1),
        table_room=np.broadcast_to(np.array(table_room, dtype=float), (townships, periods)).copy(),
        tables=staffed,
        most_tables=staffed if most_tables is None else np.array(most_tables, dtype=np.int64),
        crews=by_district if crews is None else np.array(crews, dtype=np.int64),
        at_door=np.zeros((districts, periods)),
        pools=pools,
        move_hours=np.full(districts, float(move_hours)),
        cross_hours=cross_hours,
        persons_per_tube=10,
        laboratory_room=np.array(room, dtype=float),
        serves=np.ones(shape, dtype=np.int64) if serves is None else np.array(serves),
        travel_hours=np.broadcast_to(np.array(travel_hours, dtype=float), shape).copy(),
        collect_hours=collect_hours,
        result_hours=result_hours,
        is_mobile=np.isin(np.arange(laboratories), mobile),
    )


def pool(name: str = "N0", **changes: object) -> MobileTeams:
    """Return two mobile teams of one table each, in the city at once, until long after."""
    row: dict[str, object] = {
        "id": name,
        "name_zh": "队",
        "name_en": name,
        "origin": "province",
        "teams": 2,
        "tables_per_team": 1,
        "ready_hour": 0,
        "travel_minutes": 0,
        "until_hour": 72,
    }
    return MobileTeams(**row | changes)


def most_in_time(given: Problem) -> float:
    """Return the most people whom rosters swab and who can have a result at the deadline."""
    model = Model(given, kinds_of(given), swabbed(given))
    deadline = float(given.edges_hours[given.deadline_period])
    return -model.program.solve(model.resulted_by(deadline)).objective
