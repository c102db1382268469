"""Every sentence about what is wrong exists in Chinese, and says the same."""

import ast
import copy
import errno
import pickle
import re
import string
from pathlib import Path

import pytest

import planner
from planner.report.phrases import chinese, said, told
from planner.scenario import Fault, ScenarioFaults, check
from planner.scenario.phrase import Phrase
from planner.scenario.translate import OTHER, RULES
from planner.study.request import Request, RequestError

ROOT = Path(planner.__path__[0])
SHIPPED = ROOT.parent / "scenarios" / "xuchang"
ENGLISH = re.compile(r"\b[a-z]{2,} [a-z]{2,} [a-z]{2,}\b")


def templates() -> set[str]:
    """Return the first argument of every phrase that the program makes."""
    found = {OTHER, *RULES.values()}
    for source in ROOT.rglob("*.py"):
        for node in ast.walk(ast.parse(source.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "Phrase":
                template = node.args[0]
                known = isinstance(template, ast.Constant) or source.stem == "translate"
                assert known, f"{source.name}, line {node.lineno}: a phrase begins with its words"
                if isinstance(template, ast.Constant) and isinstance(template.value, str):
                    found.add(template.value)
    return found


def fields(template: str) -> list[tuple[str, str | None, str | None]]:
    """Return placeholders with how each is written, in any order."""
    parts = string.Formatter().parse(template)
    return sorted((name, spec or "", sign or "") for _, name, spec, sign in parts if name)


def test_every_phrase_has_its_chinese_and_no_chinese_is_left_over() -> None:
    assert set(chinese()) == templates()


@pytest.mark.parametrize("template", sorted(chinese()))
def test_both_languages_say_the_same(template: str) -> None:
    assert chinese()[template].strip()
    assert fields(chinese()[template]) == fields(template)
    if re.search(r"[a-z]{3}", re.sub(r"\{.*?\}", "", template)):
        assert chinese()[template] != template


def test_faults_of_every_kind_of_file_are_said_in_chinese(tmp_path: Path) -> None:
    for file in SHIPPED.glob("*.csv"):
        (tmp_path / file.name).write_bytes(file.read_bytes())
    settings = (SHIPPED / "scenario.toml").read_text(encoding="utf-8")
    (tmp_path / "scenario.toml").write_text(
        settings.replace("[campaign]", '[campaign]\ntarget_hour = 48\nhorizon_hours = "long"'),
        encoding="utf-8",
    )
    (tmp_path / "teams.csv").write_text("id,district,swabbers\na,nowhere,-1\na,411002,1,2\n")
    (tmp_path / "boundaries.geojson").write_text('{"type": "Feature"}')
    faults = check(tmp_path)
    assert len(faults) >= 5
    for fault in faults:
        words = said(fault.words, "zh")
        assert not ENGLISH.search(words), words
        assert "规则：" in words
        assert said(fault.words, "en") == str(fault)


def test_phrases_within_phrases_are_said_in_the_same_language() -> None:
    fault = Fault(
        "sites.csv",
        Phrase("line {line}", line=3),
        "x",
        Phrase("an id in {file}", file="townships.csv"),
        Phrase("remove it"),
        "night",
    )
    assert str(fault) == (
        "sites.csv, line 3 [variant night]: x. Rule: an id in townships.csv. Remedy: remove it."
    )
    expected = (
        "sites.csv，第 3 行 [变体 night]：x。规则：必须是 townships.csv 中的编号。办法：将其删除。"
    )
    assert told(ScenarioFaults([fault]), "zh") == expected


def test_what_is_asked_wrongly_is_said_in_both_languages() -> None:
    with pytest.raises(RequestError) as caught:
        Request(replications=0)
    assert told(caught.value, "en").startswith("replications is 0; it must be from 1")
    assert told(caught.value, "zh").startswith("replications 为 0；须在 1 至 10,000 之间")


def test_what_the_disk_refuses_is_said_in_both_languages() -> None:
    full = OSError(errno.ENOSPC, "No space left on device", "runs")
    assert "no space left on the disk, runs" in told(full, "en")
    assert "磁盘空间不足，runs" in told(full, "zh")


def test_a_phrase_can_be_copied_and_sent() -> None:
    phrase = Phrase("an id in {file}", file="{odd}.csv")
    for other in (copy.deepcopy(phrase), pickle.loads(pickle.dumps(phrase))):
        assert other == "an id in {odd}.csv"
        assert said(other, "zh") == "必须是 {odd}.csv 中的编号"
