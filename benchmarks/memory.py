"""The most memory that a process has used."""

import resource
import sys
from pathlib import Path

MIB = 1 << 20
_STATUS = Path("/proc/self/status")


def peak_bytes() -> int:
    """Return the largest resident size of this process so far.

    Linux's own figure for a process begins at its parent's where it was forked; that of its
    present memory map does not.
    """
    if _STATUS.exists():
        for line in _STATUS.read_text().splitlines():
            if line.startswith("VmHWM:"):
                return 1024 * int(line.split()[1])
    unit = 1 if sys.platform == "darwin" else 1024
    return unit * resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
