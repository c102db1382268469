"""A sampling site: one queue, tables of a registrar and a swabber, tubes."""

from collections import Counter, deque
from collections.abc import Callable

from planner.simulation.chance import Conditions
from planner.simulation.layout import DAY_MS, Layout
from planner.simulation.log import LEFT, NONE, TURNED_AWAY
from planner.simulation.log import Event as Row
from planner.simulation.quantiles import duration_ms
from planner.simulation.reference.instant import Campaign, Decision, Process, Step
from planner.simulation.reference.people import arrivals, attendance, stream
from planner.simulation.reference.recorder import Recorder
from planner.simulation.reference.tube import Tube
from planner.simulation.streams import derive, high_bits


class Table:
    """Two linked servers: a registrar who may run ahead, and a swabber who fills tubes."""

    def __init__(self, site: "Site", number: int, calendar_row: int) -> None:
        layout, conditions = site.layout, site.conditions
        self.site = site
        self.env = site.env
        self.number = number
        self.shift: int | None = None
        """Index of the shift that is on, or None between shifts."""
        self.idle_since = 0
        self.registering = False
        self.registered: deque[tuple[int, int]] = deque()
        """(person, shift) registered and waiting for the swab."""
        self.swabbing = False
        self.unswabbed: Counter[int] = Counter()
        """People registered or being registered, by the shift in which that began."""
        self.starts = 0
        self.swabs = 0
        self.tubes = 0
        self.tube: Tube | None = None
        kind = "door_" if layout.sites.is_door[site.index] else ""
        self.register_table = layout.tables[kind + "register"]
        self.swab_table = layout.tables[kind + "swab"]
        key = int(layout.sites.key[site.index])
        self.register_key = derive(derive(stream(conditions, "register"), key), number)
        self.swab_key = derive(derive(stream(conditions, "swab"), key), number)
        self.closing = Decision(self.env, Step.TUBE, self.close_tube_if_due)
        self.shifts = layout.sites.tables.intervals(calendar_row)
        district = int(layout.sites.district[site.index])
        days = [(opens - layout.midnight_ms) // DAY_MS for opens, _ in self.shifts]
        self.factors = [int(conditions.service[district, day]) for day in days]
        self.env.process(self._follow_shifts())

    def _follow_shifts(self) -> Process:
        for shift, (opens, closes) in enumerate(self.shifts):
            yield self.env.timeout(opens - self.env.now)
            self.shift = shift
            if not self.registering and not self.is_held():
                self.idle_since = self.env.now
            self.site.service.wake()
            yield self.env.timeout(closes - self.env.now)
            self.shift = None
            self.closing.wake()

    def is_held(self) -> bool:
        """Tell whether the registrar must wait for the swabber."""
        return len(self.registered) >= self.site.ahead

    def can_register(self) -> bool:
        """Tell whether the registrar is on shift, free and not held."""
        return self.shift is not None and not self.registering and not self.is_held()

    def start_registration(self, person: int, shift: int) -> None:
        """Register the next person; the table is theirs until the swab, after hours if need be."""
        self.registering = True
        self.unswabbed[shift] += 1
        self.site.write(Row.REGISTER, table=self.number, person=person)
        bits = derive(self.register_key, self.starts)
        self.starts += 1
        length = duration_ms(self.register_table, bits, self.factors[shift])
        self.env.after(length, self._end_registration, person, shift)

    def _end_registration(self, person: int, shift: int) -> None:
        self.registering = False
        self.idle_since = self.env.now
        self.registered.append((person, shift))
        self.site.service.wake()

    def can_swab(self) -> bool:
        """Tell whether the swabber is free and somebody is registered, on shift or not."""
        return not self.swabbing and len(self.registered) > 0

    def start_swab(self) -> None:
        """Swab the person registered first, at the pace of the day of their registration."""
        if not self.registering and self.is_held():
            self.idle_since = self.env.now
        person, shift = self.registered.popleft()
        self.swabbing = True
        self.site.write(Row.SWAB, table=self.number, person=person)
        bits = derive(self.swab_key, self.swabs)
        self.swabs += 1
        length = duration_ms(self.swab_table, bits, self.factors[shift])
        self.env.after(length, self._end_swab, person, shift)

    def _end_swab(self, person: int, shift: int) -> None:
        self.swabbing = False
        self.unswabbed[shift] -= 1
        self.put_into_tube(person, shift)
        self.site.service.wake()

    def put_into_tube(self, person: int, shift: int) -> None:
        """Put a finished swab into the open tube, or into a new one."""
        if self.tube is None:
            self.tube = Tube(self.site.index, self.number, self.tubes, shift, self.env.now)
            self.tubes += 1
            self.closing.wake_at(self.env.now + self.site.layout.sites.tube_open_ms)
        self.tube.people.append(person)
        if person in self.site.copies:
            self.tube.copies[person] = self.site.copies[person]
        self.site.write(Row.SWABBED, table=self.number, tube=self.tube.number, person=person)
        # a tube that grows too old wakes by itself
        if len(self.tube.people) == self.site.pool or self.shift != self.tube.shift:
            self.closing.wake()

    def close_tube_if_due(self) -> None:
        """Close the tube that is full, has been open too long, or has all of its shift."""
        tube = self.tube
        if tube is None:
            return
        full = len(tube.people) >= self.site.pool
        aged = self.env.now >= tube.opened_ms + self.site.layout.sites.tube_open_ms
        over = self.shift != tube.shift and self.unswabbed[tube.shift] == 0
        if full or aged or over:
            self.tube = None
            tube.closed_ms = self.env.now
            self.site.write(
                Row.TUBE_CLOSED,
                table=self.number,
                tube=tube.number,
                person=tube.people[0],
                extra=len(tube.people),
            )
            self.site.on_tube_closed(tube)


class Site:
    """One FIFO queue served by tables; those who wait at closing come back or leave."""

    def __init__(
        self,
        env: Campaign,
        layout: Layout,
        conditions: Conditions,
        index: int,
        recorder: Recorder,
        on_tube_closed: Callable[[Tube], None],
    ) -> None:
        sites = layout.sites
        self.env = env
        self.layout = layout
        self.conditions = conditions
        self.index = index
        self.recorder = recorder
        self.on_tube_closed = on_tube_closed
        self.pool = int(sites.pool_persons[index])
        self.ahead = int(sites.ahead_persons[index])
        self.queue: deque[int] = deque()
        self.returning: list[int] = []
        who = attendance(layout, conditions, index)
        self.copies = who.copies
        self.arrivals = arrivals(layout, conditions, index, who)
        self.service = Decision(env, Step.TABLE, self.serve)
        rows = range(int(sites.table_offset[index]), int(sites.table_offset[index + 1]))
        self.tables = [Table(self, number, row) for number, row in enumerate(rows)]
        if self.arrivals:
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
        for at, person in self.arrivals:
            if at > self.env.now:
                yield self.env.timeout(at - self.env.now)
            self.write(Row.ARRIVE, person=person)
            self.queue.append(person)
            self.service.wake()

    def _open_and_close(self) -> Process:
        windows, ends = self.layout.sites.windows, self.layout.sites.window_end_ms
        first, last = int(windows.offset[self.index]), int(windows.offset[self.index + 1])
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
            if table.can_swab():
                table.start_swab()
        while self.queue:
            ready = [table for table in self.tables if table.can_register()]
            if not ready:
                return
            table = min(ready, key=lambda t: (t.idle_since, t.number))
            assert table.shift is not None
            table.start_registration(self.queue.popleft(), table.shift)
