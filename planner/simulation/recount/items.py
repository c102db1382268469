"""What passes through a laboratory: pool tubes, and the single tubes of recalled people."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from planner.simulation.layout import Ints
from planner.simulation.log import NONE, Event
from planner.simulation.recount.ordering import last_until, rank_within
from planner.simulation.recount.replay import Columns, Events, Replay
from planner.simulation.recount.tubes import Tubes

_PLACES = 32
"""More than a tube has places."""


@dataclass(frozen=True)
class Passages(Columns):
    """Items at an instant of their way, shape (passages,) each."""

    laboratory: Ints
    item: Ints
    ms: Ints

    def joined_ms(self, starts: "Passages") -> Ints:
        """Return when the items that start had joined; ``self`` holds all that joined."""
        return self.ms[last_until(self.item, self.ms, starts.item, starts.ms)]


@dataclass(frozen=True)
class Items:
    """Pool tubes by their index; then, by the visit's index, the single tube each might have."""

    tubes: Tubes
    persons: Ints
    """Shape (items,): people whose swabs it holds."""
    seniority: Ints
    """Shape (items,): order of service among those of equal priority and instant."""

    def is_pool(self, item: Ints) -> NDArray[np.bool_]:
        """Tell which items are pool tubes."""
        return item < len(self.tubes.site)

    def index(self, replay: Replay, events: Events) -> Ints:
        """Return the item of each row: the person's single where a person is named."""
        single = len(self.tubes.site) + replay.visit_index(events)
        return np.where(events.person == NONE, self.tubes.index(events), single)

    def passages(self, replay: Replay, events: Events) -> Passages:
        """Return rows of a laboratory as passages of their items."""
        return Passages(events.place, self.index(replay, events), events.ms)


def read_items(replay: Replay, tubes: Tubes) -> Items:
    """Give every item its people and its seniority: that of its tube, then the place in it."""
    swabbed = replay.events(Event.SWABBED)
    tube = tubes.index(swabbed)
    place = rank_within(tube, swabbed.ms)
    of_single = np.full(replay.visits, NONE, dtype=np.int64)
    of_single[replay.visit_index(swabbed)] = tubes.seniority[tube] * _PLACES + place
    return Items(
        tubes=tubes,
        persons=np.concatenate([tubes.persons, np.ones(replay.visits, dtype=np.int64)]),
        seniority=np.concatenate([tubes.seniority * _PLACES, of_single]),
    )
