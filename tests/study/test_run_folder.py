"""What a run folder holds, and that it says the same each time."""

import json
import shlex
from pathlib import Path

import pytest

from planner.outcome.outcome import Outcome
from planner.scenario.scenario import Variant
from planner.study.curves import tables
from planner.study.replications import simulate
from planner.study.request import Request
from planner.study.run_folder import copy_inputs, default_place, write_results
from tests.outcome.tiny_city import DISTRICTS, STATIONS, scenario
from tests.study.conftest import Played


@pytest.fixture
def outcome(played: Played) -> Outcome:
    played(lambda number: number != 0)
    return simulate(scenario(), replications=3, threads=1)


def test_curves_count_people_by_hour(outcome: Outcome) -> None:
    city = tables(outcome)["city"].to_pylist()
    resulted = {
        row["end_hour"]: (row["p05_persons"], row["p50_persons"])
        for row in city
        if row["clock"] == "resulted"
    }
    assert resulted[1] == (0, 0)
    assert resulted[2] == (0, 150)
    assert resulted[3] == (150, 150)


def test_districts_and_stations_are_named_as_in_the_layout(outcome: Outcome) -> None:
    found = tables(outcome)
    assert list(dict.fromkeys(found["districts"]["district"].to_pylist())) == list(DISTRICTS)
    names = [
        tuple(row.values())
        for row in found["stations"].select(["kind", "place", "stage"]).to_pylist()
    ]
    expected = zip(STATIONS.place_kind, STATIONS.place, STATIONS.stage, strict=True)
    assert list(dict.fromkeys(names)) == list(expected)


def test_sites_and_laboratories_have_tables(outcome: Outcome) -> None:
    found = tables(outcome)
    assert found["sites"]["site"].to_pylist() == [f"{district}-1-s1" for district in DISTRICTS]
    assert found["sites"]["light"].null_count == len(DISTRICTS)
    assert found["laboratories"].column_names == [
        "laboratory", "end_hour", "delivered_tubes", "published_tubes", "backlog_hours",
    ]  # fmt: skip
    assert found["laboratories"].num_rows == len(outcome.curves.hours)


def test_clocks_stand_by_replication(outcome: Outcome) -> None:
    rows = tables(outcome)["clocks"].to_pylist()
    hours = {row["replication"]: row["hours"] for row in rows if row["clock"] == "resulted"}
    assert hours[0] == pytest.approx(151 / 60)
    assert hours[1] == hours[2] == pytest.approx(61 / 60)


def test_a_clock_never_reached_is_null(outcome: Outcome) -> None:
    outcome.clocks.city_by_replication[2] = float("nan")
    assert tables(outcome)["clocks"]["hours"].null_count == 3


def test_the_same_run_gives_the_same_bytes(outcome: Outcome, tmp_path: Path) -> None:
    request = Request(replications=3)
    contents = []
    for name in ("first", "second"):
        folder = tmp_path / name
        folder.mkdir()
        write_results(folder, scenario(), request, outcome, "zh")
        contents.append({path.name: path.read_bytes() for path in folder.iterdir()})
    assert contents[0] == contents[1]
    assert {"run.json", "summary.json", "city.parquet", "clocks.parquet"} <= set(contents[0])


def test_the_record_says_how_to_run_it_again(outcome: Outcome, tmp_path: Path) -> None:
    city = scenario().model_copy(update={"variants_applied": applied("with help", "sooner")})
    request = Request(replications=3, seed=7, engine="reference")
    write_results(tmp_path, city, request, outcome, None)
    record = json.loads((tmp_path / "run.json").read_text(encoding="utf-8"))
    assert shlex.split(record["command"]) == [
        "planner", "run", "inputs", "--seed", "7", "--variant", "with help",
        "--variant", "sooner", "--replications", "3", "--engine", "reference", "--no-figures",
    ]  # fmt: skip


def test_inputs_are_copied_as_given_and_nothing_else(tmp_path: Path) -> None:
    source, folder = tmp_path / "source", tmp_path / "run"
    source.mkdir()
    folder.mkdir()
    (source / "scenario.toml").write_bytes(b"# as given\r\n")
    (source / "sites.csv").write_text("id\n")
    (source / "boundaries.geojson").write_text("{}")
    (source / "notes.docx").write_text("private")
    copy_inputs(source, folder)
    copied = {path.name: path.read_bytes() for path in (folder / "inputs").iterdir()}
    assert copied == {
        "scenario.toml": b"# as given\r\n",
        "sites.csv": b"id\n",
        "boundaries.geojson": b"{}",
    }


def test_the_plan_that_was_followed_is_copied_and_said(outcome: Outcome, tmp_path: Path) -> None:
    source, plan, folder = (tmp_path / name for name in ("source", "plan", "run"))
    for place, names in ((source, ("sites", "plan_flows")), (plan, ("sites", "plan_teams"))):
        place.mkdir()
        for table in names:
            (place / f"{table}.csv").write_text(f"{place.name}\n")
    folder.mkdir()
    copy_inputs(source, folder, plan)
    copied = {path.name: path.read_text() for path in (folder / "inputs").iterdir()}
    assert copied == {"sites.csv": "source\n", "plan_teams.csv": "plan\n"}
    write_results(folder, scenario(), Request(replications=3), outcome, None, plan="inputs")
    command = json.loads((folder / "run.json").read_text(encoding="utf-8"))["command"]
    assert "inputs --seed 1 --plan inputs" in command


def applied(*names: str) -> tuple[Variant, ...]:
    return tuple(Variant(name=name) for name in names)


@pytest.mark.parametrize(
    ("variants", "place"),
    [
        ((), "runs/tiny-seed3"),
        (("with/help",), "runs/tiny-with_help-seed3"),
        (("with-help", "sooner"), "runs/tiny-with-help-sooner-seed3"),
        (("a" * 64, "b" * 64), "runs/tiny-2-variants-seed3"),
    ],
)
def test_the_default_place_names_scenario_variants_and_seed(
    variants: tuple[str, ...], place: str
) -> None:
    city = scenario().model_copy(update={"variants_applied": applied(*variants)})
    assert default_place(city, Request(seed=3)) == Path(place)
