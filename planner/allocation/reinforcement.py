"""What a search for the least reinforcement answers."""

from dataclasses import dataclass

from planner.outcome.outcome import Outcome
from planner.scenario.scenario import Scenario


@dataclass(frozen=True)
class Addition:
    """One line of what has to be added."""

    resource: str
    """``mobile teams``, ``mobile laboratories``, ``cyclers``, ``extractors``, ``laboratory staff``,
    ``swabbers`` (each with a registrar) or ``vehicles``."""
    place: str
    """District, or ``city`` where it serves all."""
    origin: str
    """The row of the pool it comes from, or ``anywhere`` where nobody listed one."""
    count: int
    weight: float
    """Of all of them, by ``[reinforcement]``."""
    helps_until_hour: float
    """Asked for later, it brings nobody a result by the deadline."""


@dataclass(frozen=True)
class Gain:
    """What a little more of one resource would bring now, everything else as it is."""

    resource: str
    place: str
    count: int
    hours: float
    """By how much the required share has its result earlier, mean over common draws."""
    interval: tuple[float, float]
    """95 % interval of the mean; the draws are the same with and without."""
    persons: float
    """People more who have a result at the deadline, mean."""


@dataclass(frozen=True)
class FrontierPoint:
    """Some additions, and how often they suffice."""

    weight: float
    probability: float
    successes: int
    replications: int
    hour: float
    """Median hour at which the required share has a result; infinite if never."""


@dataclass(frozen=True)
class Spare:
    """What a scenario could do without and still meet its target."""

    resource: str
    count: int
    of: int


@dataclass(frozen=True)
class Trial:
    """One step of the search."""

    made_by: str
    """What was tried."""
    weight: float
    passed: bool
    replications: int


@dataclass(frozen=True)
class Reinforcement:
    """The least additions found, with what was learnt on the way."""

    additions: tuple[Addition, ...]
    weight: float
    bound: float
    """By the program without chance: no laboratories of these kinds that weigh less would do."""
    confirmed: bool
    """The verdict of ``outcome`` is yes with the confidence asked for; without any addition where
    not even everything that can be asked for suffices."""
    confidence: float
    meets_until_hour: float
    """If everything is asked for by this hour after hour zero, the hardest draws still pass."""
    gains: tuple[Gain, ...]
    frontier: tuple[FrontierPoint, ...]
    spare: tuple[Spare, ...]
    history: tuple[Trial, ...]
    scenario: Scenario
    """With the additions and the plan for them."""
    outcome: Outcome
