"""The sweeps that are kept below one folder."""

import csv
import io
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import ClassVar

import pyarrow.dataset as ds

from planner.scenario.table_text import guarded
from planner.study.kept_study import KeptStudy, Kind
from planner.study.run_folder import RUNS
from planner.study.sweep.definition import Sweep, read_sweep
from planner.study.sweep.identity import Identity
from planner.study.sweep.run import ask
from planner.study.sweep.store import RECORD, LocalStore

MOST_CSV_ROWS = 200_000
"""A spreadsheet holds hardly more; a longer sweep is packed as Parquet alone."""


@dataclass(frozen=True)
class KeptSweep(KeptStudy):
    """A sweep on the disk, done or not."""

    kind: ClassVar[Kind] = "sweep"
    sweeps: ClassVar[tuple[str, ...]] = ("",)

    @cached_property
    def sweep(self) -> Sweep:
        """What the sweep file says."""
        return read_sweep(self.file).model_copy(update={"scenario": self.scenario})

    @property
    def is_sound(self) -> bool:
        """Whether the sweep file is that of the record."""
        return self.sweep.points == self.points

    @property
    def points(self) -> int:
        """The number of points that it has when it is done."""
        return int(self.record["points"])

    def rows(self) -> ds.Dataset:
        """Return the rows that are there."""
        return LocalStore(self.path).rows()

    def identity_now(self) -> Identity:
        """Return what its rows would follow from if they were made now."""
        found: Identity = ask(self.file, self.scenario).record["identity"]
        return found

    def extra_files(self) -> Mapping[str, bytes]:
        """Return the rows as CSV where they are few."""
        rows = self.rows()
        if not 0 < rows.count_rows() <= MOST_CSV_ROWS:
            return {}
        text = io.StringIO(newline="")
        csv.writer(text, lineterminator="\n").writerows(_lines(rows))
        return {"rows.csv": text.getvalue().encode("utf-8-sig")}


def kept_sweeps(root: Path = RUNS) -> tuple[KeptSweep, ...]:
    """Return the sweeps below a folder; what cannot be read is passed over."""
    found = (KeptSweep.read(path.parent) for path in root.glob(f"*/{RECORD}"))
    return tuple(one for one in found if one is not None)


def _lines(rows: ds.Dataset) -> Iterator[list[object]]:
    """Yield the head and the rows, in which no spreadsheet finds a formula."""
    yield [guarded(name) for name in rows.schema.names]
    for batch in rows.to_batches():
        for row in batch.to_pylist():
            yield [guarded(cell) if isinstance(cell, str) else cell for cell in row.values()]
