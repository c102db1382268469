"""Work handed to processes of this machine, and taken as it is done."""

import multiprocessing
import os
import signal
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor, as_completed
from typing import TypeVar

Item = TypeVar("Item")
Done = TypeVar("Done")


def in_processes(
    work: Callable[[Item], Done], items: Sequence[Item], processes: int | None = None
) -> Iterator[tuple[Item, Future[Done]]]:
    """Yield each item with what came of it, as it is done; those handed in first begin first.

    ``processes`` is one a processor where None. An interrupt goes to this process only, and drops
    what has not begun.
    """
    if not items:
        return
    workers = min(processes or os.cpu_count() or 1, len(items))
    context = multiprocessing.get_context("spawn")  # not a fork: this process has threads
    pool = ProcessPoolExecutor(workers, mp_context=context, initializer=_ignore_interrupts)
    try:
        asked = {pool.submit(work, item): item for item in items}
        for future in as_completed(asked):
            yield asked[future], future
    finally:
        pool.shutdown(wait=False, cancel_futures=True)


def _ignore_interrupts() -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)
