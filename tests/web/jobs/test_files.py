"""What a job writes is read whole, and only what the planner wrote is believed."""

import os
import pickle
import threading
from pathlib import Path
from random import Random

import pytest

from planner.allocation.answer import Allocation
from planner.web.jobs.alive import Process, process_of, read_process, this_process
from planner.web.jobs.answer import Unreadable, read_answer, write_answer
from planner.web.jobs.status import Status, read_status
from tests.report.synthetic_allocation import allocation, scenario


def test_a_status_is_never_read_half(tmp_path: Path) -> None:
    path = tmp_path / "status.json"
    Status(step="0").write(path)
    over = threading.Event()

    def write() -> None:
        for number in range(100):
            Status(state="working", step=str(number) * 1000, done=number).write(path)
        over.set()

    writer = threading.Thread(target=write)
    writer.start()
    seen = []
    while not over.is_set():
        seen.append(read_status(path))
    writer.join()
    assert all(one.step for one in seen)
    assert [one.done for one in seen] == sorted(one.done for one in seen)
    assert [path.name for path in tmp_path.iterdir()] == ["status.json"]


def test_what_is_no_status_is_the_first(tmp_path: Path) -> None:
    path = tmp_path / "status.json"
    assert read_status(path) == Status()
    path.write_text('{"state": "working", "unknown": 1}', encoding="utf-8")
    assert read_status(path) == Status()


def test_time_remains_by_the_pace_so_far() -> None:
    status = Status(state="working", done=5, total=20, began_at=100.0, told_at=110.0)
    assert status.remaining_seconds == 30.0
    assert Status(state="working", total=20).remaining_seconds is None
    assert Status(state="working", done=5).remaining_seconds is None


def test_a_number_given_again_is_another_process(tmp_path: Path) -> None:
    path = tmp_path / "process.json"
    assert read_process(path) is None
    this_process().write(path)
    found = read_process(path)
    assert found is not None and found.alive and found.pid == os.getpid()
    assert not Process(found.pid, f"{found.birth}0").alive
    assert not process_of(2**22 + 1).alive


class Harmful:
    def __reduce__(self) -> tuple[object, ...]:
        return os.system, ("touch harmed",)


def test_an_answer_calls_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    path = tmp_path / "answer.pickle"
    for content in (Harmful(), (1, 2), Status):
        path.write_bytes(pickle.dumps(content))
        with pytest.raises(Unreadable):
            read_answer(path, Allocation)
    path.write_bytes(b"no pickle")
    with pytest.raises(Unreadable):
        read_answer(path, Allocation)
    assert not (tmp_path / "harmed").exists()


def test_a_damaged_answer_is_called_unreadable(tmp_path: Path) -> None:
    path = tmp_path / "answer"
    write_answer(path, scenario(), allocation())
    whole = path.read_bytes()
    rng = Random(1)
    unreadable = 0
    for _ in range(100):
        damaged = bytearray(whole)
        damaged[rng.randrange(len(whole))] = rng.randrange(256)
        path.write_bytes(damaged[: rng.randrange(len(whole))] if rng.random() < 0.2 else damaged)
        try:
            read_answer(path, Allocation)
        except Unreadable:
            unreadable += 1
    assert unreadable > 20
