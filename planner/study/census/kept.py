"""Where a census is kept: its record and the rows of finished pieces, each file whole."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import planner
from planner.scenario.census.records import City
from planner.scenario.draft.capacities import Capacities
from planner.scenario.phrase import Phrase
from planner.study.census.city import CityRow, Rule
from planner.study.code_digest import code_digest
from planner.study.request import RequestError
from planner.study.staging import as_text, write_whole

RECORD, ROWS = "census.json", "rows"


@dataclass(frozen=True)
class Asked:
    """What a census is asked."""

    cities: tuple[City, ...]
    rule: Rule
    own: Mapping[str, Capacities]
    """What cities have of their own, by code."""


class Kept:
    """The folder of a census.

    Parameters
    ----------
    folder
        Where it is, or will be.
    asked
        What is to be kept there.
    restart
        Remove rows of other inputs instead of refusing them.

    Raises
    ------
    RequestError
        If the folder has something else, or rows of other inputs.
    """

    def __init__(self, folder: Path, asked: Asked, *, restart: bool = False) -> None:
        self.folder = folder
        self._rows = folder / ROWS
        self._begin(asked, restart)

    def _begin(self, asked: Asked, restart: bool) -> None:
        record = self.folder / RECORD
        identity = _identity(asked)
        if record.is_file():
            if _read(record).get("identity") == identity and not restart:
                return
            if not restart:
                raise RequestError(
                    Phrase(
                        "{place} holds a census of other inputs or of another version; name "
                        "another folder with --output, or give --restart to begin anew",
                        place=self.folder,
                    )
                )
            for piece in self._rows.glob("*.json"):
                piece.unlink()
        elif self.folder.exists() and (not self.folder.is_dir() or any(self.folder.iterdir())):
            raise RequestError(
                Phrase(
                    "{place} exists and holds no census; name a folder that does not exist or is "
                    "empty",
                    place=self.folder,
                )
            )
        self._rows.mkdir(parents=True, exist_ok=True)
        write_whole(record, as_text({"identity": identity, **_described(asked)}))

    def rows(self) -> dict[str, CityRow]:
        """Return the rows that are kept, by the codes of their cities."""
        rows = (row for piece in sorted(self._rows.glob("piece-*.json")) for row in _rows_of(piece))
        return {row.code: row for row in rows}

    def keep(self, rows: Sequence[CityRow]) -> None:
        """Keep the rows of a piece for good; it is named by its first city."""
        path = self._rows / f"piece-{rows[0].code}.json"
        write_whole(path, as_text({"rows": [asdict(row) for row in rows]}))


def _rows_of(piece: Path) -> list[CityRow]:
    try:
        return [CityRow(**row) for row in _read(piece)["rows"]]
    except (KeyError, TypeError):
        raise _not_ours(piece) from None


def _read(path: Path) -> dict[str, Any]:
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
    except ValueError:
        found = None
    if not isinstance(found, dict):
        raise _not_ours(path)
    return found


def _not_ours(path: Path) -> RequestError:
    return RequestError(
        Phrase("{path} was not written by a census; name another folder with --output", path=path)
    )


def _described(asked: Asked) -> dict[str, object]:
    return {
        "preset": asked.rule.preset,
        "seed": asked.rule.seed,
        "replications": asked.rule.replications,
        "cities": len(asked.cities),
        "own_capacities": sum(own.says_what_it_has for own in asked.own.values()),
        "version": planner.__version__,
    }


def _identity(asked: Asked) -> str:
    """Return a digest of all that the rows follow from."""
    inputs = {
        "cities": [city.code for city in asked.cities],
        "rule": asdict(asked.rule),
        "own": {code: own.model_dump() for code, own in sorted(asked.own.items())},
        "code": code_digest("study/census"),
    }
    return hashlib.sha256(json.dumps(inputs, sort_keys=True).encode()).hexdigest()
