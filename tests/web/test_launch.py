"""The desk is served on this machine only, with nothing sent away and no traceback shown."""

import tomllib
from pathlib import Path

import pytest
from typer.testing import CliRunner

from planner.cli import app
from planner.web import launch

ROOT = Path(__file__).parents[2]


def test_safe_options_are_given_on_the_command_line() -> None:
    assert {
        "--server.address=localhost",
        "--server.headless=true",
        "--server.maxUploadSize=32",
        "--browser.gatherUsageStats=false",
        "--client.showErrorDetails=none",
        "--client.toolbarMode=viewer",
    } <= set(launch.safe_options())


def test_the_command_serves_the_desk_of_the_package(monkeypatch: pytest.MonkeyPatch) -> None:
    served: list[int] = []
    monkeypatch.setattr(launch, "serve", served.append)
    assert CliRunner().invoke(app, ["app", "--port", "8600"]).exit_code == 0
    assert served == [8600]
    assert launch.DESK.is_file()


def test_app_py_has_the_same_options_and_font() -> None:
    options = ROOT / ".streamlit" / "config.toml"
    assert options.resolve() == launch.OPTIONS.resolve()
    face = tomllib.loads(options.read_text(encoding="utf-8"))["theme"]["fontFaces"][0]
    for beside in (ROOT, launch.FOLDER):
        assert (beside / face["url"].removeprefix("app/")).is_file()
