"""``planner replay``: simulate a real campaign, and hold it against what was observed."""

from pathlib import Path

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TimeElapsedColumn

from planner.report.catalogue import Language
from planner.study.replay.campaign import Campaign
from planner.study.replay.comparison import Comparison, compare
from planner.study.replay.kept import keep_inputs, write_replay
from planner.study.replay.simulated import Simulated, simulate_campaign
from planner.study.request import Request
from planner.study.run_folder import FIGURES, RUNS
from planner.study.staging import StagedFolder

REPLICATIONS = 40
"""Enough for a 90 % band whose ends are the second values from both sides."""
FIGURE = "replay.png"


def replay_and_keep(
    campaign: Campaign,
    directory: Path,
    request: Request,
    output: Path | None,
    lang: Language,
    figures: bool,
) -> tuple[Comparison, Path]:
    """Replay a campaign, and keep the answer whole or not at all."""
    name = f"replay-{campaign.scenario.city.name}-seed{request.seed}"
    with StagedFolder(output or RUNS / name) as folder:
        keep_inputs(directory, folder.path)
        simulated = _simulate_seen(campaign, request)
        compared = compare(campaign, simulated, request.seed)
        write_replay(folder.path, compared, simulated, lang)
        if figures:
            from planner.report.replay_figure import (  # noqa: PLC0415 (matplotlib is slow)
                draw_replay,
            )

            pictures = folder.path / FIGURES
            pictures.mkdir()
            draw_replay(compared, lang).savefig(pictures / FIGURE)
        return compared, folder.publish()


def _simulate_seen(campaign: Campaign, request: Request) -> list[Simulated]:
    """Simulate with progress on stderr: a bar on a terminal, a line at the end elsewhere."""
    console = Console(stderr=True)
    columns = ("{task.description}", BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    terminal = console.is_terminal
    with Progress(*columns, console=console, transient=True, disable=not terminal) as bar:
        task = bar.add_task("replications", total=None)

        def tell(done: int, total: int) -> None:
            bar.update(task, completed=done, total=total)
            if done == total and not terminal:
                console.print(f"{done} replications done")

        return simulate_campaign(
            campaign,
            replications=request.replications or REPLICATIONS,
            seed=request.seed,
            threads=request.workers,
            progress=tell,
        )
