"""Whether a process still lives: its number may be given again, its number and birth may not."""

import json
import os
from dataclasses import asdict, dataclass
from pathlib import Path

from planner.study.staging import as_text, write_whole

PROC = Path("/proc")
STATE, BIRTH = 0, 19
"""Fields of a process's record after its name."""


@dataclass(frozen=True)
class Process:
    """A process of this machine."""

    pid: int
    birth: str
    """When it began, in the kernel's ticks since the machine's start; blank where no record is."""

    @property
    def alive(self) -> bool:
        """Whether this very process lives."""
        return _born(self.pid) == self.birth

    def write(self, path: Path) -> None:
        """Write who does the work."""
        write_whole(path, as_text(asdict(self)))


def this_process() -> Process:
    """Return the process that asks."""
    return process_of(os.getpid())


def process_of(pid: int) -> Process:
    """Return the process that has a number now."""
    return Process(pid, _born(pid) or "")


def read_process(path: Path) -> Process | None:
    """Return the process that was written, None where nobody has begun."""
    try:
        return Process(**json.loads(path.read_text(encoding="utf-8")))
    except (OSError, ValueError, TypeError):
        return None


def _born(pid: int) -> str | None:
    """Return when a process began, blank where no record is kept, None where it is dead."""
    if not PROC.is_dir():
        return "" if _answers(pid) else None
    try:
        record = (PROC / str(pid) / "stat").read_text(encoding="utf-8", errors="replace")
    except OSError:
        return None
    # the name stands in brackets and may hold anything
    fields = record.rpartition(")")[2].split()
    return None if fields[STATE] in "ZX" else fields[BIRTH]


def _answers(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True
