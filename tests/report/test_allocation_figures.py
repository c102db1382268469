"""Figures of an allocation are complete, legible and the same bytes every time."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from matplotlib.figure import Figure
from matplotlib.patches import FancyArrowPatch

from planner.allocation.answer import Allocation
from planner.report.allocation_figures import write_allocation_figures
from planner.report.catalogue import LANGUAGES, Language
from planner.report.flow_map import draw_flow_map
from planner.report.gantt import draw_gantt
from planner.report.loop import draw_loop
from planner.scenario.scenario import Scenario
from planner.simulation.layout import Floats
from tests.report.legible import assert_legible, boxes, drawn_strictly
from tests.report.synthetic_allocation import allocation, history, scenario
from tests.report.synthetic_outcome import places

Case = tuple[Scenario, Allocation]


def usual() -> Case:
    return scenario(), allocation()


def shijiazhuang() -> Case:
    """Many places with long names, and more rows than the figure of teams shows."""
    of = scenario(
        districts=places("石家庄高新技术产业开发区", "Shijiazhuang High-technology Zone", 24),
        laboratories=places(
            "河北省石家庄市第一人民医院医学检验中心", "Shijiazhuang First Hospital Laboratory", 100
        ),
        pools=24,
    )
    return of, allocation(of, passes=20)


def no_plan() -> Case:
    return scenario(), allocation(with_plan=False, passes=0, confirmed=False)


def one_pass_that_agrees() -> Case:
    """Promise and simulation lie upon each other, and no plan by rule stands beside."""
    (only,) = history(1)[-1:]
    agreed = replace(only, promised_persons=only.simulated_persons)
    return scenario(pools=1), replace(allocation(scenario(pools=1)), history=(agreed,))


def no_laboratory() -> Case:
    of = scenario(laboratories=places("无", "none", 0))
    return of, allocation(of)


CASES: dict[str, Callable[[], Case]] = {
    "usual": usual,
    "shijiazhuang": shijiazhuang,
    "no_plan": no_plan,
    "one_pass_that_agrees": one_pass_that_agrees,
    "no_laboratory": no_laboratory,
}


def sent(of: Scenario) -> Floats:
    """Every district sends to the laboratory of its number and to the next two."""
    shape = (len(of.districts), len(of.laboratories))
    tubes = np.zeros(shape)
    for district in range(shape[0]):
        for step in range(min(3, shape[1])):
            tubes[district, (district + step) % shape[1]] = 1000 * (district + 1) / (1 + step)
    return tubes


def draw(name: str, case: str, lang: Language) -> Iterator[Figure]:
    of, result = CASES[case]()
    if name == "teams":
        yield draw_gantt(of, result, lang)
    elif name == "loop":
        yield draw_loop(result, lang)
    else:
        figure = draw_flow_map(of, result.outcome, sent(of), lang)
        assert figure is not None
        yield figure


@cache
def drawn(name: str, case: str, lang: Language) -> Figure:
    (figure,) = drawn_strictly(draw(name, case, lang))
    return figure


def words(figure: Figure) -> str:
    return " ".join(" ".join(shown.split()) for shown, _ in boxes(figure))


@pytest.mark.parametrize("name", ["teams", "loop", "map-flows"])
@pytest.mark.parametrize("case", CASES)
@pytest.mark.parametrize("lang", LANGUAGES)
def test_figures_are_legible_complete_and_in_our_font(name: str, case: str, lang: Language) -> None:
    assert_legible(drawn(name, case, lang))


def test_pools_stand_by_origin_the_nearest_first() -> None:
    shown = [string for string, _ in boxes(drawn("teams", "usual", "en"))]
    origins = ("another district", "another city of the province", "another province")
    assert [string for string in shown if string in origins] == list(origins)


def test_bars_are_the_hours_of_the_plan_and_links_join_the_places() -> None:
    axes = drawn("teams", "usual", "en").axes[0]
    corners = [
        np.asarray(path.vertices)[:, 0] for bar in axes.collections[1:] for path in bar.get_paths()
    ]
    spans = {(float(at.min()), float(at.max())) for at in corners}
    assert spans == {(10, 18), (18, 26), (34, 44), (34, 50)}
    moves = [line for line in axes.lines if np.array_equal(np.asarray(line.get_xdata()), [33, 34])]
    assert len(moves) == 3


def test_places_that_do_not_fit_are_counted_in_words() -> None:
    assert "19 further places are not shown" in words(drawn("teams", "shijiazhuang", "en"))


def test_the_loop_says_how_far_promise_and_simulation_are_apart() -> None:
    shown = words(drawn("loop", "usual", "en"))
    assert "differ by 4 % in the last pass, number 3" in shown
    assert "promised 3.89 million" in shown and "simulated 3.75 million" in shown
    assert "teams by population" in shown
    assert "Not confirmed" in words(draw_loop(replace(allocation(), confirmed=False), "en"))


def test_lines_of_the_map_are_as_wide_as_their_tubes_and_the_rest_is_counted() -> None:
    of, result = usual()
    tubes = np.zeros((6, 20))
    tubes[1, [1, 2]] = 700, 300  # own, and a known position
    tubes[2, 5] = 100  # district 6 has neither a boundary nor a position
    tubes[3, 6] = 150  # outside the city, but its position is known
    figure = draw_flow_map(of, result.outcome, tubes, "en")
    assert figure is not None
    shown = words(figure)
    assert "Where tubes go: 1,250 a day, 44 % of them out of their district" in shown
    assert "no position: 100 tubes a day" in shown
    assert "300 tubes a day" in shown
    patches = [one for axes in figure.axes for one in axes.patches]
    arrows = [one for one in patches if isinstance(one, FancyArrowPatch)]
    styles: list[Any] = [one.get_arrowstyle() for one in arrows]
    tails = [style.tail_width for style in styles]
    assert tails[1] / tails[0] == pytest.approx(0.5)


def test_no_map_is_drawn_without_boundaries_and_bytes_are_the_same(tmp_path: Path) -> None:
    of, result = usual()
    nowhere = replace(result, outcome=replace(result.outcome, geography=None))
    assert draw_flow_map(of, nowhere.outcome, sent(of), "zh") is None
    one = write_allocation_figures(of, nowhere, tmp_path / "one", "zh")
    other = write_allocation_figures(of, nowhere, tmp_path / "other", "zh")
    assert [path.name for path in one] == ["teams.zh.png", "loop.zh.png"]
    for path, same in zip(one, other, strict=True):
        assert path.read_bytes() == same.read_bytes()
