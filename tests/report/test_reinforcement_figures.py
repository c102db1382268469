"""Figures of a reinforcement are complete, legible and the same bytes every time."""

from collections.abc import Callable
from dataclasses import replace
from functools import cache
from pathlib import Path

import numpy as np
import pytest
from matplotlib.figure import Figure

from planner.allocation.reinforcement import FrontierPoint, Reinforcement
from planner.report.catalogue import LANGUAGES, Language
from planner.report.frontier import draw_frontier
from planner.report.gains import draw_gains
from planner.report.reinforcement_figures import write_reinforcement_figures
from tests.report.legible import assert_legible, boxes, drawn_strictly
from tests.report.synthetic_allocation import scenario
from tests.report.synthetic_outcome import places
from tests.report.synthetic_reinforcement import never, reinforcement


def long_names() -> Reinforcement:
    return reinforcement(
        scenario(
            districts=places("石家庄高新技术产业开发区", "Shijiazhuang High-technology Zone", 24),
            laboratories=places(
                "河北省石家庄市第一人民医院医学检验中心",
                "Shijiazhuang First Hospital Laboratory",
                9,
            ),
        )
    )


def crowded() -> Reinforcement:
    """Eight sets of additions that weigh nearly the same and suffice as often."""
    points = tuple(
        FrontierPoint(40 + n // 2, 1 - n // 5 / 20, 20 - n // 5, 20, 40) for n in range(8)
    )
    return reinforcement(frontier=points, confirmed=False)


def nothing_compared() -> Reinforcement:
    return replace(reinforcement(frontier=()), gains=())


def nothing_gained() -> Reinforcement:
    found = reinforcement()
    none = tuple(replace(one, hours=0.0, interval=(0.0, 0.0), persons=0.0) for one in found.gains)
    return replace(found, gains=none)


CASES: dict[str, Callable[[], Reinforcement]] = {
    "usual": reinforcement,
    "never": never,
    "long_names": long_names,
    "crowded": crowded,
    "nothing_compared": nothing_compared,
    "nothing_gained": nothing_gained,
}
DRAW = {"frontier": draw_frontier, "gains": draw_gains}


@cache
def drawn(name: str, case: str, lang: Language) -> Figure:
    (figure,) = drawn_strictly(DRAW[name](CASES[case](), lang) for _ in range(1))
    return figure


def words(figure: Figure) -> str:
    return " ".join(" ".join(shown.split()) for shown, _ in boxes(figure))


@pytest.mark.parametrize("name", DRAW)
@pytest.mark.parametrize("case", CASES)
@pytest.mark.parametrize("lang", LANGUAGES)
def test_figures_are_legible_complete_and_in_our_font(name: str, case: str, lang: Language) -> None:
    assert_legible(drawn(name, case, lang))


def test_the_frontier_shows_each_point_with_its_exact_interval_and_what_is_asked() -> None:
    figure = drawn("frontier", "usual", "en")
    at = [
        (np.asarray(one.get_xdata()), np.asarray(one.get_ydata())) for one in figure.axes[0].lines
    ]
    spans = {(x[0], round(y[0], 3), round(y[1], 3)) for x, y in at if len(x) == 2 and x[0] == x[1]}
    # Clopper and Pearson: 2, 11, 18 and 20 of 20
    assert spans == {
        (2061.0, 0.012, 0.317),
        (2439.0, 0.315, 0.769),
        (2894.0, 0.683, 0.988),
        (3477.0, 0.832, 1.0),
    }
    assert any(np.array_equal(y, [0.95, 0.95]) for _, y in at)
    shown = words(figure)
    assert "meets 48 h with 95 % confidence if additions weigh 3,477" in shown
    assert "asked for: 95 %" in shown and "11 of 20" in shown
    assert "does not surely meet" in words(drawn("frontier", "never", "en"))


def test_gains_are_bars_with_intervals_and_the_largest_heads_the_figure() -> None:
    figure = drawn("gains", "usual", "en")
    hours = figure.axes[1]
    widths = [bar.get_path().get_extents(bar.get_patch_transform()).width for bar in hours.patches]
    assert widths[:3] == pytest.approx([5.6875, 3.125, 0.4375])
    spans = [tuple(np.asarray(line.get_xdata())) for line in hours.lines[:2]]
    assert spans == [(5.143, 6.232), (2.5, 3.75)]
    assert "Most would be gained now by 10 cyclers with their lines" in words(figure)
    assert "Nothing more would bring anything" in words(drawn("gains", "nothing_gained", "en"))


def test_bytes_are_the_same(tmp_path: Path) -> None:
    one = write_reinforcement_figures(reinforcement(), tmp_path / "one", "zh")
    other = write_reinforcement_figures(reinforcement(), tmp_path / "other", "zh")
    assert [path.name for path in one] == ["frontier.zh.png", "gains.zh.png"]
    for path, same in zip(one, other, strict=True):
        assert path.read_bytes() == same.read_bytes()
