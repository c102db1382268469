"""How many jobs work at once: a process holds one of a few files locked while it works.

The kernel lets go of the lock whatever becomes of the process, so nobody has to tidy up.
"""

import fcntl
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from time import sleep

AT_ONCE = 2
LOOK_SECONDS = 0.5


@contextmanager
def slot(root: Path, is_next: Callable[[], bool]) -> Iterator[None]:
    """Hold a slot; wait for one, and for one's turn, as long as that takes."""
    while True:
        handle = _free(root) if is_next() else None
        if handle is not None:
            break
        sleep(LOOK_SECONDS)
    try:
        yield
    finally:
        os.close(handle)


def _free(root: Path) -> int | None:
    """Lock a free slot and return its handle, None where all are taken."""
    for number in range(AT_ONCE):
        handle = os.open(root / f"slot-{number}.lock", os.O_RDWR | os.O_CREAT, 0o600)
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            os.close(handle)
        else:
            return handle
    return None
