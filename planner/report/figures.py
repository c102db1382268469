"""All figures of a run, written as pictures."""

import os
from collections.abc import Callable
from pathlib import Path

from matplotlib.figure import Figure

from planner.outcome.outcome import Outcome
from planner.report.catalogue import Language
from planner.report.curves import draw_curves
from planner.report.districts import draw_districts
from planner.report.laboratories import draw_laboratories
from planner.report.stages import draw_stages
from planner.report.style import DPI, PAPER

FIGURES: dict[str, Callable[[Outcome, Language], Figure]] = {
    "curves": draw_curves,
    "stages": draw_stages,
    "districts": draw_districts,
    "laboratories": draw_laboratories,
}
"""By file name, in the order in which a reader wants them."""


def write_figures(outcome: Outcome, folder: Path, lang: Language) -> list[Path]:
    """Draw every figure into ``folder`` as ``NAME.LANG.png``.

    The same outcome gives the same bytes, and a picture is there whole or not at all.

    Parameters
    ----------
    outcome
        What came out.
    folder
        Made if it is not there.
    lang
        Language of the words.

    Returns
    -------
    list of Path
        The pictures, in the order of ``FIGURES``.
    """
    folder.mkdir(parents=True, exist_ok=True)
    return [
        write_picture(draw(outcome, lang), folder / f"{name}.{lang}.png")
        for name, draw in FIGURES.items()
    ]


def write_picture(figure: Figure, path: Path) -> Path:
    """Write a figure as PNG, without the date or the program in it, and replace atomically."""
    unfinished = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        figure.savefig(
            unfinished, format="png", dpi=DPI, facecolor=PAPER, metadata={"Software": None}
        )
        os.replace(unfinished, path)
    finally:
        unfinished.unlink(missing_ok=True)
    return path
