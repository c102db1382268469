"""``planner reinforce``: find the least additions, and keep the scenario that has them."""

from pathlib import Path

import typer

from planner.allocation.addition_orders import reinforcement_orders
from planner.allocation.reinforcement import Reinforcement, Trial
from planner.allocation.trials import Progress
from planner.commands.simulating import Simulate, simulate_seen
from planner.report.catalogue import Language
from planner.report.order_words import order_rows
from planner.report.painter import second_painter
from planner.scenario.names import SETTINGS_FILE
from planner.scenario.scenario import Scenario, Source
from planner.study.confirmed import reinforce
from planner.study.plan_folder import write_lists
from planner.study.request import Request
from planner.study.run_folder import FIGURES, copy_inputs, default_place, write_results
from planner.study.scenario_folder import standing_alone, write_scenario
from planner.study.staging import StagedFolder

REINFORCED = "reinforced"
CONFIDENCE = "campaign.required_probability"


def reinforce_and_keep(
    scenario: Scenario,
    directory: Path,
    confidence: float,
    request: Request,
    output: Path | None,
    lang: Language,
    figures: bool,
    *,
    progress: Progress | None = None,
    simulate: Simulate = simulate_seen,
) -> tuple[Reinforcement, Path]:
    """Reinforce, and keep the reinforced scenario and its simulation whole or not at all.

    Whoever gives ``progress`` and ``simulate`` is told how far it is, instead of stderr.
    """
    usual = default_place(scenario, request)
    with (
        StagedFolder(output or usual.with_name(f"{usual.name}-reinforced")) as folder,
        second_painter(figures) as second,
    ):
        copy_inputs(directory, folder.path)
        found = reinforce(
            scenario,
            confidence,
            seed=request.seed,
            confirm=lambda planned, draws: simulate(planned, request, draws),
            progress=progress or tell,
        )
        if figures:
            from planner.report.figures import begin_figures  # noqa: PLC0415 (matplotlib is slow)
            from planner.report.reinforcement_figures import (  # noqa: PLC0415
                write_reinforcement_figures,
            )

            drawn = begin_figures(found.outcome, folder.path / FIGURES, lang, second=second)
        alone = _with_its_confidence(standing_alone(found.scenario))
        write_scenario(folder.path / REINFORCED, alone, directory)
        words = lang if figures else None
        write_results(folder.path, alone, request, found.outcome, words, inputs=REINFORCED)
        every, question = reinforcement_orders(found), found.outcome.question
        write_lists(folder.path, order_rows(every, found.scenario, question, lang), found.outcome)
        if figures:
            write_reinforcement_figures(found, folder.path / FIGURES, lang)
            drawn()
        return found, folder.publish()


def _with_its_confidence(scenario: Scenario) -> Scenario:
    """Say where the probability comes from that the scenario was reinforced for."""
    asked = Source(key=CONFIDENCE, by=SETTINGS_FILE, text="asked for of planner reinforce")
    others = tuple(one for one in scenario.sources if one.key != CONFIDENCE)
    return scenario.model_copy(update={"sources": (*others, asked)})


def tell(one: Trial) -> None:
    """Tell of a trial on stderr."""
    passed = "passes" if one.passed else "fails"
    typer.echo(
        f"{one.made_by}: {passed}, {one.replications} hardest draws, weight {one.weight:,.0f}",
        err=True,
    )
