"""Two processes draw what one draws."""

import os
import signal
import subprocess
import sys
from concurrent.futures import BrokenExecutor
from pathlib import Path

import pytest

from planner.report import figures
from planner.report.figures import begin_figures
from planner.report.painter import second_painter
from tests.report.synthetic_outcome import outcome

NAMES = ("tubes", "causes", "stages")


@pytest.fixture(autouse=True)
def _few(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(figures, "NAMES", NAMES)


def test_two_processes_write_the_same_pictures(tmp_path: Path) -> None:
    case = outcome()
    alone = begin_figures(case, tmp_path / "alone", "en")()
    with second_painter(True) as second:
        together = begin_figures(case, tmp_path / "together", "en", second=second)()
    assert len(alone) == len(NAMES)
    assert [path.name for path in together] == [path.name for path in alone]
    for one, other in zip(alone, together, strict=True):
        assert one.read_bytes() == other.read_bytes(), one.name


def test_nobody_is_hired_in_vain() -> None:
    with second_painter(False) as second:
        assert second is None


def test_a_painter_that_dies_loses_no_picture(tmp_path: Path) -> None:
    case = outcome()
    with second_painter(True) as second:
        assert second is not None
        with pytest.raises(BrokenExecutor):
            second.submit(os._exit, 1).result()
        written = begin_figures(case, tmp_path, "en", second=second)()
    assert len(written) == len(NAMES)
    assert all(path.is_file() for path in written)


def test_an_interrupt_of_all_is_answered_by_one() -> None:
    waiting = (
        "import time; from planner.report.painter import second_painter\n"
        "with second_painter(True):\n    print('begun', flush=True); time.sleep(60)"
    )
    with subprocess.Popen(
        [sys.executable, "-c", waiting],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        start_new_session=True,
    ) as process:
        assert process.stdout is not None
        process.stdout.readline()
        os.killpg(process.pid, signal.SIGINT)  # what a terminal does
        _, said = process.communicate(timeout=60)
    assert said.count(b"Traceback") == 1, said.decode()
    assert said.rstrip().endswith(b"KeyboardInterrupt")
