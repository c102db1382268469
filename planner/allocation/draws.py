"""Replications on common draws, which swab a site's people once as long as no site changes."""

import hashlib
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, fields, replace
from typing import Self

import numpy as np

from planner.allocation.layouts import Layouts
from planner.outcome.outcome import Outcome
from planner.scenario.scenario import Scenario
from planner.simulation.chance import Conditions, draw_conditions, draw_parameters
from planner.simulation.compiled.engine import Served, finish, serve
from planner.simulation.layout import Calendar, Layout
from planner.simulation.tally import Tally

HARDEST = 4
OF_DRAWS = 72
"""Draws that the first look which can say yes takes."""
KEPT_BYTES = 3_000_000_000
"""What a search may keep."""


def _digest(values: Iterable[object]) -> bytes:
    """Return a name for arrays and other values."""
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

    for value in values:
        add(value)
    return digest.digest()


def _sites_digest(layout: Layout) -> bytes:
    """Return a name for all of a layout that swabbing reads."""
    sites = [getattr(layout.sites, part.name) for part in fields(layout.sites)]
    names = ("minutes", "hours", "midnight_ms", "district_ids")
    others = [getattr(layout, name) for name in names]
    return _digest([*sites, *layout.tables, *layout.tables.values(), *others])


def _chance_digest(conditions: Conditions) -> bytes:
    """Return a name for all of a draw that swabbing reads."""
    names = ("keys", "attendance", "infected_below", "service")
    return _digest(getattr(conditions, name) for name in names)


@dataclass
class CommonDraws:
    """The replications of one seed: the same people and the same luck under every plan.

    Plans and means that leave the sites as they are share what was swabbed there, which is most of
    the work.
    """

    seed: int
    kept_bytes: int = KEPT_BYTES
    """Swabbed sites beyond this are made anew each time."""
    layouts: Layouts = field(default_factory=Layouts)
    _served: dict[int, tuple[bytes, Served]] = field(default_factory=dict)
    """The last by replication."""

    def replications(self, scenario: Scenario) -> Callable[[int], Tally]:
        """Return what simulates the replication of a number; different ones may be made at once."""
        layout = self.layouts.of(scenario)
        sites = _sites_digest(layout)

        def replicate(number: int) -> Tally:
            conditions = draw_conditions(scenario, layout, self.seed, number)
            return self._replicate(layout, conditions, number, sites + _chance_digest(conditions))

        return replicate

    def known(self) -> Self:
        """Return the same draws, which keep nothing more of what they swab."""
        return replace(self, kept_bytes=0)

    def forget(self) -> None:
        """Drop what was swabbed, and keep nothing from now on."""
        self.kept_bytes = 0
        self._served.clear()

    def _replicate(self, layout: Layout, conditions: Conditions, number: int, name: bytes) -> Tally:
        kept = self._served.get(number)
        if kept is not None and kept[0] == name:
            return finish(layout, conditions, kept[1])
        if self.kept_bytes:
            self._served.pop(number, None)
        served = serve(layout, conditions)
        if self._bytes() + served.bytes <= self.kept_bytes:
            self._served[number] = (name, served)
        return finish(layout, conditions, served)

    def _bytes(self) -> int:
        return sum(served.bytes for _, served in list(self._served.values()))


Confirm = Callable[[Scenario, CommonDraws], Outcome]
"""Simulates a scenario until its verdict is decided, on the draws of the search."""


def hardest_draws(scenario: Scenario, seed: int) -> list[int]:
    """Return the draws with the slowest laboratories, the hardest first, by their priors alone."""
    found = [draw_parameters(scenario, seed, number) for number in range(OF_DRAWS)]
    ease = [one.effective_share / (one.courier_time * one.service_speed) ** 0.1 for one in found]
    order = np.argsort(ease, kind="stable")[:HARDEST]
    return [int(number) for number in order]
