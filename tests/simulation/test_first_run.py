"""The first run after the install: nothing compiled, nothing of one's own that can be written."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
UNPRIVILEGED = ["setpriv", "--bounding-set=-all", "--inh-caps=-all"]
"""What makes a superuser as powerless as anybody else before a read-only file."""


@pytest.fixture
def installed(tmp_path: Path) -> Path:
    """Return a folder with a package that nobody can change."""
    package = tmp_path / "site" / "planner"
    shutil.copytree(ROOT / "planner", package, ignore=shutil.ignore_patterns("__pycache__"))
    for path in (package.parent, package, *package.rglob("*")):
        path.chmod(0o555 if path.is_dir() else 0o444)
    return package.parent


def test_a_first_run_needs_neither_a_home_nor_a_package_to_write_to(
    installed: Path, tmp_path: Path
) -> None:
    kept = {"PLANNER_CACHE_DIR", "XDG_CACHE_HOME", "HOME", "NUMBA_CACHE_DIR"}
    environment = {name: value for name, value in os.environ.items() if name not in kept}
    environment |= {
        "PYTHONPATH": str(installed),
        "TMPDIR": str(tmp_path),
        "HOME": str(installed / "nobody"),
    }
    as_anybody = UNPRIVILEGED if os.geteuid() == 0 else []

    def call(*words: str) -> "subprocess.CompletedProcess[str]":
        command = [*as_anybody, sys.executable, *words]
        return subprocess.run(
            command, env=environment, cwd=tmp_path, capture_output=True, text=True, check=False
        )

    written = call("-c", f"open({str(installed / 'planner' / 'new.py')!r}, 'w')")
    assert "PermissionError" in written.stderr, "the package must not be writable here"
    where = call("-c", "import planner; print(planner.__file__)")
    assert where.stdout.startswith(str(installed)), where.stderr

    run = call(
        "-m", "planner", "run", str(ROOT / "scenarios" / "xuchang"), "--replications", "1",
        "--no-figures",
    )  # fmt: skip
    assert run.returncode == 1, run.stderr
    assert "Compiling the engine" in run.stderr
    assert not list(tmp_path.glob("planner-kernels-*")), "what was compiled goes with the run"
