"""Routes of like vehicles from one depot, by OR-Tools' routing solver."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from ortools.constraint_solver import pywrapcp, routing_enums_pb2

from planner.allocation.program import Ints

PER_VEHICLE = 10**7
"""Seconds that one more vehicle weighs: more than any saving of time, so the fewest go."""
PER_SECOND_OF_LAST = 1_000
"""Weight of the last vehicle's end: it goes before the drives of all."""
SMALL, SOLUTIONS = 12, 50
"""Up to so many places so many solutions are looked at: in trials that found the best of all."""


@dataclass(frozen=True)
class Fleet:
    """Like vehicles and the places that they visit; place 0 is the depot, of no place where moot.

    All lengths are whole seconds.
    """

    cost: Ints
    """Shape (places + 1, places + 1): what is least in sum, once as few vehicles as can go."""
    time: Ints
    """Shape (places + 1, places + 1): from the beginning at one place to that at another."""
    longest: int
    """No vehicle is out longer than this by ``time``."""
    loads: Sequence[tuple[Ints, int]] = ()
    """What each of the places, shape (places + 1,), puts on a vehicle, and what one holds."""
    ends_early: bool = False
    """The end of the last vehicle goes before the cost."""


def fewest_routes(fleet: Fleet, vehicles: int) -> list[list[int]] | None:
    """Return the places of each vehicle in their order, or None where so many do not suffice.

    A first solution by savings is mended until no exchange is better; a small fleet is then
    searched further, by a number of solutions. The clock decides nothing.
    """
    manager = pywrapcp.RoutingIndexManager(len(fleet.cost), vehicles, 0)
    model = pywrapcp.RoutingModel(manager)
    cost = model.RegisterTransitMatrix(fleet.cost.tolist())
    model.SetArcCostEvaluatorOfAllVehicles(cost)
    of_last = PER_SECOND_OF_LAST if fleet.ends_early else 0
    model.SetFixedCostOfAllVehicles(PER_VEHICLE + of_last * fleet.longest)
    time = model.RegisterTransitMatrix(fleet.time.tolist())
    model.AddDimension(time, 0, fleet.longest, True, "time")
    model.GetDimensionOrDie("time").SetGlobalSpanCostCoefficient(of_last)
    for number, (load, most) in enumerate(fleet.loads):
        demand = model.RegisterUnaryTransitVector(load.tolist())
        model.AddDimension(demand, 0, most, True, f"load {number}")
    parameters = pywrapcp.DefaultRoutingSearchParameters()
    parameters.first_solution_strategy = routing_enums_pb2.FirstSolutionStrategy.SAVINGS
    if len(fleet.cost) <= SMALL:
        search = routing_enums_pb2.LocalSearchMetaheuristic
        parameters.local_search_metaheuristic = search.GUIDED_LOCAL_SEARCH
        parameters.solution_limit = SOLUTIONS
    found = model.SolveWithParameters(parameters)
    if found is None:
        return None
    routes = []
    for vehicle in range(vehicles):
        at, route = found.Value(model.NextVar(model.Start(vehicle))), []
        while not model.IsEnd(at):
            route.append(manager.IndexToNode(at) - 1)
            at = found.Value(model.NextVar(at))
        if route:
            routes.append(route)
    return sorted(routes)


def fewest_vehicles(fleet: Fleet, at_least: int) -> list[list[int]]:
    """Return routes of as few vehicles as are found, trying ever more of them.

    Every place must be possible on a vehicle of its own.
    """
    places = len(fleet.cost) - 1
    vehicles = min(max(at_least, 1) + 1, places)
    while True:
        routes = fewest_routes(fleet, vehicles)
        if routes is not None:
            return routes
        if vehicles == places:
            return [[place] for place in range(places)]
        vehicles = min(2 * vehicles, places)


def keeps_limits(fleet: Fleet, routes: Sequence[Sequence[int]]) -> bool:
    """Tell whether no vehicle is out too long or holds too much."""
    return all(
        total(fleet.time, [route]) <= fleet.longest
        and all(load[np.array(route) + 1].sum() <= most for load, most in fleet.loads)
        for route in routes
    )


def total(cost: Ints, routes: Sequence[Sequence[int]]) -> int:
    """Return what routes cost in sum."""
    visits = [np.array([-1, *route, -1]) + 1 for route in routes]
    return int(sum(cost[at[:-1], at[1:]].sum() for at in visits))
