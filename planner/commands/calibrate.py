"""``planner calibrate``: one calibration for all campaigns, each left out in turn."""

from pathlib import Path

from planner.commands.simulating import progress_shown
from planner.report.validation import validation_report
from planner.scenario.fitted import FITTED_FILE as VARIANT_FILE
from planner.study.replay.calibrated import Calibration, calibrate_all, load_campaigns
from planner.study.replay.carried import variant_text
from planner.study.replay.fitted import FITTED_FILE, fit_text
from planner.study.request import Request
from planner.study.run_folder import RUNS
from planner.study.staging import StagedFolder, as_text

ANSWER = "calibration.json"
REPORT = "validation.md"


def calibrate_and_keep(
    directory: Path, request: Request, draws: int, output: Path | None
) -> tuple[Calibration, Path]:
    """Calibrate, and keep the fit and the validation report whole or not at all."""
    campaigns = load_campaigns(directory)
    with StagedFolder(output or RUNS / f"calibration-seed{request.seed}") as folder:
        with progress_shown("simulations") as tell:
            found = calibrate_all(campaigns, request, draws, tell)
        fit = fit_text(found.found.fitted)
        (folder.path / FITTED_FILE).write_text(fit, encoding="utf-8")
        variant = variant_text(found.found.fitted)
        (folder.path / VARIANT_FILE).write_text(variant, encoding="utf-8")
        (folder.path / ANSWER).write_text(as_text(found.to_json()), encoding="utf-8")
        report = validation_report(found)
        (folder.path / REPORT).write_text(report, encoding="utf-8")
        return found, folder.publish()
