from pathlib import Path

import pytest

from planner.scenario.dotted import with_value
from planner.scenario.load import load
from planner.scenario.names import known_settings
from planner.scenario.presets import EDITIONS, stated_settings
from planner.scenario.settings import Preset
from tests.scenario.tiny import edit


@pytest.mark.parametrize(
    ("preset", "population", "hours"),
    [
        ("cn-2021-01", 5_000_000, 48),
        ("cn-2021-01", 5_000_001, 120),
        ("cn-2021-09", 5_000_000, 48),
        ("cn-2021-09", 5_000_001, 72),
        ("cn-2022-03", 1, 24),
        ("cn-2022-03", 20_000_000, 24),
    ],
)
def test_deadline_by_edition_and_population(preset: Preset, population: int, hours: int) -> None:
    assert stated_settings(preset, population)["campaign.target_hours"].value == hours


@pytest.mark.parametrize("preset", EDITIONS)
def test_an_edition_sets_known_keys_and_names_its_source(preset: Preset) -> None:
    for key, stated in stated_settings(preset, 1).items():
        assert key in known_settings()
        assert stated.source


def test_preset_fills_only_what_the_file_leaves_open(tiny: Path) -> None:
    edit(tiny, "scenario.toml", 'preset = "cn-2021-01"', 'preset = "cn-2022-03"')
    scenario = load(tiny)
    assert scenario.target_hours == 24
    assert scenario.sites_rule.pool_size_persons == 20
    edit(tiny, "scenario.toml", "[people]", "[sites]\npool_size_persons = 5\n[people]")
    scenario = load(tiny)
    assert scenario.sites_rule.pool_size_persons == 5
    sources = {source.key: source for source in scenario.sources}
    assert sources["sites.pool_size_persons"].by == "scenario.toml"
    assert sources["sites.pool_size_persons"].text.startswith("assumed")
    assert sources["campaign.target_hours"].by == "preset cn-2022-03"


def test_a_dotted_key_is_set_on_a_copy() -> None:
    before = {"sites": {"opens_at": "06:00"}}
    after = with_value(before, "people.arrivals.first_pass_hours", 12)
    assert after == {**before, "people": {"arrivals": {"first_pass_hours": 12}}}
    assert before == {"sites": {"opens_at": "06:00"}}
    with pytest.raises(TypeError, match="'opens_at' is not a table"):
        with_value(before, "sites.opens_at.hour", 6)
