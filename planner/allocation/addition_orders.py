"""The additions of a search as orders: who comes by the plan, and what districts are to ask for."""

import math
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np

from planner.allocation.orders import Cause, Order, What, numbered, orders
from planner.allocation.reinforcement import Addition, Reinforcement
from planner.outcome.outcome import CLOCKS, Outcome
from planner.scenario.scenario import Plan

STRENGTHENS: dict[str, What] = {
    "cyclers": "cyclers",
    "extractors": "extractors",
    "laboratory staff": "laboratory_staff",
    "swabbers": "swabbers",
    "vehicles": "vehicles",
}
"""Resources that no pool lists, which the district that needs them has to ask for."""
AT_SITES = ("swabbers", "vehicles")
OF_PLAN = ("tubes", "tour", "run")
"""Orders to those who are there already."""


@dataclass(frozen=True)
class _Planned:
    plan: Plan
    outcome: Outcome


def reinforcement_orders(found: Reinforcement) -> tuple[Order, ...]:
    """Return every order: the additions first, then where tubes go, then tours and runs.

    Each addition carries ``ask_by_hour``, the latest hour at which asking for it still helps.
    """
    latest: defaultdict[str, float] = defaultdict(lambda: math.inf)
    for addition in found.additions:
        latest[addition.origin] = min(latest[addition.origin], addition.helps_until_hour)
    planned = orders(found.scenario, _Planned(found.scenario.plan, found.outcome))
    return numbered(
        [
            *_strengthening(found),
            *(_asked_by(one, latest[one.to_whom]) for one in planned if one.to_whom in latest),
            *(one for one in planned if one.to_whom not in latest),
        ]
    )


def addition_orders(found: Reinforcement) -> tuple[Order, ...]:
    """Return the orders by which the additions come."""
    return tuple(one for one in reinforcement_orders(found) if one.what not in OF_PLAN)


def _asked_by(order: Order, hour: float) -> Order:
    why = order.why
    return replace(order, why=replace(why, figures=why.figures | {"ask_by_hour": hour}))


def _strengthening(found: Reinforcement) -> Iterator[Order]:
    """Yield an order to each district for each resource that comes from anywhere."""
    starts = _first_swab_hour(found.outcome), found.scenario.reinforcement.ready_hour
    for one in found.additions:
        if one.resource in STRENGTHENS:
            yield _strengthens(one, starts[0] if one.resource in AT_SITES else starts[1])


def _strengthens(addition: Addition, hour: float) -> Order:
    return Order(
        number=0,
        to_whom=addition.place,
        what=STRENGTHENS[addition.resource],
        how_many=addition.count,
        from_place=None,
        to_place=addition.place,
        leave_hour=0,
        arrive_hour=hour,
        until_hour=math.inf,
        why=Cause("strengthens", {"ask_by_hour": addition.helps_until_hour}),
    )


def _first_swab_hour(outcome: Outcome) -> float:
    swabbed = outcome.curves.city.p50[CLOCKS.index("sampled")]
    return float(np.argmax(swabbed > 0))
