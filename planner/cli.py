"""The command line: what is asked goes in, an answer and its exit code come out.

0 is done or yes, 1 answered no or undecided, 2 wrong input or usage. Everything that takes time to
import is imported where it is used.
"""

import shlex
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from planner import __version__

if TYPE_CHECKING:
    from planner.allocation.answer import Allocation
    from planner.outcome.outcome import Outcome
    from planner.report.catalogue import Language as Words
    from planner.scenario import Scenario
    from planner.study.request import Request

NO_OR_UNDECIDED = 1
WRONG = 2

app = typer.Typer(
    name="planner",
    help="Can this city test everyone in time, and if not, what is the least that makes it so?",
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,  # rich's help takes twice as long as all the rest
    pretty_exceptions_show_locals=False,
)


class Engine(StrEnum):
    """The two engines, one meaning."""

    compiled = "compiled"
    reference = "reference"


class Language(StrEnum):
    """Languages of answers and figures."""

    zh = "zh"
    en = "en"


Directory = Annotated[
    Path, typer.Argument(metavar="DIR", help="Scenario folder, such as scenarios/xuchang.")
]
VARIANT_HELP = "A variant of scenario.toml; may be given again."
Variants = Annotated[list[str] | None, typer.Option("--variant", metavar="NAME", help=VARIANT_HELP)]
Lang = Annotated[Language, typer.Option(help="Language of the answer.")]
JsonFile = Annotated[
    Path | None, typer.Option("--json", metavar="FILE", help="Write the answer as JSON.")
]


def main() -> None:
    """Run the command line."""
    app()


def _print_version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"planner {__version__}")
        raise typer.Exit


@app.callback()
def _options(
    version: Annotated[
        bool,
        typer.Option("--version", help="Show the version.", callback=_print_version, is_eager=True),
    ] = False,
) -> None:
    pass


@app.command()
def check(directory: Directory) -> None:
    """Tell whether a scenario is sound, or every fault in it at once."""
    with _faults_explained():
        from planner import scenario as scenarios
        from planner.report.overview import sound_words

        faults = scenarios.check(directory)
        if faults:
            raise scenarios.ScenarioFaults(faults)
        scenario = scenarios.load(directory)
    typer.echo(sound_words(scenario))


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
    seed: Annotated[int, typer.Option(help="Names the luck: same seed, same bytes.")] = 1,
    threads: Annotated[
        int | None, typer.Option(help="Replications at once; changes no result.")
    ] = None,
    engine: Annotated[
        Engine, typer.Option(help="The fast engine or the readable one; they agree.")
    ] = Engine.compiled,
    json: JsonFile = None,
    output: Annotated[
        Path | None, typer.Option(metavar="DIR", help="Run folder; below runs/ if not given.")
    ] = None,
    lang: Lang = Language.en,
    figures: Annotated[bool, typer.Option("--figures/--no-figures", help="Draw figures.")] = True,
    all_pages: Annotated[
        bool, typer.Option("--all-pages", help="Draw every laboratory, not only the worst six.")
    ] = False,
) -> None:
    """Simulate: is everyone tested in time, when do the clocks stop, what binds?"""
    started_at, started = datetime.now(UTC), time.perf_counter()
    with _faults_explained():
        from planner.scenario import load
        from planner.study.request import Request
        from planner.study.staging import check_file_place

        request = Request(replications, seed, threads, engine.value)
        if json is not None:
            check_file_place(json)
        scenario = load(directory, variant, plan)
        _announce_compiling(request)
        words: Words | None = lang.value if figures else None
        outcome, place = _simulate_and_keep(
            scenario, (directory, plan), request, output, words, all_pages
        )
        if json is not None:
            meta: dict[str, object] = {
                "engine": request.engine,
                "wall_seconds": round(time.perf_counter() - started, 3),
                "started_at": started_at.isoformat(timespec="seconds"),
                "version": __version__,
                "run": str(place),
            }
            _write_answer(json, meta, outcome, request)
    _show(outcome, lang.value, place)
    if outcome.verdict.meets_target is not True:
        raise typer.Exit(NO_OR_UNDECIDED)


@app.command()
def allocate(
    directory: Directory,
    variant: Variants = None,
    seed: Annotated[int, typer.Option(help="Names the luck: same seed, same bytes.")] = 1,
    json: JsonFile = None,
    output: Annotated[
        Path | None, typer.Option(metavar="DIR", help="Run folder; below runs/ if not given.")
    ] = None,
    lang: Lang = Language.en,
    figures: Annotated[bool, typer.Option("--figures/--no-figures", help="Draw figures.")] = True,
) -> None:
    """Plan who goes where when, and confirm it by simulation."""
    started_at, started = datetime.now(UTC), time.perf_counter()
    with _faults_explained():
        from rich.console import Console

        from planner.allocation.answer_json import allocation_json
        from planner.report.terminal_allocation import print_allocation
        from planner.scenario import load
        from planner.study.request import Request
        from planner.study.staging import check_file_place

        request = Request(None, seed, None, "compiled")
        if json is not None:
            check_file_place(json)
        scenario = load(directory, variant)
        _announce_compiling(request)
        found, place = _allocate_and_keep(scenario, directory, request, output, lang.value, figures)
        if json is not None:
            meta = {
                "engine": request.engine,
                "wall_seconds": round(time.perf_counter() - started, 3),
                "started_at": started_at.isoformat(timespec="seconds"),
                "version": __version__,
                "run": str(place),
            }
            _write_json(json, {"meta": meta} | allocation_json(scenario, found, seed=seed))
    print_allocation(scenario, found, Console(), lang.value)
    typer.echo(f"The plan and its simulation are kept in {place}", err=True)
    if not (found.confirmed and found.outcome.verdict.meets_target):
        raise typer.Exit(NO_OR_UNDECIDED)


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
) -> None:
    """Write a sound first scenario of any city out of the census."""
    started_at, started = datetime.now(UTC), time.perf_counter()
    with _faults_explained():
        from planner.report.overview import sound_words
        from planner.study.new_scenario import write_new_scenario
        from planner.study.staging import check_file_place

        if json is not None:
            check_file_place(json)
        made = write_new_scenario(directory, city, preset, starts_at)
        if json is not None:
            meta = {
                "wall_seconds": round(time.perf_counter() - started, 3),
                "started_at": started_at.isoformat(timespec="seconds"),
                "version": __version__,
                "directory": str(made.directory),
            }
            _write_json(json, {"meta": meta} | made.to_json())
    place = shlex.quote(str(directory))
    typer.echo(sound_words(made.scenario))
    typer.echo(
        f"It is written in {directory}. Laboratories, swabbers and vehicles follow from rules per "
        "head: put your own in.\n\n"
        f"  planner check {place}\n  planner run {place}"
    )


@app.command()
def show(
    directory: Directory,
    variant: Variants = None,
    assumed: Annotated[bool, typer.Option("--assumed", help="Only what nobody published.")] = False,
    json: JsonFile = None,
    lang: Lang = Language.en,
) -> None:
    """Show every value with its source or as assumed."""
    with _faults_explained():
        from rich.console import Console

        from planner.report.overview import print_overview
        from planner.scenario import load
        from planner.scenario.overview import overview

        seen = overview(load(directory, variant))
        _write_json(json, seen.to_json())
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
    with _faults_explained():
        from rich.console import Console

        from planner.report.differences import print_differences
        from planner.scenario import load
        from planner.scenario.differences import differences

        with _faults_explained(a):
            first = load(a, variant_a)
        with _faults_explained(b):
            second = load(b, variant_b)
        found = differences(first, second)
        _write_json(json, found.to_json())
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
    with _faults_explained():
        from planner.scenario.schema import scenario_schema
        from planner.study.staging import as_text

        if file is None:
            typer.echo(as_text(scenario_schema()), nl=False)
        _write_json(file, scenario_schema())


@contextmanager
def _faults_explained(of: Path | None = None) -> Iterator[None]:
    """Turn what a user can mend into sentences and exit code 2, naming the scenario if given."""
    from planner.scenario import ScenarioFaults
    from planner.study.request import RequestError

    try:
        yield
    except ScenarioFaults as faults:
        if of is not None:
            typer.echo(f"In {of}:", err=True)
        typer.echo(faults, err=True)
        count = len(faults.faults)
        typer.echo(f"{count} {'fault' if count == 1 else 'faults'}; nothing was run.", err=True)
        raise typer.Exit(WRONG) from None
    except RequestError as error:
        typer.echo(error, err=True)
        raise typer.Exit(WRONG) from None
    except OSError as error:
        typer.echo(f"{error}; check the disk's space and permissions.", err=True)
        raise typer.Exit(WRONG) from None


def _announce_compiling(request: "Request") -> None:
    """Say why nothing moves at first; to be asked before anything that compiles is imported."""
    from planner.simulation.kernel import is_compiled

    if request.engine == "compiled" and not is_compiled():
        typer.echo("Compiling the engine, once after installing: about half a minute.", err=True)


def _simulate_and_keep(
    scenario: "Scenario",
    inputs: tuple[Path, Path | None],
    request: "Request",
    output: Path | None,
    figures: "Words | None",
    all_pages: bool,
) -> "tuple[Outcome, Path]":
    """Simulate, and keep the run whole or not at all; return also where it is kept.

    ``inputs`` are the folder of the scenario and that of another plan, if one is followed.
    """
    from planner.study.run_folder import FIGURES, copy_inputs, default_place, write_results
    from planner.study.staging import StagedFolder

    with StagedFolder(output or default_place(scenario, request)) as folder:
        directory, plan = inputs
        copy_inputs(directory, folder.path, plan)
        outcome = _simulate(scenario, request)
        write_results(
            folder.path,
            scenario,
            request,
            outcome,
            figures,
            all_pages,
            other_plan=plan is not None,
        )
        if figures is not None:
            from planner.report.figures import write_figures

            (folder.path / FIGURES).mkdir()
            write_figures(outcome, folder.path / FIGURES, figures, all_pages=all_pages)
        return outcome, folder.publish()


def _allocate_and_keep(
    scenario: "Scenario",
    directory: Path,
    request: "Request",
    output: Path | None,
    lang: "Words",
    figures: bool,
) -> "tuple[Allocation, Path]":
    """Allocate, and keep the plan, its simulation and the figures whole or not at all."""
    from planner.allocation.loop import allocate as find_plan
    from planner.allocation.orders import orders
    from planner.report.order_words import order_rows
    from planner.study.plan_folder import write_plan
    from planner.study.run_folder import FIGURES, copy_inputs, default_place, write_results
    from planner.study.staging import StagedFolder

    usual = default_place(scenario, request)
    with StagedFolder(output or usual.with_name(f"{usual.name}-plan")) as folder:
        copy_inputs(directory, folder.path)
        found = find_plan(
            scenario,
            lambda planned: _simulate(planned, request),
            seed=request.seed,
            progress=lambda one: typer.echo(
                f"{one.made_by}: {one.simulated_persons:,.0f} people in time, "
                f"finished after {one.hour:.1f} h",
                err=True,
            ),
        )
        planned = scenario.model_copy(update={"plan": found.plan})
        words = lang if figures else None
        write_results(folder.path, planned, request, found.outcome, words, other_plan=True)
        rows = order_rows(orders(scenario, found), scenario, found.outcome.question, lang)
        write_plan(folder.path / "plan", found.plan, rows, found.outcome)
        if figures:
            from planner.report.allocation_figures import write_allocation_figures
            from planner.report.figures import write_figures

            (folder.path / FIGURES).mkdir()
            write_figures(found.outcome, folder.path / FIGURES, lang)
            write_allocation_figures(scenario, found, folder.path / FIGURES, lang)
        return found, folder.publish()


def _simulate(scenario: "Scenario", request: "Request") -> "Outcome":
    """Simulate with progress on stderr: a bar on a terminal, a line for each look elsewhere."""
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TimeElapsedColumn

    from planner.study.replications import simulate

    console = Console(stderr=True)
    columns = ("{task.description}", BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    terminal = console.is_terminal
    with Progress(*columns, console=console, transient=True, disable=not terminal) as bar:
        task = bar.add_task("replications", total=None)

        def tell(done: int, total: int) -> None:
            bar.update(task, completed=done, total=total)
            if done == total and not terminal:
                console.print(f"{done} replications done")

        return simulate(
            scenario,
            replications=request.replications,
            seed=request.seed,
            threads=request.threads,
            engine=request.engine,
            progress=tell,
        )


def _write_json(path: Path | None, document: dict[str, Any]) -> None:
    """Write a document where it was asked for, replacing the file at once."""
    from planner.study.staging import as_text, check_file_place, write_whole

    if path is not None:
        check_file_place(path)
        write_whole(path, as_text(document))


def _write_answer(
    path: Path, meta: dict[str, object], outcome: "Outcome", request: "Request"
) -> None:
    """Write the answer as JSON, replacing the file at once; ``meta`` alone differs between runs."""
    from planner.outcome.summary import to_json

    _write_json(path, {"meta": meta} | to_json(outcome, seed=request.seed))


def _show(outcome: "Outcome", lang: "Words", place: Path) -> None:
    """Print the answer, and on stderr where the run is kept."""
    from rich.console import Console

    from planner.report.terminal import print_run
    from planner.study.run_folder import FIGURES

    print_run(outcome, Console(), lang)
    figures = place / FIGURES
    typer.echo(f"The run is kept in {place}", err=True)
    if figures.is_dir():
        typer.echo(f"Its figures are in {figures}", err=True)
