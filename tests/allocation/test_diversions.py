import math
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from planner.allocation.diversions import Diversion, diversions
from planner.scenario.tables import PlanFlow


def row(laboratory: str, share: float, from_hour: float, to_hour: float) -> PlanFlow:
    return PlanFlow(
        place="D1", from_hour=from_hour, to_hour=to_hour, laboratory=laboratory, share=share
    )


def test_the_first_laboratories_are_assigned_and_later_ones_take_from_them() -> None:
    rows = [row("L1", 1, 0, 20), row("L1", 0.6, 20, 48), row("L2", 0.4, 20, 48)]
    assert diversions(rows, {}, 0) == [
        Diversion("D1", 1, None, "L1", 0, 20),
        Diversion("D1", 0.4, "L1", "L2", 20, 48),
    ]


def test_shares_that_stay_are_no_order_however_many_rows_say_so() -> None:
    rows = [row("L1", 0.5, hour, hour + 4) for hour in range(0, 48, 4)]
    rows += [row("L2", 0.5 - 0.0004 * hour, hour, hour + 4) for hour in range(0, 48, 4)]
    made = diversions(rows, {}, 0)
    assert [(one.to_laboratory, one.from_hour) for one in made] == [("L1", 0), ("L2", 0)]


def test_a_plan_that_says_what_is_done_anyway_orders_nothing() -> None:
    rows = [row("L1", 0.6, 0, 48), row("L2", 0.4, 0, 48)]
    assert diversions(rows, {"D1": {"L1": 0.6, "L2": 0.4}}, 10) == []
    assert diversions(rows, {"D1": {"L1": 1.0}}, 10) == [Diversion("D1", 0.4, "L1", "L2", 10, 48)]


def test_what_the_plan_says_before_there_are_tubes_is_no_order() -> None:
    rows = [row("L1", 1, 0, 8), row("L2", 1, 8, 48)]
    assert diversions(rows, {}, 10) == [Diversion("D1", 1, None, "L2", 10, 48)]


def test_between_two_rows_of_a_plan_the_habit_holds() -> None:
    rows = [row("L2", 1, 10, 20), row("L2", 1, 30, 40)]
    made = diversions(rows, {"D1": {"L1": 1.0}}, 0)
    assert [(one.from_laboratory, one.to_laboratory, one.from_hour) for one in made] == [
        ("L1", "L2", 10),
        ("L2", "L1", 20),
        ("L1", "L2", 30),
    ]


def test_the_end_of_the_plan_is_no_order() -> None:
    (only,) = diversions([row("L1", 1, 6, 30)], {}, 0)
    assert (only.from_hour, only.until_hour) == (6, 30)
    assert math.isfinite(only.until_hour)


@given(st.lists(st.lists(st.integers(0, 33), min_size=3, max_size=3), min_size=1, max_size=6))
def test_orders_followed_one_after_the_other_give_the_shares_of_the_plan(
    percents: list[list[int]],
) -> None:
    names = ("L1", "L2", "L3")
    rows = [
        row(name, share / 100, number, number + 1)
        for number, shares in enumerate(percents)
        for name, share in zip(names, shares, strict=True)
    ]
    held = dict.fromkeys(names, 0.0)
    made = diversions(rows, {}, 0)
    for number, shares in enumerate(percents):
        for one in made:
            if one.from_hour == number:
                held[one.to_laboratory] += one.share
                if one.from_laboratory is not None:
                    held[one.from_laboratory] -= one.share
        if number == 0:
            for name, share in zip(names, shares, strict=True):
                assert abs(held[name] - share / 100) < 1e-9
    gained = sum(one.share for one in made if one.from_laboratory is None)
    totals = [0, *(sum(shares) for shares in percents)]
    rises = sum(max(b - a, 0) for a, b in pairwise(totals))
    assert abs(gained - rises / 100) < 0.02 * len(percents)
