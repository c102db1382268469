"""How functions are compiled, and where the compiled code is kept.

Numba's own cache looks only at the file of the cached function: a constant changed in an imported
kernel file would still give the old number. The cache folder is therefore named by the digest of
all kernel sources, and is set before any kernel is decorated.
"""

import atexit
import hashlib
import os
import shutil
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numba
from llvmlite.ir import Constant, IntType  # type: ignore[import-untyped]
from numba.extending import intrinsic

_HERE = Path(__file__).parent


def kernel_sources() -> list[Path]:
    """Return the files whose text decides what the kernels compute."""
    shared = [
        _HERE / name
        for name in ("kernel.py", "detection.py", "layout.py", "quantiles.py", "streams.py")
    ]
    return [*shared, *sorted((_HERE / "compiled").glob("*.py"))]


def source_digest() -> str:
    """Name the present kernel sources, and the library that compiles them, by a digest."""
    digest = hashlib.blake2b(numba.__version__.encode(), digest_size=12)
    for path in kernel_sources():
        digest.update(path.name.encode())
        digest.update(path.read_bytes())
    return digest.hexdigest()


def _first_writable(bases: list[Path], name: str) -> Path:
    for base in bases:
        folder = base / name
        try:
            folder.mkdir(parents=True, exist_ok=True)
            with tempfile.TemporaryFile(dir=folder):
                return folder
        except OSError:
            continue
    return _of_this_run(name)


def _of_this_run(name: str) -> Path:
    """Return a folder that processes started by this one share and that goes with it."""
    base = tempfile.mkdtemp(prefix="planner-kernels-")
    atexit.register(shutil.rmtree, base, ignore_errors=True)
    os.environ["PLANNER_CACHE_DIR"] = base
    folder = Path(base) / name
    folder.mkdir()
    return folder


def cache_folder() -> Path:
    """Return the folder of the compiled kernels, made if need be.

    ``PLANNER_CACHE_DIR`` goes first, then the user's cache folder; where neither can be written,
    a temporary one is used and the kernels are compiled once a run.
    """
    bases = []
    if "PLANNER_CACHE_DIR" in os.environ:
        bases.append(Path(os.environ["PLANNER_CACHE_DIR"]))
    own = os.environ.get("XDG_CACHE_HOME") or os.path.expanduser("~/.cache")
    if os.path.isabs(own):
        bases.append(Path(own) / "planner")
    return _first_writable(bases, f"kernels-{source_digest()}")


def is_compiled() -> bool:
    """Tell whether the compiled chain, its last kernels at least, is already on disk."""
    return any(_CACHE_FOLDER.rglob("*run_laboratory*.nbi"))


_CACHE_FOLDER = cache_folder()
os.environ["NUMBA_CACHE_DIR"] = str(_CACHE_FOLDER)
numba.config.reload_config()  # type: ignore[no-untyped-call]


def kernel(
    signature: str | None = None, *, inline: bool = False, entry: bool = False
) -> Callable[[Callable[..., Any]], Any]:
    """Compile a function to machine code that runs without the interpreter's lock.

    Kernels allocate nothing: what they fill is handed to them. So no references are counted,
    which makes calls cheap and compiling several times faster.

    Parameters
    ----------
    signature
        Types for which it is compiled at import; where None, those of the first call.
    inline
        Always make the function part of its caller; for steps taken for every person, tube or
        event, to which handing over a bundle of arrays costs more than what they do.
    entry
        Python calls the function. Others without a signature are called by kernels only: what
        takes a bundle of arrays apart is most of the compiling.
    """
    compiled: Callable[[Callable[..., Any]], Any] = numba.njit(  # type: ignore[call-overload]
        signature,
        cache=True,
        nogil=True,
        error_model="numpy",
        forceinline=inline,
        no_cpython_wrapper=signature is None and not entry,
        no_cfunc_wrapper=True,
        _nrt=False,  # Numba's types leave this option out
    )
    return compiled


@intrinsic
def leading_zeros(context: Any, number: Any) -> Any:
    """Count the leading zeros of an unsigned number of 64 bits, which is not 0.

    One instruction of every processor, for which Numba has no word.
    """

    def count(_context: Any, builder: Any, _signature: Any, words: Any) -> Any:
        return builder.ctlz(words[0], Constant(IntType(1), 1))

    return number(number), count
