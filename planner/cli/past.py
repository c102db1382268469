"""Campaigns that happened: replayed, and what nobody published fitted to them."""

from pathlib import Path
from typing import Annotated

import typer

from planner.cli.command import app
from planner.cli.shared import (
    Figures,
    JsonFile,
    Lang,
    Language,
    Output,
    Seed,
    Threads,
    Watch,
    Workers,
    announce_compiling,
    faults_explained,
    write_json,
)


@app.command()
def replay(
    directory: Annotated[
        Path,
        typer.Argument(
            metavar="DIR", help="Replay folder, such as scenarios/replays/macau-2021-08."
        ),
    ],
    replications: Annotated[
        int | None, typer.Option(help="How often the campaign is played; 40 if not given.")
    ] = None,
    seed: Seed = 1,
    threads: Threads = None,
    ranges: Annotated[
        bool,
        typer.Option("--ranges", help="Draw from the stated ranges, not from what was fitted."),
    ] = False,
    json: JsonFile = None,
    output: Output = None,
    lang: Lang = Language.en,
    figures: Figures = True,
) -> None:
    """Simulate a real campaign from what was known before, against what was observed."""
    watch = Watch()
    with faults_explained(lang):
        from rich.console import Console

        from planner.study.replay.campaign import load_campaign
        from planner.study.replay.fitted import shipped_fit
        from planner.study.request import Request
        from planner.study.staging import check_file_place

        request = Request(replications, seed, threads)
        if json is not None:
            check_file_place(json)
        campaign = load_campaign(directory)
        announce_compiling(request, lang)
        from planner.commands.replay import replay_and_keep
        from planner.report.catalogue import text
        from planner.report.terminal_replay import print_replay

        fitted = None if ranges else shipped_fit()
        compared, place = replay_and_keep(
            campaign, directory, request, output, lang.value, figures, fitted
        )
        if json is not None:
            meta = watch.meta(engine=request.engine, run=str(place))
            write_json(json, {"meta": meta} | compared.to_json())
    print_replay(compared, Console(), lang.value)
    typer.echo(text("told.replay", lang.value, place=place), err=True)


@app.command()
def calibrate(
    directory: Annotated[
        Path, typer.Argument(metavar="DIR", help="Folder of replay folders: scenarios/replays.")
    ],
    draws: Annotated[
        int, typer.Option(min=50, max=100_000, help="Joint draws on which each is played.")
    ] = 1000,
    seed: Seed = 20,
    workers: Workers = None,
    json: JsonFile = None,
    output: Output = None,
    lang: Lang = Language.en,
) -> None:
    """Fit what nobody published to all campaigns together, each left out in turn."""
    watch = Watch()
    with faults_explained(lang):
        from rich.console import Console

        from planner.study.request import Request
        from planner.study.staging import check_file_place

        request = Request(seed=seed, threads=workers)
        if json is not None:
            check_file_place(json)
        announce_compiling(request, lang)
        from planner.commands.calibrate import calibrate_and_keep
        from planner.report.catalogue import text
        from planner.report.terminal_replay import print_calibration

        found, place = calibrate_and_keep(directory, request, draws, output)
        if json is not None:
            write_json(json, {"meta": watch.meta(run=str(place))} | found.to_json())
    print_calibration(found, Console(), lang.value)
    typer.echo(text("told.calibration", lang.value, place=place), err=True)
