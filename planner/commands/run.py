"""``planner run``: simulate, and keep the run."""

from pathlib import Path

from planner.commands.simulating import simulate_seen
from planner.outcome.outcome import Outcome
from planner.report.catalogue import Language
from planner.report.painter import second_painter
from planner.scenario.scenario import Scenario
from planner.study.request import Request
from planner.study.run_folder import FIGURES, INPUTS, copy_inputs, default_place, write_results
from planner.study.staging import StagedFolder


def simulate_and_keep(
    scenario: Scenario,
    inputs: tuple[Path, Path | None],
    request: Request,
    output: Path | None,
    figures: Language | None,
    all_pages: bool,
) -> tuple[Outcome, Path]:
    """Simulate, and keep the run whole or not at all; return also where it is kept.

    ``inputs`` are the folder of the scenario and that of another plan, if one is followed.
    """
    with (
        StagedFolder(output or default_place(scenario, request)) as folder,
        second_painter(figures is not None) as second,
    ):
        directory, plan = inputs
        copy_inputs(directory, folder.path, plan)
        outcome = simulate_seen(scenario, request)
        if figures is not None:
            from planner.report.figures import begin_figures  # noqa: PLC0415 (matplotlib is slow)

            pictures = folder.path / FIGURES
            drawn = begin_figures(outcome, pictures, figures, all_pages=all_pages, second=second)
        write_results(
            folder.path,
            scenario,
            request,
            outcome,
            figures,
            all_pages,
            plan=None if plan is None else INPUTS,
        )
        if figures is not None:
            drawn()
        return outcome, folder.publish()
