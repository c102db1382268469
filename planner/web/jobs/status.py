"""How far a job is, in a file that is replaced at once, so that no reader sees half of it."""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Literal

from planner.study.staging import as_text, write_whole

State = Literal["waiting", "working", "done", "failed", "cancelled", "interrupted"]
"""``interrupted`` is written by nobody: a process that is gone can say nothing more."""
Phase = Literal["preparing", "searching", "confirming", "keeping", "checking", "simulating"]

UNFINISHED: tuple[State, ...] = ("waiting", "working")


@dataclass(frozen=True)
class Status:
    """How far a job is."""

    state: State = "waiting"
    phase: Phase = "preparing"
    step: str = ""
    """What was tried last, as the search names it."""
    done: int = 0
    """Steps of the search, replications of the confirming simulation, points of a sweep, or
    replications of a study of sensitivity."""
    total: int = 0
    """How many it takes at most; 0 where nobody knows."""
    earlier: int = 0
    """Of those done, how many were done when the phase began."""
    failed: int = 0
    """Of those done, how many failed."""
    began_at: float = 0.0
    """When the phase began, in seconds since 1970."""
    told_at: float = 0.0
    """When this was written."""
    working_since: float = 0.0
    """When its turn came; 0 while it waits."""
    run: str = ""
    """Name of the run in which the result is kept."""
    error: Mapping[str, str] = field(default_factory=dict)
    """What is wrong with the input and what to do, by language."""

    @property
    def finished(self) -> bool:
        """Whether nothing more comes."""
        return self.state not in UNFINISHED

    @property
    def a_second(self) -> float | None:
        """How many are done in a second, None where unknown."""
        made, took = self.done - self.earlier, self.told_at - self.began_at
        return made / took if self.state == "working" and made > 0 and took > 0 else None

    @property
    def remaining_seconds(self) -> float | None:
        """Seconds that the phase takes at most at the pace so far, None where unknown."""
        pace = self.a_second
        return max(self.total - self.done, 0) / pace if pace and self.total else None

    @property
    def took_seconds(self) -> float | None:
        """Seconds of work of a job that found its answer; None of any other."""
        known = self.state == "done" and self.working_since > 0
        return self.told_at - self.working_since if known else None

    def write(self, path: Path) -> None:
        """Replace what was told before."""
        write_whole(path, as_text(asdict(self)))


def read_status(path: Path) -> Status:
    """Return what was told last; the first status where nothing was."""
    try:
        return Status(**json.loads(path.read_text(encoding="utf-8")))
    except (OSError, ValueError, TypeError):
        return Status()
