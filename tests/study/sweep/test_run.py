"""A sweep ends with the same rows however often it was stopped."""

import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from planner.outcome.digest import digest_replication
from planner.scenario import ScenarioFaults, load
from planner.simulation.building.build import build_layout
from planner.study.progress import Progress
from planner.study.replications import simulate
from planner.study.request import RequestError
from planner.study.sweep import store as stores
from planner.study.sweep import work
from tests.scenario.tiny import append, edit
from tests.study.sweep.tiny_sweep import (
    HEAD,
    INTERVAL,
    ONCE,
    TEAMS,
    contents,
    rows,
    sweep_here,
    write_sweep,
)

KILLS = 20
ROOT = Path(__file__).parents[3]


def test_a_sweep_killed_at_twenty_moments_ends_with_the_rows_of_an_uninterrupted_one(
    tmp_path: Path,
) -> None:
    file, whole, killed = write_sweep(tmp_path), tmp_path / "whole", tmp_path / "killed"
    places = map(str, (file, killed, whole))
    words = [sys.executable, "-m", "tests.study.sweep.killed", *places, str(KILLS)]
    done = subprocess.run(words, capture_output=True, text=True, check=True, cwd=ROOT)
    kept = [int(pieces) for pieces in done.stdout.split()]
    assert len(kept) == KILLS
    assert len({0, *kept}) > 5, kept
    sweep_here(file, killed)
    pd.testing.assert_frame_equal(rows(killed), rows(whole))
    assert contents(killed) == contents(whole)


def test_rows_say_what_a_run_of_that_scenario_says(tmp_path: Path) -> None:
    three = "[replications]\nfixed = 3\nseed = 5\n"
    # points of the same sites follow each other and take over what was swabbed there
    sweep_here(write_sweep(tmp_path, HEAD + three + TEAMS + INTERVAL), tmp_path / "out")
    edit(tmp_path / "tiny", "teams.csv", "S2,D2,12", "S2,D2,8")
    append(tmp_path / "tiny", "scenario.toml", "[courier]\ninterval_minutes = 85\n")
    outcome = simulate(load(tmp_path / "tiny"), replications=3, seed=5)
    found = rows(tmp_path / "out").query("swabbers == 8 and interval == 85")
    assert list(found.replication) == [0, 1, 2]
    np.testing.assert_array_equal(
        found[["sampled_hours", "resulted_hours", "closed_hours"]],
        outcome.clocks.city_by_replication,
    )
    assert found.meets_target.mean() == outcome.verdict.probability
    assert set(found.expected_persons) == {outcome.question.expected_persons}


def test_every_row_has_its_inputs_and_where_it_comes_from(tmp_path: Path) -> None:
    sweep_here(write_sweep(tmp_path), tmp_path / "out")
    found = rows(tmp_path / "out")
    assert list(found.point) == list(range(36))
    assert list(found.interval) == [30 + 5 * (n // 2) for n in range(36)]
    assert list(found.swabbers) == [8, 12] * 18
    assert set(found.seed) == {1}
    assert found.scenario.nunique() == found.planner.nunique() == 1
    assert (tmp_path / "out/inputs/small.toml").read_bytes() == (
        tmp_path / "small.toml"
    ).read_bytes()
    assert load(tmp_path / "out/inputs/scenario") == load(tmp_path / "tiny")


def test_points_meet_the_same_luck(tmp_path: Path) -> None:
    axis = '[[axes]]\nname = "hours"\npath = "campaign.target_hours"\nvalues = [24, 48]\n'
    sweep_here(write_sweep(tmp_path, HEAD + "[replications]\nfixed = 4\n" + axis), tmp_path / "out")
    a, b = (rows.set_index("replication") for _, rows in rows(tmp_path / "out").groupby("hours"))
    pd.testing.assert_series_equal(a.resulted_hours, b.resulted_hours)
    assert a.resulted_hours.nunique() > 1


@pytest.mark.parametrize(
    ("rule", "replications"),
    [("until_decided = true", 72), ("until_interval = 0.06", 72), ("until_interval = 0.5", 20)],
)
def test_replications_go_on_until_they_are_enough(
    tmp_path: Path, rule: str, replications: int
) -> None:
    axis = '[[axes]]\nname = "hours"\npath = "campaign.target_hours"\nvalues = [200]\n'
    sweep_here(write_sweep(tmp_path, f"{HEAD}[replications]\n{rule}\n{axis}"), tmp_path / "out")
    assert list(rows(tmp_path / "out").replication) == list(range(replications))


def test_a_point_that_fails_is_kept_with_its_reason_and_stops_no_other(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:

    def failing(scenario, *arguments):  # type: ignore[no-untyped-def]
        if scenario.courier.interval_minutes == 50:
            raise ArithmeticError("it does not balance")
        return digest_replication(scenario, *arguments)

    monkeypatch.setattr(work, "digest_replication", failing)
    progress = sweep_here(write_sweep(tmp_path), tmp_path / "out")
    found = rows(tmp_path / "out")
    assert (progress.done, progress.failed) == (36, 2)
    assert list(found.point) == list(range(36))
    failed = found[found.failure.notna()]
    assert list(failed.interval) == [50, 50]
    assert set(failed.failure) == {"ArithmeticError: it does not balance"}
    assert failed.meets_target.isna().all()
    assert found.resulted_hours.notna().sum() == 34


def test_all_faults_of_all_points_are_told_before_anything_is_simulated(tmp_path: Path) -> None:
    wrong = TEAMS.replace("[8, 12]", "[8, -1, -2]")
    wrong += '[[axes]]\nname = "share"\npath = "people.present_share"\nvalues = [1.5, 0.9]\n'
    file = write_sweep(tmp_path, HEAD + ONCE + INTERVAL + wrong)
    with pytest.raises(ScenarioFaults) as refused:
        sweep_here(file, tmp_path / "out")
    said = str(refused.value)
    assert "-1" in said
    assert "-2" in said
    assert "people.present_share: 1.5" in said
    assert "(at 54 points, first 0)" in said
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize(
    ("file", "old", "new", "said"),
    [
        ("tiny/teams.csv", "S1,D1,30", "S1,D1,31", "the base scenario"),
        ("small.toml", "fixed = 1", "fixed = 2", "axes, design or replications"),
    ],
)
def test_other_inputs_are_refused_until_a_choice_is_made(
    tmp_path: Path, file: str, old: str, new: str, said: str
) -> None:
    asked, out = write_sweep(tmp_path), tmp_path / "out"
    sweep_here(asked, out)
    before = contents(out)
    edit(tmp_path, file, old, new)
    with pytest.raises(RequestError, match=f"{said} changed.*--output.*--restart"):
        sweep_here(asked, out)
    assert contents(out) == before
    assert sweep_here(asked, out, restart=True).done == 36
    assert contents(out).keys() == before.keys()
    assert contents(out) != before


def test_another_version_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = write_sweep(tmp_path)
    sweep_here(file, tmp_path / "out")
    monkeypatch.setattr("planner.__version__", "99")
    with pytest.raises(RequestError, match="the version of planner changed"):
        sweep_here(file, tmp_path / "out")


def test_a_comment_in_the_scenario_changes_nothing(tmp_path: Path) -> None:
    file = write_sweep(tmp_path)
    sweep_here(file, tmp_path / "out")
    edit(tmp_path / "tiny", "scenario.toml", "[people]", "# of the census\n[people]")
    told: list[Progress] = []
    progress = sweep_here(file, tmp_path / "out", told.append)
    assert (progress.earlier, told) == (36, [])


def test_a_full_disk_loses_no_finished_piece(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file, whole, out = write_sweep(tmp_path), tmp_path / "whole", tmp_path / "out"
    sweep_here(file, whole)
    written, genuine = [0], os.fsync

    def filling(handle: int) -> None:
        written[0] += 1
        if written[0] > 60:
            raise OSError(28, "No space left on device")
        genuine(handle)

    monkeypatch.setattr(os, "fsync", filling)
    with pytest.raises(OSError, match="No space left"):
        sweep_here(file, out)
    monkeypatch.undo()
    kept = sorted(path.name for path in (out / "rows").iterdir())
    assert kept
    assert all((out / "rows" / one).read_bytes() == (whole / "rows" / one).read_bytes()
               for one in kept)  # fmt: skip
    sweep_here(file, out)
    assert contents(out) == contents(whole)


def test_half_written_files_are_removed_and_others_left(tmp_path: Path) -> None:
    file, out = write_sweep(tmp_path), tmp_path / "out"
    sweep_here(file, out)
    (out / "rows" / stores.piece_name(3)).unlink()
    (out / "rows" / ".piece-000003.parquet.1a2b").write_bytes(b"half")
    assert sweep_here(file, out).done == 36
    assert sorted(path.name for path in (out / "rows").iterdir()) == [
        stores.piece_name(n) for n in range(36)
    ]


def test_two_processes_do_not_work_at_one_sweep(tmp_path: Path) -> None:
    file = write_sweep(tmp_path)
    sweep_here(file, tmp_path / "out")
    store = stores.LocalStore(tmp_path / "out")
    with (
        store.alone(),
        pytest.raises(RequestError, match="another process works at"),
    ):
        sweep_here(file, tmp_path / "out", restart=True)
    assert sweep_here(file, tmp_path / "out").done == 36


def test_layouts_are_built_once_for_points_with_the_same_sites(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    built = []

    def watched(scenario, sites_of=None):  # type: ignore[no-untyped-def]
        built.append(sites_of is None)
        return build_layout(scenario, sites_of)

    monkeypatch.setattr("planner.allocation.layouts.build_layout", watched)
    sweep_here(write_sweep(tmp_path, HEAD + ONCE + INTERVAL), tmp_path / "out")
    assert sum(built) == 1
    assert len(built) == 18
