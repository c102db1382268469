"""``planner sweep``: run one with its progress seen, or tell what a kept one came to."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, TextColumn, TimeElapsedColumn
from rich.progress import Progress as Bar

from planner.simulation.building.build import build_layout
from planner.simulation.chance import draw_conditions
from planner.simulation.compiled.ahead import compile_ahead
from planner.study.request import RequestError
from planner.study.sweep.place import default_place, store_at
from planner.study.sweep.pool import LocalPool, Pool, local_workers
from planner.study.sweep.run import Asked, Progress, ask, run_sweep
from planner.study.sweep.store import Store
from planner.study.sweep.work import Inputs

LINES_SECONDS = 30.0
"""Between two lines of progress where there is no terminal."""
MOST_WORKERS = 256


def sweep_and_keep(
    file: Path,
    output: str | None,
    workers: int | None,
    cluster: str | None,
    restart: bool,
) -> Store:
    """Run a sweep, or what is missing of it; return where it is kept."""
    if workers is not None and not 1 <= workers <= MOST_WORKERS:
        raise RequestError(
            f"workers is {workers:,}; it must be from 1 to {MOST_WORKERS}; leave it out for one a "
            "processor"
        )
    if workers is not None and cluster is not None:
        raise RequestError("a cluster has its own workers; leave --workers or --cluster out")
    asked = ask(file)
    store = store_at(output or default_place(asked.sweep.name))

    def hire(inputs: Inputs) -> Pool:
        if cluster is None:
            layout = build_layout(asked.base)
            compile_ahead(layout, draw_conditions(asked.base, layout, seed=0, replication=0))
            return LocalPool(inputs, workers or local_workers())
        from planner.study.sweep.cluster import ClusterPool  # noqa: PLC0415 (dask is an extra)

        return ClusterPool(inputs, cluster)

    with _seen(asked) as tell:
        ended = run_sweep(asked, store, hire, tell, restart=restart)
    _tell_end(ended)
    return store


@contextmanager
def _seen(asked: Asked) -> Iterator[Callable[[Progress], None]]:
    """Show progress on stderr: a bar on a terminal, a line every half minute elsewhere."""
    console = Console(stderr=True)
    columns = (
        "{task.description}",
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
        TextColumn("{task.fields[words]}"),
    )
    started: dict[str, float] = {}
    last_line = time.monotonic()
    with Bar(*columns, console=console, disable=not console.is_terminal) as bar:
        task = bar.add_task(asked.sweep.name, total=asked.sweep.points, words="")

        def tell(now: Progress) -> None:
            nonlocal last_line
            seconds = time.monotonic() - started.setdefault(now.phase, time.monotonic())
            words = _words(now, seconds)
            bar.update(task, description=now.phase, completed=now.done, words=words)
            if not console.is_terminal and time.monotonic() - last_line > LINES_SECONDS:
                last_line = time.monotonic()
                console.print(f"{now.phase}: {now.done:,} of {now.points:,} points; {words}")

        yield tell


def _tell_end(ended: Progress) -> None:
    """Say on stderr how long it took, and what share of the time workers were at work."""
    if ended.seconds:
        points, share = ended.done - ended.earlier, ended.busy_seconds / ended.offered_seconds
        Console(stderr=True).print(
            f"{points:,} points in {timedelta(seconds=round(ended.seconds))}, "
            f"{points / ended.seconds * 3600:,.0f} an hour; workers were at work "
            f"{min(share, 1):.1%} of the time",
            highlight=False,
        )


def _words(now: Progress, seconds: float) -> str:
    """Return rate, remaining time and failures."""
    made = now.done - now.earlier
    failed = f"; {now.failed:,} failed" if now.failed else ""
    if not made or seconds <= 0:
        return f"no rate yet{failed}"
    rate = made / seconds
    remaining = timedelta(seconds=round((now.points - now.done) / rate))
    return f"{rate:,.1f} points/s; {remaining} left{failed}"
