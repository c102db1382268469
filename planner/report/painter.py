"""A second process that draws, since drawing holds the interpreter's lock."""

import os
from collections.abc import Iterator
from concurrent.futures import Executor, ProcessPoolExecutor
from contextlib import contextmanager
from multiprocessing import active_children, get_context

from planner.study.uninterrupted import uninterrupted


@contextmanager
def second_painter(wanted: bool) -> Iterator[Executor | None]:
    """Start a process that loads what drawing needs while this one simulates.

    Yields
    ------
    Executor or None
        For :func:`planner.report.figures.begin_figures`; None where it is not wanted, or
        where there is one processor only.
    """
    if not wanted or (os.cpu_count() or 1) == 1:
        yield None
        return
    # not a fork: this process has threads
    painter = ProcessPoolExecutor(1, mp_context=get_context("spawn"))
    others = active_children()
    try:
        with uninterrupted():
            painter.submit(_prepare)
        yield painter
    except BaseException:
        # nobody waits for pictures any more, nor for an interpreter that is still loading
        for child in active_children():
            if child not in others:
                child.terminate()
        raise
    finally:
        painter.shutdown(wait=False, cancel_futures=True)


def _prepare() -> None:
    import planner.report.figures  # noqa: F401, PLC0415 (loaded for its own sake)
