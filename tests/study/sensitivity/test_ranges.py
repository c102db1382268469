"""Ranges are read, completed by one's own, or refused with every fault at once."""

from pathlib import Path

import pytest
from fontTools.ttLib import TTFont

from planner.report.font import font_path
from planner.report.phrases import told
from planner.scenario import ScenarioFaults
from planner.study.sensitivity.ranges import read_ranges

OWN = """
[[ranges]]
path = "laboratory.effective_share"
low = 0.3
high = 0.9
source = "our own count"
"""


def own(folder: Path, text: str) -> Path:
    file = folder / "own.toml"
    file.write_text(text, encoding="utf-8")
    return file


def test_the_projects_ranges_have_names_in_both_languages_and_a_source() -> None:
    glyphs = {chr(code) for code in TTFont(font_path()).getBestCmap()}
    ranges = read_ranges(None).ranges
    assert len(ranges) > 40
    for one in ranges:
        assert one.en and one.zh and one.source
        assert set(one.en + one.zh) <= glyphs
    assert any(one.is_assumed for one in ranges)
    assert not all(one.is_assumed for one in ranges)


def test_a_file_of_ones_own_replaces_and_completes(tmp_path: Path) -> None:
    project = {one.path: one for one in read_ranges(None).ranges}
    own_swab = OWN.replace("laboratory.effective_share", "sites.swab_seconds.mean")
    found = read_ranges(own(tmp_path, OWN + own_swab))
    ranges = {one.path: one for one in found.ranges}
    assert found.file == "own.toml"
    assert ranges["laboratory.effective_share"].low == 0.3
    assert project["laboratory.effective_share"].low == 0.48
    assert "sites.swab_seconds.mean" in ranges
    assert "sites.swab_seconds" not in ranges
    assert ranges.keys() - {"sites.swab_seconds.mean"} == project.keys() - {"sites.swab_seconds"}
    alone = read_ranges(own(tmp_path, "defaults = false\n" + OWN))
    assert [one.path for one in alone.ranges] == ["laboratory.effective_share"]


def test_every_fault_is_told_at_once_in_both_languages(tmp_path: Path) -> None:
    text = (
        "default = false\n"
        + OWN.replace("effective_share", "effective_shar")
        + OWN.replace("0.9", "0.1")
        + OWN.replace("high = 0.9", 'high = "06:00"')
        + OWN.replace("low = 0.3\nhigh = 0.9", "low_percent = 50")
        + OWN.replace("laboratory.effective_share", "laboratories/*/recall_crews")
        + OWN.replace("laboratory.effective_share", "laboratories/L1/recall_crew")
        + OWN.replace("laboratory.effective_share", "labs/L1/recall_crews")
        + OWN.replace("laboratory.effective_share", "sites.swab_seconds.mean")
        + OWN.replace("laboratory.effective_share", "sites.swab_seconds.cv")
        + OWN.replace('source = "our own count"', 'needs = ["laboratories/nothing"]')
    )
    with pytest.raises(ScenarioFaults) as refused:
        read_ranges(own(tmp_path, text))
    said = str(refused.value)
    for words in (
        "own.toml, default: False",
        "write 'laboratory.effective_share', the nearest known name",
        "the lower end 0.3 is below the upper end 0.1",
        "both ends are numbers or both are clock times",
        "low and high, or low_percent and high_percent",
        "many rows are scaled together",
        "write 'recall_crews', the nearest known name",
        "'labs/L1/recall_crews'",
        "a setting has one range",
        "'source' is required",
    ):
        assert words in said, words
    chinese = told(refused.value, "zh")
    assert chinese.count("\n") == said.count("\n")
    assert "一个设置项只能有一个范围" in chinese


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("ranges = 3", "one range or more"),
        ("defaults = false", "one range or more"),
        ("ranges = [", "written in TOML"),
        (OWN + 'defaults = "no"', "defaults"),
    ],
)
def test_what_cannot_be_meant_is_refused(tmp_path: Path, text: str, said: str) -> None:
    with pytest.raises(ScenarioFaults, match=said):
        read_ranges(own(tmp_path, text))
