"""How far long work is, as it is told to whoever waits."""

from dataclasses import dataclass
from typing import Literal

Phase = Literal["checking", "simulating"]


@dataclass(frozen=True)
class Progress:
    """How far long work is."""

    phase: Phase
    points: int
    """All there is to do: points of a sweep, people of a census."""
    done: int
    """Those of earlier calls included."""
    earlier: int = 0
    """Done by earlier calls."""
    failed: int = 0
    """What failed in this call."""
    seconds: float = 0.0
    """Since simulating began in this call."""
    busy_seconds: float = 0.0
    """That workers were at work meanwhile, summed."""
    offered_seconds: float = 0.0
    """That there were workers, summed over those who came and went."""
