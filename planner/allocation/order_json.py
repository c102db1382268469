"""An order as plain JSON data."""

import math
from datetime import timedelta

from planner.allocation.orders import Order
from planner.outcome.summary import Json, plain
from planner.scenario.scenario import Scenario


def order_json(scenario: Scenario, order: Order) -> Json:
    """Return an order; ``leave``, ``arrive`` and ``until`` are local times, None without end."""
    return {
        "number": order.number,
        "to_whom": order.to_whom,
        "what": order.what,
        "how_many": plain(order.how_many),
        "from": order.from_place,
        "to": order.to_place,
        "leave": _local_time(scenario, order.leave_hour),
        "arrive": _local_time(scenario, order.arrive_hour),
        "until": _local_time(scenario, order.until_hour),
        "why": {"code": order.why.code}
        | {name: plain(figure) for name, figure in order.why.figures.items()}
        | ({"places": list(order.why.places)} if order.why.places else {}),
    }


def _local_time(scenario: Scenario, hour: float) -> str | None:
    if not math.isfinite(hour):
        return None
    instant = scenario.campaign.starts_at + timedelta(minutes=round(60 * hour))
    return instant.isoformat(timespec="minutes")
