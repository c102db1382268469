"""What the command line answers, with which exit code, and what it leaves behind."""

import json
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from planner import __version__
from planner.cli import app
from tests.scenario.mobile import PLAN, write_mobile
from tests.scenario.tiny import append, edit, write_tiny
from tests.study.replay.folder import as_replay

HEAVY = ("matplotlib", "numba", "numpy", "planner.scenario", "pyarrow", "pydantic", "rich", "simpy")
SMALL = ("--replications", "3", "--no-figures")


@pytest.fixture
def tiny(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return write_tiny(tmp_path / "tiny")


def ask(*words: str | Path) -> Result:
    result = CliRunner().invoke(app, [str(word) for word in words])
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    return result


def assert_refused(result: Result, *said: str) -> None:
    """Assert a sentence on stderr, exit code 2 and nothing left behind."""
    assert result.exit_code == 2, result.output
    assert "Traceback" not in result.output
    for words in said:
        assert words in result.stderr
    assert not Path("runs").exists()


def test_help_imports_nothing_that_takes_time() -> None:
    code = (
        "import sys, typer.testing, planner.cli as cli\n"
        "result = typer.testing.CliRunner().invoke(cli.app, ['--help'])\n"
        "assert result.exit_code == 0 and 'check' in result.output, result.output\n"
        f"print([name for name in {HEAVY!r} if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_version_is_said() -> None:
    result = ask("--version")
    assert (result.exit_code, result.stdout) == (0, f"planner {__version__}\n")


def test_an_unknown_command_is_wrong_usage() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "planner", "runn"], capture_output=True, text=True, check=False
    )
    assert done.returncode == 2
    assert "runn" in done.stderr


def test_check_says_what_a_sound_scenario_contains(tiny: Path) -> None:
    result = ask("check", tiny)
    assert result.exit_code == 0, result.output
    assert "13,000 people in 2 districts and 3 townships" in result.stdout
    assert "5 vehicles, 2 laboratories that declare 3,000 tubes a day" in result.stdout
    assert "within-24h, with-province" in result.stdout


def test_check_names_every_fault_at_once(tiny: Path) -> None:
    edit(tiny, "districts.csv", "4000", "-4000")
    edit(tiny, "scenario.toml", "present_share = 0.88", "presnt_share = 0.88")
    append(tiny, "teams.csv", "S2,D1,5\n")
    append(tiny, "vehicles.csv", "V3,D9,1,2000\n")
    (tiny / "townships.csv").write_bytes(b"\xff\xfe\x00")
    result = ask("check", tiny)
    assert_refused(result, "-4000", "write 'present_share'", "S2", "D9", "UTF-8", "nothing was run")


@pytest.mark.parametrize("command", ["check", "run"])
@pytest.mark.parametrize("folder", ["nowhere", "tiny/scenario.toml", "empty"])
def test_a_folder_that_is_no_scenario_is_refused(tiny: Path, command: str, folder: str) -> None:
    (tiny.parent / "empty").mkdir()
    assert_refused(ask(command, folder), "Remedy")


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (("--replications", "0"), "replications is 0; it must be from 1 to 10,000"),
        (("--replications", "-3"), "replications is -3"),
        (("--replications", "10001"), "replications is 10,001"),
        (("--replications", "many"), "--replications"),
        (("--seed", "-1"), "seed is -1"),
        (("--threads", "0"), "threads is 0"),
        (("--engine", "fast"), "fast"),
        (("--lang", "fr"), "fr"),
        (("--variant", "with-provinces"), "write 'with-province'"),
        (("--json", "missing/out.json"), "missing/out.json cannot be written"),
        (("--json", "tiny"), "tiny is not an ordinary file"),
        (("--output", "tiny/scenario.toml/run"), "cannot be written"),
    ],
)
def test_a_request_that_cannot_be_met_is_refused(
    tiny: Path, options: tuple[str, str], said: str
) -> None:
    assert_refused(ask("run", tiny, *options), said)
    assert sorted(path.name for path in tiny.parent.iterdir()) == ["tiny"]


def test_a_run_is_answered_kept_and_can_be_run_again_to_the_same_bytes(tiny: Path) -> None:
    first = ask("run", tiny, *SMALL, "--json", "first.json", "--threads", "1", "--output", "a")
    second = ask("run", "a/inputs", *SMALL, "--json", "second.json", "--threads", "2")
    assert first.exit_code == second.exit_code, first.output + second.output
    assert first.exit_code in (0, 1)
    answers = [json.loads(Path(name).read_text(encoding="utf-8")) for name in
               ("first.json", "second.json")]  # fmt: skip
    meta, again = (answer.pop("meta") for answer in answers)
    assert answers[0] == answers[1]
    assert set(meta) == {"engine", "wall_seconds", "started_at", "version", "run"}
    assert (meta["run"], again["run"]) == (str(Path("a").absolute()), again["run"])
    assert contents(Path("a")) == contents(Path(again["run"]))


def contents(folder: Path) -> dict[str, bytes]:
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file()
    }


def test_the_exit_code_is_the_verdict(tiny: Path) -> None:
    edit(tiny, "scenario.toml", 'target_hours" = 24', 'target_hours" = 1')
    result = ask("run", tiny, *SMALL, "--variant", "within-24h", "--json", "no.json")
    assert result.exit_code == 1, result.output
    answer = json.loads(Path("no.json").read_text(encoding="utf-8"))
    assert answer["verdict"]["meets_target"] is False
    assert (answer["replications"], answer["target_hours"]) == (3, 1)
    (variant,) = answer["variants"]
    assert variant["name"] == "within-24h"
    assert variant["settings"] == {"campaign.target_hours": 1}


def test_an_interrupt_leaves_nothing_half_written(tiny: Path) -> None:
    words = [sys.executable, "-m", "planner", "run", str(tiny), "--replications", "10000"]
    with subprocess.Popen(words, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        waited_until = time.monotonic() + 120
        while not any(Path().glob("runs/.*")) and time.monotonic() < waited_until:
            time.sleep(0.05)
        for _ in range(12):
            # Python drops an interrupt that falls into an import's callback; a person asks again
            process.send_signal(signal.SIGINT)
            try:
                _, said = process.communicate(timeout=5)
                break
            except subprocess.TimeoutExpired:
                continue
    assert process.returncode == 130
    assert b"Traceback" not in said or b"Exception ignored in" in said
    assert list(Path("runs").iterdir()) == []


def test_a_second_run_does_not_touch_the_first(tiny: Path) -> None:
    for _ in range(2):
        ask("run", tiny, *SMALL)
    assert sorted(path.name for path in Path("runs").iterdir()) == ["tiny-seed1", "tiny-seed1-2"]


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_figures_and_words_come_in_the_language_asked_for(tiny: Path, lang: str) -> None:
    result = ask("run", tiny, "--replications", "2", "--lang", lang, "--output", "a")
    assert result.exit_code in (0, 1), result.output
    assert {"en": "Tiny", "zh": "小城"}[lang] in result.stdout
    pictures = list(Path("a/figures").iterdir())
    assert pictures
    assert all(path.name.endswith(f".{lang}.png") for path in pictures)


def test_new_writes_a_scenario_and_says_what_to_type_next(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    result = ask("new", "my city", "--city", "三沙", "--json", "made.json")
    assert result.exit_code == 0, result.output
    assert "2,333 people in 3 districts and 3 townships" in result.stdout
    assert result.stdout.splitlines()[-2:] == [
        "  planner check 'my city'",
        "  planner run 'my city'",
    ]
    answer = json.loads(Path("made.json").read_text(encoding="utf-8"))
    assert set(answer["meta"]) == {"wall_seconds", "started_at", "version", "directory"}
    assert answer["city"]["code"] == "460300"
    assert (answer["population_persons"], answer["target_hours"]) == (2333, 48)
    assert ask("check", "my city").exit_code == 0


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("taken", "--city", "三沙"), "taken exists"),
        (("new", "--city", "Suzhou"), "宿州市 Suzhou, 安徽省 Anhui, 341300"),
        (("new", "--city", "Xuchan"), "许昌市 Xuchang, 河南省 Henan, 411000"),
        (("new", "--city", "三沙", "--preset", "cn"), "preset is 'cn'"),
        (("new", "--city", "三沙", "--starts-at", "tomorrow"), "tomorrow"),
        (("new", "--city", "三沙", "--json", "no/made.json"), "cannot be written"),
        (("new",), "--city"),
    ],
)
def test_new_refuses_what_cannot_be_made(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, words: tuple[str, ...], said: str
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "taken").mkdir()
    (tmp_path / "taken" / "mine.txt").write_text("mine")
    assert_refused(ask("new", *words), said)
    assert [path.name for path in tmp_path.iterdir()] == ["taken"]


def test_variants_are_combined(tiny: Path) -> None:
    words = ("--variant", "with-province", "--variant", "within-24h")
    result = ask("run", tiny, *SMALL, *words, "--json", "both.json")
    assert result.exit_code in (0, 1), result.output
    answer = json.loads(Path("both.json").read_text(encoding="utf-8"))
    assert [variant["name"] for variant in answer["variants"]] == ["within-24h", "with-province"]
    assert answer["target_hours"] == 24
    record = json.loads(Path("runs/tiny-within-24h-with-province-seed1/run.json").read_text())
    assert "--variant within-24h --variant with-province" in record["command"]


def test_variants_that_conflict_are_refused(tiny: Path) -> None:
    append(tiny, "scenario.toml", "[variants.now]\nset = { 'campaign.target_hours' = 1 }\n")
    result = ask("run", tiny, *SMALL, "--variant", "now", "--variant", "within-24h")
    assert_refused(result, "24 by within-24h, 1 by now", "choose within-24h or now")


def test_show_lists_what_the_scenario_says(tiny: Path) -> None:
    result = ask("show", tiny, "--variant", "within-24h", "--json", "show.json")
    assert result.exit_code == 0, result.output
    assert "values are assumed" in result.stdout
    document = json.loads(Path("show.json").read_text(encoding="utf-8"))
    assert document["assumed"]["of"] > document["assumed"]["values"] > 0
    assert "stint_minutes" not in ask("show", tiny, "--assumed").stdout
    assert "小城" in ask("show", tiny, "--lang", "zh").stdout


@pytest.mark.parametrize("command", [("show", "tiny"), ("diff", "tiny", "tiny")])
def test_questions_about_a_scenario_that_cannot_be_answered(
    tiny: Path, command: tuple[str, ...]
) -> None:
    assert_refused(ask(*command, "--json", "missing/out.json"), "missing/out.json cannot")
    edit(tiny, "teams.csv", "S1,D1,30", "S1,D1,-30")
    assert_refused(ask(*command), "-30", "nothing was run")


def test_diff_exits_0_for_equal_and_1_for_different(tiny: Path) -> None:
    assert ask("diff", tiny, tiny).exit_code == 0
    result = ask("diff", tiny, tiny, "--variant-b", "within-24h", "--json", "diff.json")
    assert result.exit_code == 1
    assert "campaign.target_hours: 48 h → 24 h" in result.stdout
    assert json.loads(Path("diff.json").read_text(encoding="utf-8"))["equal"] is False
    both = ("--variant-a", "within-24h", "--variant-b", "within-24h")
    assert ask("diff", tiny, tiny, *both).exit_code == 0


def test_diff_names_the_scenario_that_is_wrong(tiny: Path) -> None:
    other = write_tiny(tiny.parent / "other")
    edit(other, "teams.csv", "S1,D1,30", "S1,D1,-30")
    assert_refused(ask("diff", "tiny", "other"), "In other:\nteams.csv")


def test_schema_is_written_or_printed(tiny: Path) -> None:
    result = ask("schema", "scenario.schema.json")
    assert (result.exit_code, result.stdout) == (0, "")
    written = Path("scenario.schema.json").read_text(encoding="utf-8")
    assert written == ask("schema").stdout
    assert json.loads(written)["title"] == "scenario.toml of the planner"
    assert_refused(ask("schema", tiny), "tiny is not an ordinary file")


def test_the_plan_of_another_folder_is_followed_and_can_be_run_again(tiny: Path) -> None:
    write_mobile(tiny, "mobile_teams.csv", "mobile_laboratories.csv")
    write_mobile(Path("plan"), *PLAN)
    alone = ask("run", tiny, *SMALL, "--json", "alone.json", "--output", "alone")
    helped = ask("run", tiny, *SMALL, "--plan", "plan", "--json", "helped.json", "--output", "run")
    again = ask("run", "run/inputs", "--plan", "run/inputs", *SMALL, "--json", "again.json",
                "--output", "again")  # fmt: skip
    assert {alone.exit_code, helped.exit_code, again.exit_code} <= {0, 1}, helped.output
    tested = {
        name: [
            row["id"]
            for row in json.loads(Path(f"{name}.json").read_text(encoding="utf-8"))["laboratories"]
        ]
        for name in ("alone", "helped", "again")
    }
    assert tested == {"alone": ["L1", "L2"], "helped": ["L1", "L2", "M1"]} | {
        "again": tested["helped"]
    }
    assert (Path("run") / "summary.json").read_bytes() == Path("again/summary.json").read_bytes()


def test_a_folder_without_a_plan_is_refused(tiny: Path) -> None:
    assert_refused(ask("run", tiny, "--plan", "nowhere"), "no plan", "plan_teams.csv")


def test_a_replay_is_answered_and_kept(tiny: Path) -> None:
    as_replay(tiny)
    asked = ("replay", tiny, "--replications", "3", "--json", "r.json", "--lang", "zh", "--ranges")
    result = ask(*asked, "--output", "kept")
    assert result.exit_code == 0, result.output
    document = json.loads(Path("r.json").read_text(encoding="utf-8"))
    assert document["coverage"]["points"] == len(document["points"]) == 7
    kept = {path.name for path in Path("kept").iterdir()}
    assert kept >= {"replay.json", "points.csv", "curves.parquet", "draws.parquet", "figures"}
    assert (Path("kept") / "inputs" / "observed.csv").is_file()
    assert (Path("kept") / "figures" / "replay.png").stat().st_size > 10_000


def test_faults_of_a_replay_are_told_at_once(tiny: Path) -> None:
    as_replay(tiny, observed="clock_local\nnoon\n")
    (tiny / "teams.csv").unlink()
    assert_refused(ask("replay", tiny), "teams.csv", "observed.csv", "2 faults")
