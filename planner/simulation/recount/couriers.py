"""Vehicles on the road and tubes that wait for them."""

import numpy as np

from planner.simulation.layout import COURIER, SITE_STAGES, Ints
from planner.simulation.log import NONE, Event
from planner.simulation.recount.bins import StationHours
from planner.simulation.recount.ordering import last_until
from planner.simulation.recount.replay import Events, Replay
from planner.simulation.recount.tubes import Tubes


def _vehicle(replay: Replay, events: Events) -> Ints:
    """Return the number of each row's vehicle among those of all depots."""
    couriers = replay.layout.couriers
    first = np.cumsum(couriers.vehicles) - couriers.vehicles
    return first[couriers.route_depot[events.place]] + events.extra


def count_couriers(replay: Replay, tubes: Tubes, hours: StationHours) -> None:
    """Book vehicles from departure to return, and people of tubes from box to collection."""
    couriers = replay.layout.couriers
    departures, returns = replay.events(Event.DEPART), replay.events(Event.VEHICLE_BACK)
    # a vehicle may leave again at the instant of its return
    left = last_until(
        _vehicle(replay, departures), departures.ms, _vehicle(replay, returns), returns.ms - 1
    )
    district = couriers.depot_district[couriers.route_depot[returns.place]]
    hours.work_between(district * len(SITE_STAGES) + COURIER, departures.ms[left], returns.ms)
    station = tubes.district * len(SITE_STAGES) + COURIER
    hours.join(station, tubes.boxed_ms, tubes.persons)
    taken = tubes.taken_ms != NONE
    hours.leave(station[taken], tubes.taken_ms[taken], tubes.persons[taken])
