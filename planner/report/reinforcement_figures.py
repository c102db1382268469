"""The figures of a least reinforcement, written as pictures."""

from collections.abc import Iterator
from pathlib import Path

from matplotlib.figure import Figure

from planner.allocation.reinforcement import Reinforcement
from planner.report.catalogue import Language
from planner.report.figures import write_pictures
from planner.report.frontier import draw_frontier
from planner.report.gains import draw_gains


def draw_reinforcement_figures(
    found: Reinforcement, lang: Language
) -> Iterator[tuple[str, Figure]]:
    """Draw the frontier and the gains.

    Yields
    ------
    tuple of str and Figure
        The name of the file and the figure.
    """
    yield "frontier", draw_frontier(found, lang)
    yield "gains", draw_gains(found, lang)


def write_reinforcement_figures(found: Reinforcement, folder: Path, lang: Language) -> list[Path]:
    """Write the figures into ``folder``, which is made, as ``NAME.LANG.png``."""
    return write_pictures(draw_reinforcement_figures(found, lang), folder, lang)
