"""Hand pieces to workers, take what they return, and lose nothing when workers are lost."""

from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import FIRST_COMPLETED, Future, wait
from typing import TypeVar

from planner.scenario.phrase import Phrase
from planner.study.request import RequestError
from planner.study.sweep.piece import Piece
from planner.study.sweep.pool import Pool
from planner.study.sweep.work import is_ready

Done = TypeVar("Done")
Work = Callable[[str, Piece], Done]

AHEAD = 2
"""Pieces handed in for each worker: one at work, one waiting."""
TRIES = 3
"""How often a piece may be lost with others before it is tried alone."""
BEATS_SECONDS = 0.5
"""Between two moments at which an interrupt is answered and the number of workers read."""


def work_all(pool: Pool, key: str, work: Work[Done], pieces: Iterable[Piece]) -> Iterator[Done]:
    """Yield what comes of every piece, as it comes.

    A piece whose worker was lost is handed in again. One that is lost time and again is tried
    alone, then point by point, to find the points that end their worker (see :func:`_alone`).
    """
    coming = iter(pieces)
    again: deque[Piece] = deque()
    at_work: dict[Future[Done], Piece] = {}
    losses: dict[int, int] = {}
    while True:
        lost = _fill(pool, key, work, at_work, again, coming)
        if not at_work and not lost:
            return
        for future in wait(at_work, BEATS_SECONDS, FIRST_COMPLETED).done:
            piece = at_work.pop(future)
            try:
                yield future.result()
            except pool.lost:
                lost.append(piece)
        if not lost:
            continue
        for future in wait(at_work, BEATS_SECONDS).done:  # all that were lost together
            if future.cancelled() or isinstance(future.exception(), pool.lost):
                lost.append(at_work.pop(future))
        _renew(pool, key)
        for piece in lost:
            losses[piece.number] = losses.get(piece.number, 0) + 1
            again.append(piece)
        suspects = [piece for piece in again if losses[piece.number] >= TRIES]
        for piece in suspects:
            again.remove(piece)
            losses.pop(piece.number)
        if suspects:
            yield from _finish(pool, at_work, again)
            yield from (_alone(pool, key, work, piece) for piece in suspects)


def _fill(
    pool: Pool,
    key: str,
    work: Work[Done],
    at_work: dict[Future[Done], Piece],
    again: deque[Piece],
    coming: Iterator[Piece],
) -> list[Piece]:
    """Hand in pieces until every worker has its next; return one that could not be handed in."""
    while len(at_work) < AHEAD * pool.workers:
        piece = again.popleft() if again else next(coming, None)
        if piece is None:
            break
        try:
            at_work[pool.executor.submit(work, key, piece)] = piece
        except pool.lost:
            return [piece]
    return []


def _finish(pool: Pool, at_work: dict[Future[Done], Piece], again: deque[Piece]) -> Iterator[Done]:
    """Wait for all that is handed in; what is lost meanwhile is put back."""
    while at_work:
        for future in wait(at_work, return_when=FIRST_COMPLETED).done:
            piece = at_work.pop(future)
            try:
                yield future.result()
            except pool.lost:
                again.append(piece)


def _alone(pool: Pool, key: str, work: Work[Done], piece: Piece) -> Done:
    """Work a piece with nothing beside it; if it ends its worker, find the points that do."""
    try:
        return pool.executor.submit(work, key, piece).result()
    except pool.lost:
        _renew(pool, key)
    killing = tuple(point for point in piece.points if _kills(pool, key, work, piece.only(point)))
    return pool.executor.submit(work, key, piece.without(killing)).result()


def _kills(pool: Pool, key: str, work: Work[Done], point: Piece) -> bool:
    """Tell whether a point ends its worker twice, alone."""
    for _ in range(2):
        try:
            pool.executor.submit(work, key, point).result()
        except pool.lost:
            _renew(pool, key)
        else:
            return False
    return True


def _renew(pool: Pool, key: str) -> None:
    """Replace lost workers and see that the new ones live."""
    pool.renew()
    try:
        if pool.executor.submit(is_ready, key).result():
            return
    except pool.lost:
        pass
    raise RequestError(
        Phrase(
            "the workers end as soon as they start; check memory and the disk, and that they run "
            "the same version of planner; finished pieces are kept, so call again to go on"
        )
    )
