"""How long a move between townships takes."""

from typing import Any

import pytest

from planner.scenario.drives import UNKNOWN_MOVE_MINUTES, all_moves_minutes, move_minutes
from planner.scenario.settings import Courier
from planner.scenario.tables import Township


def township(name: str, latitude: float | None = None, longitude: float | None = None) -> Township:
    row: dict[str, Any] = {"name_zh": name, "name_en": name, "urban_persons": 1, "rural_persons": 0}
    return Township(
        id=name, district="D", latitude_degrees=latitude, longitude_degrees=longitude, **row
    )


def test_a_team_that_stays_does_not_move() -> None:
    assert move_minutes(township("A"), township("A"), Courier()) == 0


def test_an_unknown_position_takes_an_hour() -> None:
    assert move_minutes(township("A", 34, 114), township("B"), Courier()) == UNKNOWN_MOVE_MINUTES


def test_positions_give_the_road_at_the_courier_s_speed() -> None:
    there = move_minutes(township("A", 34, 114), township("B", 34.5, 114), Courier())
    assert there == pytest.approx(111.195 / 2 * 1.4 / 30 * 60, rel=1e-4)
    near = move_minutes(township("A", 34, 114), township("B", 34.001, 114), Courier())
    assert near == Courier().shortest_minutes


def test_all_moves_at_once_are_the_moves_one_by_one() -> None:
    far, near = township("B", 34.5, 114), township("C", 34.501, 114.3)
    places = (township("A", 34, 114), far, township("U"), near, township("V"))
    each = [[move_minutes(start, end, Courier()) for end in places] for start in places]
    assert all_moves_minutes(places, Courier()).tolist() == [pytest.approx(row) for row in each]
    assert all_moves_minutes((), Courier()).shape == (0, 0)
