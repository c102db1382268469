"""The files of a city's first scenario."""

import re
from collections.abc import Mapping
from datetime import datetime
from importlib.resources import files
from string import Template

from planner.scenario.census.records import City, districts_of
from planner.scenario.draft.capacities import OF_RULE, Capacities
from planner.scenario.draft.means import laboratory_rows, team_row, vehicle_row
from planner.scenario.draft.neighbours import mobile_laboratory_rows, mobile_team_rows
from planner.scenario.draft.own import with_own
from planner.scenario.draft.places import district_row, township_rows
from planner.scenario.names import SETTINGS_FILE, table_file
from planner.scenario.presets import stated_settings
from planner.scenario.settings import Preset
from planner.scenario.table_text import table_text
from planner.scenario.tables import Row

USUAL_START: Mapping[Preset, datetime] = {
    "cn-2021-01": datetime(2021, 1, 5, 20),
    "cn-2021-09": datetime(2021, 9, 14, 20),
    "cn-2022-03": datetime(2022, 4, 5, 20),
}
"""An evening order while the edition was in force; the month is that of its publication or next."""
_ASSUMED_START = "assumed: an evening order, as is usual; sites open at 06:00 next morning"
_GIVEN_START = "as given to planner new"


def draft_files(
    city: City,
    preset: Preset,
    starts_at: datetime | None = None,
    *,
    own: Capacities = OF_RULE,
    neighbours: bool = True,
) -> dict[str, str]:
    """Return the files of a scenario by their names.

    Parameters
    ----------
    city
        A city of the census.
    preset
        Edition of the testing guideline.
    starts_at
        Hour zero; an evening while that edition was in force where None.
    own
        What is known of the city, instead of the rules per head.
    neighbours
        List what neighbours could send, whom a run calls only by a plan.
    """
    tables = with_own(_tables(city), city, own)
    if neighbours:
        tables["mobile_teams"] = list(mobile_team_rows(city))
        tables["mobile_laboratories"] = list(mobile_laboratory_rows(city))
    return {SETTINGS_FILE: _settings(city, preset, starts_at)} | {
        table_file(name): table_text(name, rows) for name, rows in tables.items()
    }


def _tables(city: City) -> dict[str, list[Row]]:
    tables: dict[str, list[Row]] = {
        name: [] for name in ("districts", "townships", "laboratories", "teams", "vehicles")
    }
    for district in districts_of(city):
        townships = list(township_rows(district))
        tables["districts"].append(district_row(district))
        tables["townships"].extend(townships)
        tables["laboratories"].extend(laboratory_rows(district))
        tables["teams"].append(team_row(district, townships))
        tables["vehicles"].append(vehicle_row(district, townships))
    return tables


def _settings(city: City, preset: Preset, starts_at: datetime | None) -> str:
    target = stated_settings(preset, city.population_persons)["campaign.target_hours"]
    template = files(__package__).joinpath("template.toml").read_text(encoding="utf-8")
    return Template(template).substitute(
        name=_short_name(city),
        name_zh=city.name_zh,
        name_en=city.name_en,
        population=f"{city.population_persons:,}",
        target=f"{target.value:g}",
        rule=target.source,
        preset=preset,
        starts_at=(starts_at or USUAL_START[preset]).isoformat(),
        starts_source=_GIVEN_START if starts_at else _ASSUMED_START,
    )


def _short_name(city: City) -> str:
    """Return the English name as a folder could have it: ``ma'anshan`` is ``maanshan``."""
    name = city.name_en.lower().replace("'", "").replace("ü", "u")
    return re.sub(r"[^a-z0-9]+", "-", name).strip("-")
