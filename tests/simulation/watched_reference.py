"""The reference engine, watched: which rules decide something in a run.

Each subclass looks at the state just before or after a decision, notes the rule that settled it,
and changes nothing.
"""

from contextlib import ExitStack
from typing import Any
from unittest.mock import patch

from planner.simulation.chance import Conditions
from planner.simulation.layout import HOUR_MS, HOUSEHOLD, Ints, Layout
from planner.simulation.log import INCONCLUSIVE, NEGATIVE, POSITIVE
from planner.simulation.reference import (
    clerk,
    courier,
    engine,
    instant,
    laboratory,
    recall,
    site,
    stage,
    table,
)
from planner.simulation.reference.courier import Route, Vehicle
from planner.simulation.reference.instant import Process, Step
from planner.simulation.reference.laboratory import Plate
from planner.simulation.reference.sample import RETEST, Sample
from planner.simulation.reference.stage import Item, Key, Occupation, Server
from planner.simulation.reference.tube import Tube
from planner.simulation.streams import derive, high_bits
from tests.simulation.chain_rules import Rule

SHIFT_MS = 8 * HOUR_MS
"""Laboratories of the random cities work in three shifts a day."""

fired: set[Rule] = set()
"""Rules that have decided something in the run at hand."""


def note(rule: Rule, holds: object = True) -> None:
    """Note a rule if it has decided something."""
    if holds:
        fired.add(rule)


class WatchedDecision(instant.Decision):
    """Sees several things of one instant settle before one decision."""

    def wake(self, _event: Any = None) -> None:
        if _event is None and self._woken:
            note(Rule.SITE_SETTLES, self._step == Step.TABLE)
            note(Rule.BENCH_SETTLES, self._step in (Step.LABORATORY, Step.LABORATORY + 1))
        super().wake(_event)


class WatchedTable(table.Table):
    """Sees who is chosen to register and to swab."""

    def start_registration(self, person: int, shift: int) -> None:
        for other in self.site.tables:
            if other is not self and other.can_register():
                note(Rule.LOWEST_TABLE, other.idle_since == self.idle_since)
                note(Rule.IDLE_LONGEST_TABLE, other.number < self.number)
        super().start_registration(person, shift)


class WatchedSwabber(table.Swabber):
    """Sees who is finished late, and why a tube closes."""

    def start(self, person: int, shift: int) -> None:
        note(Rule.SECOND_SWABBER, self is not self.table.swabbers[0])
        for other in self.table.swabbers:
            if other is not self and not other.is_swabbing:
                note(Rule.LOWEST_SWABBER, other.idle_since == self.idle_since)
                note(Rule.IDLE_LONGEST_SWABBER, other.number < self.number)
        super().start(person, shift)

    def put_into_tube(self, person: int, shift: int) -> None:
        note(Rule.TABLE_OVERTIME, self.env.now > self.table.shifts[shift][1])
        note(Rule.DOOR_TEAM, self.site.layout.sites.is_door[self.site.index])
        super().put_into_tube(person, shift)
        assert self.tube is not None
        ages_ms = self.tube.opened_ms + self.site.layout.sites.tube_open_ms
        note(Rule.TUBE_AGED_WITH_SWAB, ages_ms == self.env.now)

    def close_tube_if_due(self) -> None:
        tube = self.tube
        super().close_tube_if_due()
        if tube is None or self.tube is tube:
            return
        closes = self.table.shifts[tube.shift][1]
        pool = int(self.site.layout.sites.pool_persons[self.site.index])
        if tube.is_full:
            note(Rule.TUBE_FULL)
            note(Rule.HOUSEHOLD if pool == HOUSEHOLD else Rule[f"POOL_OF_{pool}"])
            return
        note(Rule.TUBE_PART_FILLED)
        if self.env.now == tube.opened_ms + self.site.layout.sites.tube_open_ms:
            note(Rule.TUBE_AGED)
        else:
            note(Rule.TUBE_AFTER_SHIFT if self.env.now > closes else Rule.TUBE_WITH_SHIFT)
            note(Rule.TUBE_WAITS_FOR_COLLEAGUE, self.env.now > max(closes, self.idle_since))


class WatchedClerk(clerk.Clerk):
    """Sees tubes wait for the clerk."""

    def mend_next(self) -> None:
        note(Rule.CLERK_QUEUE, self.is_mending and self.waiting)
        super().mend_next()


class WatchedSite(site.Site):
    """Sees people wait for tables that could not serve them."""

    def serve(self) -> None:
        super().serve()
        if not self.queue:
            return
        for own in self.tables:
            if own.shift is None:
                ends = any(closes == self.env.now for _, closes in own.shifts)
                note(Rule.TABLE_HALF_OPEN, ends and not own.registering and not own.is_held())
            else:
                note(Rule.REGISTRAR_HELD, not own.registering and own.is_held())


class WatchedDepot(courier.Depot):
    """Sees why a run is called, which vehicle drives it and what it leaves behind."""

    def put_into_box(self, tube: Tube) -> None:
        super().put_into_box(tube)
        box = self.route_of[tube.site].waiting[tube.site]
        note(Rule.BOX_ORDER, sum(other.boxed_ms == tube.boxed_ms for other in box) > 1)

    def is_due(self, route: Route) -> bool:
        due = super().is_due(route)
        if due and self.layout.couriers.full_box:
            full = route.has_full_box(self.layout.couriers.box_tubes)
            note(Rule.CALL_BY_FULL_BOX if full else Rule.CALL_BY_AGE)
        note(Rule.CALL_BY_TIMETABLE, due and not self.layout.couriers.full_box)
        return due

    def drive(self, vehicle: Vehicle, route: Route, called_ms: int, run: int) -> Process:
        note(Rule.CALL_WAITS, called_ms < self.env.now)
        sent_now = self.laboratory_of(route, self.env.now)
        note(Rule.PERIOD_OF_CALL, self.laboratory_of(route, called_ms) != sent_now)
        for other in self.vehicles:
            if other is not vehicle and not other.is_out:
                note(Rule.LOWEST_VEHICLE, other.idle_since == vehicle.idle_since)
                note(Rule.IDLE_LONGEST_VEHICLE, other.number < vehicle.number)
        return super().drive(vehicle, route, called_ms, run)

    def collect(self, route: Route, site: int, room: int) -> list[Tube]:
        taken = super().collect(route, site, room)
        note(Rule.LOAD_LIMIT, taken and route.waiting[site])
        return taken


def watch_start(servers: list[Server], server: Server, taken: Occupation, now: int) -> None:
    """Note what decided that a server begins now."""
    hours = next((opens, closes) for opens, closes in server.hours if opens <= now < closes)
    note(Rule.MERGED_SHIFTS, now - hours[0] >= SHIFT_MS)
    note(Rule.SERVER_OVERTIME, now + taken.service_ms > hours[1])
    note(Rule.OCCUPANCY, taken.taken_ms > taken.service_ms)
    for other in servers:
        note(Rule.LOWEST_SERVER, other.number > server.number and other.can_start(now))
        works_later = any(opens > now for opens, _ in other.hours)
        note(Rule.STAFF_BY_SHIFT, works_later and not other.is_taken and not other.can_start(now))


def watch_close(servers: list[Server], now: int) -> None:
    """Note that work waits for a server which has just gone home."""
    for server in servers:
        ends = any(closes == now for _, closes in server.hours)
        note(Rule.SERVER_HALF_OPEN, ends and not server.is_taken)


def overtakes_equals(queue: list[tuple[Key, Any]], item: object) -> bool:
    """Tell whether the newest item stands before one that joined at the same instant."""
    place = next(i for i, (_, queued) in enumerate(queue) if queued is item)
    return place + 1 < len(queue) and queue[place + 1][0][0] == queue[place][0][0]


class WatchedServers(stage.ServerStage[Item]):
    """Sees the order of a bench's queue and of its servers."""

    def join(self, key: Key, item: Item) -> None:
        super().join(key, item)
        note(Rule.BENCH_SENIORITY, sum(queued[0] == key[0] for queued, _ in self.queue) > 1)

    def decide(self) -> None:
        super().decide()
        if self.queue:
            watch_close(self.servers, self.env.now)

    def serve(self, server: Server, item: Item, occupation: Occupation) -> Process:
        watch_start(self.servers, server, occupation, self.env.now)
        return super().serve(server, item, occupation)


class WatchedBatches(stage.BatchStage[Item]):
    """Sees why a batch starts and what goes into it."""

    def join(self, priority: int, seniority: Key, item: Item) -> None:
        super().join(priority, seniority, item)
        note(Rule.BATCH_SENIORITY, overtakes_equals(self.queues[priority], item))

    def decide(self) -> None:
        super().decide()
        if any(self.queues) and self.is_due():
            watch_close(self.machines, self.env.now)

    def take(self) -> list[Item]:
        urgent, routine = self.queues
        if len(urgent) + len(routine) >= self.batch:
            note(Rule.BATCH_FULL)
        else:
            note(Rule.PARTIAL_BATCH)
            pool_waited = routine and routine[0][0][0] + self.waits_ms[1] <= self.env.now
            note(Rule.BATCH_WAITED if pool_waited else Rule.BATCH_PRIORITY)
        note(Rule.MIXED_BATCH, 0 < len(urgent) < self.batch and routine)
        note(Rule.RETEST_FIRST, urgent and len(urgent) + len(routine) > self.batch)
        return super().take()

    def run(
        self, machine: Server, items: list[Item], number: int, occupation: Occupation
    ) -> Process:
        watch_start(self.machines, machine, occupation, self.env.now)
        return super().run(machine, items, number, occupation)


class WatchedLaboratory(laboratory.Laboratory):
    """Sees what review decides."""

    def after_review(self, plate: Plate) -> None:
        labs = self.layout.laboratories
        attempts = [sample.attempts for sample in plate.samples]
        super().after_review(plate)
        repeated = [
            sample
            for sample, before in zip(plate.samples, attempts, strict=True)
            if before < sample.attempts < labs.attempts
        ]
        failed = high_bits(derive(self.plate_key, plate.number)) < labs.failed_plate_below
        note(Rule.PLATE_FAILED, failed and len(repeated) > 1)
        note(Rule.INVALID, repeated and not failed)

    def publish(self, sample: Sample, outcome: int, at_ms: int) -> None:
        super().publish(sample, outcome, at_ms)
        every = self.layout.laboratories.publication_ms
        note(Rule.POSITIVE_AT_ONCE, outcome == POSITIVE and at_ms % every)
        note(Rule.NEGATIVE_AT_UPLOAD, outcome == NEGATIVE and at_ms > self.env.now)
        note(Rule.INCONCLUSIVE, outcome == INCONCLUSIVE)
        note(Rule.RETEST_NEGATIVE, sample.priority == RETEST and outcome == NEGATIVE)
        note(Rule.RETEST_POSITIVE, sample.priority == RETEST and outcome == POSITIVE)


WATCHED = (
    (site, "Decision", WatchedDecision),
    (site, "Table", WatchedTable),
    (site, "Clerk", WatchedClerk),
    (table, "Decision", WatchedDecision),
    (table, "Swabber", WatchedSwabber),
    (stage, "Decision", WatchedDecision),
    (laboratory, "ServerStage", WatchedServers),
    (recall, "ServerStage", WatchedServers),
    (laboratory, "BatchStage", WatchedBatches),
    (engine, "Site", WatchedSite),
    (engine, "Depot", WatchedDepot),
    (engine, "Laboratory", WatchedLaboratory),
)
"""Where the engine finds each class, and what it finds there instead."""


def simulate_watched(layout: Layout, conditions: Conditions) -> tuple[Ints, set[Rule]]:
    """Return the event log of the reference engine and the rules that have decided something."""
    fired.clear()
    with ExitStack() as watched:
        for module, name, subclass in WATCHED:
            watched.enter_context(patch.object(module, name, subclass))
        rows = engine.simulate(layout, conditions)
    return rows, set(fired)
