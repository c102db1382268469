"""All studies that are kept below one folder, of whatever kind."""

from pathlib import Path

from planner.study.kept_sensitivities import kept_sensitivities
from planner.study.kept_study import KeptStudy
from planner.study.kept_sweeps import kept_sweeps
from planner.study.run_folder import RUNS


def kept_studies(root: Path = RUNS) -> tuple[KeptStudy, ...]:
    """Return the studies below a folder, the newest first; what cannot be read is passed over."""
    every = (*kept_sweeps(root), *kept_sensitivities(root))
    return tuple(sorted(every, key=lambda one: one.kept_at, reverse=True))
