"""A part of a city has the city's proportions."""

from dataclasses import replace
from pathlib import Path

import pytest

from planner.scenario import load
from planner.study.replay.campaign import load_campaign
from planner.study.replay.simulated import play
from planner.study.replay.thinned import thinned
from tests.scenario.tiny import PLAN_FLOWS

MACAU = Path(__file__).parents[3] / "scenarios" / "replays" / "macau-2021-08"


def test_sites_people_and_means_are_divided() -> None:
    whole = load(MACAU)
    part = thinned(whole, 3)
    assert part.population_persons == pytest.approx(whole.population_persons / 3, abs=1)
    assert len(part.sites) == len(whole.sites) / 3
    assert sum(team.swabbers for team in part.teams) == 196
    assert thinned(whole, 1) is whole


def test_a_part_gives_the_same_curves() -> None:
    whole = load_campaign(MACAU)
    part = replace(whole, scenario=thinned(whole.scenario, 3))
    counts = play(whole, 1, 0).at_observed
    assert 3 * play(part, 1, 0).at_observed[1:] == pytest.approx(counts[1:], rel=0.06)


def test_a_plan_cannot_be_kept(tiny: Path) -> None:
    (tiny / "plan_flows.csv").write_text(PLAN_FLOWS, encoding="utf-8")
    with pytest.raises(ValueError, match="plan"):
        thinned(load(tiny), 2)
