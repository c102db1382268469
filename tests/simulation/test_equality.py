"""Both engines give the same event log, on scenarios in which every rule of the chain decides."""

from collections import Counter

import pytest

from planner.simulation.building.build import build_layout
from planner.simulation.chance import draw_conditions
from planner.simulation.compiled.engine import simulate_with_log
from planner.simulation.log import first_difference
from tests.simulation.chain_rules import Rule
from tests.simulation.random_city import random_scenario
from tests.simulation.rules_fired import run_reference

BLOCKS = 2
SCENARIOS = 500
"""Scenarios of a block."""
ENOUGH = 25
"""Scenarios of each block in which every rule must decide: 50 of all 1,000."""


@pytest.mark.parametrize("block", range(BLOCKS))
def test_every_event_is_equal_and_every_rule_decides(block: int) -> None:
    decided: Counter[Rule] = Counter()
    for seed in range(block * SCENARIOS, (block + 1) * SCENARIOS):
        scenario = random_scenario(seed)
        layout = build_layout(scenario)
        conditions = draw_conditions(scenario, layout, seed, 0)
        reference, rules = run_reference(scenario, layout, conditions)
        _, compiled = simulate_with_log(layout, conditions)
        difference = first_difference(reference, compiled)
        assert difference is None, f"scenario {seed}, reference against compiled: {difference}"
        decided.update(rules)
    rare = [f"{rule.value}: {decided[rule]}" for rule in Rule if decided[rule] < ENOUGH]
    assert not rare, f"rules that decide in fewer than {ENOUGH} of {SCENARIOS}: {rare}"
