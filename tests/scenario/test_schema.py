import json
import tomllib
from pathlib import Path
from typing import Any

import pytest

from planner.scenario.names import SECTIONS, TABLES, known_settings
from planner.scenario.schema import scenario_schema
from tests.scenario.json_schema import errors
from tests.scenario.tiny import FILES

SCENARIOS = Path(__file__).parents[2] / "scenarios"
SCHEMA = scenario_schema()


def found(text: str) -> list[str]:
    """Return what an editor would mark, where dates are texts."""
    document = json.loads(json.dumps(tomllib.loads(text), default=lambda date: date.isoformat()))
    return sorted({place.removeprefix(".") for place in errors(SCHEMA, document, SCHEMA)})


def definition(name: str) -> dict[str, Any]:
    properties: dict[str, Any] = SCHEMA["$defs"][name]["properties"]
    return properties


@pytest.mark.parametrize("file", sorted(SCENARIOS.glob("*/scenario.toml")), ids=str)
def test_shipped_scenarios_are_sound_and_name_their_schema(file: Path) -> None:
    text = file.read_text(encoding="utf-8")
    assert found(text) == []
    assert text.startswith("#:schema ../scenario.schema.json\n")


def test_the_shipped_schema_is_that_of_the_models() -> None:
    shipped = json.loads((SCENARIOS / "scenario.schema.json").read_text(encoding="utf-8"))
    assert shipped == SCHEMA, "run: planner schema scenarios/scenario.schema.json"


def test_every_section_table_and_setting_is_known() -> None:
    assert set(SCHEMA["properties"]) == {*SECTIONS, "sources", "variants"}
    variant = definition("variant")
    assert set(variant) == {"description", "set", "sources", *TABLES}
    assert set(variant["set"]["properties"]) == {*known_settings(), "people.arrivals"}


def test_a_setting_is_described_with_default_and_source() -> None:
    relief = definition("sites")["relief_minutes"]
    assert (relief["default"], relief["maximum"]) == (10, 600)
    assert relief["description"] == (
        "Default: 10 min.\n\nAssumed: a table rests while its crews change."
    )
    ahead = definition("sites")["registered_ahead_persons"]["description"]
    assert ahead.startswith("People a registrar may run ahead of the swabber")
    assert ahead.endswith("Source: Tongling Daily, 2022-03-25: groups of one tube.")
    assert definition("Arrivals")["mode"]["description"].startswith("``walk_in`` by the clock")


def test_the_tiny_scenario_is_sound() -> None:
    assert found(FILES["scenario.toml"]) == []


@pytest.mark.parametrize(
    "text",
    [
        "[sites]\nswab_seconds = 20",
        '[sites]\nswab_seconds = { kind = "uniform", low = 20, high = 30 }',
        '[sites]\npool_size_persons = "household"\npool_size_by_area = { sealed = 1 }',
        '[people.arrivals]\nmode = "slots"\nslot_minutes = 20',
        "[holidays]\ndates = [2021-01-10]\nlaboratory_share = 0.5",
        '[variants."变体"]\nset = { "sites.swab_seconds.mean" = 20, "people.arrivals" = {} }',
        "[[variants.x.laboratories]]\nid = 'L1'\naccession_staff = [8, 8, 4]\nreviewers = '8|4|4'",
        "[[variants.x.laboratories]]\nid = 'L1'\ndeclared_tubes_per_day = ''\nreviewers = 4",
        "[[variants.x.travel]]\nplace = 'D1'\nlaboratory = 'L1'\nminutes = 20",
        "[[variants.x.laboratories]]\nid = 1\ndistrict = 653101\nserves = 653101",
    ],
)
def test_what_may_be_written_is_not_marked(text: str) -> None:
    assert found(f"{FILES['scenario.toml']}\n{text}\n") == []


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("[site]\nopens_at = '06:00'", "site"),
        ("[sites]\nopens = '06:00'", "sites.opens"),
        ("[sites]\nopens_at = '6:00'", "sites.opens_at"),
        ("[sites]\nswab_seconds = { mean = 20 }", "sites.swab_seconds"),
        ("[sites]\npool_size_persons = 7", "sites.pool_size_persons"),
        ("[sites]\npool_size_by_area = { village = 1 }", "sites.pool_size_by_area.village"),
        ("[people.arrivals]\nslot_minutes = 4", "people.arrivals.slot_minutes"),
        ("[holidays]\nhourly_weights = [1]", "holidays.hourly_weights"),
        ("[holidays]\nlaboratory_share = 0", "holidays.laboratory_share"),
        ("[variants.x]\nsett = {}", "variants.x.sett"),
        ("[variants.x]\nset = { 'sites.opens' = 1 }", "variants.x.set.sites.opens"),
        ("[[variants.x.teams]]\nswabbers = 3", "variants.x.teams[0].id"),
        ("[[variants.x.teams]]\nid = 'S1'\nswabbers = -3", "variants.x.teams[0].swabbers"),
        ("[[variants.x.travel]]\nplace = 'D1'\nminutes = 2", "variants.x.travel[0].laboratory"),
    ],
)
def test_what_may_not_be_written_is_marked(text: str, place: str) -> None:
    assert found(f"{FILES['scenario.toml']}\n{text}\n") == [place]


def test_required_sections_are_required() -> None:
    assert found("") == ["campaign", "city"]
