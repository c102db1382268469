"""The problem of a tiny city, by hand."""

import numpy as np
import pytest

from planner.allocation.problem import FILL, PERIODS_TO_DEADLINE, build_problem, swabbed_at
from planner.scenario.drives import UNKNOWN_MOVE_MINUTES
from planner.scenario.scenario import Plan
from planner.scenario.tables import PlanLaboratory
from tests.allocation.tiny_cities import fixed, two_districts, van
from tests.allocation.tiny_problem import pool


def test_people_rooms_and_hours_of_a_tiny_city_by_hand() -> None:
    given = build_problem(two_districts(fixed("L0", 240, travel_minutes=30)))
    assert given.edges_hours[given.deadline_period] == 24
    to_deadline = [1.5 * n for n in range(PERIODS_TO_DEADLINE + 1)]
    assert given.edges_hours.tolist() == [*to_deadline, *range(27, 49, 3)]
    # all come at once; eight tables swab one person in 30 s
    assert given.arrived[:, 0] == pytest.approx([3000, 1500])
    assert given.people == pytest.approx(4500)
    assert given.table_room[0, 0] == pytest.approx(120 * 1.5)
    assert given.tables.tolist() == given.most_tables.tolist() == [8, 8]
    # forty swabbers, two a table
    assert given.crews.tolist() == [20, 20]
    assert given.at_door.sum() == 0
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
    assert given.is_mobile.tolist() == [False, True]
    assert given.laboratory_district.tolist() == [-1, 1]


def test_townships_of_a_roster_that_is_short_have_more_tables_than_are_staffed() -> None:
    scenario = two_districts(fixed("L0", 240))
    few = tuple(row.model_copy(update={"swabbers": 6}) for row in scenario.teams)
    given = build_problem(scenario.model_copy(update={"teams": few}))
    assert given.crews.tolist() == [3, 3]
    assert given.tables.tolist() == [3, 3]
    assert given.most_tables.tolist() == [8, 8]
    # a table swabs as many whoever staffs it
    assert given.table_room[0, 0] == pytest.approx(120 * 1.5)


def test_where_the_roster_staffs_no_table_a_mobile_team_can_bring_one() -> None:
    scenario = two_districts(fixed("L0", 240))
    full = build_problem(scenario)
    none = tuple(row.model_copy(update={"swabbers": 0}) for row in scenario.teams)
    given = build_problem(scenario.model_copy(update={"teams": none}))
    assert given.tables.tolist() == given.crews.tolist() == [0, 0]
    assert given.table_room == pytest.approx(full.table_room)


def test_people_at_home_are_swabbed_by_touring_teams_and_by_no_table() -> None:
    scenario = two_districts(fixed("L0", 240))
    people = scenario.people.model_copy(update={"homebound_share": 0.1})
    given = build_problem(scenario.model_copy(update={"people": people}))
    assert given.arrived[:, -1] == pytest.approx([2700, 1350])
    assert given.at_door[:, -1] == pytest.approx([300, 150])
    assert given.people == pytest.approx(4500)


def test_moves_of_mobile_teams_are_the_longest_within_and_between_districts() -> None:
    assert build_problem(two_districts(fixed("L0", 240))).cross_hours == 0
    scenario = two_districts(fixed("L0", 240)).model_copy(update={"mobile_teams": (pool(),)})
    given = build_problem(scenario)
    assert given.move_hours.tolist() == [0, 0]
    assert given.cross_hours == UNKNOWN_MOVE_MINUTES / 60


def test_queues_leave_no_more_than_have_come_nor_than_are_served() -> None:
    arrived = np.cumsum([[40.0, 0, 50, 0]], axis=1)
    assert swabbed_at(arrived, np.full((1, 4), 25.0)).tolist() == [[25, 40, 65, 90]]
