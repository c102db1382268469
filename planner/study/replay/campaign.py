"""A campaign that is replayed: its scenario, what it leaves open and what was observed."""

from collections.abc import Sequence
from dataclasses import dataclass
from os import path
from pathlib import Path
from typing import Any

from pydantic import Field

from planner.scenario import ScenarioFaults, load
from planner.scenario.faults import Fault, shown
from planner.scenario.names import suggestion
from planner.scenario.phrase import Phrase
from planner.scenario.read import read_toml
from planner.scenario.scenario import Scenario
from planner.scenario.settings import Section
from planner.scenario.translate import section
from planner.study.replay.drawn import prior_faults
from planner.study.replay.observed import Observed, read_observed
from planner.study.replay.priors import Prior, common_priors

REPLAY_FILE = "replay.toml"


class Replay(Section):
    """What ``replay.toml`` says; every part may be left out."""

    known: tuple[str, ...] = ()
    """Common priors that do not apply, since the campaign published the value."""
    rows: dict[str, tuple[str, ...]] = Field(default_factory=dict)
    """By common prior, the only rows of the table to which it applies."""
    prior: tuple[Prior, ...] = ()
    """What this campaign leaves open besides, such as its start hour."""


@dataclass(frozen=True)
class Campaign:
    """A real campaign, ready to be replayed."""

    scenario: Scenario
    observed: tuple[Observed, ...]
    common: tuple[Prior, ...]
    """The product's priors that apply, with the rows that are meant."""
    own: tuple[Prior, ...]

    @property
    def priors(self) -> tuple[Prior, ...]:
        """Everything that is drawn."""
        return (*self.common, *self.own)


def load_campaign(directory: Path) -> Campaign:
    """Load a replay folder.

    Raises
    ------
    ScenarioFaults
        With everything that is wrong with the scenario, the observations and the priors.
    """
    faults: list[Fault] = []
    scenario: Scenario | None = None
    try:
        scenario = load(directory)
    except ScenarioFaults as error:
        faults.extend(error.faults)
    observed = read_observed(directory, scenario, faults)
    replay = _read_replay(directory, faults)
    common = _common(replay)
    if scenario is not None:
        faults.extend(prior_faults(scenario, replay.prior, REPLAY_FILE))
        faults.extend(_rows_exist(scenario, replay))
    if scenario is None or faults:
        raise ScenarioFaults(faults)
    return Campaign(scenario, observed, common, replay.prior)


def _read_replay(directory: Path, faults: list[Fault]) -> Replay:
    file = directory / REPLAY_FILE
    if not path.lexists(file):
        return Replay()
    document: dict[str, Any] | None = read_toml(file, faults)
    replay = None if document is None else section("", Replay, document, faults, REPLAY_FILE)
    if replay is None:
        return Replay()
    faults.extend(_name_faults(replay))
    return replay


def _name_faults(replay: Replay) -> Sequence[Fault]:
    """Find names of common priors that do not exist, and own priors that would override one."""
    names = [one.name for one in common_priors()]
    faults = []
    for key, used in (("known", replay.known), ("rows", tuple(replay.rows))):
        for name in used:
            if name not in names:
                rule = Phrase("the name of a common prior")
                faults.append(Fault(REPLAY_FILE, key, shown(name), rule, suggestion(name, names)))
    drawn = {key for one in _common(replay) for key in one.keys}
    for one in replay.prior:
        if one.name in names:
            rule = Phrase("common priors are the same for all campaigns")
            remedy = Phrase("give it another name, or leave it out")
            faults.append(Fault(REPLAY_FILE, "prior.name", shown(one.name), rule, remedy))
        for key in one.keys:
            if key in drawn:
                rule = Phrase("a value that no common prior draws")
                remedy = Phrase("leave it to the common prior")
                faults.append(Fault(REPLAY_FILE, "prior.keys", shown(key), rule, remedy))
    return faults


def _rows_exist(scenario: Scenario, replay: Replay) -> Sequence[Fault]:
    limited = [one for one in _common(replay) if one.name in replay.rows]
    return tuple(prior_faults(scenario, limited, REPLAY_FILE))


def _common(replay: Replay) -> tuple[Prior, ...]:
    return tuple(
        one.model_copy(update={"rows": replay.rows.get(one.name, ())})
        for one in common_priors()
        if one.name not in replay.known
    )
