"""All campaigns of a folder, played by several processes and calibrated together."""

import multiprocessing
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from itertools import pairwise
from pathlib import Path

import numpy as np

from planner.scenario.names import SETTINGS_FILE
from planner.scenario.phrase import Phrase
from planner.study.replay.calibration import Calibration, Played, calibrate, play_all
from planner.study.replay.campaign import Campaign, load_campaign
from planner.study.replications import Progress
from planner.study.request import Request, RequestError

CHUNK = 25
"""Draws of one campaign that a process plays before it takes the next."""
FEWEST_CAMPAIGNS = 2


def load_campaigns(directory: Path) -> list[tuple[Path, Campaign]]:
    """Load every replay folder below a folder.

    Raises
    ------
    RequestError
        If there are too few to leave one out.
    planner.scenario.ScenarioFaults
        With everything that is wrong with the first unsound one.
    """
    folders = sorted(path.parent for path in directory.glob(f"*/{SETTINGS_FILE}"))
    if len(folders) < FEWEST_CAMPAIGNS:
        raise RequestError(
            Phrase(
                "{directory} holds {count} replay folders; leaving one out takes at least "
                "{fewest}; name the folder above them",
                directory=directory,
                count=len(folders),
                fewest=FEWEST_CAMPAIGNS,
            )
        )
    return [(folder, load_campaign(folder)) for folder in folders]


def calibrate_all(
    campaigns: Sequence[tuple[Path, Campaign]],
    request: Request,
    draws: int,
    progress: Progress | None = None,
) -> Calibration:
    """Play all campaigns on the same draws and weight these; processes change no result."""
    edges = [*range(0, draws, CHUNK), draws]
    chunks = [range(start, end) for start, end in pairwise(edges)]
    asked = [(folder, chunk) for chunk in chunks for folder, _ in campaigns]
    done = 0
    parts: dict[Path, list[Played]] = {folder: [] for folder, _ in campaigns}
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(request.workers, mp_context=context) as pool:
        try:
            jobs = [pool.submit(_play, folder, chunk, request.seed) for folder, chunk in asked]
            for (folder, chunk), job in zip(asked, jobs, strict=True):
                parts[folder].append(job.result())
                done += len(chunk)
                if progress is not None:
                    progress(done, draws * len(campaigns))
        finally:
            pool.shutdown(cancel_futures=True)
    return calibrate([_joined(one) for one in parts.values()], request.seed)


def _play(folder: Path, chunk: range, seed: int) -> Played:
    return play_all(load_campaign(folder), chunk, seed)


def _joined(parts: Sequence[Played]) -> Played:
    return Played(
        parts[0].campaign,
        np.concatenate([one.at_observed for one in parts]),
        np.concatenate([one.most for one in parts]),
    )
