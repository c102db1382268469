"""Where a sweep is kept: a folder with its record, its inputs and one Parquet file a piece."""

import fcntl
import json
import os
import re
import secrets
import shutil
from collections.abc import Iterable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import Any, Protocol

import pyarrow.dataset as ds

from planner.scenario.phrase import Phrase
from planner.study.request import RequestError
from planner.study.staging import StagedFolder, as_text, write_bytes_whole

RECORD, ROWS, INPUTS = "sweep.json", "rows", "inputs"
SCENARIO = "scenario"
"""Below ``INPUTS``, the base scenario."""
_PIECE = re.compile(r"piece-(\d{6})\.parquet")

Record = Mapping[str, Any]
Files = Mapping[str, bytes]
"""Content by the path below the folder."""


class Store(Protocol):
    """A place that shows each file whole or not at all."""

    name: str
    """As a person names the place."""

    def record(self) -> Record | None:
        """Return the record of the sweep that is kept there; None where there is none."""

    def begin(self, record: Record, inputs: Files) -> None:
        """Begin a sweep; what another left there is removed."""

    def finished(self) -> frozenset[int]:
        """Return the numbers of the pieces that are kept."""

    def keep(self, piece: int, content: bytes) -> None:
        """Keep a piece for good."""

    def rows(self) -> ds.Dataset:
        """Return all rows that are kept."""

    def alone(self) -> AbstractContextManager[None]:
        """Hold what is kept, so that no other process works at it, where that can be."""
        ...


def piece_name(piece: int) -> str:
    """Return the name of a piece's file."""
    return f"piece-{piece:06d}.parquet"


def piece_numbers(names: Iterable[str]) -> frozenset[int]:
    """Return the pieces among the names of files."""
    return frozenset(int(found[1]) for name in names if (found := _PIECE.fullmatch(name)))


def read_record(text: bytes, place: str) -> Record:
    """Return a record.

    Raises
    ------
    RequestError
        If it is none.
    """
    try:
        record = json.loads(text)
    except ValueError:
        record = None
    if not isinstance(record, dict) or not isinstance(record.get("identity"), dict):
        raise RequestError(
            Phrase(
                "{place} holds a {record} that no sweep wrote; name another folder with --output",
                place=place,
                record=RECORD,
            )
        )
    return record


class LocalStore:
    """A folder of this machine; a file there is on the disk before it has its name.

    Parameters
    ----------
    folder
        Where it is, or will be.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self.name = str(folder)

    def record(self) -> Record | None:
        """Return the record of the sweep that is kept there; None where there is none."""
        try:
            text = (self._folder / RECORD).read_bytes()
        except (FileNotFoundError, NotADirectoryError):
            return None
        return read_record(text, self.name)

    def begin(self, record: Record, inputs: Files) -> None:
        """Begin a sweep; what another left there is removed."""
        with StagedFolder(self._folder, renumber=False) as staged:
            (staged.path / ROWS).mkdir()
            (staged.path / RECORD).write_text(as_text(dict(record)), encoding="utf-8")
            for name, content in inputs.items():
                path = staged.path / INPUTS / name
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_bytes(content)
            self._remove()
            staged.publish()

    def finished(self) -> frozenset[int]:
        """Return the numbers of the pieces that are kept; half-written files are removed."""
        names = os.listdir(self._folder / ROWS)
        for name in names:
            if name.startswith(".piece-"):
                (self._folder / ROWS / name).unlink()
        return piece_numbers(names)

    def keep(self, piece: int, content: bytes) -> None:
        """Keep a piece for good."""
        write_bytes_whole(self._folder / ROWS / piece_name(piece), content)

    def rows(self) -> ds.Dataset:
        """Return all rows that are kept."""
        return ds.dataset(self._folder / ROWS, format="parquet")

    @contextmanager
    def alone(self) -> Iterator[None]:
        """Hold the folder, so that no other process works at the same sweep.

        The system lets go of it however this process ends.
        """
        handle = os.open(self._folder, os.O_RDONLY)
        try:
            try:
                fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                raise RequestError(
                    Phrase(
                        "another process works at {place}; wait for it, end it, or name another "
                        "folder with --output",
                        place=self.name,
                    )
                ) from None
            yield
        finally:
            os.close(handle)

    def _remove(self) -> None:
        """Remove the sweep that is kept there, at once by its name."""
        if self.record() is not None:
            gone = self._folder.with_name(f".{self._folder.name}.{secrets.token_hex(4)}")
            self._folder.rename(gone)
            shutil.rmtree(gone)
