"""The runs that are kept below one folder: listed, opened again, renamed, removed, packed."""

import io
import json
import re
import shlex
import shutil
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise
from pathlib import Path
from typing import Any

from planner.scenario import Scenario, load
from planner.scenario.phrase import Phrase
from planner.study.request import RequestError
from planner.study.run_folder import INPUTS, RECORD, RUNS, SUMMARY

_NAME = re.compile(r"[\w][\w. -]{0,99}")


@dataclass(frozen=True)
class KeptRun:
    """A run on the disk."""

    path: Path
    record: dict[str, Any]
    summary: dict[str, Any]
    kept_at: datetime

    @property
    def name(self) -> str:
        """Its folder's name."""
        return self.path.name


@dataclass(frozen=True)
class _Inputs:
    """What the recorded command names."""

    folder: str
    variants: tuple[str, ...]
    plan: str | None


def kept_runs(root: Path = RUNS) -> tuple[KeptRun, ...]:
    """Return the runs below a folder, the newest first; what is no run is passed over."""
    found = [run for path in _folders(root) if (run := _read(path)) is not None]
    return tuple(sorted(found, key=lambda run: run.kept_at, reverse=True))


def load_kept(run: KeptRun) -> Scenario:
    """Return the scenario that was run, with its variants and its plan.

    Raises
    ------
    planner.scenario.ScenarioFaults
        If the files were changed and are wrong now.
    """
    inputs = _inputs(run)
    plan = None if inputs.plan is None else run.path / inputs.plan
    return load(run.path / inputs.folder, inputs.variants, plan)


def inputs_folder(run: KeptRun) -> Path:
    """Return the folder of the scenario that was run."""
    return run.path / _inputs(run).folder


def renamed(run: KeptRun, name: str) -> Path:
    """Give a run another name, and return its new place.

    Raises
    ------
    RequestError
        If the name cannot be a folder's, or is taken.
    """
    return run.path.rename(free_place(run.path.parent, name))


def removed(run: KeptRun) -> None:
    """Remove a run for good."""
    shutil.rmtree(run.path)


def packed(run: KeptRun) -> bytes:
    """Return a run as a zip archive, all below one folder of its name."""
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as archive:
        for path in sorted(run.path.rglob("*")):
            if path.is_file() and not path.is_symlink():
                archive.write(path, Path(run.name, path.relative_to(run.path)))
    return content.getvalue()


def free_place(folder: Path, name: str) -> Path:
    """Return where a run of this name is kept, which no other run has.

    Raises
    ------
    RequestError
        If the name is taken or cannot name a folder.
    """
    place = folder / checked_name(name)
    if place.exists():
        raise RequestError(
            Phrase("{name} is taken; choose a name that no other run has", name=name)
        )
    return place


def checked_name(name: str) -> str:
    """Return a name that a run's folder can have.

    Raises
    ------
    RequestError
        If it cannot.
    """
    if not _NAME.fullmatch(name) or name.endswith((".", " ")):
        raise RequestError(
            Phrase(
                "{name!r} cannot name a run; it must be 1 to 100 letters, digits, blanks or any "
                "of _ . - and begin with a letter or digit; choose another name",
                name=name,
            )
        )
    return name


def _folders(root: Path) -> Iterator[Path]:
    if root.is_dir():
        yield from (
            path
            for path in root.iterdir()
            if path.is_dir() and not path.is_symlink() and not path.name.startswith(".")
        )


def _read(path: Path) -> KeptRun | None:
    """Return a run, None where its two records cannot be read."""
    try:
        record, summary = (
            json.loads((path / name).read_text(encoding="utf-8")) for name in (RECORD, SUMMARY)
        )
        kept_at = datetime.fromtimestamp((path / RECORD).stat().st_mtime)
    except (OSError, ValueError):
        return None
    if not isinstance(record, dict) or not isinstance(summary, dict):
        return None
    return KeptRun(path, record, summary, kept_at)


def _inputs(run: KeptRun) -> _Inputs:
    """Read the recorded command; folders outside the run are refused."""
    words = shlex.split(str(run.record.get("command", "")))
    given = list(pairwise(words))
    variants = tuple(value for option, value in given if option == "--variant")
    plan = next((value for option, value in given if option == "--plan"), None)
    folder = words[2] if len(words) > 2 else INPUTS
    for name in (folder, plan):
        if name is not None and Path(name).name != name:
            raise RequestError(
                Phrase(
                    "run.json of {name} names {path}; a run holds its inputs itself; run it again",
                    name=run.name,
                    path=name,
                )
            )
    return _Inputs(folder, variants, plan)
