"""A sweep kept where fsspec can write: an object store shows an object whole or not at all."""

from contextlib import AbstractContextManager, nullcontext
from importlib import import_module
from typing import Any

import pyarrow.dataset as ds

from planner.scenario.phrase import Phrase
from planner.study.request import RequestError
from planner.study.staging import as_text
from planner.study.sweep.store import (
    INPUTS,
    RECORD,
    ROWS,
    Files,
    Record,
    piece_name,
    piece_numbers,
    read_record,
)


class RemoteStore:
    """A folder of an object store.

    Parameters
    ----------
    address
        Such as ``s3://bucket/folder``.

    Raises
    ------
    RequestError
        If fsspec, or its part for this kind of address, is not installed.
    """

    def __init__(self, address: str) -> None:
        self.name = address
        try:
            fsspec: Any = import_module("fsspec")
            self._files, folder = fsspec.core.url_to_fs(address)
        except (ImportError, ValueError) as error:
            raise RequestError(
                Phrase(
                    "{address} cannot be opened ({error}); install planner's extra 'cluster' and, "
                    "for s3://, s3fs",
                    address=address,
                    error=str(error),
                )
            ) from None
        self._folder = folder.rstrip("/")

    def record(self) -> Record | None:
        """Return the record of the sweep that is kept there; None where there is none."""
        try:
            return read_record(self._files.cat_file(f"{self._folder}/{RECORD}"), self.name)
        except FileNotFoundError:
            return None

    def begin(self, record: Record, inputs: Files) -> None:
        """Begin a sweep; what another left there is removed, its record first."""
        if self.record() is not None:
            self._files.rm_file(f"{self._folder}/{RECORD}")
            for part in (ROWS, INPUTS):
                if self._files.exists(f"{self._folder}/{part}"):
                    self._files.rm(f"{self._folder}/{part}", recursive=True)
        for name, content in inputs.items():
            self._put(f"{INPUTS}/{name}", content)
        self._put(RECORD, as_text(dict(record)).encode())

    def finished(self) -> frozenset[int]:
        """Return the numbers of the pieces that are kept."""
        self._files.invalidate_cache()
        try:
            paths = self._files.ls(f"{self._folder}/{ROWS}", detail=False)
        except FileNotFoundError:
            return frozenset()
        return piece_numbers(path.rpartition("/")[2] for path in paths)

    def keep(self, piece: int, content: bytes) -> None:
        """Keep a piece for good."""
        self._put(f"{ROWS}/{piece_name(piece)}", content)

    def rows(self) -> ds.Dataset:
        """Return all rows that are kept."""
        return ds.dataset(f"{self._folder}/{ROWS}", filesystem=self._files, format="parquet")

    def alone(self) -> AbstractContextManager[None]:
        """Hold nothing: object stores have no locks, and a second process writes the same files."""
        return nullcontext()

    def _put(self, name: str, content: bytes) -> None:
        path = f"{self._folder}/{name}"
        self._files.makedirs(path.rpartition("/")[0], exist_ok=True)
        self._files.pipe_file(path, content)
