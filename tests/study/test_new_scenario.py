"""A drafted scenario is written whole or not at all, and nothing is overwritten."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from planner.study import new_scenario
from planner.study.new_scenario import write_new_scenario
from planner.study.request import RequestError

FILES = [
    "districts.csv",
    "laboratories.csv",
    "mobile_laboratories.csv",
    "mobile_teams.csv",
    "scenario.toml",
    "teams.csv",
    "townships.csv",
    "vehicles.csv",
]


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


@pytest.fixture(autouse=True)
def _elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def test_a_new_folder_is_written(tmp_path: Path) -> None:
    made = write_new_scenario(tmp_path / "new", "三沙", "cn-2021-01", None)
    assert made.directory == tmp_path / "new"
    assert names(tmp_path / "new") == FILES
    assert names(tmp_path) == ["new"]
    assert made.to_json()["population_persons"] == 2333


def test_an_empty_folder_is_filled(tmp_path: Path) -> None:
    (tmp_path / "new").mkdir()
    write_new_scenario(tmp_path / "new", "三沙", "cn-2021-01", None)
    assert names(tmp_path / "new") == FILES


def test_what_exists_is_never_touched(tmp_path: Path) -> None:
    (tmp_path / "full").mkdir()
    (tmp_path / "full" / "mine.txt").write_text("mine")
    (tmp_path / "file").write_text("mine")
    for taken in ("full", "file"):
        with pytest.raises(RequestError, match="exists; what is there is never replaced"):
            write_new_scenario(tmp_path / taken, "三沙", "cn-2021-01", None)
    assert names(tmp_path) == ["file", "full"]
    assert names(tmp_path / "full") == ["mine.txt"]


def test_the_folder_one_is_in_is_refused(tmp_path: Path) -> None:
    with pytest.raises(RequestError, match="the folder you are in"):
        write_new_scenario(Path("."), "三沙", "cn-2021-01", None)


def test_a_fault_half_way_leaves_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(folder: Path) -> None:
        raise OSError("no space")

    monkeypatch.setattr(new_scenario, "load", full)
    with pytest.raises(OSError, match="no space"):
        write_new_scenario(tmp_path / "new", "三沙", "cn-2021-01", None)
    assert names(tmp_path) == []


@pytest.mark.parametrize(
    ("city", "preset", "start", "said"),
    [
        ("Suzhou", "cn-2021-01", None, "means 2 cities"),
        ("Atlantis", "cn-2021-01", None, "is none of the 367"),
        ("三沙", "cn-2020-01", None, "must be one of cn-2021-01, cn-2021-09, cn-2022-03"),
        ("三沙", "cn-2021-01", datetime(2021, 1, 5, tzinfo=UTC), "has a zone"),
    ],
)
def test_what_cannot_be_meant_is_refused(
    tmp_path: Path, city: str, preset: str, start: datetime | None, said: str
) -> None:
    with pytest.raises(RequestError, match=said):
        write_new_scenario(tmp_path / "new", city, preset, start)
    assert names(tmp_path) == []
