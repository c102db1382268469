"""``planner reinforce``: the answer, its exit code, and a kept scenario that runs again."""

import json
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner, Result

import planner
from planner.cli import app
from planner.study.request import RequestError
from tests.scenario.mobile import write_mobile
from tests.scenario.tiny import write_tiny

FIXED = {
    "additions",
    "gains",
    "frontier",
    "confirmed",
    "confidence",
    "weight",
    "bound",
    "meets_until_hour",
    "spare",
    "history",
    "verdict",
    "plan",
    "orders",
    "seed",
    "scenario",
    "meta",
}
ADDITION = {"resource", "place", "origin", "count", "weight", "helps_until_hour"}
ORDER = {"number", "to_whom", "what", "how_many", "from", "to", "leave", "arrive", "until", "why"}
MOBILE = ("mobile_teams.csv", "mobile_laboratories.csv")


@pytest.fixture
def tiny(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return write_mobile(write_tiny(tmp_path / "tiny"), *MOBILE)


def with_target(folder: Path, hours: float) -> None:
    path = folder / "scenario.toml"
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace("[people]", f"target_hours = {hours}\n\n[people]", 1), "utf-8")


def ask(*words: str | Path) -> Result:
    result = CliRunner().invoke(app, [str(word) for word in words])
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    return result


def read(name: str) -> Any:
    return json.loads(Path(name).read_text(encoding="utf-8"))


def test_the_answer_is_whole_the_same_again_and_its_scenario_runs_again(tiny: Path) -> None:
    with_target(tiny, 32)
    words = ("reinforce", tiny, "--variant", "with-province", "--confidence", "0.8", "--no-figures")
    first = ask(*words, "--json", "first.json", "--output", "kept")
    again = ask(*words, "--json", "again.json", "--output", "other")
    document, other = read("first.json"), read("again.json")
    assert set(document) >= FIXED
    assert document["confidence"] == 0.8
    code = 0 if document["confirmed"] else 1
    assert (first.exit_code, again.exit_code) == (code, code), first.output
    assert first.stderr.count("hardest draws") == len(document["history"])
    del document["meta"], other["meta"]
    assert document == other
    assert all(set(one) == ADDITION for one in document["additions"])
    assert all(set(one) == ORDER for one in document["orders"])
    assert document["weight"] == sum(one["weight"] for one in document["additions"])
    # what is kept stands alone: sound, without its variant, and the same simulation
    assert ask("check", "kept/reinforced").exit_code == 0
    assert read("kept/run.json")["command"].startswith("planner run reinforced --seed 1")
    ask("run", "kept/reinforced", "--no-figures", "--json", "run.json")
    followed = read("run.json")
    del followed["meta"], followed["variants"]
    assert followed == {name: document[name] for name in followed}
    assert Path("kept/orders.csv").read_text("utf-8-sig").startswith("number,to_whom")


def test_a_city_that_nothing_helps_is_answered_no_with_figures(tiny: Path) -> None:
    with_target(tiny, 6)
    result = ask("reinforce", tiny, "--json", "no.json", "--output", "kept", "--lang", "zh")
    assert result.exit_code == 1, result.output
    document = read("no.json")
    assert document["confirmed"] is False and document["additions"] == []
    assert "用尽可请求的一切增援也不够" in result.stdout.replace("\n", "")
    figures = {path.name for path in Path("kept/figures").iterdir()}
    assert {"frontier.zh.png", "gains.zh.png", "curves.zh.png"} <= figures


@pytest.mark.parametrize("confidence", ["0", "1", "1.2", "-0.5", "nan"])
def test_a_confidence_that_is_none_is_refused(tiny: Path, confidence: str) -> None:
    result = ask("reinforce", tiny, "--confidence", confidence, "--json", "never.json")
    assert result.exit_code == 2, result.output
    assert f"confidence is {confidence}; it must lie between 0 and 1" in result.stderr
    assert "0.95 is the usual one" in result.stderr
    assert not Path("runs").exists() and not Path("never.json").exists()


def test_wrong_input_is_refused_and_leaves_nothing(tiny: Path) -> None:
    (tiny / "plan_flows.csv").write_text("place,from_hour,to_hour,laboratory,share\nD9,0,4,L1,1\n")
    result = ask("reinforce", tiny, "--json", "never.json")
    assert result.exit_code == 2, result.output
    assert "D9" in result.stderr and "Traceback" not in result.output
    assert not Path("runs").exists() and not Path("never.json").exists()


def test_python_refuses_what_the_command_refuses(tiny: Path) -> None:
    city = planner.load(tiny)
    with pytest.raises(RequestError, match="confidence is 2;"):
        planner.reinforce(city, confidence=2)
    with pytest.raises(RequestError, match="seed is -1;"):
        planner.reinforce(city, seed=-1)
    with pytest.raises(RequestError, match="seed is -1;"):
        planner.allocate(city, seed=-1)
