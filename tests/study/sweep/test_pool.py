"""Processes that work at a sweep: lost ones are replaced, and none outlives what began it."""

import os
import signal
import subprocess
import sys
import time
from functools import partial
from multiprocessing import active_children
from pathlib import Path

import pandas as pd
import pytest

from planner.study.progress import Progress
from planner.study.request import RequestError
from planner.study.sweep.piece import Piece
from planner.study.sweep.pool import LocalPool
from planner.study.sweep.run import Asked, Tell, ask, run_sweep
from planner.study.sweep.schedule import work_all
from planner.study.sweep.store import LocalStore
from planner.study.sweep.work import KILLED, Simulated, simulate_piece
from tests.study.sweep.tiny_sweep import (
    HEAD,
    INTERVAL,
    TEAMS,
    contents,
    rows,
    sweep_here,
    wait_until,
    write_sweep,
)


def deadly(key: str, piece: Piece) -> Simulated:
    """End the process at point 5, as a shortage of memory would."""
    if 5 in piece.points and 5 not in piece.killing:
        os._exit(9)
    return simulate_piece(key, piece)


def ends(key: str, piece: Piece) -> Simulated:
    """End the process, whatever it is asked."""
    os._exit(9)


def run(asked: Asked, output: Path, tell: Tell) -> Progress:
    """Run a sweep in two processes."""
    return run_sweep(asked, LocalStore(output), partial(LocalPool, workers=2), tell)


def test_processes_write_the_bytes_that_one_writes_though_a_worker_is_killed(
    tmp_path: Path,
) -> None:
    file = write_sweep(tmp_path)
    killed: list[int] = []

    def kill(now: Progress) -> None:
        if now.phase == "simulating" and now.done in (5, 20) and len(killed) < 2:
            victim = active_children()[0].pid
            assert victim is not None
            os.kill(victim, signal.SIGKILL)
            killed.append(victim)

    progress = run(ask(file), tmp_path / "pool", kill)
    assert len(killed) == 2
    assert (progress.done, progress.failed) == (36, 0)
    assert not active_children()
    sweep_here(file, tmp_path / "here")
    assert contents(tmp_path / "pool") == contents(tmp_path / "here")


def test_a_point_that_ends_its_process_fails_alone(tmp_path: Path) -> None:
    asked = ask(write_sweep(tmp_path))
    values = asked.points.values(4, 6)
    with LocalPool(asked.inputs, 1) as pool:
        (done,) = work_all(pool, asked.inputs.key, deadly, [Piece(1, 4, values)])
    assert (done.points, done.failed) == (2, 1)
    (tmp_path / "piece.parquet").write_bytes(done.content)
    found = pd.read_parquet(tmp_path / "piece.parquet")
    assert list(found.point) == [4, 5]
    assert list(found.failure.notna()) == [False, True]
    assert found.failure[1] == KILLED


def test_an_interrupt_ends_all_at_once_and_a_later_call_goes_on(tmp_path: Path) -> None:
    long = HEAD + "[replications]\nfixed = 5\n" + INTERVAL + TEAMS
    file, out = write_sweep(tmp_path, long), tmp_path / "out"
    words = [sys.executable, "-m", "planner", "sweep", str(file), "--output", str(out),
             "--workers", "1"]  # fmt: skip
    with subprocess.Popen(words, stderr=subprocess.PIPE, start_new_session=True) as process:
        wait_until(lambda: len(list(out.glob("rows/piece-*"))) > 2)
        os.killpg(process.pid, signal.SIGINT)  # what a terminal does
        _, said = process.communicate(timeout=60)
    assert process.returncode == 130, said.decode()
    assert b"Traceback" not in said, said.decode()
    before = len(list(out.glob("rows/piece-*")))
    done = subprocess.run(words, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert 2 < before < 36
    assert len(rows(out)) == 5 * 36


def test_no_worker_outlives_a_killed_sweep(tmp_path: Path) -> None:
    file, out = write_sweep(tmp_path), tmp_path / "out"
    words = [sys.executable, "-m", "planner", "sweep", str(file), "--output", str(out),
             "--workers", "1"]  # fmt: skip
    with subprocess.Popen(words, stderr=subprocess.DEVNULL, start_new_session=True) as process:
        wait_until(lambda: bool(list(out.glob("rows/piece-*"))))
        process.kill()
        process.wait()

    def is_empty() -> bool:
        try:
            os.killpg(process.pid, 0)
        except ProcessLookupError:
            return True
        return False

    wait_until(is_empty)


def test_workers_that_cannot_live_are_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    asked = ask(write_sweep(tmp_path))
    pool = LocalPool(asked.inputs, 1)
    started = time.monotonic()
    with pool, pytest.raises(RequestError, match="end as soon as they start"):
        monkeypatch.setattr("planner.study.sweep.schedule.is_ready", _not_ready)
        list(work_all(pool, asked.inputs.key, ends, [Piece(0, 0, asked.points.values(0, 1))]))
    assert time.monotonic() - started < 60


def _not_ready(key: str) -> bool:
    os._exit(9)
