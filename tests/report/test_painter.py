"""Two processes draw what one draws."""

import os
from concurrent.futures import BrokenExecutor
from pathlib import Path

import pytest

from planner.report import figures
from planner.report.figures import write_figures
from planner.report.painter import second_painter
from tests.report.synthetic_outcome import outcome

NAMES = ("tubes", "causes", "stages")


@pytest.fixture(autouse=True)
def _few(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(figures, "NAMES", NAMES)


def test_two_processes_write_the_same_pictures(tmp_path: Path) -> None:
    case = outcome()
    alone = write_figures(case, tmp_path / "alone", "en")
    with second_painter(True) as second:
        together = write_figures(case, tmp_path / "together", "en", second=second)
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
        written = write_figures(case, tmp_path, "en", second=second)
    assert len(written) == len(NAMES)
    assert all(path.is_file() for path in written)
