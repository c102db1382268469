"""The map of China: every city once, in the mark of its state, and no name over another."""

from itertools import combinations

import numpy as np
import pytest
from matplotlib.collections import PathCollection
from matplotlib.figure import Figure

from planner.report.catalogue import Language
from planner.report.census.map import STATES, draw_census_map, projected, state
from planner.report.figures import picture
from planner.scenario.census.records import cities
from planner.scenario.draft.capacities import OF_RULE
from planner.study.census.answer import Census, answer
from planner.study.census.city import CityRow, Rule
from planner.study.census.kept import Asked
from tests.report.census.made_up_census import made_up_census


@pytest.fixture(scope="module")
def country() -> Census:
    """Return every city, without an answer."""
    asked = Asked(cities(), Rule(), {})
    return answer(asked, [CityRow.failed(city, OF_RULE, "lost") for city in cities()])


def marks(figure: Figure) -> dict[str, int]:
    found = [one for one in figure.axes[0].collections if isinstance(one, PathCollection)]
    return {str(one.get_gid()): len(np.asarray(one.get_offsets())) for one in found}


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_every_city_is_on_the_map(country: Census, lang: Language) -> None:
    figure = draw_census_map(country, lang)
    assert sum(marks(figure).values()) == 367
    axes = figure.axes[0]
    (west, east), (south, north) = axes.get_xlim(), axes.get_ylim()
    for collection in axes.collections:
        x, y = np.asarray(collection.get_offsets()).reshape(-1, 2).T
        assert ((west <= x) & (x <= east) & (south <= y) & (y <= north)).all()


def test_marks_tell_the_states_apart() -> None:
    census = made_up_census()
    states = [state(census, row) for row in census.rows]
    assert set(states) == set(STATES)
    found = marks(draw_census_map(census, "en"))
    assert found == {name: states.count(name) for name in STATES}


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_no_name_is_written_over_another(country: Census, lang: Language) -> None:
    figure = draw_census_map(country, lang)
    renderer = figure.canvas.get_renderer()  # type: ignore[attr-defined]
    names = [one.get_window_extent(renderer) for one in figure.axes[0].texts]
    assert len(names) == 31
    # boxes of the renderer are a little taller than the letters in them
    clashes = [
        (a, b)
        for a, b in combinations(names, 2)
        if a.shrunk(0.95, 0.7).overlaps(b.shrunk(0.95, 0.7))
    ]
    assert not clashes
    page = figure.bbox
    for one in (*figure.texts, *figure.axes[0].texts):
        box = one.get_window_extent(renderer)
        assert page.x0 <= box.x0
        assert box.x1 <= page.x1


def test_areas_are_kept() -> None:
    def area(south: float, west: float) -> float:
        corners = np.array([(south, west), (south, west + 1), (south + 1, west), (south, west)])
        (x0, y0), (x1, y1), (x2, y2), _ = projected(corners)
        return float(abs((x1 - x0) * (y2 - y0) - (x2 - x0) * (y1 - y0)))

    for south, west in ((20.0, 110.0), (45.0, 130.0), (38.0, 76.0)):
        middle = np.cos(np.radians(south + 1 / 3))
        assert area(south, west) == pytest.approx(middle * np.radians(1) ** 2, rel=0.01)


def test_the_same_census_gives_the_same_picture() -> None:
    census = made_up_census()
    assert picture(draw_census_map(census, "zh")) == picture(draw_census_map(census, "zh"))
