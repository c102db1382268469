"""A sampling table: a registrar who may run ahead, and swabbers who each fill a tube."""

from collections import Counter, deque
from collections.abc import Callable
from typing import TYPE_CHECKING

from planner.simulation.layout import DAY_MS, HOUSEHOLD, REPEAT
from planner.simulation.log import Event as Row
from planner.simulation.quantiles import duration_ms
from planner.simulation.reference.instant import Decision, Process, Step
from planner.simulation.reference.people import stream
from planner.simulation.reference.tube import Tube
from planner.simulation.streams import derive, high_bits

if TYPE_CHECKING:
    from planner.simulation.reference.site import Site


class Swabber:
    """Swabs the people whom the table's registrar sends, and fills a tube of their own."""

    def __init__(self, table: "Table", number: int, on_tube_closed: Callable[[Tube], None]) -> None:
        site = table.site
        self.table = table
        self.site = site
        self.env = site.env
        self.number = number
        """Counts the swabbers of all tables of the site."""
        self.on_tube_closed = on_tube_closed
        self.is_swabbing = False
        self.idle_since = 0
        self.swabs = 0
        self.tubes = 0
        self.tube: Tube | None = None
        self.is_watched = False
        """Somebody looks after the open tube's age."""
        key = int(site.layout.sites.key[site.index])
        self.swab_key = derive(derive(stream(site.conditions, "swab"), key), number)
        self.household_key = derive(derive(stream(site.conditions, "household"), key), number)
        self.closing = Decision(self.env, Step.TUBE, self.close_tube_if_due)

    def start(self, person: int, shift: int) -> None:
        """Swab a person at the pace of the day of their registration."""
        self.is_swabbing = True
        self.site.write(Row.SWAB, table=self.number, person=person)
        bits = derive(self.swab_key, self.swabs)
        self.swabs += 1
        length = duration_ms(self.table.swab_lengths, bits, self.table.factors[shift])
        self.env.after(length, self._end, person, shift)

    def _end(self, person: int, shift: int) -> None:
        self.is_swabbing = False
        self.idle_since = self.env.now
        self.put_into_tube(person, shift)
        self.table.has_swabbed(shift)

    def put_into_tube(self, person: int, shift: int) -> None:
        """Put a finished swab into the open tube, or into a new one."""
        site = self.site
        if self.tube is None:
            self.tube = Tube(
                site.index, self.number, self.tubes, shift, self.env.now, self._capacity()
            )
            self.tubes += 1
            self._watch_age()
        self.tube.people.append(person)
        if person & ~REPEAT in site.copies:
            self.tube.copies[person] = site.copies[person & ~REPEAT]
        site.write(Row.SWABBED, table=self.number, tube=self.tube.number, person=person)
        # a tube that grows too old wakes by itself
        if self.tube.is_full:
            self.closing.wake()

    def _watch_age(self) -> None:
        """Look after the open tube once it must close; one timer serves tube after tube."""
        if self.tube is not None and not self.is_watched:
            self.is_watched = True
            closes = self.tube.opened_ms + self.site.layout.sites.tube_open_ms
            self.env.after(closes - self.env.now, self._look_at_age)

    def _look_at_age(self) -> None:
        self.is_watched = False
        tube = self.tube
        if tube is not None and self._is_aged(tube):
            self.closing.wake()
        else:
            self._watch_age()

    def _is_aged(self, tube: Tube) -> bool:
        return self.env.now >= tube.opened_ms + self.site.layout.sites.tube_open_ms

    def _capacity(self) -> int:
        """Return how many swabs the next tube takes: the pool size, or the next household."""
        sites = self.site.layout.sites
        pool = int(sites.pool_persons[self.site.index])
        if pool != HOUSEHOLD:
            return pool
        bits = high_bits(derive(self.household_key, self.tubes))
        thresholds = sites.household_below[sites.district[self.site.index]]
        return 1 + int((bits >= thresholds).sum())

    def close_tube_if_due(self) -> None:
        """Close the tube that is full, has been open too long, or has all of its shift."""
        tube = self.tube
        if tube is None:
            return
        if tube.is_full or self._is_aged(tube) or self.table.is_over(tube.shift):
            self.tube = None
            tube.closed_ms = self.env.now
            self.site.write(
                Row.TUBE_CLOSED,
                table=self.number,
                tube=tube.number,
                person=tube.people[0],
                extra=len(tube.people),
            )
            self.on_tube_closed(tube)


class Table:
    """A registrar linked to one or more swabbers, staffed by shifts."""

    def __init__(
        self, site: "Site", number: int, calendar_row: int, on_tube_closed: Callable[[Tube], None]
    ) -> None:
        layout, conditions = site.layout, site.conditions
        self.site = site
        self.env = site.env
        self.number = number
        self.shift: int | None = None
        """Index of the shift that is on, or None between shifts."""
        self.idle_since = 0
        self.registering = False
        self.registered: deque[tuple[int, int]] = deque()
        """(person, shift) registered and waiting for a swabber."""
        self.unswabbed: Counter[int] = Counter()
        """People registered or being registered, by the shift in which that began."""
        self.starts = 0
        kind = "door_" if layout.sites.is_door[site.index] else ""
        self.register_lengths = layout.tables[kind + "register"]
        self.swab_lengths = layout.tables[kind + "swab"]
        key = int(layout.sites.key[site.index])
        self.register_key = derive(derive(stream(conditions, "register"), key), number)
        count = int(layout.sites.swabbers[site.index])
        self.swabbers = [
            Swabber(self, number * count + place, on_tube_closed) for place in range(count)
        ]
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
            for swabber in self.swabbers:
                swabber.closing.wake()

    def is_held(self) -> bool:
        """Tell whether the registrar must wait for a swabber."""
        return len(self.registered) >= self.site.ahead

    def can_register(self) -> bool:
        """Tell whether the registrar is on shift, free and not held."""
        return self.shift is not None and not self.registering and not self.is_held()

    def is_over(self, shift: int) -> bool:
        """Tell whether a shift has ended and everybody registered in it is swabbed."""
        return self.shift != shift and self.unswabbed[shift] == 0

    def start_registration(self, person: int, shift: int) -> None:
        """Register the next person; the table is theirs until the swab, after hours if need be."""
        self.registering = True
        self.unswabbed[shift] += 1
        self.site.write(Row.REGISTER, table=self.swabbers[0].number, person=person)
        bits = derive(self.register_key, self.starts)
        self.starts += 1
        length = duration_ms(self.register_lengths, bits, self.factors[shift])
        self.env.after(length, self._end_registration, person, shift)

    def _end_registration(self, person: int, shift: int) -> None:
        self.registering = False
        self.idle_since = self.env.now
        self.registered.append((person, shift))
        # nothing can begin where nobody is free for the next step and nobody waits for this one
        if self.site.queue or self.free_swabber() is not None:
            self.site.service.wake()

    def free_swabber(self) -> Swabber | None:
        """Return the swabber who has been idle longest, on shift or not; None if all swab."""
        free = [swabber for swabber in self.swabbers if not swabber.is_swabbing]
        return min(free, key=lambda s: (s.idle_since, s.number)) if free else None

    def start_swabs(self) -> None:
        """Send the people registered first to the swabbers who are free."""
        while self.registered:
            swabber = self.free_swabber()
            if swabber is None:
                return
            if not self.registering and self.is_held():
                self.idle_since = self.env.now
            swabber.start(*self.registered.popleft())

    def has_swabbed(self, shift: int) -> None:
        """Note that somebody of a shift has been swabbed."""
        self.unswabbed[shift] -= 1
        if self.is_over(shift):
            for swabber in self.swabbers:
                swabber.closing.wake()
        if self.registered:
            self.site.service.wake()
