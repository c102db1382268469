"""A campaign played many times, each with its own draw of what is not known."""

from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial

import numpy as np

from planner.simulation.building.build import build_layout
from planner.simulation.chance import draw_conditions
from planner.simulation.compiled.ahead import compile_ahead
from planner.simulation.layout import Floats, Ints
from planner.simulation.replication import run_replication
from planner.simulation.tally import Tally
from planner.study.replay.campaign import Campaign
from planner.study.replay.drawn import with_draw
from planner.study.replay.fitted import Fitted, astray, drawn_factors
from planner.study.replay.observed import QUANTITIES
from planner.study.replay.priors import draw
from planner.study.replications import Progress

STEP_MINUTES = 10
"""Resolution of the curves that are kept."""


@dataclass(frozen=True)
class Simulated:
    """The curves of one replication and the draw that made them."""

    replication: int
    values: Mapping[str, float]
    """By name of the prior."""
    at_observed: Floats
    """Shape (observations, quantities): cumulative counts at the moments of the observations."""
    curves: Floats
    """Shape (quantities, steps): cumulative counts at the end of each step of the campaign."""


def simulate_campaign(
    campaign: Campaign,
    *,
    replications: int,
    seed: int,
    fitted: Fitted | None = None,
    threads: int = 1,
    progress: Progress | None = None,
) -> list[Simulated]:
    """Play a campaign so many times; the number of threads changes no result.

    Common priors are drawn jointly as they were fitted, or from their ranges where ``fitted`` is
    None; a fit also tells how far campaigns go astray from the model.
    """
    first = with_draw(campaign.scenario, campaign.priors, draw(campaign.priors, seed, 0))
    layout = build_layout(first)
    compile_ahead(layout, draw_conditions(first, layout, seed, 0))
    made = []
    with ThreadPoolExecutor(threads, thread_name_prefix="replay") as pool:
        try:
            for one in pool.map(partial(play, campaign, seed, fitted=fitted), range(replications)):
                made.append(one)
                if progress is not None:
                    progress(len(made), replications)
        finally:
            pool.shutdown(cancel_futures=True)
    return made


def play(
    campaign: Campaign, seed: int, replication: int, fitted: Fitted | None = None
) -> Simulated:
    """Play a campaign once."""
    joint = None if fitted is None else fitted.joint(seed, replication)
    values = draw(campaign.priors, seed, replication, None if joint is None else joint.shares)
    scenario = with_draw(campaign.scenario, campaign.priors, values)
    layout = build_layout(scenario)
    counts: Ints | Floats = _cumulative(run_replication(scenario, layout, seed, replication))
    if joint is not None:
        factors = drawn_factors(joint.spread, seed, replication)
        counts = astray(counts.T, counts[:, -1].astype(np.float64), factors).T
    starts_at = scenario.campaign.starts_at
    minutes = np.array(
        [round((one.clock_local - starts_at).total_seconds() / 60) for one in campaign.observed],
        dtype=np.int64,
    )
    steps = np.arange(0, counts.shape[1], STEP_MINUTES)
    return Simulated(
        replication,
        values,
        counts[:, minutes].T.astype(np.float64),
        counts[:, steps].astype(np.float64),
    )


def _cumulative(tally: Tally) -> Ints:
    """Return the counts of the whole city by the end of each minute, shape (quantities, minutes).

    Column 0 is hour zero. Tubes are pooled tubes, each counted once.
    """
    series = (
        tally.sampled,
        tally.persons_delivered,
        tally.resulted,
        tally.tubes_closed,
        tally.tubes_published,
    )
    assert len(series) == len(QUANTITIES)
    by_minute = np.array([one.sum(axis=0) for one in series])
    before = np.zeros((len(series), 1), dtype=np.int64)
    return np.concatenate([before, np.cumsum(by_minute, axis=1)], axis=1)
