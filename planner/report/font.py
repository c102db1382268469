"""The packaged font, so that no figure depends on what the machine has installed."""

from functools import cache
from importlib.resources import files
from pathlib import Path

FAMILY = "Planner Sans SC"


def font_path() -> Path:
    """Return the packaged font file, for matplotlib, Typst and the desk alike."""
    return Path(str(files("planner.report") / "fonts" / "PlannerSansSC-Regular.otf"))


@cache
def register_font() -> str:
    """Make the packaged font known to matplotlib, once, and return its family name."""
    from matplotlib.font_manager import fontManager  # noqa: PLC0415 (matplotlib is slow to import)

    fontManager.addfont(font_path())
    return FAMILY
