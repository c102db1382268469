"""A tiny scenario folder."""

from pathlib import Path

import pytest

from tests.scenario.tiny import write_tiny


@pytest.fixture
def tiny(tmp_path: Path) -> Path:
    return write_tiny(tmp_path / "tiny")
