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
    from planner.outcome.outcome import Outcome
    from planner.report.catalogue import Language as Words
    from planner.report.phrases import Mendable
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


class _Watch:
    """Started with a command; gives what differs between two runs of it."""

    def __init__(self) -> None:
        self.started_at, self.started = datetime.now(UTC), time.perf_counter()

    def meta(self, **more: object) -> dict[str, object]:
        """Return when the command was given and how long it has taken, and more."""
        return {
            "wall_seconds": round(time.perf_counter() - self.started, 3),
            "started_at": self.started_at.isoformat(timespec="seconds"),
            "version": __version__,
            **more,
        }


Directory = Annotated[
    Path, typer.Argument(metavar="DIR", help="Scenario folder, such as scenarios/xuchang.")
]
VARIANT_HELP = "A variant of scenario.toml; may be given again."
Variants = Annotated[list[str] | None, typer.Option("--variant", metavar="NAME", help=VARIANT_HELP)]
Seed = Annotated[int, typer.Option(help="Names the luck: same seed, same bytes.")]
Output = Annotated[
    Path | None, typer.Option(metavar="DIR", help="Run folder; below runs/ if not given.")
]
Figures = Annotated[bool, typer.Option("--figures/--no-figures", help="Draw figures.")]
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
def check(directory: Directory, lang: Lang = Language.en) -> None:
    """Tell whether a scenario is sound, or every fault in it at once."""
    with _faults_explained(lang):
        from planner import scenario as scenarios
        from planner.report.overview import sound_words

        faults = scenarios.check(directory)
        if faults:
            raise scenarios.ScenarioFaults(faults)
        scenario = scenarios.load(directory)
    typer.echo(sound_words(scenario, lang.value))


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
    threads: Annotated[
        int | None, typer.Option(help="Replications at once; changes no result.")
    ] = None,
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
    watch = _Watch()
    with _faults_explained(lang):
        from planner.scenario import load
        from planner.study.request import Request
        from planner.study.staging import check_file_place

        request = Request(replications, seed, threads, engine.value)
        if json is not None:
            check_file_place(json)
        scenario = load(directory, variant, plan)
        _announce_compiling(request, lang)
        words: Words | None = lang.value if figures else None
        from planner.commands.run import simulate_and_keep

        outcome, place = simulate_and_keep(
            scenario, (directory, plan), request, output, words, all_pages
        )
        if json is not None:
            meta = watch.meta(engine=request.engine, run=str(place))
            _write_answer(json, meta, outcome, request)
    _show(outcome, lang.value, place)
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
    watch = _Watch()
    with _faults_explained(lang):
        from rich.console import Console

        from planner.scenario import load
        from planner.study.request import Request
        from planner.study.staging import check_file_place

        request = Request(seed=seed)
        if json is not None:
            check_file_place(json)
        scenario = load(directory, variant)
        _announce_compiling(request, lang)
        from planner.allocation.answer_json import allocation_json
        from planner.commands.allocate import allocate_and_keep
        from planner.report.catalogue import text
        from planner.report.terminal_allocation import print_allocation

        found, place = allocate_and_keep(scenario, directory, request, output, lang.value, figures)
        if json is not None:
            meta = watch.meta(engine=request.engine, run=str(place))
            _write_json(json, {"meta": meta} | allocation_json(scenario, found, seed=seed))
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
    watch = _Watch()
    with _faults_explained(lang):
        from rich.console import Console

        from planner.scenario import load
        from planner.study.request import Request, check_confidence
        from planner.study.staging import check_file_place

        request = Request(seed=seed)
        check_confidence(confidence)
        if json is not None:
            check_file_place(json)
        scenario = load(directory, variant)
        _announce_compiling(request, lang)
        from planner.allocation.reinforcement_json import reinforcement_json
        from planner.commands.reinforce import reinforce_and_keep
        from planner.report.catalogue import text
        from planner.report.terminal_reinforcement import print_reinforcement

        found, place = reinforce_and_keep(
            scenario, directory, confidence, request, output, lang.value, figures
        )
        if json is not None:
            meta = watch.meta(engine=request.engine, run=str(place))
            _write_json(json, {"meta": meta} | reinforcement_json(found, seed=seed))
    print_reinforcement(found, Console(), lang.value)
    typer.echo(text("told.reinforced", lang.value, place=place), err=True)
    if not found.confirmed:
        raise typer.Exit(NO_OR_UNDECIDED)


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
    workers: Annotated[
        int | None, typer.Option(help="Processes at once; one a processor if not given.")
    ] = None,
    cluster: Annotated[
        str | None,
        typer.Option(metavar="ADDRESS", help="Dask scheduler, such as tcp://host:8786."),
    ] = None,
    restart: Annotated[
        bool, typer.Option("--restart", help="Remove rows of other inputs and begin anew.")
    ] = False,
    json: JsonFile = None,
    lang: Lang = Language.en,
) -> None:
    """Simulate many scenarios; called again, it goes on where it stood.

    The exit code is 0 if every point was simulated, 1 if any failed.
    """
    watch = _Watch()
    with _faults_explained(lang):
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
            _announce_compiling(Request(), lang)
            from planner.commands.sweep import sweep_and_keep

            store = sweep_and_keep(file, output, workers, cluster, restart, lang.value)
        found = summarise(store)
        meta = watch.meta(place=store.name)
        _write_json(json, {"meta": meta} | found)
    print_sweep(found, Console(), lang.value)
    typer.echo(text("told.rows", lang.value, place=store.name), err=True)
    if found["points_failed"] or found["points_done"] < found["points"]:
        raise typer.Exit(NO_OR_UNDECIDED)


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
    with _faults_explained(lang):
        from rich.console import Console

        from planner.report.terminal_sweep import MOST_ROWS, print_answer
        from planner.study.sweep import query as sql
        from planner.study.sweep.place import kept_at

        most = MOST_ROWS + 1 if json is None else None
        answer = sql.query(kept_at(sweep).rows(), question, most)
        _write_json(json, answer.to_json())
    print_answer(answer, Console(), lang.value)


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
    threads: Annotated[
        int | None, typer.Option(help="Replications at once; changes no result.")
    ] = None,
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
    watch = _Watch()
    with _faults_explained(lang):
        from rich.console import Console

        from planner.study.replay.campaign import load_campaign
        from planner.study.replay.fitted import shipped_fit
        from planner.study.request import Request
        from planner.study.staging import check_file_place

        request = Request(replications, seed, threads)
        if json is not None:
            check_file_place(json)
        campaign = load_campaign(directory)
        _announce_compiling(request, lang)
        from planner.commands.replay import replay_and_keep
        from planner.report.catalogue import text
        from planner.report.terminal_replay import print_replay

        fitted = None if ranges else shipped_fit()
        compared, place = replay_and_keep(
            campaign, directory, request, output, lang.value, figures, fitted
        )
        if json is not None:
            meta = watch.meta(engine=request.engine, run=str(place))
            _write_json(json, {"meta": meta} | compared.to_json())
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
    workers: Annotated[
        int | None, typer.Option(help="Processes at once; changes no result.")
    ] = None,
    json: JsonFile = None,
    output: Output = None,
    lang: Lang = Language.en,
) -> None:
    """Fit what nobody published to all campaigns together, each left out in turn."""
    watch = _Watch()
    with _faults_explained(lang):
        from rich.console import Console

        from planner.study.request import Request
        from planner.study.staging import check_file_place

        request = Request(seed=seed, threads=workers)
        if json is not None:
            check_file_place(json)
        _announce_compiling(request, lang)
        from planner.commands.calibrate import calibrate_and_keep
        from planner.report.catalogue import text
        from planner.report.terminal_replay import print_calibration

        found, place = calibrate_and_keep(directory, request, draws, output)
        if json is not None:
            _write_json(json, {"meta": watch.meta(run=str(place))} | found.to_json())
    print_calibration(found, Console(), lang.value)
    typer.echo(text("told.calibration", lang.value, place=place), err=True)


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
    watch = _Watch()
    with _faults_explained(lang):
        from planner.report.catalogue import text
        from planner.report.overview import sound_words
        from planner.study.new_scenario import write_new_scenario
        from planner.study.staging import check_file_place

        if json is not None:
            check_file_place(json)
        made = write_new_scenario(directory, city, preset, starts_at)
        if json is not None:
            meta = watch.meta(directory=str(made.directory))
            _write_json(json, {"meta": meta} | made.to_json())
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
    with _faults_explained(lang):
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
    with _faults_explained(lang):
        from rich.console import Console

        from planner.report.differences import print_differences
        from planner.scenario import load
        from planner.scenario.differences import differences

        with _faults_explained(lang, a):
            first = load(a, variant_a)
        with _faults_explained(lang, b):
            second = load(b, variant_b)
        found = differences(first, second)
        _write_json(json, found.to_json())
    print_differences(found, Console(), lang.value)
    if not found.equal:
        raise typer.Exit(NO_OR_UNDECIDED)


@app.command(name="app")
def desk(
    port: Annotated[int, typer.Option(min=1, max=65535, help="Port on this machine.")] = 8501,
) -> None:
    """Open the desk: the same answers in a browser, on this machine only."""
    with _faults_explained():
        from planner.study.request import Request
        from planner.web.launch import serve

        _announce_compiling(Request())
        serve(port)


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
def _faults_explained(lang: Language = Language.en, of: Path | None = None) -> Iterator[None]:
    """Turn what a user can mend into sentences and exit code 2, naming the scenario if given."""
    from planner.scenario import ScenarioFaults
    from planner.study.request import RequestError

    try:
        yield
    except (ScenarioFaults, RequestError, OSError) as error:
        _tell(error, lang.value, of)
        raise typer.Exit(WRONG) from None


def _place_of_sweep(given: Path) -> str:
    """Return where the sweep of a file is kept, or the folder itself that is named."""
    from planner.study.sweep.definition import read_sweep
    from planner.study.sweep.place import default_place

    return default_place(read_sweep(given).name) if given.is_file() else str(given)


def _tell(error: "Mendable", lang: "Words", of: Path | None) -> None:
    """Say on stderr what is wrong, and in which scenario if given."""
    from planner.report.catalogue import text
    from planner.report.phrases import told
    from planner.scenario import ScenarioFaults

    if isinstance(error, ScenarioFaults) and of is not None:
        typer.echo(text("fault.of", lang, folder=of), err=True)
    typer.echo(told(error, lang), err=True)
    if isinstance(error, ScenarioFaults):
        count = len(error.faults)
        key = "fault.one" if count == 1 else "fault.several"
        typer.echo(text(key, lang, count=count), err=True)


def _announce_compiling(request: "Request", lang: Language = Language.en) -> None:
    """Say why nothing moves at first; to be asked before anything that compiles is imported."""
    from planner.simulation.kernel import is_compiled

    if request.engine == "compiled" and not is_compiled():
        from planner.report.catalogue import text

        typer.echo(text("told.compiling", lang.value), err=True)


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

    from planner.report.catalogue import text
    from planner.report.terminal import print_run
    from planner.study.run_folder import FIGURES

    print_run(outcome, Console(), lang)
    figures = place / FIGURES
    typer.echo(text("told.run", lang, place=place), err=True)
    if figures.is_dir():
        typer.echo(text("told.figures", lang, place=figures), err=True)
