"""Problems of a few hours, made by hand: even hours, round numbers, nothing from a scenario."""

from collections.abc import Sequence

import numpy as np

from planner.allocation.problem import Problem


def problem(
    arrived: Sequence[Sequence[float]],
    room: Sequence[Sequence[float]],
    *,
    serves: Sequence[Sequence[int]] | None = None,
    travel_hours: Sequence[Sequence[float]] | float = 0,
    deadline_period: int | None = None,
    edges_hours: Sequence[float] | None = None,
    collect_hours: float = 0,
    result_hours: float = 0,
    swab_room: float = 1e6,
) -> Problem:
    """Return a problem of one township a district.

    Parameters
    ----------
    arrived
        Shape (districts, periods): people who come in the period.
    room
        Shape (laboratories, periods).
    """
    districts, periods = np.shape(arrived)
    laboratories = len(room)
    shape = (districts, laboratories)
    edges = range(periods + 1) if edges_hours is None else edges_hours
    return Problem(
        edges_hours=np.array(edges, dtype=float),
        deadline_period=periods if deadline_period is None else deadline_period,
        township_ids=tuple(f"T{number}" for number in range(districts)),
        district_ids=tuple(f"D{number}" for number in range(districts)),
        laboratory_ids=tuple(f"L{number}" for number in range(laboratories)),
        laboratory_district=np.full(laboratories, -1, dtype=np.int64),
        district=np.arange(districts, dtype=np.int64),
        arrived=np.cumsum(np.array(arrived, dtype=float), axis=1),
        swab_room=np.full((districts, periods), float(swab_room)),
        tables=np.ones(districts, dtype=np.int64),
        persons_per_tube=10,
        laboratory_room=np.array(room, dtype=float),
        serves=np.ones(shape, dtype=np.int64) if serves is None else np.array(serves),
        travel_hours=np.broadcast_to(np.array(travel_hours, dtype=float), shape).copy(),
        collect_hours=collect_hours,
        result_hours=result_hours,
    )
