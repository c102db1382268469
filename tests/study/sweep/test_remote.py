"""A sweep kept where fsspec can write holds the same files as a folder."""

from pathlib import Path

import fsspec
import pytest

from planner.study.progress import Progress
from planner.study.request import RequestError
from planner.study.sweep.place import kept_at, store_at
from planner.study.sweep.query import query
from planner.study.sweep.remote import RemoteStore
from planner.study.sweep.run import ask, run_sweep
from planner.study.sweep.store import LocalStore, piece_name
from planner.study.sweep.summary import summarise
from tests.scenario.tiny import edit
from tests.study.sweep.tiny_sweep import Threads, contents, sweep_here, write_sweep

PLACE = "memory://bucket/sweeps/small"


def test_an_object_store_holds_the_same_files_and_goes_on_where_it_stood(tmp_path: Path) -> None:
    file = write_sweep(tmp_path)
    sweep_here(file, tmp_path / "here")
    store = store_at(PLACE)
    assert isinstance(store, RemoteStore)

    def stop(now: Progress) -> None:
        if now.phase == "simulating" and now.done == 10:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        run_sweep(ask(file), store, Threads, stop)
    assert len(store.finished()) == 10
    assert run_sweep(ask(file), store_at(PLACE), Threads, lambda _: None).earlier == 10
    files = fsspec.filesystem("memory")
    root = "/bucket/sweeps/small/"
    kept = {path.removeprefix(root): files.cat_file(path) for path in files.find(root)}
    assert kept == contents(tmp_path / "here")
    assert query(kept_at(PLACE).rows(), "SELECT count(*) FROM sweep").rows == ((36,),)
    assert summarise(store)["points_done"] == 36
    edit(tmp_path, "small.toml", "fixed = 1", "fixed = 2")
    with pytest.raises(RequestError, match="axes, design or replications changed"):
        run_sweep(ask(file), store, Threads, lambda _: None)
    run_sweep(ask(file), store, Threads, lambda _: None, restart=True)
    assert query(store.rows(), "SELECT count(*) FROM sweep").rows == ((72,),)


def test_a_file_address_is_a_folder_of_this_machine(tmp_path: Path) -> None:
    store = store_at(f"file://{tmp_path}/out")
    assert isinstance(store, LocalStore)
    assert store.name == f"{tmp_path}/out"
    assert piece_name(7) == "piece-000007.parquet"


def test_what_is_no_sweep_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    with pytest.raises(RequestError, match="no sweep is kept in runs"):
        kept_at(None)
    with pytest.raises(RequestError, match="holds no sweep"):
        kept_at("nowhere")
    (tmp_path / "sweep.json").write_text("[1]")
    with pytest.raises(RequestError, match="that no sweep wrote"):
        kept_at(str(tmp_path))
    with pytest.raises(RequestError, match="cannot be opened"):
        store_at("nothing://here")
