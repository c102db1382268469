"""An allocation as plain JSON data, in a fixed order."""

from dataclasses import asdict

from planner.allocation.answer import Allocation
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
        "history": [
            {
                "number": one.number,
                "made_by": one.made_by,
                "promised_persons": plain(one.promised_persons),
                "simulated_persons": plain(one.simulated_persons),
                "hour": plain(one.hour),
            }
            for one in allocation.history
        ],
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
