"""Files and folders are there whole or not at all."""

from pathlib import Path

import pytest

from planner.study.request import RequestError
from planner.study.staging import StagedFolder, check_file_place, write_whole


def test_a_folder_appears_only_when_published(tmp_path: Path) -> None:
    wanted = tmp_path / "runs" / "one"
    with StagedFolder(wanted) as folder:
        (folder.path / "a.txt").write_text("a")
        assert not wanted.exists()
        assert folder.publish() == wanted
    assert (wanted / "a.txt").read_text() == "a"
    assert [path.name for path in wanted.parent.iterdir()] == ["one"]


def test_an_unpublished_folder_leaves_nothing(tmp_path: Path) -> None:
    with pytest.raises(KeyboardInterrupt), StagedFolder(tmp_path / "one") as folder:
        (folder.path / "a.txt").write_text("a")
        raise KeyboardInterrupt
    assert list(tmp_path.iterdir()) == []


def test_a_finished_folder_is_never_touched(tmp_path: Path) -> None:
    wanted = tmp_path / "one"
    places = []
    for text in ("first", "second", "third"):
        with StagedFolder(wanted) as folder:
            (folder.path / "a.txt").write_text(text)
            places.append(folder.publish())
    assert [place.name for place in places] == ["one", "one-2", "one-3"]
    assert [(place / "a.txt").read_text() for place in places] == ["first", "second", "third"]


def test_a_file_in_the_way_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "one").write_text("mine")
    with StagedFolder(tmp_path / "one") as folder:
        assert folder.publish() == tmp_path / "one-2"
    assert (tmp_path / "one").read_text() == "mine"


def test_a_place_below_a_file_is_refused(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("mine")
    with pytest.raises(RequestError, match="cannot be written"):
        StagedFolder(tmp_path / "file" / "one")


def test_a_file_is_replaced_at_once_and_leaves_no_trace(tmp_path: Path) -> None:
    path = tmp_path / "out.json"
    path.write_text("old")
    check_file_place(path)
    write_whole(path, "新")
    assert path.read_text(encoding="utf-8") == "新"
    assert list(tmp_path.iterdir()) == [path]


@pytest.mark.parametrize("place", ["missing/out.json", ".", "x" * 300])
def test_a_file_that_cannot_be_written_is_refused_beforehand(tmp_path: Path, place: str) -> None:
    with pytest.raises(RequestError, match=r"cannot be written|not an ordinary file"):
        check_file_place(tmp_path / place)
    assert list(tmp_path.iterdir()) == []
