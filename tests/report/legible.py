"""What every figure must be: in our font, nothing cut off, no text upon another."""

import warnings
from collections.abc import Iterable

import numpy as np
from matplotlib.figure import Figure
from matplotlib.text import Text
from matplotlib.transforms import Bbox

from planner.report.font import FAMILY

OVERLAP_PIXELS = 2.0


def drawn_strictly(figures: Iterable[Figure]) -> list[Figure]:
    """Draw with every warning an error (a missing glyph warns)."""
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        every = list(figures)
        for figure in every:
            figure.draw_without_rendering()
    return every


def boxes(figure: Figure) -> list[tuple[str, Bbox]]:
    """Return every text that shows, with its extent in pixels."""
    texts = [text for text in figure.findobj(Text) if text.get_visible()]
    return [
        (text.get_text(), Text.get_window_extent(text)) for text in texts if text.get_text().strip()
    ]


def assert_legible(figure: Figure) -> None:
    """No text is clipped or covers another, no axes are empty, and all is in our font."""
    _assert_apart_and_whole(boxes(figure), figure)
    for axes in figure.axes:
        drawn_on = [*axes.lines, *axes.patches, *axes.images, *axes.collections]
        assert drawn_on or (axes.texts and not axes.get_xticks().size)
    texts = [text for text in figure.findobj(Text) if text.get_text()]
    assert {tuple(text.get_fontfamily()) for text in texts} == {(FAMILY,)}


def _assert_apart_and_whole(shown: list[tuple[str, Bbox]], figure: Figure) -> None:
    """No text is clipped and none covers another."""
    assert shown
    for words, box in shown:
        assert box.x0 >= 0 and box.y0 >= 0, (words, box)
        assert box.x1 <= figure.bbox.width and box.y1 <= figure.bbox.height, (words, box)
    low = np.array([box.min for _, box in shown])
    high = np.array([box.max for _, box in shown])
    shared = np.minimum(high[:, None], high) - np.maximum(low[:, None], low)
    covered = np.triu((shared > OVERLAP_PIXELS).all(axis=2), k=1)
    assert [(shown[one][0], shown[other][0]) for one, other in np.argwhere(covered)] == []
