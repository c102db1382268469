"""The least number of teams for some stays, against every way to tell teams off."""

from itertools import product
from random import Random

import pytest

from planner.scenario.tables import PlanTeams
from planner.scenario.team_moves import Stays, least_teams

MOVES = {(a, b): 0.0 if a == b else 1.0 for a in "AB" for b in "AB"}


def stay(place: str, from_hour: float, to_hour: float, teams: int = 1) -> PlanTeams:
    return PlanTeams(pool="P", teams=teams, place=place, from_hour=from_hour, to_hour=to_hour)


def needed(*rows: PlanTeams) -> int:
    return least_teams(Stays.of(rows, MOVES))


@pytest.mark.parametrize(
    ("rows", "teams"),
    [
        ((stay("A", 0, 5),), 1),
        ((stay("A", 0, 5), stay("A", 5, 9)), 1),
        ((stay("A", 0, 5), stay("B", 5, 9)), 2),
        ((stay("A", 0, 5), stay("B", 6, 9)), 1),
        ((stay("A", 0, 5, 3), stay("B", 6, 9, 2), stay("A", 5, 9, 2)), 4),
        ((stay("A", 0, 5), stay("A", 4, 9)), 2),
        # who was told off first must not take the place that only the other can reach
        ((stay("A", 0, 5), stay("B", 0, 5), stay("A", 5, 9), stay("B", 5, 9)), 2),
    ],
)
def test_worked_by_hand(rows: tuple[PlanTeams, ...], teams: int) -> None:
    assert needed(*rows) == teams


@pytest.mark.parametrize("seed", range(20))
def test_no_way_to_tell_teams_off_needs_fewer(seed: int) -> None:
    rng = Random(seed)
    starts = sorted(rng.randint(0, 8) for _ in range(5))
    rows = [stay(rng.choice("AB"), start, start + rng.randint(1, 3)) for start in starts]
    assert needed(*rows) == min(map(lambda way: _teams(rows, way), product(range(5), repeat=5)))


def _teams(rows: list[PlanTeams], way: tuple[int, ...]) -> int:
    """Return how many teams a way to tell them off uses, or more than there are stays."""
    last: dict[int, PlanTeams] = {}
    for row, team in zip(rows, way, strict=True):
        if team in last:
            before = last[team]
            if before.to_hour + MOVES[before.place, row.place] > row.from_hour:
                return len(rows) + 1
        last[team] = row
    return len(last)
