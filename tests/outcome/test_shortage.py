"""What lacks: worked by hand for a stage, and confirmed by simulating a city with it."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from planner.outcome.digest import digest_replication
from planner.outcome.shortage import HELP_HOUR, Stage, shortage
from planner.scenario import Scenario, load
from planner.scenario.apportion import largest_remainder
from planner.scenario.census.lookup import find_city
from planner.scenario.draft.folder import draft_files
from planner.simulation.building.build import build_layout
from planner.simulation.replication import run_replication

CITY = "北屯"  # 20,414 people


def stage(needed: float, come: list[float], pace: float, help_from: int) -> Stage:
    hours = len(come)
    return Stage(
        needed,
        np.cumsum([0.0, *come]),
        pace * np.arange(hours + 1, dtype=np.float64),
        np.maximum(np.arange(hours + 1, dtype=np.float64) - help_from, 0.0),
        lag_hours=0.0,
    )


def test_a_stage_by_hand() -> None:
    # 60 come in the first hour, 10 an hour are done: 40 by hour 4, so 20 lack
    one = stage(60, [60, 0, 0, 0, 0, 0], 10, help_from=2)
    assert one.load(4) == pytest.approx(60 / 40)
    assert one.lacking(4, pace=1.0) == pytest.approx(20 / 2), "two hours of help are left"
    assert one.load(6) == pytest.approx(1.0)
    assert one.lacking(6, pace=0.5) == pytest.approx((60 - 30) / (0.5 * 4))


def test_what_comes_too_late_is_never_in_time() -> None:
    one = stage(60, [0, 0, 0, 60, 0, 0], 10, help_from=2)
    assert one.load(4) == np.inf
    assert one.load(6) < np.inf
    assert one.lacking(4, pace=1.0) == np.inf


def test_what_is_to_spare_is_negative() -> None:
    one = stage(20, [20, 0, 0, 0], 10, help_from=2)
    assert one.lacking(4, pace=1.0) == pytest.approx(-(40 - 20) / 2)


@pytest.fixture(scope="module")
def scenario(tmp_path_factory: pytest.TempPathFactory) -> Scenario:
    folder: Path = tmp_path_factory.mktemp("city")
    for name, text in draft_files(find_city(CITY), "cn-2021-01", neighbours=False).items():
        (folder / name).write_text(text, encoding="utf-8")
    return load(folder)


def helped(scenario: Scenario, tubes_per_day: int) -> Scenario:
    """Add a laboratory of the help's hour to every district."""
    people = [district.population_persons for district in scenario.districts]
    rows = []
    for district, tubes in zip(
        scenario.districts, largest_remainder(tubes_per_day, people), strict=True
    ):
        model = next(one for one in scenario.laboratories if one.district == district.id)
        change = {
            "id": f"{district.id}-help",
            "declared_tubes_per_day": float(tubes),
            "ready_hour": HELP_HOUR,
        }
        rows.append(model.model_copy(update=change))
    return scenario.model_copy(update={"laboratories": (*scenario.laboratories, *rows)})


def meets(scenario: Scenario) -> bool:
    layout = build_layout(scenario)
    return digest_replication(
        scenario, layout, run_replication(scenario, layout, 1, 0)
    ).case.meets_target


def test_with_what_it_lacks_a_city_is_in_time_and_with_half_it_is_not(scenario: Scenario) -> None:
    layout = build_layout(scenario)
    lacked = shortage(scenario, layout, run_replication(scenario, layout, 1, 0))
    assert lacked.teams == 0
    assert lacked.tubes_per_day is not None
    assert lacked.tubes_per_day > 0
    assert not meets(scenario)
    assert meets(helped(scenario, lacked.tubes_per_day))
    assert not meets(helped(scenario, lacked.tubes_per_day // 2))


def test_a_city_in_time_lacks_nothing_and_has_to_spare(scenario: Scenario) -> None:
    rich = helped(scenario, 20_000)
    layout = build_layout(rich)
    lacked = shortage(rich, layout, run_replication(rich, layout, 1, 0))
    assert (lacked.teams, lacked.tubes_per_day) == (0, 0)
    assert lacked.spare_tubes_per_day > 0


def test_few_swabbers_lack_teams(scenario: Scenario) -> None:
    teams = tuple(team.model_copy(update={"swabbers": 4}) for team in scenario.teams)
    few = scenario.model_copy(update={"teams": teams})
    layout = build_layout(few)
    lacked = shortage(few, layout, run_replication(few, layout, 1, 0))
    assert lacked.teams is None or lacked.teams > 0
    assert replace(lacked, teams=0).spare_teams == 0
