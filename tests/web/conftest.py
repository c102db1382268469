"""A served desk and a browser that tells every request that would leave this machine."""

import os
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from urllib.parse import urlsplit
from urllib.request import urlopen

import pytest
from playwright.sync_api import Browser, BrowserContext, expect, sync_playwright

from planner.web import folders
from planner.web.jobs.store import Jobs

ROOT = Path(__file__).parents[2]
START_SECONDS = 400
"""With all kernels to compile on a busy machine."""
ANSWER_MS = 120_000
expect.set_options(timeout=ANSWER_MS)
AT_HOME = {"localhost", "127.0.0.1", ""}


@pytest.fixture(autouse=True)
def _main_module(monkeypatch: pytest.MonkeyPatch) -> None:
    """Put back the main module, which a page drawn without a browser replaces for spawned ones."""
    monkeypatch.setitem(sys.modules, "__main__", sys.modules["__main__"])


@pytest.fixture
def studies_apart(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Keep studies and their jobs in a folder of the test's own."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("PYTHONPATH", str(ROOT))
    numbers = count()
    monkeypatch.setattr(folders, "new_folder", lambda: tmp_path / f"written-{next(numbers)}")
    for module in ("job_panel", "study_jobs", "jobs.store"):
        monkeypatch.setattr(f"planner.web.{module}.jobs", Jobs)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Open the machine's Chromium; without one the tests are left out, but never in CI."""
    path = shutil.which("chromium") or shutil.which("chromium-browser")
    if path is None:
        if os.environ.get("CI"):
            pytest.fail("there is no chromium; apt-get install chromium")
        pytest.skip("there is no chromium; apt-get install chromium")
    with sync_playwright() as playwright:
        # Chromium's sandbox does not start for root, as whom CI runs
        opened = playwright.chromium.launch(executable_path=path, args=["--no-sandbox"])
        yield opened
        opened.close()


@pytest.fixture(scope="session")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Serve a desk for all journeys, with runs kept in a folder of its own."""
    with serving(tmp_path_factory.mktemp("desk")) as server:
        yield server.address


@dataclass(frozen=True)
class Server:
    """A desk that is served."""

    address: str
    process: subprocess.Popen[bytes]

    def kill(self) -> None:
        """End it as a power cut would."""
        self.process.kill()
        self.process.wait()


@contextmanager
def serving(folder: Path) -> Iterator[Server]:
    """Serve the desk as `planner app` does, with runs kept in a folder."""
    with socket.socket() as free:
        free.bind(("localhost", 0))
        port = free.getsockname()[1]
    log = folder / "log.txt"
    with log.open("wb") as told:
        process = subprocess.Popen(
            [sys.executable, "-m", "planner", "app", "--port", str(port)],
            cwd=folder,
            env=os.environ | {"PYTHONPATH": str(ROOT)},
            stdout=told,
            stderr=subprocess.STDOUT,
        )
    server = Server(f"http://localhost:{port}", process)
    try:
        _wait_for(f"{server.address}/_stcore/health")
        yield server
    finally:
        process.terminate()
        process.wait(START_SECONDS)
    said = log.read_text(encoding="utf-8", errors="replace")
    assert "Traceback" not in said, said


def _wait_for(address: str) -> None:
    end = time.monotonic() + START_SECONDS
    while True:
        try:
            with urlopen(address, timeout=1) as answer:
                assert answer.status == 200
                return
        except OSError:
            if time.monotonic() > end:
                raise
            time.sleep(0.2)


@dataclass
class Seen:
    """What a browser asked for."""

    requests: list[str] = field(default_factory=list)

    @property
    def away(self) -> list[str]:
        """Addresses on other machines."""
        parts = [(urlsplit(address), address) for address in self.requests]
        return [
            address
            for part, address in parts
            if part.scheme not in ("data", "blob", "about") and part.hostname not in AT_HOME
        ]


@dataclass(frozen=True)
class Visitor:
    """A browser of its own, with what it asked for."""

    context: BrowserContext
    seen: Seen


def visit(browser: Browser, width: int, height: int, locale: str) -> Visitor:
    """Open a browser window of a size, in a language."""
    context = browser.new_context(
        viewport={"width": width, "height": height}, locale=locale, accept_downloads=True
    )
    context.set_default_timeout(ANSWER_MS)
    seen = Seen()
    context.on("request", lambda request: seen.requests.append(request.url))
    return Visitor(context, seen)
