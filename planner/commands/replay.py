"""``planner replay``: simulate a real campaign, and hold it against what was observed."""

from pathlib import Path

from planner.commands.simulating import progress_shown
from planner.report.catalogue import Language
from planner.study.replay.campaign import Campaign
from planner.study.replay.comparison import Comparison, compare
from planner.study.replay.fitted import Fitted
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
    fitted: Fitted | None,
) -> tuple[Comparison, Path]:
    """Replay a campaign, and keep the answer whole or not at all.

    Common priors are drawn as they were fitted, or from their ranges where ``fitted`` is None.
    """
    name = f"replay-{campaign.scenario.city.name}-seed{request.seed}"
    with StagedFolder(output or RUNS / name) as folder:
        keep_inputs(directory, folder.path)
        simulated = _simulate_seen(campaign, request, fitted)
        compared = compare(campaign, simulated, request.seed)
        write_replay(folder.path, compared, simulated, lang, from_ranges=fitted is None)
        if figures:
            from planner.report.replay_figure import (  # noqa: PLC0415 (matplotlib is slow)
                draw_replay,
            )

            pictures = folder.path / FIGURES
            pictures.mkdir()
            draw_replay(compared, lang).savefig(pictures / FIGURE)
        return compared, folder.publish()


def _simulate_seen(campaign: Campaign, request: Request, fitted: Fitted | None) -> list[Simulated]:
    with progress_shown("replications") as tell:
        return simulate_campaign(
            campaign,
            replications=request.replications or REPLICATIONS,
            seed=request.seed,
            fitted=fitted,
            threads=request.workers,
            progress=tell,
        )
