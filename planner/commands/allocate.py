"""``planner allocate``: find the plan, and keep it with its orders and its simulation."""

from pathlib import Path

import typer

from planner.allocation.answer import Allocation, Pass
from planner.allocation.loop import Progress
from planner.allocation.orders import orders
from planner.commands.simulating import Simulate, simulate_seen
from planner.report.catalogue import Language
from planner.report.order_words import order_rows
from planner.report.painter import second_painter
from planner.scenario.scenario import Scenario
from planner.study.confirmed import allocate
from planner.study.plan_folder import write_plan
from planner.study.request import Request
from planner.study.run_folder import FIGURES, copy_inputs, default_place, write_results
from planner.study.staging import StagedFolder

PLAN = "plan"


def allocate_and_keep(
    scenario: Scenario,
    directory: Path,
    request: Request,
    output: Path | None,
    lang: Language,
    figures: bool,
    *,
    progress: Progress | None = None,
    simulate: Simulate = simulate_seen,
) -> tuple[Allocation, Path]:
    """Allocate, and keep the plan, its simulation and the figures whole or not at all.

    Whoever gives ``progress`` and ``simulate`` is told how far it is, instead of stderr.
    """
    usual = default_place(scenario, request)
    with (
        StagedFolder(output or usual.with_name(f"{usual.name}-plan")) as folder,
        second_painter(figures) as second,
    ):
        copy_inputs(directory, folder.path)
        found = allocate(
            scenario,
            seed=request.seed,
            confirm=lambda planned, draws: simulate(planned, request, draws),
            progress=progress or tell,
        )
        if figures:
            from planner.report.allocation_figures import (  # noqa: PLC0415 (matplotlib is slow)
                write_allocation_figures,
            )
            from planner.report.figures import begin_figures  # noqa: PLC0415

            drawn = begin_figures(found.outcome, folder.path / FIGURES, lang, second=second)
        planned = scenario.model_copy(update={"plan": found.plan})
        words = lang if figures else None
        write_results(folder.path, planned, request, found.outcome, words, plan=PLAN)
        rows = order_rows(orders(scenario, found), scenario, found.outcome.question, lang)
        write_plan(folder.path / PLAN, found.plan, rows, found.outcome)
        if figures:
            write_allocation_figures(scenario, found, folder.path / FIGURES, lang)
            drawn()
        return found, folder.publish()


def tell(one: Pass) -> None:
    """Tell of a pass on stderr."""
    typer.echo(
        f"{one.made_by}: {one.simulated_persons:,.0f} people in time, "
        f"finished after {one.hour:.1f} h",
        err=True,
    )
