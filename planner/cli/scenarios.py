"""Scenarios themselves: checked, drafted, shown, compared."""

import shlex
from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer

from planner.cli.command import app
from planner.cli.shared import (
    NO_OR_UNDECIDED,
    Directory,
    JsonFile,
    Lang,
    Language,
    Variants,
    Watch,
    faults_explained,
    write_json,
)


@app.command()
def check(directory: Directory, lang: Lang = Language.en) -> None:
    """Tell whether a scenario is sound, or every fault in it at once."""
    with faults_explained(lang):
        from planner import scenario as scenarios
        from planner.report.overview import sound_words

        faults = scenarios.check(directory)
        if faults:
            raise scenarios.ScenarioFaults(faults)
        scenario = scenarios.load(directory)
    typer.echo(sound_words(scenario, lang.value))


@app.command()
def new(
    directory: Annotated[
        Path, typer.Argument(metavar="DIR", help="Folder to write; must not exist or be empty.")
    ],
    city: Annotated[
        str,
        typer.Option(metavar="NAME", help="Such as 许昌, Xuchang or 411000.", show_default=False),
    ],
    preset: Annotated[
        str, typer.Option(metavar="EDITION", help="cn-2021-01, cn-2021-09 or cn-2022-03.")
    ] = "cn-2021-01",
    starts_at: Annotated[
        datetime | None,
        typer.Option(
            formats=["%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S"],
            metavar="TIME",
            help="Hour zero, such as 2021-01-05T20:00; an evening if not given.",
        ),
    ] = None,
    json: JsonFile = None,
    lang: Lang = Language.en,
) -> None:
    """Write a sound first scenario of any city out of the census."""
    watch = Watch()
    with faults_explained(lang):
        from planner.report.catalogue import text
        from planner.report.overview import sound_words
        from planner.study.new_scenario import write_new_scenario
        from planner.study.staging import check_file_place

        if json is not None:
            check_file_place(json)
        made = write_new_scenario(directory, city, preset, starts_at)
        if json is not None:
            meta = watch.meta(directory=str(made.directory))
            write_json(json, {"meta": meta} | made.to_json())
    place = shlex.quote(str(directory))
    typer.echo(sound_words(made.scenario, lang.value))
    written = text("told.written", lang.value, folder=directory)
    typer.echo(f"{written}\n\n  planner check {place}\n  planner run {place}")


@app.command()
def show(
    directory: Directory,
    variant: Variants = None,
    assumed: Annotated[bool, typer.Option("--assumed", help="Only what nobody published.")] = False,
    json: JsonFile = None,
    lang: Lang = Language.en,
) -> None:
    """Show every value with its source or as assumed."""
    with faults_explained(lang):
        from rich.console import Console

        from planner.report.overview import print_overview
        from planner.scenario import load
        from planner.scenario.overview import overview

        seen = overview(load(directory, variant))
        write_json(json, seen.to_json())
    print_overview(seen, Console(), lang.value, only_assumed=assumed)


@app.command()
def diff(
    a: Annotated[Path, typer.Argument(metavar="A", help="Scenario folder.")],
    b: Annotated[Path, typer.Argument(metavar="B", help="Scenario folder; may be the same.")],
    variant_a: Annotated[
        list[str] | None, typer.Option(metavar="NAME", help="A variant of A; may be given again.")
    ] = None,
    variant_b: Annotated[
        list[str] | None, typer.Option(metavar="NAME", help="A variant of B; may be given again.")
    ] = None,
    json: JsonFile = None,
    lang: Lang = Language.en,
) -> None:
    """Tell what differs between two scenarios.

    The exit code is 0 if they say the same, 1 if anything differs.
    """
    with faults_explained(lang):
        from rich.console import Console

        from planner.report.differences import print_differences
        from planner.scenario import load
        from planner.scenario.differences import differences

        with faults_explained(lang, a):
            first = load(a, variant_a)
        with faults_explained(lang, b):
            second = load(b, variant_b)
        found = differences(first, second)
        write_json(json, found.to_json())
    print_differences(found, Console(), lang.value)
    if not found.equal:
        raise typer.Exit(NO_OR_UNDECIDED)


@app.command()
def schema(
    file: Annotated[
        Path | None, typer.Argument(metavar="[FILE]", help="Where to write; else on stdout.")
    ] = None,
) -> None:
    """Write the JSON Schema of scenario.toml for editors."""
    with faults_explained():
        from planner.scenario.schema import scenario_schema
        from planner.study.staging import as_text

        if file is None:
            typer.echo(as_text(scenario_schema()), nl=False)
        write_json(file, scenario_schema())
