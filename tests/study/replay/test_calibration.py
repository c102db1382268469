"""A calibration finds what the campaigns were made with, and no more."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from planner.simulation.layout import Floats
from planner.study.replay.calibration import Played, fit, fitted_ranges, sensitivity
from planner.study.replay.campaign import load_campaign
from planner.study.replay.observed import QUANTITIES
from planner.study.replay.priors import common_priors
from tests.study.replay.folder import as_replay

SHARE = 0.8
"""Where the common prior lies that decides what is sampled."""
DECIDES = "people_present"


def played(folder: Path, seed: int) -> Played:
    """Make up a campaign whose counts rise with the prior and are those observed at ``SHARE``."""
    campaign = load_campaign(folder)
    shares = np.random.default_rng(seed).random((300, len(campaign.priors)))
    place = [prior.name for prior in campaign.priors].index(DECIDES)
    counts: Floats = np.zeros((300, len(campaign.observed), len(QUANTITIES)))
    for row, one in enumerate(campaign.observed):
        for column, name in enumerate(QUANTITIES):
            count = getattr(one, name) or 0
            counts[:, row, column] = count * np.exp(shares[:, place] - SHARE)
    return Played(campaign, shares, counts)


@pytest.fixture
def campaigns(tiny: Path) -> list[Played]:
    folder = as_replay(tiny)
    return [played(folder, seed) for seed in range(4)]


def test_what_the_campaigns_were_made_with_is_found(campaigns: list[Played]) -> None:
    found = fit(campaigns, seed=1)
    shares = [joint.shares[DECIDES] for joint in found.fitted.draws]
    assert np.median(shares) == pytest.approx(SHARE, abs=0.05)
    assert 1 < found.effective_draws < 20_000
    assert np.median([joint.spread["sampling"] for joint in found.fitted.draws]) < 0.1


def test_what_no_campaign_tells_stays_as_wide_as_it_was(campaigns: list[Played]) -> None:
    found = fit(campaigns, seed=1)
    ranges = fitted_ranges(found.fitted)
    prior = next(one for one in common_priors() if one.name == "closing_hour")
    low, _, high = ranges["closing_hour"]
    assert low < prior.at(0.15)
    assert high > prior.at(0.85)


def test_campaigns_that_disagree_are_spread_wide(campaigns: list[Played]) -> None:
    apart = [
        replace(one, at_observed=one.at_observed * factor)
        for one, factor in zip(campaigns, (0.4, 0.7, 1.5, 2.5), strict=True)
    ]
    found = fit(apart, seed=1)
    assert np.median([joint.spread["sampling"] for joint in found.fitted.draws]) > 0.3


def test_the_same_seed_gives_the_same_fit(campaigns: list[Played]) -> None:
    assert fit(campaigns, seed=1) == fit(campaigns, seed=1)
    assert fit(campaigns, seed=1) != fit(campaigns, seed=2)


def test_sensitivity_names_what_decides(campaigns: list[Played]) -> None:
    found = sensitivity(campaigns)
    assert found[DECIDES]["sampling"] > 0.99
    assert all(abs(one["sampling"]) < 0.3 for name, one in found.items() if name != DECIDES)
    assert "closing_hour" not in found  # the folder knows it
