"""A replay folder is read whole, or every fault in it is told."""

from pathlib import Path

import pytest

from planner.scenario import ScenarioFaults
from planner.study.replay.campaign import load_campaign
from planner.study.replay.priors import common_priors
from tests.study.replay.folder import OBSERVED, REPLAY, as_replay

REPLAYS = Path(__file__).parents[3] / "scenarios" / "replays"


def faults(folder: Path) -> dict[str, str]:
    with pytest.raises(ScenarioFaults) as raised:
        load_campaign(folder)
    return {f"{fault.file}, {fault.where}": str(fault.rule) for fault in raised.value.faults}


def test_a_folder_says_what_is_drawn(tiny: Path) -> None:
    campaign = load_campaign(as_replay(tiny))
    assert [one.cum_sampled_persons for one in campaign.observed] == [0, 5000, 11000]
    by_name = {one.name: one for one in campaign.priors}
    assert set(by_name) == {one.name for one in common_priors()} - {"closing_hour"} | {"start_hour"}
    assert by_name["laboratory_capacity"].rows == ("L2",)


def test_a_folder_needs_no_replay_file(tiny: Path) -> None:
    as_replay(tiny)
    (tiny / "replay.toml").unlink()
    assert load_campaign(tiny).common == common_priors()


@pytest.mark.parametrize(
    ("old", "new", "where", "rule"),
    [
        ("2021-01-09T08:00", "2021-01-07T08:00", "line 3, clock_local", "a moment from hour zero"),
        ("2021-01-09T08:00", "yesterday", "line 3, clock_local", "a local date and time"),
        ("2021-01-09T08:00", "2021-01-09T08:00+08:00", "line 3, clock_local", "a local date"),
        ("2021-01-10T08:00", "2021-01-09T08:00", "line 4, clock_local", "a moment stands once"),
        (",5000,", ",-5,", "line 3, cum_sampled_persons", "a number of at least 0"),
        (",4000,", ",6000,", "line 3, cum_delivered_persons", "is at most cum_sampled_persons"),
        (",10000,", ",2000,", "line 4, cum_resulted_persons", "cumulative: at least 3,000"),
        ("clock_local", "clock", "header", "column 'clock_local' is required"),
    ],
)
def test_each_wrong_observation_is_named(
    tiny: Path, old: str, new: str, where: str, rule: str
) -> None:
    found = faults(as_replay(tiny, observed=OBSERVED.replace(old, new)))
    assert rule in found[f"observed.csv, {where}"]


@pytest.mark.parametrize(
    ("old", "new", "where", "rule"),
    [
        ("closing_hour", "closing", "known", "the name of a common prior"),
        ('"L2"', '"L9"', "prior[1].rows", "an id in laboratories.csv"),
        ('"D2"', '"D9"', "prior[1].rows", "an id in districts.csv"),
        ("districts.from_hour", "districts.from", "prior[1].keys", "a setting, or a column"),
        ("districts.from_hour", "teams.swabbers", "prior.keys", "a value that no common prior"),
        ("start_hour", "ramp_up_hours", "prior.name", "the same for all campaigns"),
        ("high = 8", "high = -8", "prior[0].high", "a number of at least 0"),
        ("high = 8", "", "prior[0].high", "'high' is required"),
    ],
)
def test_each_wrong_prior_is_named(tiny: Path, old: str, new: str, where: str, rule: str) -> None:
    found = faults(as_replay(tiny, replay=REPLAY.replace(old, new)))
    assert any(rule in said for place, said in found.items() if where in place), found


def test_faults_of_all_files_are_told_at_once(tiny: Path) -> None:
    (tiny / "teams.csv").unlink()
    found = faults(as_replay(tiny, OBSERVED.replace(",5000,", ",x,"), REPLAY.replace("D2", "D9")))
    assert {place.partition(",")[0] for place in found} >= {"teams.csv", "observed.csv"}


@pytest.mark.parametrize(
    "folder",
    sorted(one.parent for one in REPLAYS.glob("*/scenario.toml")),
    ids=lambda folder: folder.name,
)
def test_every_shipped_campaign_is_sound(folder: Path) -> None:
    campaign = load_campaign(folder)
    assert any(one.cum_sampled_persons for one in campaign.observed)
    assert all(one.source for one in campaign.observed)
    scenario = campaign.scenario
    tables = ("districts", "townships", "laboratories", "teams", "vehicles")
    assert all(row.source for table in tables for row in getattr(scenario, table))
    assert not [one for one in scenario.sources if "names no source" in one.text]
