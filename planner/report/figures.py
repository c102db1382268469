"""All figures of a run, written as pictures."""

import io
import os
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import BrokenExecutor, Executor, Future
from functools import partial
from itertools import islice
from pathlib import Path

from matplotlib.figure import Figure

from planner.outcome.outcome import Outcome
from planner.report.catalogue import Language
from planner.report.causes import draw_causes
from planner.report.curves import draw_curves
from planner.report.districts import draw_districts
from planner.report.laboratories import draw_laboratories
from planner.report.laboratory_pages import draw_laboratory_pages
from planner.report.maps import draw_finish_map, draw_missed_map
from planner.report.stages import draw_stages
from planner.report.style import DPI, PAPER
from planner.report.tubes import draw_tubes
from planner.report.waits import draw_waits

FIGURES: dict[str, Callable[[Outcome, Language], Figure]] = {
    "curves": draw_curves,
    "stages": draw_stages,
    "districts": draw_districts,
    "waits": draw_waits,
    "causes": draw_causes,
    "tubes": draw_tubes,
    "laboratories": draw_laboratories,
}
"""By file name, in the order in which a reader wants them."""

MAPS: dict[str, Callable[[Outcome, Language], Figure | None]] = {
    "map-finish": draw_finish_map,
    "map-missed": draw_missed_map,
}
"""Drawn where the scenario has boundaries."""


COMPRESSION = 3
"""Of zlib: as small as the default 6 for these pictures, in two thirds of the time."""


PAGES = "laboratories-pages"
"""Names the pages of laboratories among all figures; each becomes a picture of its own."""

NAMES = (*FIGURES, *MAPS, PAGES)


def draw_figures(
    name: str, outcome: Outcome, lang: Language, *, all_pages: bool = False
) -> Iterator[tuple[str, Figure]]:
    """Draw one of ``NAMES``: a figure, a map if there is one, or the pages of laboratories.

    Parameters
    ----------
    name
        What to draw.
    outcome
        What came out.
    lang
        Language of the words.
    all_pages
        Draw every laboratory, not only the first page with the worst of them.

    Yields
    ------
    tuple of str and Figure
        The name of the file and the figure.
    """
    if name in FIGURES:
        yield name, FIGURES[name](outcome, lang)
    elif name in MAPS:
        figure = MAPS[name](outcome, lang)
        if figure is not None:
            yield name, figure
    else:
        pages = islice(draw_laboratory_pages(outcome, lang), None if all_pages else 1)
        for number, page in enumerate(pages, 1):
            yield f"laboratories-{number:02}", page


def begin_figures(
    outcome: Outcome,
    folder: Path,
    lang: Language,
    *,
    all_pages: bool = False,
    second: Executor | None = None,
) -> Callable[[], list[Path]]:
    """Have every figure drawn into ``folder`` as ``NAME.LANG.png``.

    The second painter begins at once, so that there is time for other work meanwhile. The same
    outcome gives the same bytes, and a picture is there whole or not at all.

    Parameters
    ----------
    outcome
        What came out.
    folder
        Made if it is not there.
    lang
        Language of the words.
    all_pages
        As in :func:`draw_figures`.
    second
        Draws at the same time from the end, until both meet, as :func:`second_painter` does.

    Returns
    -------
    callable
        Draws the rest and returns the pictures, in the order of ``NAMES``, once all are written.
    """
    folder.mkdir(parents=True, exist_ok=True)
    todo = [(name, outcome, folder, lang, all_pages) for name in NAMES]
    taken = {} if second is None else _handed_over(second, todo)
    return partial(_draw_rest, todo, taken)


_Task = tuple[str, Outcome, Path, Language, bool]
_Taken = dict[str, "Future[list[Path]]"]


def _draw_rest(todo: list[_Task], taken: _Taken) -> list[Path]:
    paths = {
        name: _write_one(*one)
        for one in todo
        if (name := one[0]) not in taken or taken[name].cancel()
    }
    for one in todo:
        if (name := one[0]) not in paths:
            try:
                paths[name] = taken[name].result()
            except BrokenExecutor:
                paths[name] = _write_one(*one)
    return [path for name in NAMES for path in paths[name]]


def _handed_over(second: Executor, todo: list[_Task]) -> _Taken:
    """Hand over what is to be drawn, the last first; nothing to a painter that has died."""
    try:
        return {one[0]: second.submit(_write_one, *one) for one in reversed(todo)}
    except BrokenExecutor:
        return {}


def _write_one(
    name: str, outcome: Outcome, folder: Path, lang: Language, all_pages: bool
) -> list[Path]:
    return [
        write_picture(figure, folder / f"{file}.{lang}.png")
        for file, figure in draw_figures(name, outcome, lang, all_pages=all_pages)
    ]


def picture(figure: Figure) -> bytes:
    """Return a figure as PNG, without the date or the program in it."""
    content = io.BytesIO()
    figure.savefig(
        content,
        format="png",
        dpi=DPI,
        facecolor=PAPER,
        metadata={"Software": None},
        pil_kwargs={"compress_level": COMPRESSION},
    )
    return content.getvalue()


def write_pictures(drawn: Iterable[tuple[str, Figure]], folder: Path, lang: Language) -> list[Path]:
    """Write figures by name into ``folder``, which is made, as ``NAME.LANG.png``."""
    folder.mkdir(parents=True, exist_ok=True)
    return [write_picture(figure, folder / f"{name}.{lang}.png") for name, figure in drawn]


def write_picture(figure: Figure, path: Path) -> Path:
    """Write a figure as PNG, and replace atomically."""
    unfinished = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        unfinished.write_bytes(picture(figure))
        os.replace(unfinished, path)
    finally:
        unfinished.unlink(missing_ok=True)
    return path
