"""An allocation as plain JSON data, in a fixed order."""

from collections.abc import Mapping
from dataclasses import asdict

from planner.allocation.answer import Allocation
from planner.allocation.comparison import Comparison, comparisons
from planner.allocation.order_json import order_json
from planner.allocation.orders import orders
from planner.outcome.summary import Json, plain, to_json
from planner.scenario.scenario import Scenario


def allocation_json(scenario: Scenario, allocation: Allocation, *, seed: int) -> Json:
    """Return what ``planner allocate --json`` writes, without ``meta``.

    Parameters
    ----------
    scenario
        What the plan is for.
    allocation
        The answer.
    seed
        The seed of its simulation.

    Returns
    -------
    dict
        The outcome's own members, then those of the allocation. Hours count from hour zero;
        ``leave``, ``arrive`` and ``until`` are local times. None stands for the origin of a first
        move, for an end that nobody set, and for a figure that there is not.
    """
    return to_json(allocation.outcome, seed=seed) | {
        "status": allocation.status,
        "tiers": [
            {
                "objective": tier.objective,
                "value": plain(tier.value),
                "bound": plain(tier.bound),
                "gap": plain(tier.gap),
                "status": tier.status,
            }
            for tier in allocation.tiers
        ],
        "confirmed": allocation.confirmed,
        "made_by": allocation.made_by,
        "history": [
            {
                "number": one.number,
                "made_by": one.made_by,
                "promised_persons": plain(one.promised_persons),
                "simulated_persons": plain(one.simulated_persons),
                "hour": plain(one.hour),
                "promised_hour": plain(one.promised_hour),
            }
            for one in allocation.history
        ],
        "comparison": [_comparison(one) for one in comparisons(scenario, allocation)],
        "orders": [order_json(scenario, order) for order in orders(scenario, allocation)],
        "shortages": [
            {
                "resource": shortage.resource,
                "place": shortage.place,
                "count": plain(shortage.count),
                "from_hour": plain(shortage.from_hour),
                "to_hour": plain(shortage.to_hour),
            }
            for shortage in allocation.shortages
        ],
        "routes": None if allocation.routes is None else asdict(allocation.routes),
        "plan": allocation.plan.model_dump(mode="json", exclude_defaults=True),
    }


def _comparison(one: Comparison) -> Json:
    why = None if one.why is None else {"code": one.why.reason} | _plain(one.why.figures)
    return {
        "made_by": one.made_by,
        "hour": plain(one.hour),
        "allocator_hour": plain(one.allocator_hour),
        "difference_hours": plain(one.difference_hours),
        "why": why,
    }


def _plain(figures: Mapping[str, float]) -> Json:
    return {name: plain(figure) for name, figure in figures.items()}
