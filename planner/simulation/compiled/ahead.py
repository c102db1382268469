"""Compile the engine in two processes: the kernels of sites here, all others beside.

Run as a module, it compiles the others for the layout and the conditions on its standard input.
"""

import os
import pickle
import subprocess
import sys

from planner.simulation.chance import Conditions
from planner.simulation.compiled.engine import finish, nobody_served, serve
from planner.simulation.kernel import is_compiled
from planner.simulation.layout import Layout


def compile_ahead(layout: Layout, conditions: Conditions) -> None:
    """Have all kernels compiled and on disk, in half the time, unless they are already.

    Where the other process fails, its kernels are compiled here when they are first called.
    """
    if is_compiled() or os.cpu_count() == 1 or not sys.executable:
        return
    beside = subprocess.Popen(
        [sys.executable, "-m", __name__],
        stdin=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    assert beside.stdin is not None
    try:
        with beside.stdin:
            pickle.dump((layout, conditions), beside.stdin)
        serve(layout, conditions)
    except BrokenPipeError:
        return
    finally:
        beside.wait()


if __name__ == "__main__":
    layout, conditions = pickle.load(sys.stdin.buffer)
    finish(layout, conditions, nobody_served(layout))
