"""The two kinds of laboratory stage: servers that take one item, machines that take a batch."""

from bisect import insort
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from planner.simulation.layout import Calendar
from planner.simulation.reference.instant import Campaign, Decision, Process

Interval = tuple[int, int]
Key = tuple[int, ...]
Item = TypeVar("Item")


@dataclass(frozen=True)
class Occupation:
    """How long an item is served and how long its server is taken."""

    service_ms: int
    taken_ms: int


class Server:
    """A person at a bench or a machine: on at its hours, free or taken."""

    def __init__(self, number: int, hours: Sequence[Interval]) -> None:
        self.number = number
        self.hours = hours
        self.is_taken = False

    def can_start(self, now: int) -> bool:
        """Tell whether it may begin something; what it has begun it finishes after hours."""
        return not self.is_taken and any(opens <= now < closes for opens, closes in self.hours)


def servers_of(calendar: Calendar, first: int, count: int) -> list[Server]:
    """Return the servers of a stage with their hours."""
    return [Server(number, calendar.intervals(first + number)) for number in range(count)]


class ServerStage(Generic[Item]):
    """A queue in the order of its keys, served one item at a time, lowest server first."""

    def __init__(
        self,
        env: Campaign,
        step: int,
        servers: list[Server],
        begin: Callable[[Item, int, int], Occupation],
        done: Callable[[Item], None],
    ) -> None:
        self.env = env
        self.servers = servers
        self.begin = begin
        """Called with (item, number of the start, server) when service begins."""
        self.done = done
        self.queue: list[tuple[Key, Item]] = []
        self.starts = 0
        self.decision = Decision(env, step, self.decide)
        for opens in {opens for server in servers for opens, _ in server.hours}:
            self.decision.wake_at(opens)

    def join(self, key: Key, item: Item) -> None:
        """Queue an item, the lowest key first."""
        insort(self.queue, (key, item), key=lambda entry: entry[0])
        self.decision.wake()

    def decide(self) -> None:
        """Let the free servers begin, lowest first."""
        now = self.env.now
        if not self.queue:
            return
        for server in self.servers:
            if self.queue and server.can_start(now):
                _, item = self.queue.pop(0)
                server.is_taken = True
                occupation = self.begin(item, self.starts, server.number)
                self.starts += 1
                self.env.process(self.serve(server, item, occupation))

    def serve(self, server: Server, item: Item, occupation: Occupation) -> Process:
        """Pass the item on after its service; the server may be taken for longer."""
        yield self.env.timeout(occupation.service_ms)
        self.done(item)
        if occupation.taken_ms > occupation.service_ms:
            yield self.env.timeout(occupation.taken_ms - occupation.service_ms)
        server.is_taken = False
        self.decision.wake()


class BatchStage(Generic[Item]):
    """Machines that start when a batch is full or when an item has waited its limit.

    Items are taken in the order of their keys ``(priority, joined, *seniority)``.
    """

    def __init__(
        self,
        env: Campaign,
        step: int,
        machines: list[Server],
        batch: int,
        waits_ms: tuple[int, int],
        begin: Callable[[list[Item], int, int], Occupation],
        done: Callable[[list[Item], int], None],
    ) -> None:
        self.env = env
        self.machines = machines
        self.batch = batch
        self.waits_ms = waits_ms
        """Longest wait by priority, 0 for re-tests and 1 for pools."""
        self.begin = begin
        self.done = done
        self.queues: tuple[list[tuple[Key, Item]], list[tuple[Key, Item]]] = ([], [])
        self.runs = 0
        self.decision = Decision(env, step, self.decide)
        for opens in {opens for machine in machines for opens, _ in machine.hours}:
            self.decision.wake_at(opens)

    def join(self, priority: int, seniority: Key, item: Item) -> None:
        """Queue an item with its priority, to be taken at the latest after that one's wait."""
        entry = ((self.env.now, *seniority), item)
        insort(self.queues[priority], entry, key=lambda entry: entry[0])
        self.decision.wake()
        self.decision.wake_at(self.env.now + self.waits_ms[priority])

    def is_due(self) -> bool:
        """Tell whether a batch is full or an item has waited its limit."""
        if sum(map(len, self.queues)) >= self.batch:
            return True
        return any(
            queue and queue[0][0][0] + wait <= self.env.now
            for queue, wait in zip(self.queues, self.waits_ms, strict=True)
        )

    def take(self) -> list[Item]:
        """Take a batch from the queues, re-tests before pools."""
        first, second = self.queues
        urgent = first[: self.batch]
        routine = second[: self.batch - len(urgent)]
        del first[: len(urgent)], second[: len(routine)]
        return [item for _, item in (*urgent, *routine)]

    def decide(self) -> None:
        """Let the free machines begin, lowest first, as long as a batch is due."""
        now = self.env.now
        for machine in self.machines:
            if not any(self.queues) or not self.is_due():
                return
            if machine.can_start(now):
                items = self.take()
                machine.is_taken = True
                occupation = self.begin(items, self.runs, machine.number)
                self.runs += 1
                self.env.process(self.run(machine, items, self.runs - 1, occupation))

    def run(
        self, machine: Server, items: list[Item], number: int, occupation: Occupation
    ) -> Process:
        """Pass the batch on after its run; the machine may be taken for longer."""
        yield self.env.timeout(occupation.service_ms)
        self.done(items, number)
        if occupation.taken_ms > occupation.service_ms:
            yield self.env.timeout(occupation.taken_ms - occupation.service_ms)
        machine.is_taken = False
        self.decision.wake()
