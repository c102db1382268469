"""Depots: routes ask for runs, vehicles drive them."""

from bisect import insort
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field

from planner.simulation.chance import Conditions
from planner.simulation.layout import DAY_MS, Layout
from planner.simulation.log import Event as Row
from planner.simulation.quantiles import duration_ms, quantile, travel_ms
from planner.simulation.reference.instant import Campaign, Decision, Process, Step, at_step
from planner.simulation.reference.people import stream
from planner.simulation.reference.recorder import Recorder
from planner.simulation.reference.tube import Tube
from planner.simulation.streams import derive

RUN_BITS = 20
"""Bits of a run's number that count the runs of one depot; those above name the depot."""


@dataclass
class Route:
    """Sites visited in one run, with the tubes that wait there."""

    index: int
    stops: list[int]
    waiting: dict[int, deque[Tube]] = field(default_factory=dict)
    is_active: bool = False
    """A run is called for or is collecting."""
    runs: int = 0

    def has_tubes(self) -> bool:
        """Tell whether any tube waits on the route."""
        return any(self.waiting.values())

    def has_full_box(self, tubes: int) -> bool:
        """Tell whether some site has filled a box of so many tubes."""
        return any(len(queue) >= tubes for queue in self.waiting.values())

    def has_old_tube(self, boxed_by_ms: int) -> bool:
        """Tell whether some tube has waited since this instant or before."""
        return any(queue and queue[0].boxed_ms <= boxed_by_ms for queue in self.waiting.values())


@dataclass
class Vehicle:
    """A vehicle of the depot."""

    number: int
    idle_since: int = 0
    is_out: bool = False


class Depot:
    """Finite vehicles that serve the routes of one district."""

    def __init__(
        self,
        env: Campaign,
        layout: Layout,
        conditions: Conditions,
        index: int,
        recorder: Recorder,
        deliver: Callable[[int, list[Tube]], None],
    ) -> None:
        couriers = layout.couriers
        self.env = env
        self.layout = layout
        self.conditions = conditions
        self.index = index
        self.recorder = recorder
        self.deliver = deliver
        self.vehicles = [Vehicle(n) for n in range(int(couriers.vehicles[index]))]
        self.routes = [
            Route(
                r,
                couriers.stop_site[couriers.stop_offset[r] : couriers.stop_offset[r + 1]].tolist(),
            )
            for r, depot in enumerate(couriers.route_depot.tolist())
            if depot == index
        ]
        for route in self.routes:
            route.waiting = {site: deque() for site in route.stops}
        self.route_of = {site: route for route in self.routes for site in route.stops}
        self._calls: deque[tuple[Route, int]] = deque()
        """Routes that wait for a vehicle, with the instant of the call."""
        self._dispatched = 0
        self._calling = Decision(env, Step.CALL, self._call_and_send)
        if not couriers.full_box:
            env.process(self._follow_timetable())
        for start in couriers.period_start_ms.tolist():
            self._calling.wake_at(start)

    def _follow_timetable(self) -> Process:
        interval = self.layout.couriers.interval_ms
        while self.env.now + interval <= self.layout.couriers.last_call_ms:
            yield self.env.timeout(interval)
            self._calling.wake()

    def put_into_box(self, tube: Tube) -> None:
        """Put a closed tube into its site's box, those of one instant by table and number."""
        insort(
            self.route_of[tube.site].waiting[tube.site],
            tube,
            key=lambda one: (one.boxed_ms, one.table, one.number),
        )
        if self.layout.couriers.full_box:
            self._calling.wake()
            self._calling.wake_at(self.env.now + self.layout.couriers.oldest_ms)

    def is_due(self, route: Route) -> bool:
        """Tell whether a route asks for a run now."""
        couriers, now = self.layout.couriers, self.env.now
        if route.is_active or now > couriers.last_call_ms or self.laboratory_of(route, now) < 0:
            return False
        if couriers.full_box:
            old = route.has_old_tube(now - couriers.oldest_ms)
            return old or route.has_full_box(couriers.box_tubes)
        return now % couriers.interval_ms == 0 and route.has_tubes()

    def laboratory_of(self, route: Route, called_ms: int) -> int:
        """Return the laboratory that takes the tubes of a run called at an instant."""
        couriers = self.layout.couriers
        period = sum(start <= called_ms for start in couriers.period_start_ms.tolist()) - 1
        return int(couriers.route_laboratory[period, route.index])

    def _call_and_send(self) -> None:
        now = self.env.now
        for route in self.routes:
            if self.is_due(route):
                route.is_active = True
                self._calls.append((route, now))
                self.recorder.write(now, Row.CALL, route.index, extra=route.runs)
                route.runs += 1
        self._send_vehicles()

    def _send_vehicles(self) -> None:
        """Give the calls, oldest first, to the vehicles that have been idle longest."""
        while self._calls:
            idle = [vehicle for vehicle in self.vehicles if not vehicle.is_out]
            if not idle:
                return
            vehicle = min(idle, key=lambda v: (v.idle_since, v.number))
            vehicle.is_out = True
            route, called_ms = self._calls.popleft()
            run = (self.index << RUN_BITS) + self._dispatched
            self._dispatched += 1
            self.env.process(self.drive(vehicle, route, called_ms, run))

    def drive(self, vehicle: Vehicle, route: Route, called_ms: int, run: int) -> Process:
        """Visit the stops, deliver to the laboratory of the call, and return to the depot."""
        env, layout = self.env, self.layout
        day = (called_ms - layout.midnight_ms) // DAY_MS
        factor = int(self.conditions.courier[self.index, day])
        laboratory = self.laboratory_of(route, called_ms)
        own = derive(
            stream(self.conditions, "courier"), int(layout.couriers.route_key[route.index])
        )
        key = derive(own, route.runs - 1)
        self.recorder.write(env.now, Row.DEPART, route.index, extra=vehicle.number)
        load: list[Tube] = []
        for leg, site in enumerate(route.stops):
            yield env.timeout(self.leg_ms(route, leg, derive(key, leg), factor))
            yield at_step(env, Step.STOP)
            taken = self.collect(
                route, site, int(layout.couriers.load_tubes[self.index]) - len(load)
            )
            self.recorder.write(env.now, Row.STOP, route.index, site, extra=len(taken))
            load += taken
        route.is_active = False
        self._calling.wake()
        spread = quantile(layout.tables["travel"], derive(key, len(route.stops)))
        length = travel_ms(int(layout.couriers.travel_ms[route.index, laboratory]), spread, factor)
        yield env.timeout(length)
        for tube in load:
            tube.seniority = (env.now, run, tube.site, tube.boxed_ms, tube.table, tube.number)
            self.recorder.write(
                env.now, Row.DELIVERED, laboratory, tube.site, tube.table, tube.number
            )
        self.deliver(laboratory, load)
        yield env.timeout(length)
        vehicle.is_out = False
        vehicle.idle_since = env.now
        self.recorder.write(env.now, Row.VEHICLE_BACK, route.index, extra=vehicle.number)
        self._calling.wake()

    def leg_ms(self, route: Route, leg: int, bits: int, factor: int) -> int:
        """Return how long the drive to a stop takes: about its own mean where the plan names it."""
        couriers, tables = self.layout.couriers, self.layout.tables
        planned = int(couriers.leg_ms[couriers.stop_offset[route.index] + leg])
        if planned > 0:
            return int(travel_ms(planned, quantile(tables["travel"], bits), factor))
        return int(duration_ms(tables["between_sites"], bits, factor))

    def collect(self, route: Route, site: int, room: int) -> list[Tube]:
        """Take the oldest tubes of a site's box, as many as the vehicle still holds."""
        box = route.waiting[site]
        return [box.popleft() for _ in range(min(room, len(box)))]
