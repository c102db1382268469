"""The figures of a sensitivity study, written as pictures."""

from collections.abc import Iterator
from pathlib import Path

from matplotlib.figure import Figure

from planner.report.catalogue import Language
from planner.report.figures import write_pictures
from planner.report.screening import draw_screening
from planner.report.tornado import draw_tornado
from planner.study.sensitivity.study import Study


def draw_sensitivity_figures(study: Study, lang: Language) -> Iterator[tuple[str, Figure]]:
    """Draw the tornado and the screening.

    Yields
    ------
    tuple of str and Figure
        The name of the file and the figure.
    """
    yield "tornado", draw_tornado(study, lang)
    yield "morris", draw_screening(study, lang)


def write_sensitivity_figures(study: Study, folder: Path, lang: Language) -> list[Path]:
    """Write the figures into ``folder``, which is made, as ``NAME.LANG.png``."""
    return write_pictures(draw_sensitivity_figures(study, lang), folder, lang)
