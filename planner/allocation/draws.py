"""Replications on common draws, which swab a site's people once as long as no site changes."""

import hashlib
from dataclasses import dataclass, field, fields

import numpy as np

from planner.scenario.scenario import Scenario
from planner.simulation.chance import Conditions, draw_conditions, draw_parameters
from planner.simulation.compiled.engine import Served, finish, serve
from planner.simulation.layout import Calendar, Layout
from planner.simulation.tally import Tally

HARDEST = 4
OF_DRAWS = 72
"""Draws that the first look which can say yes takes."""
KEPT_BYTES = 3_000_000_000
"""Swabbed sites beyond this are made anew each time."""


def _sites_digest(layout: Layout, conditions: Conditions) -> bytes:
    """Return a name for all that swabbing reads."""
    digest = hashlib.blake2b(digest_size=16)

    def add(value: object) -> None:
        if isinstance(value, np.ndarray):
            digest.update(str(value.shape).encode())
            digest.update(np.ascontiguousarray(value).data)
        elif isinstance(value, Calendar):
            for part in fields(value):
                add(getattr(value, part.name))
        else:
            digest.update(repr(value).encode())

    for part in fields(layout.sites):
        add(getattr(layout.sites, part.name))
    for name, table in layout.tables.items():
        add(name)
        add(table)
    for name in ("keys", "attendance", "infected_below", "service"):
        add(getattr(conditions, name))
    for name in ("minutes", "hours", "midnight_ms", "district_ids"):
        add(getattr(layout, name))
    return digest.digest()


@dataclass
class CommonDraws:
    """The replications of one seed: the same people and the same luck under every plan.

    Plans and means that leave the sites as they are share what was swabbed there, which is most of
    the work.
    """

    seed: int
    _served: dict[int, tuple[bytes, Served]] = field(default_factory=dict)
    """The last by replication."""

    def replicate(self, scenario: Scenario, layout: Layout, number: int) -> Tally:
        """Simulate one replication; different numbers may be made at once."""
        conditions = draw_conditions(scenario, layout, self.seed, number)
        name = _sites_digest(layout, conditions)
        kept = self._served.get(number)
        if kept is not None and kept[0] == name:
            return finish(layout, conditions, kept[1])
        self._served.pop(number, None)
        served = serve(layout, conditions)
        if self._bytes() + served.bytes <= KEPT_BYTES:
            self._served[number] = (name, served)
        return finish(layout, conditions, served)

    def _bytes(self) -> int:
        return sum(served.bytes for _, served in list(self._served.values()))


def hardest_draws(scenario: Scenario, seed: int) -> list[int]:
    """Return the draws with the slowest laboratories, the hardest first, by their priors alone."""
    found = [draw_parameters(scenario, seed, number) for number in range(OF_DRAWS)]
    ease = [one.effective_share / (one.courier_time * one.service_speed) ** 0.1 for one in found]
    order = np.argsort(ease, kind="stable")[:HARDEST]
    return [int(number) for number in order]
