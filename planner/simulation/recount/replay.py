"""One replication as the recount reads it: the layout, its luck and its event log by kind."""

from dataclasses import dataclass, fields
from functools import cached_property
from typing import Self

import numpy as np
from numpy.typing import NDArray

from planner.simulation.chance import Conditions
from planner.simulation.layout import REPEAT, Ints, Layout
from planner.simulation.log import COLUMNS, Event
from planner.simulation.streams import STREAMS


@dataclass(frozen=True)
class Columns:
    """Arrays of one length, field by field."""

    def where(self, chosen: NDArray[np.bool_] | Ints) -> Self:
        """Return the entries of a mask or of positions."""
        return type(self)(*(getattr(self, field.name)[chosen] for field in fields(self)))

    def and_then(self, *others: Self) -> Self:
        """Return these entries followed by those of others."""
        parts = (self, *others)
        names = [field.name for field in fields(self)]
        return type(self)(*(np.concatenate([getattr(p, name) for p in parts]) for name in names))


@dataclass(frozen=True)
class Events(Columns):
    """Rows of one kind, column by column; the columns' meaning is that of ``Event``."""

    ms: Ints
    place: Ints
    site: Ints
    table: Ints
    tube: Ints
    person: Ints
    extra: Ints

    def __len__(self) -> int:
        return len(self.ms)


def is_first(events: Events) -> NDArray[np.bool_]:
    """Tell which rows belong to a person's first visit."""
    first: NDArray[np.bool_] = events.person < REPEAT
    return first


@dataclass(frozen=True)
class Replay:
    """All that a recount starts from."""

    layout: Layout
    conditions: Conditions
    rows: Ints
    """Shape (rows, 8), in any order."""

    @cached_property
    def _by_kind(self) -> dict[Event, Events]:
        kinds = self.rows[:, COLUMNS.index("kind")].astype(np.int16)
        order = np.argsort(kinds, kind="stable")
        sorted_kinds, columns = kinds[order], self.rows.T[:, order]
        names = [COLUMNS.index(field.name) for field in fields(Events)]
        result = {}
        for kind in Event:
            first, last = np.searchsorted(sorted_kinds, [kind, kind + 1])
            result[kind] = Events(*columns[names, first:last])
        return result

    def events(self, kind: Event) -> Events:
        """Return the rows of a kind."""
        return self._by_kind[kind]

    def key(self, stream: str) -> int:
        """Return the key of a named stream."""
        return int(self.conditions.keys[STREAMS.index(stream)])

    @cached_property
    def first_person(self) -> Ints:
        """Index of each site's first person among all expected people, shape (sites + 1,)."""
        return np.concatenate([[0], np.cumsum(self.layout.sites.persons)]).astype(np.int64)

    @property
    def people(self) -> int:
        """Number of expected people."""
        return int(self.first_person[-1])

    @property
    def visits(self) -> int:
        """Number of possible visits: everybody's first, then everybody's second."""
        return 2 * self.people

    def visit_index(self, events: Events) -> Ints:
        """Return the index among all possible visits of the person of each row."""
        number = (events.person & ~REPEAT) - self.layout.sites.first_number[events.site]
        first = self.first_person[events.site] + number
        return first + np.where(is_first(events), 0, self.people)

    def instants(self, events: Events) -> Ints:
        """Return when each visit has the event, -1 for those without, shape (visits,)."""
        ms = np.full(self.visits, -1, dtype=np.int64)
        ms[self.visit_index(events)] = events.ms
        return ms

    def district(self, events: Events) -> Ints:
        """Return the district of each row's site."""
        return self.layout.sites.district[events.site]
