import math
from pathlib import Path

import numpy as np
import pytest

from planner.allocation.answer import Allocation
from planner.allocation.habits import habitual_shares
from planner.allocation.sent_tubes import tubes_sent
from planner.scenario import load
from planner.scenario.scenario import Plan, Scenario
from planner.scenario.tables import PlanFlow
from planner.simulation.tally import TUBES
from tests.report.synthetic_outcome import outcome, places
from tests.scenario.tiny import write_tiny


def answered(scenario: Scenario, plan: Plan) -> Allocation:
    """Return an allocation whose simulation swabs from hour 6 on."""
    result = outcome(
        districts=places("区", "District", len(scenario.districts)),
        laboratories=places("检测机构", "Laboratory", len(scenario.laboratories)),
        expected_persons=10_000,
    )
    return Allocation("optimal", plan, "allocator", (), (), (), True, result)


@pytest.fixture
def tiny(tmp_path: Path) -> Scenario:
    return load(write_tiny(tmp_path / "tiny"))


def flow(laboratory: str, from_hour: float, to_hour: float) -> PlanFlow:
    return PlanFlow(
        place="D1", from_hour=from_hour, to_hour=to_hour, laboratory=laboratory, share=1
    )


def test_all_tubes_of_a_district_go_where_the_plan_says_and_sum_to_those_collected(
    tiny: Scenario,
) -> None:
    result = answered(tiny, Plan(flows=(flow("L2", 0, 240),)))
    sent = tubes_sent(tiny, result)
    assert sent[0, 0] == 0 and sent[0, 1] > 0
    swabbed = result.outcome.curves.city.p50[0]
    busy = np.flatnonzero(np.diff(swabbed, prepend=0.0) > 0)
    days = (busy[-1] - busy[0] + 1) / 24
    collected = result.outcome.tubes.counts[TUBES.index("collected")]
    assert sent.sum() * days == pytest.approx(collected)


def test_a_later_laboratory_gets_the_part_swabbed_after_the_change(tiny: Scenario) -> None:
    result = answered(tiny, Plan(flows=(flow("L1", 0, 15), flow("L2", 15, 240))))
    sent = tubes_sent(tiny, result)
    swabbed = result.outcome.curves.district_p50[0, 0]
    before = swabbed[14] / swabbed[-1]
    assert 0 < before < 1
    assert sent[0, 0] / sent[0].sum() == pytest.approx(before)


def test_habits_are_shares_of_each_district_that_sum_to_one(tiny: Scenario) -> None:
    habits = habitual_shares(tiny)
    assert set(habits) == {"D1", "D2"}
    assert habits["D1"] == {"L1": 1.0}
    assert all(math.isclose(sum(shares.values()), 1) for shares in habits.values())
    planned = tiny.model_copy(update={"plan": Plan(flows=(flow("L2", 0, 240),))})
    assert habitual_shares(planned) == habits
