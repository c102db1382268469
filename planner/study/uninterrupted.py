"""Processes that are begun whole, and never see an interrupt."""

import signal
from collections.abc import Iterator
from contextlib import contextmanager
from threading import current_thread, main_thread


@contextmanager
def uninterrupted() -> Iterator[None]:
    """Let an interrupt wait until a process is begun whole; the process itself never sees one."""
    if current_thread() is not main_thread():  # no interrupt is answered here
        yield
        return
    waiting: list[int] = []
    handler = signal.signal(signal.SIGINT, lambda number, _: waiting.append(number))
    # for the child, which inherits it; here another thread may take the signal
    mask = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, mask)
        signal.signal(signal.SIGINT, handler)
    for number in waiting:
        signal.raise_signal(number)
