"""What `planner diff` prints."""

import io
from pathlib import Path

import pytest
from rich.console import Console

from planner.report.catalogue import Language
from planner.report.differences import ROWS_SHOWN, print_differences
from planner.scenario import load
from planner.scenario.differences import differences
from tests.scenario.tiny import append, edit, write_tiny


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return write_tiny(tmp_path / "tiny")


def printed(a: Path, b: Path, *variants: str, lang: Language = "en") -> list[str]:
    stream = io.StringIO()
    console = Console(file=stream, width=80, force_terminal=False)
    print_differences(differences(load(a), load(b, variants)), console, lang)
    return stream.getvalue().splitlines()


def test_equal_scenarios_say_so(folder: Path) -> None:
    assert printed(folder, folder) == ["Tiny and Tiny say the same."]


def test_figures_settings_and_rows_are_told(folder: Path) -> None:
    lines = printed(folder, folder, "within-24h", "with-province")
    assert lines[0] == "From A, Tiny, to B, Tiny (within-24h + with-province):"
    (tubes,) = [line.split() for line in lines if "declared tubes a day" in line]
    assert tubes[-3:] == ["3,000", "29,000", "+26,000"]
    at = lines.index("campaign.target_hours: 48 h → 24 h")
    assert lines[at + 1].startswith("    A: preset cn-2021-01; 2021-1 item 5")
    assert lines[at + 2].startswith("    B: variant within-24h; assumed")
    assert "laboratories.csv: 1 added, 1 changed" in lines
    assert "  ~ L2 Centre: declared_tubes_per_day: 3,000 → 9,000" in lines
    assert "  + L3 Province: declared_tubes_per_day 20,000, travel_minutes 90" in lines


def test_chinese_names_are_told_in_chinese(folder: Path) -> None:
    lines = printed(folder, folder, "with-province", lang="zh")
    assert "  + L3 省中心：declared_tubes_per_day 20,000、travel_minutes 90" in lines


def test_many_rows_are_counted(folder: Path, tmp_path: Path) -> None:
    more = write_tiny(tmp_path / "more")
    append(more, "vehicles.csv", "".join(f"W{n},D1,1,2000\n" for n in range(ROWS_SHOWN + 3)))
    lines = printed(folder, more)
    assert sum(line.startswith("  + W") for line in lines) == ROWS_SHOWN
    assert "    and 3 more" in lines


def test_tables_with_nothing_in_common_are_not_listed(folder: Path, tmp_path: Path) -> None:
    renamed = write_tiny(tmp_path / "renamed")
    edit(renamed, "teams.csv", "S1", "R1")
    edit(renamed, "teams.csv", "S2", "R2")
    lines = printed(folder, renamed)
    at = lines.index("teams.csv: 2 added, 2 removed")
    assert lines[at + 1 :] == ["    The two have no row in common."]
