"""A real Dask scheduler with two worker processes on this machine."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import pytest

from planner.study.progress import Progress
from planner.study.request import RequestError
from planner.study.sweep import cluster
from planner.study.sweep.cluster import ClusterPool
from planner.study.sweep.run import ask, run_sweep
from planner.study.sweep.store import LocalStore
from tests.study.sweep.tiny_sweep import contents, sweep_here, write_sweep

ROOT = Path(__file__).parents[3]


@contextmanager
def dask(*words: str) -> Iterator[subprocess.Popen[bytes]]:
    """Run a part of Dask as a person would."""
    with subprocess.Popen(
        [sys.executable, "-m", "distributed.cli.dask_" + words[0], *words[1:]],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    ) as process:
        try:
            yield process
        finally:
            if process.poll() is None:
                os.killpg(process.pid, signal.SIGKILL)


def free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        port: int = found.getsockname()[1]
        return port


@pytest.fixture
def address_and_workers() -> Iterator[tuple[str, list[subprocess.Popen[bytes]]]]:
    port = free_port()
    address = f"tcp://127.0.0.1:{port}"
    with ExitStack() as stack:
        stack.enter_context(
            dask("scheduler", "--host", "127.0.0.1", "--port", str(port), "--no-dashboard")
        )
        one = ("worker", address, "--nthreads", "1", "--no-dashboard", "--no-nanny")
        workers = [stack.enter_context(dask(*one)) for _ in range(2)]
        yield address, workers


def test_a_cluster_writes_the_same_bytes_though_a_worker_is_killed(
    tmp_path: Path, address_and_workers: tuple[str, list[subprocess.Popen[bytes]]]
) -> None:
    address, workers = address_and_workers
    file = write_sweep(tmp_path)
    sweep_here(file, tmp_path / "here")

    def kill(now: Progress) -> None:
        if now.phase == "simulating" and now.done >= 10:
            workers[0].kill()

    progress = run_sweep(
        ask(file),
        LocalStore(tmp_path / "cluster"),
        lambda inputs: ClusterPool(inputs, address),
        kill,
    )
    assert (progress.done, progress.failed) == (36, 0)
    assert workers[0].poll() is not None
    assert workers[1].poll() is None
    assert contents(tmp_path / "cluster") == contents(tmp_path / "here")


def test_a_cluster_that_does_not_answer_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cluster, "WAIT_SECONDS", 0.5)
    asked, started = ask(write_sweep(tmp_path)), time.monotonic()
    with pytest.raises(RequestError, match="no Dask cluster with workers answers at tcp://127"):
        ClusterPool(asked.inputs, f"tcp://127.0.0.1:{free_port()}")
    assert time.monotonic() - started < 30
