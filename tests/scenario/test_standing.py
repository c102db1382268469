from pathlib import Path

from planner.scenario import load
from planner.scenario.standing import standing_laboratories
from tests.scenario.mobile import write_mobile


def test_without_a_plan_only_the_city_s_own_laboratories_stand(tiny: Path) -> None:
    write_mobile(tiny, "mobile_teams.csv", "mobile_laboratories.csv")
    scenario = load(tiny)
    assert standing_laboratories(scenario) == scenario.laboratories


def test_a_placed_laboratory_stands_where_the_plan_has_it(tiny: Path) -> None:
    scenario = load(write_mobile(tiny))
    *own, placed = standing_laboratories(scenario)
    assert tuple(own) == scenario.laboratories
    assert (placed.id, placed.district, placed.serves) == ("M1", "D2", "city")
    assert (placed.ready_hour, placed.travel_minutes) == (16, 30)
    assert placed.declared_tubes_per_day == 8000
