"""In which order laboratories are called and where they stand."""

from dataclasses import replace

import numpy as np

from planner.allocation.laboratories import in_order_of_call, placed
from planner.allocation.problem import build_problem
from tests.allocation.tiny_cities import fixed, two_districts, van


def test_the_nearest_origin_the_earliest_the_largest_then_the_name() -> None:
    rows = [
        van("M7", origin="nation"),
        van("M6", travel_minutes=60),
        van("M5", ready_hour=0.5),
        van("M4"),
        van("M3"),
        van("M2", declared_tubes_per_day=5000),
        van("M1", origin="district", ready_hour=20),
    ]
    order = [row.id for row in in_order_of_call(rows)]
    assert order == ["M1", "M2", "M3", "M4", "M5", "M6", "M7"]
    assert van("M0", ready_hour=2, travel_minutes=90).arrival_hour == 3.5


def test_each_stands_where_capacity_is_least_for_the_people() -> None:
    # 3,000 and 1,500 people, 9.5 to a tube: a van of 1,900 in a day makes them 1,100 and 1,500
    scenario = two_districts(fixed("L0", 1000))
    problem = build_problem(scenario)
    rows = [van(f"M{number}", declared_tubes_per_day=200) for number in range(3)]
    assert [row.district for row in placed(scenario, problem, rows)] == ["D0", "D1", "D0"]
    # what stands in a district already counts
    own = two_districts(fixed("L0", 1000, district="D0"))
    fuller = replace(build_problem(own), laboratory_room=np.full_like(problem.laboratory_room, 100))
    assert placed(own, fuller, rows[:1])[0].district == "D1"


def test_a_laboratory_is_never_planned_before_it_can_be_there() -> None:
    row = van("M0", ready_hour=1 / 3, travel_minutes=100)
    scenario = two_districts(mobile=(row,))
    (planned,) = placed(scenario, build_problem(scenario), [row])
    assert row.arrival_hour <= planned.from_hour < row.arrival_hour + 0.01
