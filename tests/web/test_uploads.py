"""Archives are bounded and write nothing but a scenario's files, wherever they say they belong."""

import io
import zipfile
from collections.abc import Mapping
from pathlib import Path

import pytest

from planner.scenario import load
from planner.study.request import RequestError
from planner.web import uploads
from planner.web.uploads import unpack
from tests.scenario.tiny import FILES


def archive(files: Mapping[str, str]) -> bytes:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, text in files.items():
            packed.writestr(name, text)
    return content.getvalue()


@pytest.mark.parametrize("below", ["", "my city/", "../../", "/etc/"])
def test_files_land_in_the_folder_whatever_their_path(tmp_path: Path, below: str) -> None:
    place = tmp_path / "deep" / "place"
    place.mkdir(parents=True)
    unpack(archive({below + name: text for name, text in FILES.items()}), place)
    assert {path.name for path in place.iterdir()} == set(FILES)
    assert [path for path in tmp_path.rglob("*.csv") if path.parent != place] == []
    assert load(place).city.name == "tiny"


def test_other_files_are_left_alone(tmp_path: Path) -> None:
    unpack(archive({**FILES, "run.py": "raise SystemExit", "notes/a.txt": ""}), tmp_path)
    assert {path.name for path in tmp_path.iterdir()} == set(FILES)


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"no archive", "zip archive"),
        (archive({"a.txt": ""}), "one scenario folder"),
        (archive({"a/scenario.toml": "", "b/scenario.toml": ""}), "one scenario folder"),
        (archive({f"{number}.txt": "" for number in range(201)}), "201 entries"),
        (archive({"scenario.toml": "x" * 20_000_001}), "20,000,000 bytes"),
        (archive({**FILES, "townships.csv": "x" * 60_000_001}), "at most 60,000,000"),
        (archive(FILES)[:-40], "zip archive"),
    ],
)
def test_what_is_no_scenario_is_refused_with_a_remedy(
    tmp_path: Path, content: bytes, said: str
) -> None:
    with pytest.raises(RequestError, match=said):
        unpack(content, tmp_path)


def test_an_archive_that_lies_about_its_sizes_is_read_no_further(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(uploads, "FILE_LIMIT_BYTES", 10)
    with pytest.raises(RequestError, match="more than 10 bytes"):
        unpack(archive(FILES), tmp_path)
    assert list(tmp_path.iterdir()) == []
