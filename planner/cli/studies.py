"""Many campaigns at once: sweeps, what an answer hangs on, the census."""

from pathlib import Path
from typing import Annotated

import typer

from planner.cli.command import app, study
from planner.cli.shared import (
    NO_OR_UNDECIDED,
    Cluster,
    Directory,
    Figures,
    JsonFile,
    Lang,
    Language,
    Output,
    Restart,
    Seed,
    Variants,
    Watch,
    Workers,
    announce_compiling,
    faults_explained,
    write_json,
)


@app.command()
def sweep(
    file: Annotated[
        Path | None,
        typer.Argument(
            metavar="[FILE]", help="Sweep file; with --summary its folder, or the latest."
        ),
    ] = None,
    summary: Annotated[
        bool, typer.Option("--summary", help="Only tell what the rows kept so far come to.")
    ] = False,
    output: Annotated[
        str | None,
        typer.Option(metavar="PLACE", help="Folder or s3://…; below runs/ if not given."),
    ] = None,
    workers: Workers = None,
    cluster: Cluster = None,
    restart: Restart = False,
    json: JsonFile = None,
    lang: Lang = Language.en,
) -> None:
    """Simulate many scenarios; called again, it goes on where it stood.

    The exit code is 0 if every point was simulated, 1 if any failed.
    """
    watch = Watch()
    with faults_explained(lang):
        from rich.console import Console

        from planner.report.catalogue import text
        from planner.report.terminal_sweep import print_sweep
        from planner.scenario.phrase import Phrase
        from planner.study.request import Request, RequestError
        from planner.study.staging import check_file_place

        if json is not None:
            check_file_place(json)
        from planner.study.sweep.place import kept_at
        from planner.study.sweep.summary import summarise

        if summary:
            store = kept_at(output or (None if file is None else _place_of_sweep(file)))
        elif file is None:
            raise RequestError(
                Phrase("no sweep file is named; name one such as scenarios/sweeps/a.toml")
            )
        else:
            announce_compiling(Request(), lang)
            from planner.commands.sweep import sweep_and_keep

            store = sweep_and_keep(file, output, workers, cluster, restart, lang.value)
        found = summarise(store)
        meta = watch.meta(place=store.name)
        write_json(json, {"meta": meta} | found)
    print_sweep(found, Console(), lang.value)
    typer.echo(text("told.rows", lang.value, place=store.name), err=True)
    if found["points_failed"] or found["points_done"] < found["points"]:
        raise typer.Exit(NO_OR_UNDECIDED)


def _place_of_sweep(given: Path) -> str:
    """Return where the sweep of a file is kept, or the folder itself that is named."""
    from planner.study.sweep.definition import read_sweep
    from planner.study.sweep.place import default_place

    return default_place(read_sweep(given).name) if given.is_file() else str(given)


@app.command()
def query(
    question: Annotated[
        str, typer.Argument(metavar="SELECT", help="One SELECT over the table sweep.")
    ],
    sweep: Annotated[
        str | None,
        typer.Option("--sweep", metavar="PLACE", help="A kept sweep; the latest if not given."),
    ] = None,
    json: JsonFile = None,
    lang: Lang = Language.en,
) -> None:
    """Ask the rows of a sweep in SQL; nothing else can be read or changed."""
    with faults_explained(lang):
        from rich.console import Console

        from planner.report.terminal_sweep import MOST_ROWS, print_answer
        from planner.study.sweep import query as sql
        from planner.study.sweep.place import kept_at

        most = MOST_ROWS + 1 if json is None else None
        answer = sql.query(kept_at(sweep).rows(), question, most)
        write_json(json, answer.to_json())
    print_answer(answer, Console(), lang.value)


@study.command()
def sensitivity(
    directory: Directory,
    variant: Variants = None,
    ranges: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help="Your own ranges, beside or instead of planner's."),
    ] = None,
    seed: Seed = 1,
    workers: Workers = None,
    cluster: Cluster = None,
    restart: Restart = False,
    json: JsonFile = None,
    output: Output = None,
    lang: Lang = Language.en,
    figures: Figures = True,
) -> None:
    """Tell which guess matters; called again, it goes on where it stood."""
    watch = Watch()
    with faults_explained(lang):
        from rich.console import Console

        from planner.report.catalogue import text
        from planner.report.terminal_sensitivity import print_study
        from planner.study.request import Request
        from planner.study.sensitivity.answer_json import sensitivity_json
        from planner.study.sensitivity.study import plan_study
        from planner.study.staging import check_file_place

        request = Request(seed=seed)
        if json is not None:
            check_file_place(json)
        planned = plan_study(directory, tuple(variant or ()), ranges, request.seed)
        announce_compiling(request, lang)
        from planner.commands.sensitivity import study_and_keep

        found, place = study_and_keep(
            planned, output, workers, cluster, restart, lang.value, figures
        )
        if json is not None:
            write_json(json, {"meta": watch.meta(place=str(place))} | sensitivity_json(found))
    print_study(found, Console(), lang.value)
    typer.echo(text("told.sensitivity", lang.value, place=place), err=True)


@app.command()
def census(
    province: Annotated[
        list[str] | None,
        typer.Option(metavar="NAME", help="Such as 河南, Henan or 410000; may be given again."),
    ] = None,
    capacities: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help="CSV of what cities have of their own; see the docs."),
    ] = None,
    preset: Annotated[
        str, typer.Option(metavar="EDITION", help="cn-2021-01, cn-2021-09 or cn-2022-03.")
    ] = "cn-2021-01",
    replications: Annotated[int, typer.Option(help="Days drawn for every city.")] = 1,
    seed: Seed = 1,
    json: JsonFile = None,
    output: Output = None,
    restart: Restart = False,
    lang: Lang = Language.en,
) -> None:
    """Simulate every city of the country; called again, it goes on where it stood.

    The exit code is 0 if every city meets its target, 1 if any does not.
    """
    watch = Watch()
    with faults_explained(lang):
        from rich.console import Console

        from planner.report.catalogue import text
        from planner.study.request import Request
        from planner.study.staging import check_file_place

        request = Request(replications, seed)
        if json is not None:
            check_file_place(json)
        from planner.commands.census import ask_census, take_and_keep
        from planner.report.census.document import census_json
        from planner.report.census.terminal import print_census
        from planner.study.new_scenario import check_preset

        asked = ask_census(province or [], capacities, check_preset(preset), request)
        announce_compiling(request, lang)
        found, place = take_and_keep(asked, output, restart, lang.value)
        if json is not None:
            write_json(json, {"meta": watch.meta(place=str(place))} | census_json(found))
    print_census(found, Console(), lang.value)
    typer.echo(text("census.kept", lang.value, place=place), err=True)
    if not found.all_meet:
        raise typer.Exit(NO_OR_UNDECIDED)
