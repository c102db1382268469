"""The sweeps that are kept below one folder: listed, read, asked, packed, removed."""

import csv
import io
import os
import secrets
import shutil
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from pathlib import Path

import pyarrow.dataset as ds

from planner.scenario.faults import ScenarioFaults
from planner.scenario.table_text import guarded
from planner.study.request import RequestError
from planner.study.run_folder import RUNS
from planner.study.sweep.definition import Sweep, read_sweep
from planner.study.sweep.identity import differing
from planner.study.sweep.run import ask
from planner.study.sweep.store import (
    INPUTS,
    RECORD,
    ROWS,
    SCENARIO,
    LocalStore,
    Record,
    piece_numbers,
)

MOST_CSV_ROWS = 200_000
"""A spreadsheet holds hardly more; a longer sweep is packed as Parquet alone."""


@dataclass(frozen=True)
class KeptSweep:
    """A sweep on the disk, done or not."""

    path: Path
    record: Record
    kept_at: datetime
    """When it was begun."""

    @property
    def name(self) -> str:
        """Its folder's name."""
        return self.path.name

    @property
    def inputs(self) -> Path:
        """The sweep file and the base scenario as they were given."""
        return self.path / INPUTS

    @property
    def scenario(self) -> Path:
        """Folder of the base scenario."""
        return self.inputs / SCENARIO

    @property
    def file(self) -> Path:
        """The sweep file."""
        return next(self.inputs.glob("*.toml"))

    @cached_property
    def sweep(self) -> Sweep:
        """What the sweep file says."""
        return read_sweep(self.file).model_copy(update={"scenario": self.scenario})

    @property
    def points(self) -> int:
        """The number of points that it has when it is done."""
        return int(self.record["points"])

    @property
    def points_done(self) -> int:
        """The number of points whose rows are there; nothing is touched, it may be at work."""
        size = int(self.record["points_per_piece"])
        done = piece_numbers(os.listdir(self.path / ROWS))
        return sum(min(size, self.points - number * size) for number in done)

    def rows(self) -> ds.Dataset:
        """Return the rows that are there."""
        return LocalStore(self.path).rows()


def kept_sweeps(root: Path = RUNS) -> tuple[KeptSweep, ...]:
    """Return the sweeps below a folder, the newest first; what cannot be read is passed over."""
    found = [one for path in root.glob(f"*/{RECORD}") if (one := _read(path.parent)) is not None]
    return tuple(sorted(found, key=lambda one: one.kept_at, reverse=True))


def changed_since(kept: KeptSweep) -> bool:
    """Tell whether rows made now would not belong to those that are kept.

    Raises
    ------
    ScenarioFaults
        If the kept inputs were changed and are wrong now.
    """
    return bool(
        differing(kept.record["identity"], ask(kept.file, kept.scenario).record["identity"])
    )


def removed_sweep(kept: KeptSweep) -> None:
    """Remove a sweep for good.

    Raises
    ------
    planner.study.request.RequestError
        If a process works at it.
    """
    gone = kept.path.with_name(f".{kept.name}.{secrets.token_hex(4)}")
    with LocalStore(kept.path).alone():
        kept.path.rename(gone)
    shutil.rmtree(gone)


def packed_sweep(kept: KeptSweep) -> bytes:
    """Return a sweep as a zip archive: its files, and its rows as CSV too where they are few."""
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as archive:
        for path in sorted(kept.path.rglob("*")):
            if path.is_file() and not path.is_symlink() and not path.name.startswith("."):
                archive.write(path, Path(kept.name, path.relative_to(kept.path)))
        rows = kept.rows()
        if 0 < rows.count_rows() <= MOST_CSV_ROWS:
            with archive.open(f"{kept.name}/rows.csv", "w") as raw:
                text = io.TextIOWrapper(raw, "utf-8-sig", newline="")
                csv.writer(text, lineterminator="\n").writerows(_lines(rows))
                text.flush()
    return content.getvalue()


def _lines(rows: ds.Dataset) -> Iterator[list[object]]:
    """Yield the head and the rows, in which no spreadsheet finds a formula."""
    yield [guarded(name) for name in rows.schema.names]
    for batch in rows.to_batches():
        for row in batch.to_pylist():
            yield [guarded(cell) if isinstance(cell, str) else cell for cell in row.values()]


def _read(path: Path) -> KeptSweep | None:
    """Return a sweep; None where its record or its sweep file cannot be read."""
    if path.name.startswith(".") or path.is_symlink():
        return None
    try:
        record = LocalStore(path).record()
        kept_at = datetime.fromtimestamp((path / RECORD).stat().st_mtime)
        kept = KeptSweep(path, record or {}, kept_at)
        whole = kept.sweep.points == kept.points and kept.points_done >= 0
    except (OSError, RequestError, ScenarioFaults, StopIteration, KeyError, TypeError, ValueError):
        return None
    return kept if whole else None
