from pathlib import Path

import pytest

from planner.scenario import Fault, ScenarioFaults, check, load
from planner.scenario.names import OPTIONAL_TABLES, SETTINGS_FILE, TABLES, table_file
from planner.scenario.read import FILE_LIMIT_BYTES
from tests.scenario.tiny import append, edit

REQUIRED_FILES = [
    SETTINGS_FILE,
    *(table_file(name) for name in TABLES if name not in OPTIONAL_TABLES),
]


def only_fault(tiny: Path) -> Fault:
    (fault,) = check(tiny)
    with pytest.raises(ScenarioFaults):
        load(tiny)
    return fault


@pytest.mark.parametrize("file", REQUIRED_FILES)
def test_missing_file(tiny: Path, file: str) -> None:
    (tiny / file).unlink()
    fault = only_fault(tiny)
    assert (fault.file, fault.rule) == (file, "the file is required")


@pytest.mark.parametrize("file", REQUIRED_FILES)
@pytest.mark.parametrize(
    ("content", "rule"),
    [
        (b"", "the file has content"),
        (b"\xef\xbb\xbf \n\n", "the file has content"),
        ("name,编号\n".encode("gb18030"), "text is UTF-8"),
        ("id\n".encode("utf-16"), "text is UTF-8"),
        (b"id,\0\n", "text has no NUL bytes"),
        (b"a" * (FILE_LIMIT_BYTES + 1), "a file has at most 20 MB"),
    ],
    ids=["empty", "blank", "gb18030", "utf-16", "nul", "huge"],
)
def test_file_that_is_no_text(tiny: Path, file: str, content: bytes, rule: str) -> None:
    (tiny / file).write_bytes(content)
    fault = only_fault(tiny)
    assert (fault.file, fault.rule) == (file, rule)


def test_a_file_of_100_mb_is_refused_without_reading_it(tiny: Path) -> None:
    with (tiny / "townships.csv").open("ab") as file:
        file.truncate(100_000_000)
    assert only_fault(tiny).value == "above 20 MB"


def test_line_of_a_wrong_byte_is_named(tiny: Path) -> None:
    with (tiny / "districts.csv").open("ab") as file:
        file.write(b"D3,\xb6\xab,C,0\n")
    fault = only_fault(tiny)
    assert (fault.where, fault.value) == ("line 4", "byte 0xb6")


def test_folder_that_does_not_exist(tmp_path: Path) -> None:
    (fault,) = check(tmp_path / "nowhere")
    assert fault.value == "there is nothing"
    assert check("x" * 5000)[0].rule == "a scenario is a folder"
    assert check("nul\0byte")[0].rule == "a scenario is a folder"


def test_path_that_is_a_file(tiny: Path) -> None:
    (fault,) = check(tiny / "scenario.toml")
    assert fault.value == "there is a file"


def test_folder_in_the_place_of_a_file(tiny: Path) -> None:
    (tiny / "sites.csv").mkdir()
    assert only_fault(tiny).rule == "an ordinary file"


@pytest.mark.parametrize(
    ("line", "found"),
    [
        ("[city", "line 30"),
        ("x = 2021-13-45", "line 30"),
        ("x = " + "[" * 3000, "recursion"),
        ("x = " + "9" * 5000, "limit"),
        ("[people]", "line 30"),
    ],
    ids=["bracket", "date", "nesting", "digits", "twice"],
)
def test_bad_toml_is_one_fault(tiny: Path, line: str, found: str) -> None:
    append(tiny, "scenario.toml", line + "\n")
    fault = only_fault(tiny)
    assert fault.rule == "scenario.toml is written in TOML"
    assert found in fault.value


def test_unknown_column_names_the_nearest(tiny: Path) -> None:
    edit(tiny, "townships.csv", "latitude_degrees", "latitude")
    fault = only_fault(tiny)
    assert (fault.where, fault.value, fault.rule) == ("header", "'latitude'", "an unknown column")
    assert "'latitude_degrees'" in fault.remedy


def test_missing_column_is_one_fault_and_hides_nothing(tiny: Path) -> None:
    (tiny / "teams.csv").write_text("id,swabbers\nS1,-1\nS2,3\n", encoding="utf-8")
    missing, negative = check(tiny)
    assert missing.rule == "column 'district' is required"
    assert (negative.where, negative.value) == ("line 2 (S1), swabbers", "'-1'")


def test_column_that_stands_twice(tiny: Path) -> None:
    (tiny / "teams.csv").write_text("id,district,swabbers,id\nS1,D1,3,S1\n", encoding="utf-8")
    assert only_fault(tiny).rule == "a column stands once"


@pytest.mark.parametrize("row", ["S3,D1,3,", "S3,D1"])
def test_row_of_another_length(tiny: Path, row: str) -> None:
    append(tiny, "teams.csv", row + "\n")
    fault = check(tiny)[0]
    assert fault.where == "line 4 (S3)"
    assert fault.rule == "a row has as many cells as the header, 3"


def test_huge_field(tiny: Path) -> None:
    append(tiny, "teams.csv", "S3,D1,3\n".replace("3\n", "3" * 200_000 + "\n"))
    assert "field larger than field limit" in only_fault(tiny).value


def test_long_cell(tiny: Path) -> None:
    edit(tiny, "districts.csv", "East", "E" * 3000)
    fault = only_fault(tiny)
    assert fault.rule == "a cell has at most 2000 characters"
    assert len(str(fault)) < 400


def test_quote_that_is_not_closed(tiny: Path) -> None:
    edit(tiny, "teams.csv", "S1,", '"S1,')
    assert only_fault(tiny).rule == "the file is comma-separated text"


def test_commas_alone_are_no_table(tiny: Path) -> None:
    (tiny / "teams.csv").write_text(",,\n,,\n", encoding="utf-8")
    assert only_fault(tiny).rule == "the file has a header"


def test_misspelt_table_is_not_ignored(tiny: Path) -> None:
    (tiny / "site.csv").write_text("id\n", encoding="utf-8")
    (tiny / "observed.csv").write_text("anything\n", encoding="utf-8")
    fault = only_fault(tiny)
    assert (fault.file, fault.remedy) == ("site.csv", "rename it to 'sites.csv'")
