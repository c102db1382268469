"""Which laboratory each place's tubes go to, so that drives are least in sum: a minimum cost flow.

A hundred laboratories are too many arcs for ten thousand places, and a far one is hardly ever the
answer: each place has arcs to its nearest laboratories only. The flow is optimal on these arcs.
"""

from dataclasses import dataclass

import numpy as np
from ortools.graph.python.min_cost_flow import SimpleMinCostFlow

from planner.allocation.program import Floats, Ints, NoPlan

NEAREST = 30
"""Laboratories of each place that get an arc."""
OVERFLOW = 100
"""Cost of a tube for which no laboratory has room, in the longest drives."""
STEPS = 10_000
"""Whole numbers up to the longest drive, to which costs are rounded."""


@dataclass(frozen=True)
class Division:
    """How places' tubes are divided over laboratories."""

    tubes: Ints
    """Shape (places, laboratories)."""
    overflow: Ints
    """Shape (places,): tubes for which no laboratory among the nearest has room."""


def divide_tubes(tubes: Ints, room: Ints, cost: Floats, nearest: int = NEAREST) -> Division:
    """Divide tubes over laboratories with room for them, so that the cost is least.

    Parameters
    ----------
    tubes
        Shape (places,).
    room
        Shape (laboratories,): tubes that a laboratory can take.
    cost
        Shape (places, laboratories): of a tube; infinite where the laboratory does not serve.
    nearest
        Laboratories of each place that are considered, those that cost least.

    Raises
    ------
    NoPlan
        If the solver does not prove its flow optimal.
    """
    places, laboratories = cost.shape
    kept = np.argsort(cost, axis=1, kind="stable")[:, :nearest]
    place, column = np.nonzero(np.isfinite(np.take_along_axis(cost, kept, axis=1)))
    laboratory = kept[place, column]
    longest = max(float(cost[place, laboratory].max(initial=0.0)), 1e-9)
    price = np.rint(cost[place, laboratory] / longest * STEPS).astype(np.int64)
    every, sink = np.arange(places), places + laboratories
    flow = SimpleMinCostFlow()
    arcs = flow.add_arcs_with_capacity_and_unit_cost(
        place, places + laboratory, tubes[place], price
    )
    flow.add_arcs_with_capacity_and_unit_cost(
        places + np.arange(laboratories),
        np.full(laboratories, sink),
        room,
        np.zeros(laboratories, dtype=np.int64),
    )
    over = flow.add_arcs_with_capacity_and_unit_cost(
        every, np.full(places, sink), tubes, np.full(places, OVERFLOW * STEPS)
    )
    flow.set_nodes_supplies(np.append(every, sink), np.append(tubes, -tubes.sum()))
    status = flow.solve()
    if status != flow.OPTIMAL:
        raise NoPlan(f"the division of tubes ends with {status.name}")
    divided = np.zeros(cost.shape, dtype=np.int64)
    divided[place, laboratory] = flow.flows(arcs)
    return Division(divided, np.asarray(flow.flows(over), dtype=np.int64))
