"""The verification of a real city: it passes what is equal and names what is not."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from planner.simulation.building.build import build_layout
from planner.simulation.chance import draw_conditions
from planner.simulation.compiled.engine import simulate_with_log
from planner.simulation.layout import Ints
from planner.simulation.log import COLUMNS, Event
from planner.simulation.tally import Tally
from planner.simulation.verify import (
    LEAST_REFERENCE_RATE,
    check_events,
    check_rate,
    check_tallies,
    main,
    verify,
)
from tests.simulation.random_city import random_scenario


@pytest.fixture(scope="module")
def kept() -> tuple[Tally, Ints]:
    scenario = random_scenario(2)
    layout = build_layout(scenario)
    return simulate_with_log(layout, draw_conditions(scenario, layout, 1, 0))


def test_both_engines_agree_on_a_small_city() -> None:
    scenario = random_scenario(1)
    layout = build_layout(scenario)
    events, tallies, _ = verify(layout, draw_conditions(scenario, layout, 1, 0))
    assert events.passed
    assert tallies.passed


def test_the_order_of_writing_does_not_matter(kept: tuple[Tally, Ints]) -> None:
    rows = kept[1]
    assert check_events(rows, np.random.default_rng(1).permutation(rows)).passed


@pytest.mark.parametrize("column", range(len(COLUMNS)))
def test_one_changed_number_is_found(kept: tuple[Tally, Ints], column: int) -> None:
    rows = kept[1]
    changed = rows.copy()
    changed[len(rows) // 2, column] += 1
    check = check_events(rows, changed)
    assert not check.passed
    assert str(check).startswith("FAIL")


def test_a_missing_event_is_shown_in_words(kept: tuple[Tally, Ints]) -> None:
    rows = kept[1]
    last = rows[rows[:, COLUMNS.index("kind")] == Event.SWABBED][-1]
    rest = rows[(rows != last).any(axis=1)]
    check = check_events(rows, rest)
    assert not check.passed
    assert f"SWABBED ms={last[0]}" in check.words


def test_an_event_of_no_kind_is_not_passed_over(kept: tuple[Tally, Ints]) -> None:
    odd = kept[1].copy()
    odd[0, COLUMNS.index("kind")] = 999
    assert not check_events(odd, odd).passed


def test_a_count_that_differs_is_named(kept: tuple[Tally, Ints]) -> None:
    tally = kept[0]
    assert check_tallies(tally, [tally]).passed
    check = check_tallies(tally, [tally, replace(tally, fills=tally.fills + 1)])
    assert not check.passed
    assert "'fills'" in check.words


def test_the_least_rate_passes() -> None:
    assert check_rate(LEAST_REFERENCE_RATE, 1.0).passed
    assert not check_rate(LEAST_REFERENCE_RATE - 1, 1.0).passed


def test_a_folder_that_is_not_there_is_wrong_usage(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main([str(tmp_path / "nowhere")]) == 2
    assert "nowhere" in capsys.readouterr().err
