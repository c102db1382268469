"""All campaigns of a folder, calibrated together and each predicted by the others."""

import multiprocessing
from collections.abc import Mapping, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from dataclasses import dataclass, replace
from itertools import pairwise
from math import ceil
from pathlib import Path
from typing import Any

import numpy as np

from planner.scenario.names import SETTINGS_FILE
from planner.scenario.phrase import Phrase
from planner.study.replay.calibration import Fit, Played, fit, fitted_ranges, sensitivity
from planner.study.replay.campaign import Campaign, load_campaign
from planner.study.replay.comparison import Point, accuracy_json, compare
from planner.study.replay.fitted import Fitted
from planner.study.replay.simulated import Simulated, play
from planner.study.replay.thinned import thinned
from planner.study.replications import Progress
from planner.study.request import Request, RequestError

SITES_PLAYED = 500
"""A city is thinned to about so many sites."""
CHUNK = 25
"""Draws of one campaign that a process plays before it takes the next."""
PREDICTIONS = 100
"""Replications by which the others predict a campaign."""
FEWEST_CAMPAIGNS = 2


@dataclass(frozen=True)
class LeftOut:
    """A campaign as the others predict it."""

    campaign: Campaign
    effective_draws: float
    points: tuple[Point, ...]


@dataclass(frozen=True)
class Calibration:
    """What a calibration found."""

    found: Fit
    left_out: tuple[LeftOut, ...]
    ranges: Mapping[str, tuple[float, float, float]]
    """By common prior, what was fitted: 5th, 50th and 95th percentile in its own unit."""
    sensitivity: Mapping[str, Mapping[str, float]]
    """By common prior and kind, the rank correlation with the counts, mean over campaigns."""
    draws: int
    seed: int

    @property
    def points(self) -> tuple[Point, ...]:
        """All points, each predicted without its own campaign."""
        return tuple(point for one in self.left_out for point in one.points)

    def to_json(self) -> dict[str, Any]:
        """Return the answer as a document, without the joint draws."""
        return {
            "draws": self.draws,
            "seed": self.seed,
            "effective_draws": round(self.found.effective_draws, 1),
            "left_out": [
                {
                    "campaign": one.campaign.scenario.city.name,
                    "effective_draws": round(one.effective_draws, 1),
                    "points": [point.to_json() for point in one.points],
                }
                for one in self.left_out
            ],
            **accuracy_json(self.points),
            "ranges": {name: [round(v, 4) for v in values] for name, values in self.ranges.items()},
            "sensitivity": {
                name: {kind: round(value, 3) for kind, value in by_kind.items()}
                for name, by_kind in self.sensitivity.items()
            },
        }


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
    """Play all campaigns on draws of the priors and fit these; processes change no result."""
    total = (draws + PREDICTIONS) * len(campaigns)
    done = 0

    def collected(jobs: Sequence[Future[list[Simulated]]]) -> list[Simulated]:
        nonlocal done
        made: list[Simulated] = []
        for job in jobs:
            made += job.result()
            done += len(job.result())
            if progress is not None:
                progress(done, total)
        return made

    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(request.workers, mp_context=context) as pool:
        try:
            asked = [_ask(pool, folder, draws, request.seed, None) for folder, _ in campaigns]
            played = [
                _played(one, collected(jobs))
                for (_, one), jobs in zip(campaigns, asked, strict=True)
            ]
            folds = [
                fit([other for other in played if other is not one], request.seed) for one in played
            ]
            asked = [
                _ask(pool, folder, PREDICTIONS, request.seed, fold.fitted)
                for (folder, _), fold in zip(campaigns, folds, strict=True)
            ]
            left_out = [
                LeftOut(one, fold.effective_draws, compare(one, collected(jobs), 0).points)
                for (_, one), fold, jobs in zip(campaigns, folds, asked, strict=True)
            ]
        finally:
            pool.shutdown(cancel_futures=True)
    found = fit(played, request.seed)
    ranges = fitted_ranges(found.fitted)
    return Calibration(found, tuple(left_out), ranges, sensitivity(played), draws, request.seed)


def _ask(
    pool: ProcessPoolExecutor, folder: Path, count: int, seed: int, fitted: Fitted | None
) -> list[Future[list[Simulated]]]:
    """Ask for replications of a campaign, chunk by chunk."""
    edges = [*range(0, count, CHUNK), count]
    return [
        pool.submit(_play, folder, range(start, end), seed, fitted)
        for start, end in pairwise(edges)
    ]


def _play(folder: Path, numbers: range, seed: int, fitted: Fitted | None) -> list[Simulated]:
    """Play a campaign, thinned to what a calibration needs; counts are of the whole city."""
    campaign = load_campaign(folder)
    parts = max(1, ceil(len(campaign.scenario.sites) / SITES_PLAYED))
    small = replace(campaign, scenario=thinned(campaign.scenario, parts))
    made = [play(small, seed, number, fitted) for number in numbers]
    return [
        replace(one, at_observed=parts * one.at_observed, curves=parts * one.curves) for one in made
    ]


def _played(campaign: Campaign, made: Sequence[Simulated]) -> Played:
    shares = [[prior.share_of(one.values[prior.name]) for prior in campaign.priors] for one in made]
    return Played(campaign, np.array(shares), np.array([one.at_observed for one in made]))
