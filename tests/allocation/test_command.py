"""``planner allocate``: the answer, its exit code, and a plan that ``planner run`` follows."""

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from planner.cli import app
from tests.scenario.mobile import write_mobile
from tests.scenario.tiny import write_tiny

FIXED = {
    "status",
    "tiers",
    "confirmed",
    "made_by",
    "history",
    "comparison",
    "orders",
    "shortages",
    "plan",
}
OF_RUN = {"meta", "scenario", "population_persons", "target_hours", "verdict", "people", "tubes"}
ORDER = {"number", "to_whom", "what", "how_many", "from", "to", "leave", "arrive", "until", "why"}


@pytest.fixture
def tiny(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return write_mobile(write_tiny(tmp_path / "tiny"))


def ask(*words: str | Path) -> Result:
    result = CliRunner().invoke(app, [str(word) for word in words])
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    return result


def test_the_answer_is_whole_the_same_again_and_its_plan_can_be_run(tiny: Path) -> None:
    first = ask("allocate", tiny, "--no-figures", "--json", "first.json", "--output", "kept")
    again = ask("allocate", tiny, "--no-figures", "--json", "again.json", "--output", "other")
    document, other = (json.loads(Path(f"{name}.json").read_text()) for name in ("first", "again"))
    assert set(document) >= FIXED | OF_RUN
    meets = document["verdict"]["meets_target"]
    expected = 0 if document["confirmed"] and meets else 1
    assert (first.exit_code, again.exit_code) == (expected, expected), first.output
    del document["meta"], other["meta"]
    assert document == other
    assert all({"objective", "value", "bound", "gap"} <= set(tier) for tier in document["tiers"])
    assert document["made_by"] in {one["made_by"] for one in document["history"]}
    rules = [one["made_by"] for one in document["history"] if one["number"] == 0]
    assert [one["made_by"] for one in document["comparison"]] == rules
    assert document["orders"]
    assert all(set(order) == ORDER for order in document["orders"])
    # the kept plan is the answer's: the same replications give the same clocks
    replications = ("--replications", str(document["replications"]), "--no-figures")
    ask("run", tiny, "--plan", "kept/plan", *replications, "--json", "run.json")
    followed = json.loads(Path("run.json").read_text())
    assert followed["clocks_hours"] == document["clocks_hours"]
    assert followed["tubes"] == document["tubes"]


def test_a_city_that_cannot_be_done_in_time_is_answered_no(tiny: Path) -> None:
    text = (tiny / "scenario.toml").read_text(encoding="utf-8")
    text = text.replace("[people]", "target_hours = 6\n\n[people]", 1)
    (tiny / "scenario.toml").write_text(text, encoding="utf-8")
    result = ask("allocate", tiny, "--no-figures", "--json", "no.json")
    assert result.exit_code == 1, result.output
    document = json.loads(Path("no.json").read_text())
    assert document["verdict"]["meets_target"] is not True
    assert document["shortages"]


def test_wrong_input_is_refused_and_leaves_nothing(tiny: Path) -> None:
    (tiny / "plan_flows.csv").write_text("place,from_hour,to_hour,laboratory,share\nD9,0,4,L1,1\n")
    result = ask("allocate", tiny, "--json", "never.json")
    assert result.exit_code == 2, result.output
    assert "D9" in result.stderr
    assert "Traceback" not in result.output
    assert not Path("runs").exists()
    assert not Path("never.json").exists()
