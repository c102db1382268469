"""What an allocation answers: the plan, how good it is, and how it was found."""

from dataclasses import dataclass
from typing import Literal

from planner.outcome.outcome import Outcome
from planner.scenario.scenario import Plan


@dataclass(frozen=True)
class Tier:
    """One objective of the strict order, as the solver left it."""

    objective: str
    value: float
    bound: float
    """No plan of the model is better."""
    gap: float
    """Distance from the bound, by the unit that the tier is judged by."""
    status: str


@dataclass(frozen=True)
class Pass:
    """One pass of the loop: what the plan promised and what the simulation measured."""

    number: int
    made_by: str
    """``allocator``, or the name of the rule of a plan that a person would make."""
    promised_persons: float
    """People with a result at the deadline by the rates known before it was simulated."""
    simulated_persons: float
    """The same in the median replication of the loop's common draws."""
    hour: float
    """Half-way hour at which the required share has a result; infinite if never."""
    promised_hour: float
    """The same by the promise."""


@dataclass(frozen=True)
class Shortage:
    """What is missing where and when, as far as the model can tell."""

    resource: str
    """``sampling tables`` or ``laboratory tubes``."""
    place: str
    count: float
    from_hour: float
    to_hour: float


@dataclass(frozen=True)
class Routes:
    """What planned runs of couriers and tours of teams are worth; positions are partly assumed."""

    taken: tuple[Literal["runs", "tours"], ...]
    """What the plan has; the rest simulated worse and was left out."""
    table_minutes: float
    """Drives of one round of all runs in the order of the table, laboratory and back included."""
    planned_minutes: float
    """The same by the planned runs."""
    standing_teams: int
    """Touring teams where each township has its own."""
    touring_teams: int
    """The same by the planned tours."""
    without_position: tuple[str, ...]
    """Districts whose runs keep the order of the table: nobody wrote down where they lie."""


@dataclass(frozen=True)
class Allocation:
    """A plan with its tiers, the history of the loop and its confirmation."""

    status: str
    plan: Plan
    made_by: str
    """Which entry of the history the plan is: ``allocator`` or the name of a rule."""
    tiers: tuple[Tier, ...]
    history: tuple[Pass, ...]
    shortages: tuple[Shortage, ...]
    confirmed: bool
    """What the plan promises by the rates found is what its simulation gave, within the loop's
    agreement, and the verdict is decided; ``outcome`` is that of exactly this plan."""
    outcome: Outcome
    routes: Routes | None = None
    """None for a plan for which no routes were made."""
