"""Allocation, reinforcement and comparison of a tiny city, without a browser."""

import os
import signal
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from planner.allocation.answer import Allocation
from planner.allocation.reinforcement import Reinforcement
from planner.report.allocation_words import confirmed_words
from planner.report.reinforcement_words import answer_words
from planner.report.sentence import verdict_sentence
from planner.study.kept_runs import kept_runs
from planner.web.jobs.answer import read_answer
from planner.web.jobs.job import Job
from planner.web.jobs.store import Jobs
from planner.web.session import Work
from tests.web.desk import SECONDS, drawn, page, sharpened, words
from tests.web.jobs.asked import no_slot_free, wait_for

ROOT = Path(__file__).parents[2]


@pytest.fixture(autouse=True)
def _in_a_folder_of_its_own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("PYTHONPATH", str(ROOT))
    # the desk's own store is one for all sessions of a process
    for module in ("job_panel", "jobs.store"):
        monkeypatch.setattr(f"planner.web.{module}.jobs", Jobs)


def now(app: AppTest) -> Work:
    found = app.session_state["work"]
    assert isinstance(found, Work)
    return found


def ask(app: AppTest, kind: str) -> Job:
    """Ask for long work, and return the job of it."""
    app.button(key=f"ask-{kind}").click().run()
    assert not app.exception, app.exception
    return Jobs().all("")[0]


def answered(app: AppTest, kind: str) -> Job:
    """Ask for long work and wait until it is done."""
    job = ask(app, kind)
    wait_for(lambda: job.status().finished)
    assert job.status().state == "done", job.log.read_text(encoding="utf-8")
    drawn(app)
    return job


def test_allocation_shows_what_the_command_line_found(tmp_path: Path) -> None:
    app = page("allocation", tmp_path)
    assert "confirmed by simulation" in words(app)
    job = answered(app, "allocate")
    found = read_answer(job.answer, Allocation)[1]
    said = words(app)
    assert verdict_sentence(found.outcome, "en") in said
    assert confirmed_words(found, "en") in said
    assert f"Kept under Runs as {job.status().run}" in said
    assert "outdated" not in said
    heads = list(app.dataframe[0].value.columns)
    assert len(heads) == 10 and len(app.dataframe[0].value) > 0
    assert {one.key for one in app.get("download_button")} >= {"download-orders", "download-run"}

    app.session_state["language"] = "zh"
    assert verdict_sentence(found.outcome, "zh") in words(drawn(app))

    app.button(key="open-plan").click().run()
    assert now(app).saved == job.status().run and now(app).base.plan == found.plan


def test_an_answer_to_other_inputs_is_marked(tmp_path: Path) -> None:
    app = page("allocation", tmp_path)
    answered(app, "allocate")
    before = now(app)
    app.session_state["work"] = Work(before.folder, before.base, seed=2)
    assert "outdated" in words(drawn(app))


def test_work_under_way_is_told_and_cancelled(tmp_path: Path) -> None:
    app = page("allocation", tmp_path)
    with no_slot_free(Jobs().root):
        job = ask(app, "allocate")
        assert "Waiting for a free place" in words(app).replace("\\", "")
        assert app.button(key="ask-allocate").disabled
        app.button(key=f"cancel-{job.name}").click().run()
        assert not app.exception
        wait_for(lambda: job.status().finished)
    assert drawn(app).warning[0].value == "Cancelled. Nothing was kept."
    assert not app.button(key="ask-allocate").disabled
    assert kept_runs() == ()


def test_an_interrupted_job_says_so_after_a_restart(tmp_path: Path) -> None:
    app = page("allocation", tmp_path)
    with no_slot_free(Jobs().root):
        job = ask(app, "allocate")
        assert job.process is not None
        os.kill(job.process.pid, signal.SIGKILL)
        wait_for(lambda: job.status().finished)
    again = page("allocation", tmp_path)
    assert again.warning[0].value.startswith("Interrupted")
    assert not again.button(key="ask-allocate").disabled
    assert again.get("download_button")[0].key == f"log-{job.name}"


def test_reinforcement_shows_what_the_command_line_found(tmp_path: Path) -> None:
    app = page("reinforcement", tmp_path)
    app.select_slider(key="confidence-en").set_value(0.9).run()
    job = answered(app, "reinforce")
    found = read_answer(job.answer, Reinforcement)[1]
    said = words(app)
    assert found.confidence == 0.9
    assert answer_words(found, "en") in said
    assert verdict_sentence(found.outcome, "en") in said
    app.select_slider(key="confidence-en").set_value(0.99).run()
    assert "outdated" in words(app)
    app.session_state["language"] = "zh"
    assert answer_words(found, "zh") in words(drawn(app))


def test_compare_holds_a_kept_run_against_the_session(tmp_path: Path) -> None:
    app = sharpened(page("verdict", tmp_path))
    app.text_input(key="keep-name").set_value("before").run()
    app.button(key="keep-do").click().run()
    work = now(app)
    compare = page("compare", tmp_path)
    faster = work.base.model_copy(
        update={"campaign": work.base.campaign.model_copy(update={"target_hours": 24.0})}
    )
    compare.session_state["work"] = Work(work.folder, faster)
    compare = sharpened(compare)
    table = compare.dataframe[0].value
    assert list(table.iloc[:, 0])[:2] == ["in time", "probability"]
    differing = compare.dataframe[1].value
    assert ["deadline, hours", "24", "48"] in differing.to_numpy().tolist()
    assert any("target_hours" in row[0] for row in differing.to_numpy().tolist())
    compare.segmented_control[0].set_value("sampled").run()
    compare.session_state["language"] = "zh"
    assert "不同的输入" in words(drawn(compare))
    assert compare.segmented_control[0].value == "sampled"
    assert len(compare.multiselect[0].value) == 2


def test_compare_says_what_it_needs(tmp_path: Path) -> None:
    app = page("compare", tmp_path)
    assert "Nothing is kept yet" in words(app)
    assert SECONDS > 0
