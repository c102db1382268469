"""What is asked of a run, and whether it can be."""

import os
from dataclasses import dataclass
from typing import Literal, get_args

from planner.scenario.phrase import Phrase

Engine = Literal["compiled", "reference"]

MOST_REPLICATIONS = 10_000
MOST_THREADS = 256
DEFAULT_THREADS = 8


class RequestError(ValueError):
    """What was asked cannot be done; the message gives the value, the rule and the remedy."""

    def __init__(self, words: Phrase) -> None:
        super().__init__(words)
        self.words = words


@dataclass(frozen=True)
class Request:
    """How a scenario is to be simulated.

    Raises
    ------
    RequestError
        On the first value that is out of its range.
    """

    replications: int | None = None
    """A fixed number, or None for as many as the verdict needs."""
    seed: int = 1
    threads: int | None = None
    """Replications made at once; changes no result. None for one a processor."""
    engine: Engine = "compiled"

    def __post_init__(self) -> None:
        """Refuse values that cannot be meant."""
        if self.replications is not None:
            _in_range(
                "replications",
                self.replications,
                1,
                MOST_REPLICATIONS,
                Phrase("20 gives a quick look"),
            )
        _in_range("seed", self.seed, 0, 2**63 - 1, Phrase("1 is the usual one"))
        if self.threads is not None:
            _in_range(
                "threads", self.threads, 1, MOST_THREADS, Phrase("leave it out for one a processor")
            )
        if self.engine not in get_args(Engine):
            raise RequestError(
                Phrase(
                    "engine is {engine!r}; it must be one of {engines}; leave it out for the fast "
                    "one",
                    engine=self.engine,
                    engines=", ".join(get_args(Engine)),
                )
            )

    @property
    def workers(self) -> int:
        """Threads that do the work; the reference engine holds the interpreter and uses one."""
        if self.engine == "reference":
            return 1
        return self.threads or min(os.cpu_count() or 1, DEFAULT_THREADS)


def _in_range(name: str, value: int, low: int, high: int, remedy: Phrase) -> None:
    if not low <= value <= high:
        raise RequestError(
            Phrase(
                "{name} is {value:,}; it must be from {low:,} to {high:,}; {remedy}",
                name=name,
                value=value,
                low=low,
                high=high,
                remedy=remedy,
            )
        )


def check_confidence(confidence: float) -> None:
    """Check the probability with which a target is to be met.

    Raises
    ------
    RequestError
        If it is no probability, or certain.
    """
    if not 0 < confidence < 1:
        raise RequestError(
            Phrase(
                "confidence is {confidence:g}; it must lie between 0 and 1, both excluded; 0.95 "
                "is the usual one",
                confidence=confidence,
            )
        )
