"""What commands share: options, how faults are told, how answers are written."""

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


class Engine(StrEnum):
    """The two engines, one meaning."""

    compiled = "compiled"
    reference = "reference"


class Language(StrEnum):
    """Languages of answers and figures."""

    zh = "zh"
    en = "en"


class Watch:
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
Threads = Annotated[int | None, typer.Option(help="Replications at once; changes no result.")]
Workers = Annotated[
    int | None, typer.Option(help="Processes at once; one a processor if not given.")
]
Cluster = Annotated[
    str | None, typer.Option(metavar="ADDRESS", help="Dask scheduler, such as tcp://host:8786.")
]
Restart = Annotated[
    bool, typer.Option("--restart", help="Remove rows of other inputs and begin anew.")
]


@contextmanager
def faults_explained(lang: Language = Language.en, of: Path | None = None) -> Iterator[None]:
    """Turn what a user can mend into sentences and exit code 2, naming the scenario if given."""
    from planner.scenario import ScenarioFaults
    from planner.study.request import RequestError

    try:
        yield
    except (ScenarioFaults, RequestError, OSError) as error:
        _tell(error, lang.value, of)
        raise typer.Exit(WRONG) from None


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


def announce_compiling(request: "Request", lang: Language = Language.en) -> None:
    """Say why nothing moves at first; to be asked before anything that compiles is imported."""
    from planner.simulation.kernel import is_compiled

    if request.engine == "compiled" and not is_compiled():
        from planner.report.catalogue import text

        typer.echo(text("told.compiling", lang.value), err=True)


def write_json(path: Path | None, document: dict[str, Any]) -> None:
    """Write a document where it was asked for, replacing the file at once."""
    from planner.study.staging import as_text, check_file_place, write_whole

    if path is not None:
        check_file_place(path)
        write_whole(path, as_text(document))


def write_answer(
    path: Path, meta: dict[str, object], outcome: "Outcome", request: "Request"
) -> None:
    """Write the answer as JSON, replacing the file at once; ``meta`` alone differs between runs."""
    from planner.outcome.summary import to_json

    write_json(path, {"meta": meta} | to_json(outcome, seed=request.seed))


def show_outcome(outcome: "Outcome", lang: "Words", place: Path) -> None:
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
