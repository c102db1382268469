"""``planner study sensitivity``, from the scenario to the answer and its figures."""

import json
from pathlib import Path

import pytest

from tests.scenario.tiny import write_tiny
from tests.study.sweep.tiny_sweep import Threads, contents
from tests.test_cli import ask, assert_refused

RANGES = """
defaults = false
[[ranges]]
path = "people.arrivals.first_pass_hours"
low = 18
high = 36
source = "assumed"
"""


@pytest.fixture
def tiny(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    Path("ranges.toml").write_text(RANGES, encoding="utf-8")
    return write_tiny(tmp_path / "tiny")


def test_a_study_is_kept_with_its_figures_and_goes_on_where_it_stood(
    tiny: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("planner.commands.sensitivity.hiring", lambda *_: Threads)
    words = ("study", "sensitivity", tiny, "--ranges", "ranges.toml")
    first = ask(*words, "--json", "first.json")
    assert first.exit_code == 0, first.output
    assert "people.arrivals.first_pass_hours (0 % to 100 % over 18–36 h)" in " ".join(
        first.stdout.split()
    )
    place = Path("runs/sensitivity-tiny-seed1")
    kept = contents(place)
    assert {"figures/tornado.en.png", "figures/morris.en.png", "sensitivity.json"} <= set(kept)
    again = ask(*words, "--lang", "zh", "--json", "again.json")
    assert again.exit_code == 0, again.output
    assert "决定结论的" in again.stdout
    assert {name: contents(place)[name] for name in kept} == kept
    documents = [json.loads(Path(f"{name}.json").read_text()) for name in ("first", "again")]
    assert documents[0].pop("meta").keys() == documents[1].pop("meta").keys()
    assert documents[0] == documents[1] == json.loads(kept["sensitivity.json"])
    (one,) = documents[0]["parameters"]
    assert (one["value"], one["low"], one["high"]) == ("24", "18", "36")
    assert one["decides"]
    assert one["at_high"]["resulted_hours"] > 48 > one["at_low"]["resulted_hours"]


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("nowhere",), "a scenario is a folder"),
        (("tiny", "--ranges", "gone.toml"), "the file is required"),
        (("tiny", "--variant", "no"), "the variant exists"),
        (("tiny", "--seed", "-1"), "seed is -1"),
        (("tiny", "--workers", "0"), "workers is 0"),
        (("tiny", "--json", "no/a.json"), "cannot be written"),
    ],
)
@pytest.mark.usefixtures("tiny")
def test_what_cannot_be_done_is_refused(words: tuple[str, ...], said: str) -> None:
    assert_refused(ask("study", "sensitivity", *words), said)
    assert not Path("runs").exists()
