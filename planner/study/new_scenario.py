"""A first scenario of any city, written whole or not at all and loaded once to prove it sound."""

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import cast, get_args

from planner.scenario import Scenario, load
from planner.scenario.census.lookup import CityNameError, find_city
from planner.scenario.census.records import City
from planner.scenario.draft.folder import draft_files
from planner.scenario.phrase import Phrase
from planner.scenario.settings import Preset
from planner.study.request import RequestError
from planner.study.staging import StagedFolder


@dataclass(frozen=True)
class NewScenario:
    """What was written where."""

    directory: Path
    city: City
    scenario: Scenario

    def to_json(self) -> dict[str, object]:
        """Return what was made, as every answer in JSON has it."""
        scenario = self.scenario
        return {
            "scenario": scenario.city.name,
            "city": {
                "code": self.city.code,
                "name_zh": self.city.name_zh,
                "name_en": self.city.name_en,
                "province_zh": self.city.province_zh,
                "province_en": self.city.province_en,
            },
            "preset": scenario.city.preset,
            "starts_at": scenario.campaign.starts_at.isoformat(),
            "target_hours": scenario.target_hours,
            "population_persons": scenario.population_persons,
            "districts": len(scenario.districts),
            "townships": len(scenario.townships),
            "sites": len(scenario.sites),
            "tables": sum(site.tables for site in scenario.sites),
            "swabbers": sum(team.swabbers for team in scenario.teams),
            "laboratories": len(scenario.laboratories),
            "declared_tubes_per_day": sum(
                row.declared_tubes_per_day or 0 for row in scenario.laboratories
            ),
            "vehicles": sum(pool.vehicles for pool in scenario.vehicles),
            "mobile_teams": sum(pool.teams for pool in scenario.mobile_teams),
            "mobile_laboratories": len(scenario.mobile_laboratories),
        }


def write_new_scenario(
    directory: Path, city_name: str, preset: str, starts_at: datetime | None
) -> NewScenario:
    """Write the first scenario of a city.

    Parameters
    ----------
    directory
        A folder that does not exist or is empty.
    city_name
        Name in Chinese or English, or code of the census.
    preset
        Edition of the testing guideline.
    starts_at
        Hour zero, local time; a usual one where None.

    Raises
    ------
    planner.study.request.RequestError
        If the city or preset is not known, or the folder is taken.
    """
    try:
        city = find_city(city_name)
    except CityNameError as error:
        raise RequestError(error.words) from error
    if starts_at is not None and starts_at.tzinfo is not None:
        raise RequestError(
            Phrase(
                "{starts_at} has a zone; hour zero is local time; leave the zone out",
                starts_at=starts_at,
            )
        )
    content = draft_files(city, check_preset(preset), starts_at)
    if directory.is_dir() and directory.samefile(Path.cwd()):
        raise RequestError(
            Phrase("{directory} is the folder you are in; name a new one", directory=directory)
        )
    with StagedFolder(directory, renumber=False) as folder:
        for name, text in content.items():
            (folder.path / name).write_text(text, encoding="utf-8")
        scenario = load(folder.path)
        return NewScenario(folder.publish(), city, scenario)


def check_preset(preset: str) -> Preset:
    """Return an edition of the testing guideline.

    Raises
    ------
    planner.study.request.RequestError
        If there is none of that name.
    """
    editions = get_args(Preset)
    if preset not in editions:
        raise RequestError(
            Phrase(
                "preset is {preset!r}; it must be one of {editions}; leave it out for the first",
                preset=preset,
                editions=", ".join(editions),
            )
        )
    return cast("Preset", preset)
