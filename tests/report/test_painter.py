"""Two processes draw what one draws."""

from pathlib import Path

from planner.report.figures import NAMES, write_figures
from planner.report.painter import second_painter
from tests.report.synthetic_outcome import outcome


def test_two_processes_write_the_same_pictures(tmp_path: Path) -> None:
    case = outcome()
    alone = write_figures(case, tmp_path / "alone", "en")
    with second_painter(True) as second:
        together = write_figures(case, tmp_path / "together", "en", second=second)
    assert len(alone) >= len(NAMES) - 2
    assert [path.name for path in together] == [path.name for path in alone]
    for one, other in zip(alone, together, strict=True):
        assert one.read_bytes() == other.read_bytes(), one.name


def test_nobody_is_hired_in_vain() -> None:
    with second_painter(False) as second:
        assert second is None
