"""The scenarios that come with the planner."""

from functools import cache
from pathlib import Path

EXAMPLE = "xuchang"
FOLDER = Path(__file__).parents[2] / "scenarios"


@cache
def shipped() -> dict[str, Path]:
    """Return the folders of the shipped scenarios by their names, the example first."""
    found = sorted(path.parent for path in FOLDER.glob("*/scenario.toml"))
    found.sort(key=lambda folder: folder.name != EXAMPLE)
    return {folder.name: folder for folder in found}
