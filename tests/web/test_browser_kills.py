"""A server killed in the middle of jobs loses nothing; the next one tells what became of them."""

import os
import signal
from pathlib import Path

from playwright.sync_api import Browser, Page, expect

from planner.report.catalogue import text
from planner.web.jobs.job import Job, Kind
from planner.web.jobs.store import JOBS, Jobs
from tests.web.conftest import ANSWER_MS, serving, visit
from tests.web.jobs.asked import wait_for
from tests.web.test_browser import go, keep, sentence, settled
from tests.web.test_browser_plans import open_tiny

RUN = "kept before"
PAGES: dict[Kind, str] = {"allocate": "allocation", "reinforce": "reinforcement"}


def ask_for(page: Page, kind: Kind, root: Path) -> Job:
    """Press the button of a job, and hold its process in the middle of its work."""
    go(page, PAGES[kind], "en")
    settled(page)
    page.get_by_role("button", name=text(f"job.{kind}", "en"), exact=True).click()
    wait_for(lambda: any(job.asked.kind == kind for job in Jobs(root).all("")))
    job = next(job for job in Jobs(root).all("") if job.asked.kind == kind)
    wait_for(lambda: job.status().state == "working")
    send(job, signal.SIGSTOP)
    return job


def send(job: Job, number: int) -> None:
    """Send a signal to a job's process and all that it began."""
    assert job.process is not None
    os.killpg(job.process.pid, number)


def at(page: Page, kind: Kind) -> None:
    go(page, PAGES[kind], "en")
    settled(page)


def runs_listed(page: Page, *names: str) -> None:
    go(page, "runs", "en")
    table = page.locator("[data-testid=stDataFrame]").first
    for name in names:
        expect(table).to_contain_text(name, timeout=ANSWER_MS)


def test_a_killed_server_loses_no_run_and_no_job(browser: Browser, tmp_path: Path) -> None:
    visitor = visit(browser, 1366, 768, "en-US")
    page = visitor.context.new_page()
    with serving(tmp_path) as server:
        page.goto(server.address)
        sentence(page)
        open_tiny(page, tmp_path / "first")
        go(page, "verdict", "en")
        assert sentence(page).startswith("Tiny")
        keep(page, RUN)
        dying = ask_for(page, "reinforce", tmp_path / JOBS)
        surviving = ask_for(page, "allocate", tmp_path / JOBS)
        server.kill()
    send(dying, signal.SIGKILL)
    wait_for(lambda: dying.process is not None and not dying.process.alive)

    with serving(tmp_path) as server:
        page.goto(f"{server.address}/runs")  # a new server is asked for any page first
        runs_listed(page, RUN)
        page.goto(server.address)
        sentence(page)
        open_tiny(page, tmp_path / "second")
        at(page, "reinforce")
        interrupted = page.get_by_text(text("job.interrupted", "en"))
        expect(interrupted).to_be_visible(timeout=ANSWER_MS)
        expect(page.get_by_role("button", name="Cancel")).to_have_count(0)
        runs_listed(page, RUN)
        at(page, "allocate")
        expect(page.get_by_role("button", name="Cancel")).to_be_visible(timeout=ANSWER_MS)
        send(surviving, signal.SIGCONT)
        assert sentence(page).startswith("Tiny")
        runs_listed(page, RUN, surviving.status().run)
    visitor.context.close()
