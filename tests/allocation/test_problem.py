"""The problem of a tiny city, by hand and by the file of what it was."""

import numpy as np
import pytest

from planner.allocation.problem import FILL, PERIODS_TO_DEADLINE, build_problem
from planner.scenario.scenario import Plan
from planner.scenario.tables import PlanLaboratory
from tests.allocation.tiny_cities import fixed, two_districts, van


def test_people_rooms_and_hours_of_a_tiny_city_by_hand() -> None:
    given = build_problem(two_districts(fixed("L0", 240, travel_minutes=30)))
    assert given.edges_hours[given.deadline_period] == 24
    assert given.edges_hours.tolist() == [1.5 * n for n in range(PERIODS_TO_DEADLINE + 1)] + [
        36,
        48,
    ]
    # all come at once; eight tables swab one person in 30 s
    assert given.arrived[:, 0] == pytest.approx([3000, 1500])
    assert given.people == pytest.approx(4500)
    assert given.swab_room[0, 0] == pytest.approx(8 * 120 * 1.5)
    assert given.tables.tolist() == [8, 8]
    # ten tubes an hour of ten people, but not quite full
    assert given.persons_per_tube == pytest.approx(10 * FILL)
    assert given.laboratory_room[0] == pytest.approx(
        np.diff(given.edges_hours) * 10 * given.persons_per_tube
    )
    assert given.travel_hours == pytest.approx(0.5)
    assert given.result_hours == pytest.approx((90 + 10 + 30 / 2) / 60)


def test_a_laboratory_serves_the_city_or_its_district() -> None:
    given = build_problem(two_districts(fixed("L0", 240), fixed("L1", 240, serves="D1")))
    assert given.serves.tolist() == [[1, 0], [1, 1]]


def test_a_mobile_laboratory_has_room_from_when_it_is_set_up() -> None:
    plan = Plan(laboratories=(PlanLaboratory(laboratory="M0", district="D1", from_hour=3),))
    given = build_problem(
        two_districts(fixed("L0", 240), mobile=(van("M0", setup_hours=3), van("M1")), plan=plan)
    )
    assert given.laboratory_ids == ("L0", "M0")
    assert given.laboratory_room[1, :4] == pytest.approx(0)
    assert given.laboratory_room[1, 4] == pytest.approx(100 * 1.5 * given.persons_per_tube)
