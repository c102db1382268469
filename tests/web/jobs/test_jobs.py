"""Long work: what it finds, who sees it, and what becomes of it when something is killed."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

import planner
from planner.allocation.answer import Allocation
from planner.allocation.orders import orders
from planner.allocation.reinforcement import Reinforcement
from planner.study.kept_runs import kept_runs
from planner.web.jobs.answer import read_answer
from planner.web.jobs.job import Job, jobs_in
from planner.web.jobs.store import MOST_KEPT, Jobs
from planner.web.jobs.work import Teller
from tests.web.jobs.asked import ended, no_slot_free, start, wait_for

ROOT = Path(__file__).parents[3]


@pytest.fixture(autouse=True)
def _in_a_folder_of_its_own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("PYTHONPATH", str(ROOT))


def kill(job: Job) -> None:
    assert job.process is not None
    os.kill(job.process.pid, signal.SIGKILL)


def test_two_jobs_find_what_the_library_finds_and_keep_it(tmp_path: Path) -> None:
    store = Jobs()
    first = start(store, tmp_path)
    second = start(store, tmp_path, kind="reinforce", confidence=0.9, owner="somebody")
    assert [ended(job) for job in (first, second)] == ["done", "done"]
    scenario, found = read_answer(first.answer, Allocation)
    expected = planner.allocate(scenario)
    assert found.plan == expected.plan and found.history == expected.history
    assert orders(scenario, found) == orders(scenario, expected)
    reinforced = read_answer(second.answer, Reinforcement)[1]
    assert reinforced.confidence == 0.9
    assert {run.name for run in kept_runs()} == {first.status().run, second.status().run}
    assert store.all("") == (first,) and store.all("somebody") == (second,)
    assert "people in time" in first.log.read_text(encoding="utf-8")


def test_a_killed_job_is_interrupted(tmp_path: Path) -> None:
    store = Jobs()
    job = start(store, tmp_path)
    wait_for(lambda: job.status().state == "working")
    kill(job)
    assert ended(job) == "interrupted"
    assert Jobs().all("")[0].status().state == "interrupted"
    assert kept_runs() == ()


def test_a_job_that_waits_is_told_its_place_and_can_be_cancelled(tmp_path: Path) -> None:
    store = Jobs()
    with no_slot_free(store.root):
        first, second = (start(store, tmp_path) for _ in range(2))
        assert [store.before(job) for job in (first, second)] == [0, 1]
        assert first.status().state == second.status().state == "waiting"
        second.cancel()
        assert ended(second) == "cancelled"
        kill(first)
        assert ended(first) == "interrupted"


def test_a_job_at_work_can_be_cancelled_and_leaves_nothing_half(tmp_path: Path) -> None:
    store = Jobs()
    job = start(store, tmp_path, kind="reinforce")
    wait_for(lambda: job.status().state == "working")
    job.cancel()
    assert ended(job) == "cancelled"
    assert [path.name for path in Path("runs").iterdir()] == [".jobs"]
    store.remove(job)
    assert store.all("") == ()


def test_a_cancel_whose_interrupt_is_lost_is_heard_at_the_next_step(tmp_path: Path) -> None:
    store = Jobs()
    with no_slot_free(store.root):
        job = start(store, tmp_path)
        kill(job)
        assert ended(job) == "interrupted"
    job.cancel()
    teller = Teller(job)
    with pytest.raises(KeyboardInterrupt):
        teller.begin("preparing")
    teller.write(state="cancelled")
    assert job.status().state == "cancelled"


def test_a_job_outlives_who_asked_for_it(tmp_path: Path) -> None:
    script = (
        "import time\nfrom pathlib import Path\nfrom planner.web.jobs.store import Jobs\n"
        "from tests.web.jobs.asked import start\n"
        "start(Jobs(), Path('.'))\nprint('started', flush=True)\ntime.sleep(600)\n"
    )
    store = Jobs()
    with no_slot_free(store.root):
        asking = subprocess.Popen([sys.executable, "-c", script], stdout=subprocess.PIPE)
        assert asking.stdout is not None and asking.stdout.readline() == b"started\n"
        asking.kill()
        asking.communicate()
        job = store.all("")[0]
        assert job.status().state == "waiting"
    assert ended(job) == "done"
    assert [run.name for run in kept_runs()] == [job.status().run]


def test_a_wrong_scenario_fails_with_its_faults(tmp_path: Path) -> None:
    store = Jobs()
    with no_slot_free(store.root):
        job = start(store, tmp_path)
        (job.scenario / "districts.csv").write_text("id\nD1\n", encoding="utf-8")
    assert ended(job) == "failed"
    assert "districts.csv" in job.status().error["zh"]


def test_only_the_latest_jobs_that_are_over_are_kept(tmp_path: Path) -> None:
    store = Jobs()
    with no_slot_free(store.root):
        jobs = []
        for _ in range(2):
            jobs.append(start(store, tmp_path))
            jobs[-1].cancel()
            ended(jobs[-1])
        for number in range(MOST_KEPT):
            copy = store.root / f"0-{number}"
            copy.mkdir()
            for path in (jobs[0].status_file, jobs[0].process_file, jobs[0].folder / "job.json"):
                (copy / path.name).write_bytes(path.read_bytes())
        last = start(store, tmp_path)
        last.cancel()
        ended(last)
    assert len(list(jobs_in(store.root))) == MOST_KEPT + 1
    assert not (store.root / "0-0").exists() and last.folder.exists()
