"""``planner sweep`` and ``planner query``, from the file to the answer and its exit code."""

import json
from pathlib import Path

import pytest

from planner.scenario.load import check
from planner.study.sweep.definition import read_sweep
from planner.study.sweep.run import ask
from tests.scenario.tiny import edit
from tests.study.sweep.tiny_sweep import HEAD, ONCE, TEAMS, write_sweep
from tests.test_cli import ask as command
from tests.test_cli import assert_refused

SHIPPED = Path(__file__).parents[3] / "scenarios" / "sweeps"


@pytest.fixture
def file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return write_sweep(tmp_path, HEAD + ONCE + TEAMS)


def test_a_sweep_is_run_summed_up_and_asked(file: Path) -> None:
    ran = command("sweep", file, "--workers", "1", "--json", "ran.json")
    assert ran.exit_code == 0, ran.output
    assert "2 of 2 points done, 2 replications; 0 points failed" in ran.stdout
    summed = command("sweep", "--summary", "--json", "summed.json", "--lang", "zh")
    assert summed.exit_code == 0, summed.output
    assert "2 个点已完成 2 个" in summed.stdout
    documents = [json.loads(Path(name).read_text()) for name in ("ran.json", "summed.json")]
    assert documents[0].pop("meta")["place"].endswith("runs/sweep-small")
    assert documents[1].pop("meta")
    assert documents[0] == documents[1]
    levels = documents[0]["axes"]["swabbers"]
    assert [(row["swabbers"], row["points"]) for row in levels] == [(8, 1), (12, 1)]
    assert levels[0]["sampled_hours"] >= levels[1]["sampled_hours"]
    question = "SELECT swabbers, sampled_hours FROM sweep ORDER BY 1"
    asked = command("query", question, "--json", "asked.json")
    assert asked.exit_code == 0, asked.output
    rows = json.loads(Path("asked.json").read_text())["rows"]
    assert [row["sampled_hours"] for row in rows] == [row["sampled_hours"] for row in levels]
    assert "12" in asked.stdout
    refused = command("query", "COPY sweep TO 'stolen.csv'")
    assert (refused.exit_code, Path("stolen.csv").exists()) == (2, False)
    edit(file.parent, "small.toml", "fixed = 1", "fixed = 2")
    assert command("sweep", file, "--workers", "1").exit_code == 2


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("sweep",), "no sweep file is named"),
        (("sweep", "--summary"), "no sweep is kept in runs"),
        (("sweep", "small.toml", "--workers", "0"), "workers is 0; it must be from 1 to 256"),
        (("sweep", "small.toml", "--workers", "2", "--cluster", "tcp://a:1"), "its own workers"),
        (("sweep", "small.toml", "--output", "nothing://x"), "cannot be opened"),
        (("sweep", "small.toml", "--json", "no/a.json"), "cannot be written"),
        (("sweep", "gone.toml"), "the file is required"),
        (("query", "SELECT 1"), "no sweep is kept in runs"),
        (("query", "SELECT 1", "--sweep", "tiny"), "tiny holds no sweep"),
    ],
)
@pytest.mark.usefixtures("file")
def test_what_cannot_be_done_is_refused(words: tuple[str, ...], said: str) -> None:
    assert_refused(command(*words), said)


def test_a_wrong_point_stops_the_sweep_before_it_begins(file: Path) -> None:
    edit(file.parent, "small.toml", "[8, 12]", "[8, -12]")
    assert_refused(command("sweep", file, "--workers", "1"), "'-12'", "at 1 point, first 1")


@pytest.mark.parametrize("file", sorted(SHIPPED.glob("*.toml")), ids=lambda file: file.stem)
def test_shipped_sweeps_are_sound(file: Path) -> None:
    assert not check(read_sweep(file).scenario)
    asked = ask(file)
    assert asked.sweep.points >= 100
