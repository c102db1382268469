"""A least reinforcement as plain JSON data, in a fixed order."""

from planner.allocation.addition_orders import addition_orders
from planner.allocation.order_json import order_json
from planner.allocation.reinforcement import Addition, FrontierPoint, Gain, Reinforcement
from planner.outcome.summary import Json, plain, to_json


def reinforcement_json(found: Reinforcement, *, seed: int) -> Json:
    """Return what ``planner reinforce --json`` writes, without ``meta``.

    Parameters
    ----------
    found
        The answer.
    seed
        The seed of its draws.

    Returns
    -------
    dict
        The members of the confirming simulation, then those of the search. Hours count from hour
        zero, those of gains and the frontier from the deadline's start; None stands for an hour
        never reached and for an end that nobody set.
    """
    return to_json(found.outcome, seed=seed) | {
        "confidence": plain(found.confidence),
        "confirmed": found.confirmed,
        "additions": [_addition(one) for one in found.additions],
        "weight": plain(found.weight),
        "bound": plain(found.bound),
        "meets_until_hour": plain(found.meets_until_hour),
        "gains": [_gain(one) for one in found.gains],
        "frontier": [_point(one) for one in found.frontier],
        "spare": [
            {"resource": one.resource, "count": one.count, "of": one.of} for one in found.spare
        ],
        "history": [
            {
                "made_by": one.made_by,
                "weight": plain(one.weight),
                "passed": one.passed,
                "replications": one.replications,
            }
            for one in found.history
        ],
        "orders": [order_json(found.scenario, one) for one in addition_orders(found)],
        "plan": found.scenario.plan.model_dump(mode="json", exclude_defaults=True),
    }


def _addition(one: Addition) -> Json:
    return {
        "resource": one.resource,
        "place": one.place,
        "origin": one.origin,
        "count": one.count,
        "weight": plain(one.weight),
        "helps_until_hour": plain(one.helps_until_hour),
    }


def _gain(one: Gain) -> Json:
    return {
        "resource": one.resource,
        "place": one.place,
        "count": one.count,
        "hours": plain(one.hours),
        "interval": [plain(end) for end in one.interval],
        "persons": plain(one.persons),
    }


def _point(one: FrontierPoint) -> Json:
    return {
        "weight": plain(one.weight),
        "probability": plain(one.probability),
        "successes": one.successes,
        "replications": one.replications,
        "hour": plain(one.hour),
    }
