"""Figures are complete, legible and the same bytes every time; look at them too."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import cache
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from matplotlib.figure import Figure

from planner.outcome.outcome import Outcome
from planner.report.catalogue import LANGUAGES, Language
from planner.report.curves import spread
from planner.report.figures import (
    FIGURES,
    MAPS,
    NAMES,
    begin_figures,
    draw_figures,
    write_picture,
)
from planner.report.laboratory_pages import PER_PAGE, draw_laboratory_pages
from planner.report.style import shortened, width_in
from planner.report.time_axis import last_hour
from tests.report.legible import assert_legible, boxes, drawn_strictly
from tests.report.synthetic_outcome import constant, empty, outcome, places


def shijiazhuang() -> Outcome:
    """Many places with long names."""
    return outcome(
        districts=places("石家庄高新技术产业开发区", "Shijiazhuang High-technology Zone", 24),
        laboratories=places(
            "河北省石家庄市第一人民医院医学检验中心", "Shijiazhuang First Hospital Laboratory", 100
        ),
        finish_hours=96,
        target_hours=72,
        expected_persons=11_200_000,
    )


def standing_still() -> Outcome:
    """Nothing is ever done after the swab, and laboratories stand still."""
    base = outcome(finish_hours=60)
    city = base.curves.city
    nothing = np.zeros_like(city.p50)
    nothing[0] = city.p50[0]
    backlog = np.where(base.stations.backlog_hours > 0, np.inf, 0.0)
    never = np.full(len(base.districts.ids), np.nan)
    return replace(
        base,
        curves=replace(base.curves, city=constant(nothing)),
        clocks=replace(base.clocks, city=constant(np.full((3, 4), np.nan))),
        stations=replace(base.stations, backlog_hours=backlog),
        lateness=replace(base.lateness, hours_to_spare=constant(never)),
        waits=replace(base.waits, p90_minutes=np.full(len(never) + 1, np.inf)),
    )


CASES: dict[str, Callable[[], Outcome]] = {
    "in_time": outcome,
    "late": lambda: outcome(finish_hours=96, variants=("with-province",)),
    "never": lambda: outcome(finish_hours=150, reached_share=0.62),
    "early": lambda: outcome(finish_hours=22, target_hours=120),
    "close_together": lambda: outcome(lags_hours=(0, 0.2, 0.3)),
    "one_person": lambda: outcome(expected_persons=1, districts=places("区", "District", 1)),
    "shijiazhuang": shijiazhuang,
    "no_laboratory": lambda: outcome(laboratories=places("无", "none", 0)),
    "standing_still": standing_still,
    "empty": lambda: empty(outcome()),
}


def draw(name: str, case: str, lang: Language) -> Iterator[Figure]:
    """Draw a figure, a map where there is one, or all pages of laboratories."""
    for _, figure in draw_figures(name, CASES[case](), lang, all_pages=True):
        yield figure


@cache
def drawn(name: str, case: str, lang: Language) -> tuple[Figure, ...]:
    """Draw once."""
    return tuple(drawn_strictly(draw(name, case, lang)))


def single(name: str, case: str, lang: Language = "en") -> Figure:
    (figure,) = drawn(name, case, lang)
    return figure


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("case", CASES)
@pytest.mark.parametrize("lang", LANGUAGES)
def test_figures_are_legible_complete_and_in_our_font(name: str, case: str, lang: Language) -> None:
    for figure in drawn(name, case, lang):
        assert_legible(figure)


def test_districts_that_never_finish_have_words_and_no_axis() -> None:
    axes = single("districts", "standing_still").axes[0]
    assert not axes.lines and not axes.get_xticks().size
    assert {text.get_text() for text in axes.texts} == {"never finishes"}


@pytest.fixture
def coarse(monkeypatch: pytest.MonkeyPatch) -> None:
    """Write small pictures, where their content does not matter."""
    monkeypatch.setattr("planner.report.figures.DPI", 40)


@pytest.mark.usefixtures("coarse")
def test_same_outcome_gives_the_same_bytes(tmp_path: Path) -> None:
    same_case = outcome(laboratories=places("检测机构", "Laboratory", 2))
    one = begin_figures(same_case, tmp_path / "one", "zh")()
    other = begin_figures(same_case, tmp_path / "other", "zh")()
    names = [*FIGURES, *MAPS, "laboratories-01"]
    assert [path.name for path in one] == [f"{name}.zh.png" for name in names]
    for path, same in zip(one, other, strict=True):
        assert path.read_bytes() == same.read_bytes()
        assert b"Software" not in path.read_bytes()


def test_an_older_picture_is_replaced_and_nothing_else_is_left(tmp_path: Path) -> None:
    kept = tmp_path / "curves.en.png"
    kept.write_bytes(b"older picture")
    write_picture(single("curves", "late"), kept)
    assert kept.read_bytes().startswith(b"\x89PNG")
    assert list(tmp_path.iterdir()) == [kept]


@pytest.mark.parametrize(("case", "hours"), [("in_time", 52), ("late", 101), ("early", 29)])
def test_axis_ends_when_all_is_done_not_at_the_horizon(case: str, hours: int) -> None:
    assert last_hour(CASES[case]()) == pytest.approx(hours, abs=3)
    assert single("laboratories", case).axes[0].get_xlim()[1] == pytest.approx(hours, abs=3)
    left_part = single("curves", case).axes[0].get_xlim()[1] * 0.65
    assert left_part <= max(hours, CASES[case]().question.deadline_hour)


def test_more_districts_than_fit_are_counted_in_words() -> None:
    figure = FIGURES["districts"](outcome(districts=places("区", "District", 55)), "en")
    shown = " ".join(words for words, _ in boxes(figure))
    assert "15 further districts" in shown


def test_every_laboratory_with_tubes_is_on_one_page_the_worst_first() -> None:
    base = outcome(laboratories=places("检测机构", "Laboratory", 2 * PER_PAGE + 1))
    delivered = base.laboratory_series.delivered_tubes.copy()
    delivered[3] = 0
    served = replace(
        base, laboratory_series=replace(base.laboratory_series, delivered_tubes=delivered)
    )
    pages = [
        [words for words, _ in boxes(page) if words.startswith("Laboratory ")]
        for page in draw_laboratory_pages(served, "en")
    ]
    numbers = [number for number in range(1, 2 * PER_PAGE + 2) if number != 4]
    assert [set(page) for page in pages] == [
        {f"Laboratory {number}" for number in part}
        for part in (numbers[:PER_PAGE], numbers[PER_PAGE:])
    ]


@pytest.mark.usefixtures("coarse")
def test_no_map_is_drawn_without_boundaries(tmp_path: Path) -> None:
    nowhere = replace(outcome(laboratories=places("无", "none", 0)), geography=None)
    names = [path.name for path in begin_figures(nowhere, tmp_path, "en")()]
    assert names == [f"{name}.en.png" for name in FIGURES]


@pytest.mark.parametrize("name", MAPS)
def test_a_map_names_its_source_and_the_district_that_it_cannot_show(name: str) -> None:
    figure = single(name, "late")
    shown = " ".join(words for words, _ in boxes(figure))
    assert "© OpenStreetMap contributors, ODbL 1.0" in shown
    assert "only in the list: Xuchang district 6" in " ".join(shown.split())
    assert "1 of 2 townships and 10 of 20 laboratories" in " ".join(shown.split())
    assert {"1", "2", "3", "4", "5"} <= {words for words, _ in boxes(figure)}


def test_the_table_of_causes_adds_up_to_the_people_registered() -> None:
    base = outcome(districts=places("区", "District", 55), reached_share=0.62)
    figure = FIGURES["causes"](base, "en")
    axes = figure.axes[0]
    rows: dict[float, list[int]] = {}
    for cell in axes.texts:
        words = cell.get_text().replace(",", "")
        rows.setdefault(cell.get_position()[1], []).append(int(words))
    assert len(rows) == 1 + 40 + 1
    assert all(sum(row[:-1]) == row[-1] for row in rows.values())
    columns = np.array(list(rows.values()))
    np.testing.assert_array_equal(columns[0], columns[1:].sum(axis=0))


@given(st.lists(st.floats(0, 100), min_size=1, max_size=6), st.floats(0.1, 15))
def test_end_labels_stand_apart_between_bounds_in_the_order_of_their_curves(
    wanted: list[float], apart: float
) -> None:
    placed = spread(wanted, apart, 0.0, 100.0)
    ordered = sorted(placed)
    assert all(b - a >= apart - 1e-9 for a, b in pairwise(ordered))
    order = sorted(range(len(wanted)), key=lambda index: (wanted[index], index))
    assert [placed[index] for index in order] == ordered
    assert ordered[0] >= -1e-9
    assert ordered[-1] <= 100.0


def test_end_labels_that_are_apart_stay_where_they_are() -> None:
    assert spread([90.0, 10.0, 40.0], 20.0, 0.0, 100.0) == [90.0, 10.0, 40.0]


@pytest.mark.parametrize("room_in", [0.5, 1.0, 2.0])
def test_shortened_names_fit_and_keep_both_ends(room_in: float) -> None:
    name = "Shijiazhuang High-technology Industrial Development Zone 17"
    cut = shortened(name, 10, room_in)
    assert width_in(cut, 10) <= room_in
    assert cut.startswith("S") and "…" in cut and cut.endswith("7")
    assert shortened("许昌", 10, room_in) == "许昌"
