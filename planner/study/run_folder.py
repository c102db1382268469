"""What is kept of a run: enough to read it, and to run it again to the same bytes."""

import platform
import re
import shlex
import shutil
from importlib.metadata import version
from pathlib import Path
from typing import Any, Literal

from pyarrow import parquet

from planner import __version__
from planner.outcome.outcome import Outcome
from planner.outcome.summary import to_json
from planner.scenario.names import BOUNDARIES_FILE, PLAN_TABLES, SETTINGS_FILE, TABLES, table_file
from planner.scenario.scenario import Scenario
from planner.simulation.kernel import source_digest
from planner.study.curves import tables
from planner.study.request import Request
from planner.study.staging import as_text

RUNS = Path("runs")
INPUTS = "inputs"
FIGURES = "figures"
RECORD, SUMMARY = "run.json", "summary.json"
LONGEST_VARIANTS = 100
"""Characters that names of variants may take in a folder's name."""
_LIBRARIES = ("numpy", "numba", "pyarrow", "matplotlib")


def default_place(scenario: Scenario, request: Request) -> Path:
    """Return where a run is kept when nobody names a place: below ``runs`` in this folder."""
    variants = [variant.name for variant in scenario.variants_applied]
    if sum(map(len, variants)) > LONGEST_VARIANTS:
        variants = [f"{len(variants)}-variants"]
    name = "-".join([scenario.city.name, *variants, f"seed{request.seed}"])
    return RUNS / re.sub(r"[^\w.-]", "_", name)


def copy_inputs(directory: Path, folder: Path, plan: Path | None = None) -> None:
    """Copy the files of a scenario as they were given, and those of the plan that was followed."""
    (folder / INPUTS).mkdir()
    of_plan = {*map(table_file, PLAN_TABLES)}
    for name in (SETTINGS_FILE, *map(table_file, TABLES), BOUNDARIES_FILE):
        given = (plan if plan is not None and name in of_plan else directory) / name
        if given.is_file():
            shutil.copyfile(given, folder / INPUTS / name)


def write_results(
    folder: Path,
    scenario: Scenario,
    request: Request,
    outcome: Outcome,
    figures: Literal["zh", "en"] | None,
    all_pages: bool = False,
    *,
    inputs: str = INPUTS,
    plan: str | None = None,
) -> None:
    """Write the record of what was run, the summary and the curves.

    Nothing here depends on the time or the machine, so that the same run gives the same bytes.

    Parameters
    ----------
    folder
        Where to write.
    scenario
        What was simulated.
    request
        How it was simulated.
    outcome
        What came out.
    figures
        The language of the figures, recorded with the command; None where none are drawn.
    all_pages
        Whether every laboratory is drawn, recorded with the command.
    inputs
        The folder below that holds what was simulated, recorded with the command.
    plan
        The folder below whose plan was followed where it is not the scenario's own, recorded too.
    """
    command = _command(scenario, request, figures, all_pages, inputs, plan)
    record = _record(scenario, request, figures, command)
    (folder / RECORD).write_text(as_text(record), encoding="utf-8")
    summary = to_json(outcome, seed=request.seed)
    (folder / SUMMARY).write_text(as_text(summary), encoding="utf-8")
    for name, table in tables(outcome).items():
        parquet.write_table(table, folder / f"{name}.parquet", compression="zstd")


def _record(
    scenario: Scenario, request: Request, figures: str | None, command: str
) -> dict[str, Any]:
    return {
        "scenario": scenario.city.name,
        "variants": [variant.name for variant in scenario.variants_applied],
        "seed": request.seed,
        "replications": request.replications,
        "engine": request.engine,
        "figures": figures,
        "command": command,
        "planner": __version__,
        "kernels": source_digest(),
        "python": platform.python_version(),
        **{library: version(library) for library in _LIBRARIES},
    }


def _command(
    scenario: Scenario,
    request: Request,
    figures: str | None,
    all_pages: bool,
    inputs: str,
    plan: str | None,
) -> str:
    """Return the command that, given in the run folder, makes the same run again."""
    words = ["planner", "run", inputs, "--seed", str(request.seed)]
    for variant in scenario.variants_applied:
        words += ["--variant", variant.name]
    words += ["--plan", plan] if plan is not None else []
    if request.replications is not None:
        words += ["--replications", str(request.replications)]
    if request.engine != "compiled":
        words += ["--engine", request.engine]
    words += ["--no-figures"] if figures is None else ["--lang", figures]
    words += ["--all-pages"] if all_pages and figures is not None else []
    return shlex.join(words)
