"""A scenario read once and resolved many times, each time with other overrides."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from planner.scenario.faults import Fault, ScenarioFaults
from planner.scenario.load import ordered, resolve
from planner.scenario.read import Folder, read_folder
from planner.scenario.scenario import Scenario
from planner.scenario.variants import apply_variants


def read_base(directory: Path, variants: Sequence[str] = ()) -> Folder:
    """Read a sound scenario folder and apply variants; outlines for maps are left out.

    The folder returned still lists the variants of the file.

    Raises
    ------
    ScenarioFaults
        With everything that is wrong with it.
    """
    faults: list[Fault] = []
    names = tuple(variants)
    folder = read_folder(directory, faults)
    if resolve(folder, names, faults) is None:
        raise ScenarioFaults(ordered(faults))
    return replace(apply_variants(folder, names, []), boundaries=None)


def overridden(base: Folder, overrides: Mapping[str, Mapping[str, Any]]) -> Scenario:
    """Return the scenario with overrides by name, each written like a variant.

    They go before the variants that were applied to the base.

    Raises
    ------
    ScenarioFaults
        With everything that is wrong with the scenario so made.
    """
    faults: list[Fault] = []
    scenario = resolve(replace(base, variants=overrides), tuple(overrides), faults)
    if scenario is None:
        raise ScenarioFaults(ordered(faults))
    return scenario
