"""Where pieces are worked: processes of this machine, behind the interface of an executor."""

import os
import threading
from concurrent.futures import BrokenExecutor, CancelledError, Executor, ProcessPoolExecutor
from multiprocessing import active_children, connection, get_context, parent_process
from types import TracebackType
from typing import Protocol, Self

from planner.study.sweep.work import Inputs, is_ready, prepare
from planner.study.uninterrupted import uninterrupted


class Pool(Protocol):
    """An executor whose workers have the inputs, and how it is made good when some are lost."""

    lost: tuple[type[BaseException], ...]
    """What a future raises whose worker ended before it was done."""

    @property
    def executor(self) -> Executor:
        """Where work is handed in."""
        ...

    @property
    def workers(self) -> int:
        """Pieces that are worked at one time."""
        ...

    def renew(self) -> None:
        """Replace what broke; raise ``RequestError`` where that cannot be done."""

    def __enter__(self) -> Self:
        """Hold the workers."""
        ...

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Let go of them, at once where an error or an interrupt goes by."""


class LocalPool:
    """Processes of this machine, started whole and never seeing an interrupt.

    Parameters
    ----------
    inputs
        What every worker is given once.
    workers
        Number of processes.
    """

    lost: tuple[type[BaseException], ...] = (BrokenExecutor, CancelledError)

    def __init__(self, inputs: Inputs, workers: int) -> None:
        self._inputs, self._workers = inputs, workers
        self._start()

    def __enter__(self) -> Self:
        """Hold the processes."""
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """End the processes, at once where an error or an interrupt goes by."""
        self._stop(at_once=error is not None)

    @property
    def executor(self) -> Executor:
        """Where work is handed in."""
        return self._executor

    @property
    def workers(self) -> int:
        """Number of processes."""
        return self._workers

    def renew(self) -> None:
        """Replace all processes."""
        self._stop(at_once=True)
        self._start()

    def _start(self) -> None:
        # not a fork: this process has threads
        self._executor = ProcessPoolExecutor(
            self._workers,
            mp_context=get_context("spawn"),
            initializer=_begin,
            initargs=(self._inputs,),
        )
        others = set(active_children())
        with uninterrupted():
            for _ in range(self._workers):  # each starts one, as none is idle yet
                self._executor.submit(is_ready, self._inputs.key)
        self._processes = set(active_children()) - others

    def _stop(self, at_once: bool) -> None:
        self._executor.shutdown(wait=not at_once, cancel_futures=True)
        if at_once:
            for process in self._processes:
                process.terminate()


def local_workers() -> int:
    """Return how many processes this machine has processors for."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def _begin(inputs: Inputs) -> None:
    threading.Thread(target=_end_with_parent, daemon=True).start()
    prepare(inputs)


def _end_with_parent() -> None:
    """End this process when the one that started it was killed."""
    parent = parent_process()
    if parent is not None:
        connection.wait([parent.sentinel])
        os._exit(1)
