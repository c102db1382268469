"""Runs are listed, opened as they were run, renamed and removed, and never outside their folder."""

import io
import json
import zipfile
from pathlib import Path

import pytest

from planner.scenario import load
from planner.study.kept_runs import kept_runs, load_kept, packed, removed, renamed
from planner.study.replications import simulate
from planner.study.request import Request, RequestError
from planner.study.run_folder import copy_inputs, write_results
from tests.scenario.tiny import write_tiny


@pytest.fixture
def root(tmp_path: Path) -> Path:
    city = write_tiny(tmp_path / "tiny")
    for name, variant in (("plain", None), ("helped", "with-province")):
        folder = tmp_path / "runs" / name
        folder.mkdir(parents=True)
        copy_inputs(city, folder)
        scenario = load(city, variant)
        outcome = simulate(scenario, replications=2, threads=1)
        write_results(folder, scenario, Request(2), outcome, None)
    (tmp_path / "runs" / "no-run").mkdir()
    return tmp_path / "runs"


def test_what_is_no_run_is_passed_over(root: Path) -> None:
    assert {run.name for run in kept_runs(root)} == {"plain", "helped"}
    assert kept_runs(root / "nowhere") == ()


def test_a_run_opens_with_its_variants(root: Path) -> None:
    runs = {run.name: run for run in kept_runs(root)}
    assert [one.name for one in load_kept(runs["helped"]).variants_applied] == ["with-province"]
    assert load_kept(runs["plain"]).variants_applied == ()


def test_inputs_outside_the_run_are_refused(root: Path) -> None:
    run = next(run for run in kept_runs(root) if run.name == "plain")
    run.record["command"] = "planner run ../../tiny"
    with pytest.raises(RequestError, match="holds its inputs itself"):
        load_kept(run)


@pytest.mark.parametrize("name", ["", "..", "../up", "a/b", ".hidden", "x" * 101, "end."])
def test_names_that_are_no_folder_are_refused(root: Path, name: str) -> None:
    with pytest.raises(RequestError, match="choose another name"):
        renamed(kept_runs(root)[0], name)


def test_renaming_replaces_nothing(root: Path) -> None:
    first, second = kept_runs(root)
    with pytest.raises(RequestError, match="taken"):
        renamed(first, second.name)
    assert renamed(first, "许昌 1").is_dir()
    assert {run.name for run in kept_runs(root)} == {"许昌 1", second.name}


def test_a_removed_run_is_gone_and_a_packed_one_is_whole(root: Path) -> None:
    run = kept_runs(root)[0]
    with zipfile.ZipFile(io.BytesIO(packed(run))) as archive:
        assert archive.testzip() is None
        summary = json.loads(archive.read(f"{run.name}/summary.json"))
    assert summary == run.summary
    removed(run)
    assert [one.name for one in kept_runs(root)] != [] and not run.path.exists()
