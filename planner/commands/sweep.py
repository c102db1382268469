"""``planner sweep``: run one with its progress seen, or tell what a kept one came to."""

from pathlib import Path

from planner.report.catalogue import Language
from planner.report.terminal_progress import print_end, progress_seen
from planner.scenario.overridden import overridden
from planner.scenario.phrase import Phrase
from planner.simulation.building.build import build_layout
from planner.simulation.chance import draw_conditions
from planner.simulation.compiled.ahead import compile_ahead
from planner.study.request import RequestError
from planner.study.sweep.place import default_place, store_at
from planner.study.sweep.pool import LocalPool, Pool, local_workers
from planner.study.sweep.run import Hire, ask, run_sweep
from planner.study.sweep.store import Store
from planner.study.sweep.work import Inputs

MOST_WORKERS = 256


def sweep_and_keep(
    file: Path,
    output: str | None,
    workers: int | None,
    cluster: str | None,
    restart: bool,
    lang: Language,
) -> Store:
    """Run a sweep, or what is missing of it; return where it is kept."""
    hire = hiring(workers, cluster)
    asked = ask(file)
    store = store_at(output or default_place(asked.sweep.name))
    with progress_seen(asked.sweep.name, asked.sweep.points, lang) as tell:
        ended = run_sweep(asked, store, hire, tell, restart=restart)
    print_end(ended, lang)
    return store


def hiring(workers: int | None, cluster: str | None) -> Hire:
    """Return how workers are started: processes here, or those of a Dask cluster.

    Raises
    ------
    RequestError
        If their number makes no sense.
    """
    if workers is not None and not 1 <= workers <= MOST_WORKERS:
        raise RequestError(
            Phrase(
                "{name} is {value:,}; it must be from {low:,} to {high:,}; {remedy}",
                name="workers",
                value=workers,
                low=1,
                high=MOST_WORKERS,
                remedy=Phrase("leave it out for one a processor"),
            )
        )
    if workers is not None and cluster is not None:
        raise RequestError(
            Phrase("a cluster has its own workers; leave --workers or --cluster out")
        )

    def hire(inputs: Inputs) -> Pool:
        if cluster is None:
            return hire_here(inputs, workers or local_workers())
        from planner.study.sweep.cluster import ClusterPool  # noqa: PLC0415 (dask is an extra)

        return ClusterPool(inputs, cluster)

    return hire


def hire_here(inputs: Inputs, workers: int) -> Pool:
    """Start processes on this machine; what they run is compiled once, before they need it."""
    base = overridden(inputs.base, {})
    layout = build_layout(base)
    compile_ahead(layout, draw_conditions(base, layout, seed=0, replication=0))
    return LocalPool(inputs, workers)
