"""A scenario as a folder of files that says the same alone, without presets and variants."""

from pathlib import Path

from planner.scenario.names import (
    BOUNDARIES_FILE,
    OPTIONAL_TABLES,
    SETTINGS_FILE,
    TABLES,
    table_file,
)
from planner.scenario.overview import rows_of
from planner.scenario.scenario import Scenario
from planner.scenario.settings_text import settings_text
from planner.scenario.table_text import table_text
from planner.study.staging import StagedFolder


def write_scenario(place: Path, scenario: Scenario, boundaries: Path) -> Path:
    """Write a scenario with its plan, whole or not at all.

    Parameters
    ----------
    place
        A folder that does not exist or is empty.
    scenario
        What is written; sampling sites too, which then follow from no rule.
    boundaries
        A folder whose outlines of districts are copied if it has any.

    Raises
    ------
    planner.study.request.RequestError
        If the place is taken or cannot be written.
    """
    with StagedFolder(place, renumber=False) as folder:
        text = settings_text(scenario)
        (folder.path / SETTINGS_FILE).write_text(text, encoding="utf-8")
        for name in TABLES:
            rows = rows_of(scenario, name)
            if rows or name not in OPTIONAL_TABLES:
                written = table_text(name, rows)
                (folder.path / table_file(name)).write_text(written, encoding="utf-8")
        outlines = boundaries / BOUNDARIES_FILE
        if outlines.is_file():
            (folder.path / BOUNDARIES_FILE).write_bytes(outlines.read_bytes())
        return folder.publish()


def standing_alone(scenario: Scenario) -> Scenario:
    """Return the scenario as its own file says it: its variants taken in."""
    return scenario.model_copy(update={"variants_offered": (), "variants_applied": ()})
