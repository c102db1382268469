"""On what, and with what, the benchmarks were run."""

import os
import platform
import subprocess
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path

from benchmarks.engines import Engine

_HERE = Path(__file__).parent


@dataclass(frozen=True)
class Machine:
    """What a reader must know to compare."""

    commit: str
    python: str
    processor: str
    cores: int
    packages: dict[str, str]
    """Name to version."""


def describe_machine(engines: tuple[Engine, ...]) -> Machine:
    """Look at the machine, the versions and the commit."""
    names = sorted({"numpy", "numba", *(engine.package for engine in engines)} - {"planner"})
    return Machine(
        commit=_commit(),
        python=platform.python_version(),
        processor=_processor(),
        cores=os.cpu_count() or 1,
        packages={name: version(name) for name in names},
    )


def load_average() -> float:
    """Return how many processes wanted a core in the last minute."""
    return os.getloadavg()[0]


def _processor() -> str:
    try:
        lines = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
    except OSError:
        return platform.processor() or platform.machine()
    names = [line.partition(":")[2].strip() for line in lines if line.startswith("model name")]
    return names[0] if names else platform.machine()


def _commit() -> str:
    """Return the commit, marked where files differ from it; results are not counted."""

    def git(*arguments: str) -> str:
        done = subprocess.run(
            ["git", *arguments], cwd=_HERE, capture_output=True, text=True, check=True
        )
        return done.stdout.strip()

    try:
        changed = git("status", "--porcelain", "--", ".", ":!RESULTS.md", ":!*.png", "../planner")
        return git("rev-parse", "--short=12", "HEAD") + (" with changes" if changed else "")
    except (OSError, subprocess.CalledProcessError):
        return "unknown: not run from a repository"
