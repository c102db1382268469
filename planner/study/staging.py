"""Files and folders that are there whole or not at all."""

import errno
import itertools
import json
import os
import secrets
import shutil
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from planner.scenario.faults import cause
from planner.scenario.phrase import Phrase
from planner.study.request import RequestError

_TAKEN = (errno.EBUSY, errno.EEXIST, errno.ENOTEMPTY, errno.ENOTDIR)


class StagedFolder:
    """A folder that is filled out of sight and appears at once; left unpublished, it vanishes.

    Parameters
    ----------
    wanted
        Where it should appear. Nothing that exists is touched but an empty folder.
    renumber
        Take ``wanted-2``, ``wanted-3`` and so on where ``wanted`` is taken; otherwise publishing
        is refused.

    Raises
    ------
    RequestError
        If nothing can be written there, or, on publishing, if the place is taken.
    """

    def __init__(self, wanted: Path, *, renumber: bool = True) -> None:
        self._renumber = renumber
        self._wanted = Path(os.path.abspath(wanted))
        self.path = _beside(self._wanted)
        """Where the files are written until they are published."""
        try:
            self.path.mkdir(parents=True)
        except OSError as error:
            raise _unwritable(wanted, error) from error

    def __enter__(self) -> Self:
        """Hold the folder."""
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Remove what was not published."""
        shutil.rmtree(self.path, ignore_errors=True)

    def publish(self) -> Path:
        """Put the folder at its place, with everything on the disk, and return that place."""
        for folder, _, files in os.walk(self.path):
            for name in files:
                _sync(Path(folder, name))
            _sync(Path(folder))
        for number in itertools.count(1):
            place = self._wanted if number == 1 else Path(f"{self._wanted}-{number}")
            try:
                self.path.rename(place)
            except OSError as error:
                if error.errno not in _TAKEN:
                    raise
                if not self._renumber:
                    raise RequestError(
                        Phrase(
                            "{place} exists; what is there is never replaced; name a folder that "
                            "does not exist or is empty",
                            place=place,
                        )
                    ) from error
            else:
                break
        _sync(place.parent)
        return place


def check_file_place(path: Path) -> None:
    """Check, before hours of work, that a file can be written.

    Raises
    ------
    RequestError
        If it cannot.
    """
    trial = _beside(path)
    try:
        trial.touch(exist_ok=False)
        trial.unlink()
        if path.exists() and not path.is_file():
            raise RequestError(
                Phrase("{path} is not an ordinary file; name a file to write or replace", path=path)
            )
    except OSError as error:
        raise _unwritable(path, error) from error


def as_text(document: dict[str, Any]) -> str:
    """Write a JSON document as every file of the planner has it."""
    return json.dumps(document, ensure_ascii=False, indent=2, allow_nan=False) + "\n"


def write_whole(path: Path, text: str) -> None:
    """Write a text file, or replace one, so that no reader ever sees half of it."""
    write_bytes_whole(path, text.encode())


def write_bytes_whole(path: Path, content: bytes) -> None:
    """Write a file, or replace one: on the disk when this returns, and never half of it."""
    staged = _beside(path)
    try:
        staged.write_bytes(content)
        _sync(staged)
        staged.replace(path)
        _sync(path.parent)
    finally:
        staged.unlink(missing_ok=True)


def _beside(path: Path) -> Path:
    return path.parent / f".{path.name}.{secrets.token_hex(4)}"


def _sync(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _unwritable(path: Path, error: OSError) -> RequestError:
    return RequestError(
        Phrase(
            "{path} cannot be written ({cause}); name a place in a folder that exists and that "
            "you may write to",
            path=path,
            cause=cause(error),
        )
    )
