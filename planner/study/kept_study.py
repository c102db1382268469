"""What is the same of every study that is kept in a folder, done or not: read, packed, removed."""

import io
import os
import secrets
import shutil
import zipfile
from abc import ABC, abstractmethod
from collections.abc import Iterator, Mapping
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import ClassVar, Literal, Self

from planner.scenario.faults import ScenarioFaults
from planner.study.request import RequestError
from planner.study.sweep.identity import Identity, differing
from planner.study.sweep.store import (
    INPUTS,
    RECORD,
    ROWS,
    SCENARIO,
    LocalStore,
    Record,
    piece_numbers,
)

Kind = Literal["sweep", "sensitivity"]


@dataclass(frozen=True)
class KeptStudy(ABC):
    """A study on the disk; what it is of stands in the first sweep that it is made of."""

    path: Path
    record: Record
    """Of the first sweep."""
    kept_at: datetime
    """When it was begun."""
    kind: ClassVar[Kind]
    sweeps: ClassVar[tuple[str, ...]]
    """Below the folder, where each sweep is kept."""

    @classmethod
    def read(cls, path: Path) -> Self | None:
        """Return the study of a folder; None where what it was begun with cannot be read."""
        if path.name.startswith(".") or path.is_symlink():
            return None
        first = path / cls.sweeps[0]
        try:
            record = LocalStore(first).record()
            kept_at = datetime.fromtimestamp((first / RECORD).stat().st_mtime)
            kept = cls(path, record or {}, kept_at)
            whole = kept.is_sound and kept.points_done >= 0
        except (
            OSError, RequestError, ScenarioFaults, StopIteration, KeyError, TypeError, ValueError,
        ):  # fmt: skip
            return None
        return kept if whole else None

    @property
    def name(self) -> str:
        """Its folder's name."""
        return self.path.name

    @property
    def scenario(self) -> Path:
        """Folder of the base scenario as it was given."""
        return self.path / self.sweeps[0] / INPUTS / SCENARIO

    @property
    def file(self) -> Path:
        """The file that says what varies, as it was given."""
        return next((self.path / self.sweeps[0] / INPUTS).glob("*.toml"))

    @property
    def variants(self) -> tuple[str, ...]:
        """Variants that hold at every point."""
        return tuple(self.record["definition"].get("variants", ()))

    @property
    def seed(self) -> int:
        """Names the luck that every point meets."""
        return int(self.record["definition"]["replications"]["seed"])

    @property
    @abstractmethod
    def is_sound(self) -> bool:
        """Whether what is read fits together."""

    @property
    @abstractmethod
    def points(self) -> int:
        """The number of points that it has when it is done."""

    @property
    def points_done(self) -> int:
        """The number of points whose rows are there; nothing is touched, it may be at work."""
        return sum(map(_points_done, self._begun()))

    @property
    def done(self) -> bool:
        """Whether nothing is missing."""
        return self.points_done == self.points

    @abstractmethod
    def identity_now(self) -> Identity:
        """Return what its first sweep's rows would follow from if they were made now.

        Raises
        ------
        ScenarioFaults
            If the kept inputs were changed and are wrong now.
        """

    def extra_files(self) -> Mapping[str, bytes]:
        """Return files that are packed besides those of the folder, by name."""
        return {}

    @property
    def changed_since(self) -> bool:
        """Whether rows made now would not belong to those that are kept."""
        return not self.is_of(self.identity_now())

    def is_of(self, identity: Identity) -> bool:
        """Tell whether the rows of its first sweep follow from this and nothing else."""
        return not differing(self.record["identity"], identity)

    def packed(self) -> bytes:
        """Return the study as a zip archive."""
        content = io.BytesIO()
        with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as archive:
            for path in sorted(self.path.rglob("*")):
                if path.is_file() and not path.is_symlink() and not path.name.startswith("."):
                    archive.write(path, Path(self.name, path.relative_to(self.path)))
            for name, extra in self.extra_files().items():
                archive.writestr(f"{self.name}/{name}", extra)
        return content.getvalue()

    def remove(self) -> None:
        """Remove the study for good.

        Raises
        ------
        planner.study.request.RequestError
            If a process works at it.
        """
        gone = self.path.with_name(f".{self.name}.{secrets.token_hex(4)}")
        with ExitStack() as held:
            for sweep in self._begun():
                held.enter_context(LocalStore(sweep).alone())
            self.path.rename(gone)
        shutil.rmtree(gone)

    def _begun(self) -> Iterator[Path]:
        """Yield the folders of the sweeps that are begun."""
        for name in self.sweeps:
            if (self.path / name / RECORD).is_file():
                yield self.path / name


def _points_done(sweep: Path) -> int:
    record = LocalStore(sweep).record() or {}
    size, points = int(record["points_per_piece"]), int(record["points"])
    done = piece_numbers(os.listdir(sweep / ROWS))
    return sum(min(size, points - number * size) for number in done)
