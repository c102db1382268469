"""Run a sweep in processes that are killed at random moments.

Run as a module: what takes time to import and to load is there before each process begins, so
that the moments fall into the sweep's own work.
"""

import os
import random
import shutil
import signal
import sys
import time
from pathlib import Path

from planner.scenario import load
from planner.study.replications import simulate
from tests.study.sweep.tiny_sweep import contents, sweep_here


def kill_often(file: Path, killed: Path, whole: Path, kills: int) -> list[int]:
    """Kill a sweep so many times; return the pieces that were kept after each.

    One that ends before it is killed is compared and begun anew.
    """
    simulate(load(file.parent / "tiny"), replications=1, threads=1)
    started = time.monotonic()
    _ended(_begin(file, whole))
    seconds = time.monotonic() - started
    chance = random.Random(7)
    kept: list[int] = []
    while len(kept) < kills:
        process = _begin(file, killed)
        time.sleep(chance.uniform(0, seconds / 2))
        os.kill(process, signal.SIGKILL)
        if _ended(process):
            assert contents(killed) == contents(whole)
            shutil.rmtree(killed)
        else:
            kept.append(len(list(killed.glob("rows/piece-*"))))
    return kept


def _begin(file: Path, output: Path) -> int:
    process = os.fork()
    if process == 0:
        try:
            sweep_here(file, output)
        except BaseException as error:
            print(repr(error), file=sys.stderr)
            os._exit(1)
        os._exit(0)
    return process


def _ended(process: int) -> bool:
    """Wait for a process; tell whether it came to its end before it was killed."""
    _, status = os.waitpid(process, 0)
    assert os.WIFSIGNALED(status) or os.WEXITSTATUS(status) == 0
    return not os.WIFSIGNALED(status)


if __name__ == "__main__":
    file, killed, whole, kills = sys.argv[1:]
    print(*kill_often(Path(file), Path(killed), Path(whole), int(kills)))
