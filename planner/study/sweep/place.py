"""Where a sweep is kept: a folder below ``runs``, one named by hand, or an object store."""

from pathlib import Path

from planner.scenario.phrase import Phrase
from planner.study.request import RequestError
from planner.study.run_folder import RUNS
from planner.study.sweep.remote import RemoteStore
from planner.study.sweep.store import RECORD, LocalStore, Store

_PREFIX = "sweep-"


def default_place(name: str) -> str:
    """Return where a sweep is kept when nobody names a place."""
    return str(RUNS / f"{_PREFIX}{name}")


def store_at(place: str) -> Store:
    """Return the store at a folder or an address such as ``s3://bucket/folder``."""
    scheme, separator, rest = place.partition("://")
    if separator and scheme != "file":
        return RemoteStore(place)
    return LocalStore(Path(rest if separator else place).absolute())


def kept_at(place: str | None) -> Store:
    """Return the store of a sweep that is kept, the latest below ``runs`` where none is named.

    Raises
    ------
    RequestError
        If there is none.
    """
    if place is None:
        kept = sorted(RUNS.glob(f"{_PREFIX}*/{RECORD}"), key=lambda path: path.stat().st_mtime)
        if not kept:
            raise RequestError(
                Phrase("no sweep is kept in {runs}; run one, or name its folder", runs=RUNS)
            )
        return LocalStore(kept[-1].parent)
    store = store_at(place)
    if store.record() is None:
        raise RequestError(
            Phrase("{place} holds no sweep; name a folder that `planner sweep` wrote", place=place)
        )
    return store
