"""A simulation whose progress is seen on stderr."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, TimeElapsedColumn
from rich.progress import Progress as Bar

from planner.allocation.draws import CommonDraws
from planner.outcome.outcome import Outcome
from planner.scenario.scenario import Scenario
from planner.study.replications import Progress, simulate
from planner.study.request import Request

Simulate = Callable[[Scenario, Request, CommonDraws | None], Outcome]


def simulate_seen(
    scenario: Scenario, request: Request, draws: CommonDraws | None = None
) -> Outcome:
    """Simulate with progress on stderr."""
    with progress_shown("replications") as tell:
        return simulate(
            scenario,
            replications=request.replications,
            seed=request.seed,
            threads=request.threads,
            engine=request.engine,
            progress=tell,
            draws=draws,
        )


@contextmanager
def progress_shown(what: str) -> Iterator[Progress]:
    """Show progress on stderr: a bar on a terminal, a line for each look elsewhere."""
    console = Console(stderr=True)
    columns = ("{task.description}", BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    terminal = console.is_terminal
    with Bar(*columns, console=console, transient=True, disable=not terminal) as bar:
        task = bar.add_task(what, total=None)

        def tell(done: int, total: int) -> None:
            bar.update(task, completed=done, total=total)
            if done == total and not terminal:
                console.print(f"{done} {what} done")

        yield tell
