"""Which teams go where, by hand and against the plan's own count of teams at work."""

import math
from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from planner.allocation.postings import Posting, postings
from planner.scenario.drives import UNKNOWN_MOVE_MINUTES
from planner.scenario.settings import Courier
from planner.scenario.tables import MobileTeams, PlanTeams, Township
from planner.scenario.team_moves import Stays, least_teams

TOWNSHIPS = {
    name: Township(
        id=name, district=district, name_zh=name, name_en=name, urban_persons=1, rural_persons=0
    )
    for name, district in (("T1", "D1"), ("T2", "D1"), ("T3", "D2"))
}
POOL = MobileTeams(
    id="help",
    name_zh="支援",
    name_en="Help",
    origin="province",
    teams=100,
    ready_hour=2,
    travel_minutes=90,
)


def row(place: str, teams: int, from_hour: float, to_hour: float) -> PlanTeams:
    return PlanTeams(pool="help", teams=teams, place=place, from_hour=from_hour, to_hour=to_hour)


def found(*rows: PlanTeams) -> list[Posting]:
    return postings(POOL, rows, TOWNSHIPS, Courier())


def test_teams_leave_their_origin_in_time_to_arrive() -> None:
    assert found(row("T1", 5, 10, 18)) == [Posting(5, None, "T1", 8.5, 10, 18)]


def test_rows_that_follow_each_other_are_one_posting_and_pauses_are_rest() -> None:
    rows = (row("T1", 5, 10, 14), row("T1", 5, 14, 26), row("T1", 5, 34, 50))
    assert found(*rows) == [Posting(5, None, "T1", 8.5, 10, 50)]


def test_teams_that_are_free_move_on_before_more_come_from_the_origin() -> None:
    assert found(row("T1", 5, 10, 20), row("T3", 7, 22, 30)) == [
        Posting(5, None, "T1", 8.5, 10, 20),
        Posting(2, None, "T3", 20.5, 22, 30),
        Posting(5, "T1", "T3", 21, 22, 30),
    ]


def test_teams_of_the_same_district_move_first() -> None:
    moves = found(row("T1", 3, 10, 20), row("T3", 3, 10, 19), row("T2", 3, 21, 30))
    assert moves[-1] == Posting(3, "T1", "T2", 20, 21, 30)


def test_teams_that_rest_at_a_place_resume_there_and_the_others_move() -> None:
    moves = found(row("T1", 6, 10, 20), row("T1", 2, 30, 40), row("T2", 4, 30, 40))
    assert moves == [
        Posting(4, None, "T1", 8.5, 10, 20),
        Posting(2, None, "T1", 8.5, 10, 40),
        Posting(4, "T1", "T2", 29, 30, 40),
    ]


@st.composite
def plans(draw: st.DrawFn) -> list[PlanTeams]:
    starts = st.integers(0, 20)
    return [
        row(place, draw(st.integers(1, 9)), start, start + draw(st.integers(1, 12)))
        for place in draw(st.lists(st.sampled_from(sorted(TOWNSHIPS)), max_size=8))
        for start in [draw(starts)]
    ]


@given(plans())
def test_postings_staff_every_row_with_the_fewest_teams(
    plan: list[PlanTeams],
) -> None:
    moves = found(*plan)
    assert moves == found(*reversed(plan))
    assert all(one.teams > 0 and math.isfinite(one.until_hour) for one in moves)
    assert all(one.leave_hour <= one.arrive_hour < one.until_hour for one in moves)
    hours = sorted({hour for one in plan for hour in (one.from_hour, one.to_hour)})
    at_work = [
        Counter(
            {
                place: sum(
                    one.teams
                    for one in plan
                    if one.place == place and one.from_hour <= hour < one.to_hour
                )
                for place in TOWNSHIPS
            }
        )
        for hour in hours
    ]
    for hour, needed in zip(hours, at_work, strict=True):
        there = Counter[str]()
        for one in moves:
            if one.arrive_hour <= hour < one.until_hour:
                there[one.place] += one.teams
        assert needed <= there
    came = sum(one.teams for one in moves if one.from_place is None)
    hour = UNKNOWN_MOVE_MINUTES / 60
    moves_hours = {(a, b): hour * (a != b) for a in TOWNSHIPS for b in TOWNSHIPS}
    assert came == (least_teams(Stays.of(plan, moves_hours)) if plan else 0)


@pytest.mark.parametrize("place", sorted(TOWNSHIPS))
def test_a_move_starts_where_its_teams_were(place: str) -> None:
    moves = found(row("T1", 4, 0, 8), row("T2", 4, 0, 8), row("T3", 4, 0, 8), row(place, 12, 9, 12))
    left = Counter({one.from_place: one.teams for one in moves if one.arrive_hour == 9})
    assert left == Counter({other: 4 for other in TOWNSHIPS if other != place})
