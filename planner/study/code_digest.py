"""The code that decides what stands in kept rows, in short: rows of other code are not mixed."""

import hashlib
from functools import cache
from pathlib import Path

import planner
from planner.simulation.kernel import source_digest

CHAIN = ("scenario", "pooling", "simulation", "outcome")
"""Folders of planner through which every row comes."""
KINDS = frozenset({".py", ".toml", ".csv"})
_HERE = Path(planner.__file__).parent


@cache
def code_digest(*places: str) -> str:
    """Return a digest of the chain and of further folders and files, named below ``planner``."""
    digest = hashlib.sha256(source_digest().encode())
    for place in (*CHAIN, *places):
        path = _HERE / place
        for source in sorted(path.rglob("*")) if path.is_dir() else [path]:
            if source.suffix in KINDS:
                digest.update(source.relative_to(_HERE).as_posix().encode())
                digest.update(source.read_bytes())
    return digest.hexdigest()
