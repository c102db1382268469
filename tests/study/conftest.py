"""A simulation that is decided beforehand, so that only the study itself is tested."""

from collections.abc import Callable
from typing import Any, Protocol

import pytest

from planner.scenario.scenario import Scenario
from planner.simulation.layout import Layout
from planner.simulation.tally import Tally
from tests.outcome import tiny_city


class Played(Protocol):
    """Decide by ``meets(replication)`` who is in time; ``before(engine)`` is called first.

    Returns the list to which every replication played is added.
    """

    def __call__(
        self, meets: Callable[[int], bool], before: Callable[[str], object] = ...
    ) -> list[int]: ...


@pytest.fixture
def played(monkeypatch: pytest.MonkeyPatch) -> Played:
    """Replace the simulation behind ``simulate``."""

    def replace(
        meets: Callable[[int], bool], before: Callable[[str], object] = lambda engine: None
    ) -> list[int]:
        numbers: list[int] = []

        def replicate(_: Scenario, city: Layout, seed: int, number: int, *, engine: str) -> Tally:
            before(engine)
            numbers.append(number)
            minute = 60 if meets(number) else 150
            everybody: Any = ({minute: 100}, {minute: 50})
            return tiny_city.tally(city, number, sampled=everybody, resulted=everybody)

        module = "planner.study.replications"
        monkeypatch.setattr(f"{module}.run_replication", replicate)
        monkeypatch.setattr(f"{module}.build_layout", lambda _: tiny_city.layout())
        return numbers

    return replace
