"""Several ways to do the same, run in turn so that a busy moment of the machine hits all alike."""

import gc
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from statistics import median
from time import perf_counter, process_time
from typing import Generic, TypeVar

Answer = TypeVar("Answer")
Say = Callable[[str], None]


@dataclass(frozen=True)
class Run(Generic[Answer]):
    """One answer and what it took."""

    answer: Answer
    processor_seconds: float
    """Of all threads of the process, so that it is the time on one core."""
    wall_seconds: float


def timed(run: Callable[[], Answer]) -> Run[Answer]:
    """Call and take the time."""
    gc.collect()
    begun, worked = perf_counter(), process_time()
    answer = run()
    return Run(answer, process_time() - worked, perf_counter() - begun)


@dataclass(frozen=True)
class Entrant(Generic[Answer]):
    """One way to do it."""

    name: str
    run: Callable[[int], Run[Answer]]
    """Called with a seed."""
    count: Callable[[Answer], int]
    """People or tubes in the answer."""


@dataclass(frozen=True)
class Timing(Generic[Answer]):
    """What a way took, round by round."""

    name: str
    runs: tuple[Run[Answer], ...]
    counts: tuple[int, ...]
    """People or tubes of each run."""

    @property
    def answers(self) -> tuple[Answer, ...]:
        """What came out, by round."""
        return tuple(run.answer for run in self.runs)

    @property
    def rates(self) -> tuple[float, ...]:
        """People or tubes for each second of processor time, by round."""
        return tuple(
            count / run.processor_seconds for count, run in zip(self.counts, self.runs, strict=True)
        )

    @property
    def rate(self) -> float:
        """Median of the rounds."""
        return median(self.rates)

    @property
    def seconds(self) -> float:
        """Median processor time."""
        return median(run.processor_seconds for run in self.runs)

    @property
    def wall_seconds(self) -> float:
        """Median wall time."""
        return median(run.wall_seconds for run in self.runs)


def race(entrants: Sequence[Entrant[Answer]], rounds: int, say: Say) -> dict[str, Timing[Answer]]:
    """Run everyone once a round, each round beginning with the next one; seeds are the rounds'."""
    runs: dict[str, list[Run[Answer]]] = {one.name: [] for one in entrants}
    for number in range(rounds):
        first = number % len(entrants)
        for one in (*entrants[first:], *entrants[:first]):
            run = one.run(number + 1)
            runs[one.name].append(run)
            rate = one.count(run.answer) / run.processor_seconds
            say(f"  round {number + 1} of {rounds}: {one.name}: {rate:,.0f} a second")
    return {
        one.name: Timing(
            one.name,
            tuple(runs[one.name]),
            tuple(one.count(run.answer) for run in runs[one.name]),
        )
        for one in entrants
    }
