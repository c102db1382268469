"""Settle, then decide: the order of what happens at one instant.

All completions, arrivals, openings and failures of an instant are applied first; then decisions
are taken once, in the chain's order. Here a decision is a SimPy event whose priority is its step.
"""

from collections.abc import Callable, Generator
from enum import IntEnum
from typing import Any

from simpy import Environment, Event
from simpy.events import EventPriority

Process = Generator[Event, Any, None]
"""Something that takes time: it yields the events for which it waits."""


class Campaign(Environment):
    """A SimPy environment whose time is whole milliseconds since hour zero."""

    @property
    def now(self) -> int:
        """The present instant, in ms."""
        return int(self._now)

    def after(self, ms: int, act: Callable[..., None], *about: Any) -> None:
        """Act once some time has passed: a process of one step, at a third of its cost."""
        self.timeout(ms).callbacks.append(lambda _: act(*about))


class Step(IntEnum):
    """Decisions of one instant in their order; SimPy settles everything else at 0 and 1."""

    TABLE = 2
    TUBE = 3
    CLERK = 4
    STOP = 5
    CALL = 6
    RECALL = 7
    EXPRESS = 8
    LABORATORY = 9
    """Stage ``s`` of a laboratory decides at ``LABORATORY + s``."""


def at_step(env: Campaign, step: int) -> Event:
    """Return an event that comes at this instant when its step's turn has come."""
    event = Event(env)
    event._ok, event._value = True, None
    env.schedule(event, priority=EventPriority(step))
    return event


class Decision:
    """Something decided at most once an instant, whenever it has been woken."""

    def __init__(self, env: Campaign, step: int, act: Callable[[], None]) -> None:
        self._env = env
        self._step = step
        self._act = act
        self._woken = False

    def wake(self, _event: Event | None = None) -> None:
        """Have the decision taken at this instant; waking it again changes nothing."""
        if not self._woken:
            self._woken = True
            at_step(self._env, self._step).callbacks.append(self._run)

    def wake_at(self, ms: int) -> None:
        """Have the decision taken at a later instant as well."""
        self._env.timeout(ms - self._env.now).callbacks.append(self.wake)

    def _run(self, _event: Event) -> None:
        self._woken = False
        self._act()
