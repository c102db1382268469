"""What one campaign comes to: simulated, planned, reinforced."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from planner.cli.command import app
from planner.cli.shared import (
    NO_OR_UNDECIDED,
    Directory,
    Engine,
    Figures,
    JsonFile,
    Lang,
    Language,
    Output,
    Seed,
    Threads,
    Variants,
    Watch,
    announce_compiling,
    faults_explained,
    show_outcome,
    write_answer,
    write_json,
)

if TYPE_CHECKING:
    from planner.report.catalogue import Language as Words


@app.command()
def run(
    directory: Directory,
    variant: Variants = None,
    plan: Annotated[
        Path | None, typer.Option(metavar="DIR", help="Folder whose plan is followed instead.")
    ] = None,
    replications: Annotated[
        int | None,
        typer.Option(help="A fixed number; without it 20, 72, 150 or 300, until decided."),
    ] = None,
    seed: Seed = 1,
    threads: Threads = None,
    engine: Annotated[
        Engine, typer.Option(help="The fast engine or the readable one; they agree.")
    ] = Engine.compiled,
    json: JsonFile = None,
    output: Output = None,
    lang: Lang = Language.en,
    figures: Figures = True,
    all_pages: Annotated[
        bool, typer.Option("--all-pages", help="Draw every laboratory, not only the worst six.")
    ] = False,
) -> None:
    """Simulate: is everyone tested in time, when do the clocks stop, what binds?"""
    watch = Watch()
    with faults_explained(lang):
        from planner.scenario import load
        from planner.study.request import Request
        from planner.study.staging import check_file_place

        request = Request(replications, seed, threads, engine.value)
        if json is not None:
            check_file_place(json)
        scenario = load(directory, variant, plan)
        announce_compiling(request, lang)
        words: Words | None = lang.value if figures else None
        from planner.commands.run import simulate_and_keep

        outcome, place = simulate_and_keep(
            scenario, (directory, plan), request, output, words, all_pages
        )
        if json is not None:
            meta = watch.meta(engine=request.engine, run=str(place))
            write_answer(json, meta, outcome, request)
    show_outcome(outcome, lang.value, place)
    if outcome.verdict.meets_target is not True:
        raise typer.Exit(NO_OR_UNDECIDED)


@app.command()
def allocate(
    directory: Directory,
    variant: Variants = None,
    seed: Seed = 1,
    json: JsonFile = None,
    output: Output = None,
    lang: Lang = Language.en,
    figures: Figures = True,
) -> None:
    """Plan who goes where when, and confirm it by simulation."""
    watch = Watch()
    with faults_explained(lang):
        from rich.console import Console

        from planner.scenario import load
        from planner.study.request import Request
        from planner.study.staging import check_file_place

        request = Request(seed=seed)
        if json is not None:
            check_file_place(json)
        scenario = load(directory, variant)
        announce_compiling(request, lang)
        from planner.allocation.answer_json import allocation_json
        from planner.commands.allocate import allocate_and_keep
        from planner.report.catalogue import text
        from planner.report.terminal_allocation import print_allocation

        found, place = allocate_and_keep(scenario, directory, request, output, lang.value, figures)
        if json is not None:
            meta = watch.meta(engine=request.engine, run=str(place))
            write_json(json, {"meta": meta} | allocation_json(scenario, found, seed=seed))
    print_allocation(scenario, found, Console(), lang.value)
    typer.echo(text("told.plan", lang.value, place=place), err=True)
    if not (found.confirmed and found.outcome.verdict.meets_target):
        raise typer.Exit(NO_OR_UNDECIDED)


@app.command()
def reinforce(
    directory: Directory,
    variant: Variants = None,
    confidence: Annotated[
        float, typer.Option(help="Probability with which the target is to be met.")
    ] = 0.95,
    seed: Seed = 1,
    json: JsonFile = None,
    output: Output = None,
    lang: Lang = Language.en,
    figures: Figures = True,
) -> None:
    """Find the least that has to be added to meet the target, and confirm it."""
    watch = Watch()
    with faults_explained(lang):
        from rich.console import Console

        from planner.scenario import load
        from planner.study.request import Request, check_confidence
        from planner.study.staging import check_file_place

        request = Request(seed=seed)
        check_confidence(confidence)
        if json is not None:
            check_file_place(json)
        scenario = load(directory, variant)
        announce_compiling(request, lang)
        from planner.allocation.reinforcement_json import reinforcement_json
        from planner.commands.reinforce import reinforce_and_keep
        from planner.report.catalogue import text
        from planner.report.terminal_reinforcement import print_reinforcement

        found, place = reinforce_and_keep(
            scenario, directory, confidence, request, output, lang.value, figures
        )
        if json is not None:
            meta = watch.meta(engine=request.engine, run=str(place))
            write_json(json, {"meta": meta} | reinforcement_json(found, seed=seed))
    print_reinforcement(found, Console(), lang.value)
    typer.echo(text("told.reinforced", lang.value, place=place), err=True)
    if not found.confirmed:
        raise typer.Exit(NO_OR_UNDECIDED)
