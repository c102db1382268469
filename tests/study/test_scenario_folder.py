"""A scenario that is written says the same when it is read again."""

from pathlib import Path

import pytest

from planner.scenario import check, load
from planner.scenario.scenario import Scenario
from planner.study.request import RequestError
from planner.study.scenario_folder import write_scenario
from tests.scenario.mobile import write_mobile
from tests.scenario.tiny import write_tiny

SCENARIOS = Path(__file__).parents[2] / "scenarios"
OF_THE_FILE = {"sources", "variants_offered", "variants_applied"}


def said(scenario: Scenario) -> dict[str, object]:
    return {
        name: getattr(scenario, name) for name in Scenario.model_fields if name not in OF_THE_FILE
    }


def assert_same_again(directory: Path, variants: list[str], place: Path) -> None:
    scenario = load(directory, variants)
    written = write_scenario(place, scenario, directory)
    assert check(written) == ()
    again = load(written)
    assert said(again) == said(scenario)
    assert {one.key: one.text for one in again.sources} == {
        one.key: one.text for one in scenario.sources
    }


@pytest.mark.parametrize("variants", [[], ["within-24h", "with-province"]])
def test_a_scenario_with_means_and_a_plan_is_the_same(tmp_path: Path, variants: list[str]) -> None:
    directory = write_mobile(write_tiny(tmp_path / "tiny"))
    assert_same_again(directory, variants, tmp_path / "written")


@pytest.mark.parametrize(
    "name", sorted(path.parent.name for path in SCENARIOS.glob("*/scenario.toml"))
)
def test_shipped_scenarios_are_the_same(name: str, tmp_path: Path) -> None:
    assert_same_again(SCENARIOS / name, [], tmp_path / "written")


def test_a_place_that_is_taken_is_refused(tmp_path: Path) -> None:
    directory = write_tiny(tmp_path / "tiny")
    with pytest.raises(RequestError, match="is never replaced"):
        write_scenario(directory, load(directory), directory)
