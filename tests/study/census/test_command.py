"""``planner census`` as a person calls it."""

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from planner.cli import app
from planner.scenario.census.lookup import find_city
from planner.scenario.census.records import City
from planner.study.census import run

SMALL = ("北屯", "双河")


@pytest.fixture
def two_cities(monkeypatch: pytest.MonkeyPatch) -> None:
    def cities() -> tuple[City, ...]:
        return tuple(map(find_city, SMALL))

    monkeypatch.setattr(run, "cities", cities)


def test_the_answer_its_files_and_its_exit_code(two_cities: None, tmp_path: Path) -> None:
    place, file = tmp_path / "census", tmp_path / "census.json"
    asked = ["census", "--output", str(place), "--json", str(file), "--lang", "zh"]
    done = CliRunner().invoke(app, asked)
    assert done.exit_code == 1, done.output
    assert "不是各城市自己的" in done.stdout
    found = json.loads(file.read_text(encoding="utf-8"))
    assert found["cities"] == {
        "all": 2,
        "own_capacities": 0,
        "meet_target": 0,
        "helped_by_province": 2,
        "failed": 0,
    }
    assert "rule's answer" in found["headline"]
    assert (place / "provinces-zh" / "650000-xinjiang.html").is_file()
    names = ("cities.csv", "cities.parquet", "balance.csv", "census.xlsx", "map.zh.png")
    before = {name: (place / name).read_bytes() for name in names}
    assert CliRunner().invoke(app, asked).exit_code == 1
    assert {name: (place / name).read_bytes() for name in names} == before


def test_capacities_make_cities_meet_and_wrong_ones_are_usage(
    two_cities: None, tmp_path: Path
) -> None:
    own, place = tmp_path / "own.csv", tmp_path / "census"
    own.write_text("city,tubes_per_day\n北屯,30000\n双河,30000\n", encoding="utf-8")
    asked = ["census", "--capacities", str(own), "--output", str(place)]
    done = CliRunner().invoke(app, asked)
    assert done.exit_code == 0, done.output
    assert "All 2 cities are answered for with capacities of their own" in done.stdout
    own.write_text("city,tubes_per_day\n北屯,0\nAtlantis,5\n", encoding="utf-8")
    wrong = CliRunner().invoke(app, asked)
    assert wrong.exit_code == 2
    assert "2 faults" in wrong.stderr
    assert CliRunner().invoke(app, ["census", "--province", "Atlantis"]).exit_code == 2
    assert CliRunner().invoke(app, ["census", "--preset", "none"]).exit_code == 2
    assert CliRunner().invoke(app, ["census", "--replications", "0"]).exit_code == 2
