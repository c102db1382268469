"""What is kept of a replay: its inputs, the points, the curves and every draw."""

import platform
import shlex
import shutil
from collections.abc import Sequence
from pathlib import Path

import pyarrow as pa
from pyarrow import parquet

from planner import __version__
from planner.scenario.table_text import csv_text
from planner.simulation.kernel import source_digest
from planner.study.replay.campaign import REPLAY_FILE
from planner.study.replay.comparison import Comparison
from planner.study.replay.observed import OBSERVED_FILE, QUANTITIES
from planner.study.replay.simulated import Simulated
from planner.study.run_folder import INPUTS, RECORD, copy_inputs
from planner.study.staging import as_text

ANSWER = "replay.json"
POINTS, CURVES, DRAWS = "points.csv", "curves.parquet", "draws.parquet"
_COLUMNS = (
    "clock_local",
    "quantity",
    "observed",
    "p05",
    "p50",
    "p95",
    "error",
    "absolute_error",
    "error_percent",
    "inside",
    "source",
)


def keep_inputs(directory: Path, folder: Path) -> None:
    """Copy the files of a replay folder as they were given."""
    copy_inputs(directory, folder)
    for name in (OBSERVED_FILE, REPLAY_FILE):
        if (directory / name).is_file():
            shutil.copyfile(directory / name, folder / INPUTS / name)


def write_replay(
    folder: Path,
    compared: Comparison,
    simulated: Sequence[Simulated],
    lang: str,
    *,
    from_ranges: bool,
) -> None:
    """Write the record, the answer, the points, the curves and the draws."""
    command = ["planner", "replay", INPUTS, "--seed", str(compared.seed)]
    command += ["--replications", str(compared.replications), "--lang", lang]
    command += ["--ranges"] if from_ranges else []
    record = {
        "replay": compared.campaign.scenario.city.name,
        "seed": compared.seed,
        "replications": compared.replications,
        "command": shlex.join(command),
        "planner": __version__,
        "kernels": source_digest(),
        "python": platform.python_version(),
    }
    (folder / RECORD).write_text(as_text(record), encoding="utf-8")
    (folder / ANSWER).write_text(as_text(compared.to_json()), encoding="utf-8")
    points = [one.to_json() for one in compared.points]
    rows = [[point[column] for column in _COLUMNS] for point in points]
    (folder / POINTS).write_text(csv_text(_COLUMNS, rows), encoding="utf-8")
    parquet.write_table(_curves(compared), folder / CURVES, compression="zstd")
    draws = [{"replication": one.replication, **one.values} for one in simulated]
    parquet.write_table(pa.Table.from_pylist(draws), folder / DRAWS, compression="zstd")


def _curves(compared: Comparison) -> pa.Table:
    """Return a row for each quantity and step of the campaign."""
    hours, curves = compared.hours, compared.curves
    return pa.table(
        {
            "quantity": [name for name in QUANTITIES for _ in hours],
            "hour": hours.tolist() * len(QUANTITIES),
            "p05": curves.p05.ravel(),
            "p50": curves.p50.ravel(),
            "p95": curves.p95.ravel(),
        }
    )
