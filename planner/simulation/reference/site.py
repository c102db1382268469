"""A sampling site: one queue before its tables, and a clerk behind them."""

from collections import deque
from collections.abc import Callable

from planner.simulation.chance import Conditions
from planner.simulation.layout import Layout
from planner.simulation.log import LEFT, NONE, TURNED_AWAY
from planner.simulation.log import Event as Row
from planner.simulation.reference.clerk import Clerk
from planner.simulation.reference.instant import Campaign, Decision, Process, Step
from planner.simulation.reference.people import arrivals, attendance, stream
from planner.simulation.reference.recorder import Recorder
from planner.simulation.reference.table import Table
from planner.simulation.reference.tube import Tube
from planner.simulation.streams import derive, high_bits


class Site:
    """One FIFO queue served by tables; those who wait at closing come back or leave."""

    def __init__(
        self,
        env: Campaign,
        layout: Layout,
        conditions: Conditions,
        index: int,
        recorder: Recorder,
        put_into_box: Callable[[Tube], None],
    ) -> None:
        sites = layout.sites
        self.env = env
        self.layout = layout
        self.conditions = conditions
        self.index = index
        self.recorder = recorder
        self.ahead = int(sites.ahead_persons[index])
        self.queue: deque[int] = deque()
        self.returning: list[int] = []
        who = attendance(layout, conditions, index)
        self.copies = who.copies
        self.arrivals = arrivals(layout, conditions, index, who)
        self.service = Decision(env, Step.TABLE, self.serve)
        rows = range(int(sites.table_offset[index]), int(sites.table_offset[index + 1]))
        clerk = Clerk(env, layout, conditions, index, recorder, put_into_box)
        self.tables = [Table(self, number, row, clerk.receive) for number, row in enumerate(rows)]
        if self.arrivals[0]:
            env.process(self._people_arrive())
        else:
            self._turn_everybody_away(who.first_pass + who.late_pass)
        env.process(self._open_and_close())

    def write(
        self,
        kind: Row,
        table: int = NONE,
        tube: int = NONE,
        person: int = NONE,
        extra: int = NONE,
    ) -> None:
        """Record what happens now at this site."""
        self.recorder.write(self.env.now, kind, NONE, self.index, table, tube, person, extra)

    def _turn_everybody_away(self, people: list[int]) -> None:
        for person in people:
            self.write(Row.LEAVE, person=person, extra=TURNED_AWAY)

    def _people_arrive(self) -> Process:
        for at, person in zip(*self.arrivals, strict=True):
            if at > self.env.now:
                yield self.env.timeout(at - self.env.now)
            self.write(Row.ARRIVE, person=person)
            self.queue.append(person)
            self.service.wake()

    def _open_and_close(self) -> Process:
        windows, ends = self.layout.sites.windows, self.layout.sites.window_end_ms
        first, last = int(windows.first[self.index]), int(windows.last[self.index])
        for row in range(first, last):
            yield self.env.timeout(int(windows.open_ms[row]) - self.env.now)
            for person in self.returning:
                self.write(Row.RETURN, person=person)
            # at this very instant others may have come; those who return stand before them
            self.queue.extendleft(reversed(self.returning))
            self.returning = []
            self.service.wake()
            yield self.env.timeout(int(ends[row]) - self.env.now)
            self._send_home(window=row - first, is_last=row == last - 1)

    def _send_home(self, window: int, is_last: bool) -> None:
        """Let those who still wait come back at the next opening, or lose them."""
        township = int(self.layout.sites.township_key[self.index])
        key = derive(stream(self.conditions, "return"), township)
        patient = bool(self.layout.sites.is_door[self.index])
        for person in self.queue:
            returns = patient or (
                high_bits(derive(derive(key, person), window)) < self.layout.sites.return_below
            )
            if not returns:
                self.write(Row.LEAVE, person=person, extra=LEFT)
            elif is_last:
                self.write(Row.LEAVE, person=person, extra=TURNED_AWAY)
            else:
                self.returning.append(person)
        self.queue.clear()

    def serve(self) -> None:
        """Start swabs, then give the queue's head to the table that has been idle longest."""
        for table in self.tables:
            table.start_swabs()
        while self.queue:
            ready = [table for table in self.tables if table.can_register()]
            if not ready:
                return
            table = min(ready, key=lambda t: (t.idle_since, t.number))
            assert table.shift is not None
            table.start_registration(self.queue.popleft(), table.shift)
