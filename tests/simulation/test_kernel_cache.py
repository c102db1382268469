"""Compiled kernels are kept by the digest of their sources, so that no stale one is ever used."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

import planner
from planner.simulation import kernel
from planner.simulation.compiled.couriers import drive_depots
from planner.simulation.compiled.laboratories import run_laboratory
from planner.simulation.compiled.sites import serve_sites
from tests.simulation.random_city import random_scenario
from tests.simulation.small_city import laboratory, site, small_city, tally_of

PROBE = """
from planner.simulation.kernel import kernel
from planner.simulation.streams import derive


@kernel("int64(int64)")
def probe(index):
    return derive(0, index)


if __name__ == "__main__":
    print(probe(0), sum(probe.stats.cache_hits.values()))
"""
GOLDEN = "0x9E3779B97F4A7C15"


def splitmix64_at_zero(golden: int) -> int:
    """Return the first number of SplitMix64 from state zero, with this increment."""
    mask = 2**64 - 1
    bits = golden
    bits = ((bits ^ (bits >> 30)) * 0xBF58476D1CE4E5B9) & mask
    bits = ((bits ^ (bits >> 27)) * 0x94D049BB133111EB) & mask
    bits ^= bits >> 31
    return bits - 2**64 if bits >= 2**63 else bits


@pytest.fixture
def copied(tmp_path: Path) -> Path:
    """Copy the package, without what it imports at once, beside a kernel of another file."""
    source = Path(planner.__file__).parent
    shutil.copytree(
        source,
        tmp_path / "planner",
        ignore=shutil.ignore_patterns("__pycache__", "fonts", "report", "study", "outcome"),
    )
    (tmp_path / "planner/__init__.py").write_text("")
    (tmp_path / "planner/simulation/__init__.py").write_text("")
    (tmp_path / "probe.py").write_text(PROBE)
    return tmp_path


def run_probe(folder: Path) -> tuple[int, int]:
    """Return what a new process computes, and how many kernels it found on disk."""
    environment = os.environ | {
        "PLANNER_CACHE_DIR": str(folder / "cache"),
        "PYTHONPATH": str(folder),
        "PYTHONDONTWRITEBYTECODE": "1",
    }
    done = subprocess.run(
        [sys.executable, str(folder / "probe.py")],
        env=environment,
        capture_output=True,
        text=True,
        check=True,
    )
    value, hits = done.stdout.split()
    return int(value), int(hits)


def test_a_changed_helper_is_never_answered_from_the_cache(copied: Path) -> None:
    # Numba looks only at the file of the cached function: probe.py, which does not change.
    right = splitmix64_at_zero(int(GOLDEN, 16))
    assert run_probe(copied) == (right, 0)
    assert run_probe(copied) == (right, 1)

    streams = copied / "planner/simulation/streams.py"
    text = streams.read_text()
    assert GOLDEN in text
    streams.write_text(text.replace(GOLDEN, "0x9E3779B97F4A7C17"))
    assert run_probe(copied) == (splitmix64_at_zero(0x9E3779B97F4A7C17), 0)


def test_every_file_with_a_kernel_is_in_the_digest() -> None:
    package = Path(kernel.__file__).parent
    decorated = {path for path in package.rglob("*.py") if "@kernel(" in path.read_text()}
    assert decorated
    assert decorated <= set(kernel.kernel_sources())


def test_a_folder_that_cannot_be_made_is_passed_over(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    blocked = tmp_path / "a-file"
    blocked.write_text("")
    monkeypatch.setenv("PLANNER_CACHE_DIR", str(blocked))
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "home"))
    assert kernel.cache_folder().parent == tmp_path / "home/planner"
    monkeypatch.setenv("XDG_CACHE_HOME", str(blocked))
    folder = kernel.cache_folder()
    assert folder.is_dir()
    assert not folder.is_relative_to(tmp_path)
    assert kernel.cache_folder() == folder, "processes of one run share it"
    shutil.rmtree(folder.parent)


def test_every_scenario_runs_on_the_same_compiled_kernels() -> None:
    # A number that is an integer in one scenario and a float in another would compile them again.
    kernels = (serve_sites, drive_depots, run_laboratory)
    tally_of(
        small_city(
            site(10),
            laboratories=[laboratory()],
            vehicles=1,
            infection={"detection_limit_copies": 500.0},
        )
    )
    compiled = [list(function.signatures) for function in kernels]
    assert all(compiled)
    for seed in range(10):
        tally_of(random_scenario(seed))
    assert [list(function.signatures) for function in kernels] == compiled
