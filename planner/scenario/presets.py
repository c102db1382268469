"""The three editions of the testing rule: what each states, with its source.

A preset fills the settings that ``scenario.toml`` leaves open, and nothing that its edition does
not state.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from planner.scenario.settings import Preset

LARGE_CITY_PERSONS = 5_000_000
"""Cities above this population have the longer deadline (2021-1 item 5)."""


@dataclass(frozen=True)
class Stated:
    """A value and the publication that states it."""

    value: float
    source: str


@dataclass(frozen=True)
class Edition:
    """One edition of the rule."""

    target_hours: Stated
    """For a city of up to ``LARGE_CITY_PERSONS``."""
    large_city_target_hours: Stated
    settings: Mapping[str, Stated]
    """Other settings by dotted key."""


_TWO_DAYS = "2021-1 item 5: up to 5,000,000 residents within 2 days"
_SECOND = "testing guideline, second edition, 2021-09"
_THIRD = "testing guideline, third edition, 2022-03-22"
_ONE_DAY = Stated(24, _THIRD + ": the delineated area within 24 h, cities above 10M included")

EDITIONS: Mapping[Preset, Edition] = MappingProxyType(
    {
        "cn-2021-01": Edition(
            target_hours=Stated(48, _TWO_DAYS),
            large_city_target_hours=Stated(
                120, "2021-1 item 5: above 5,000,000 within 3 to 5 days; 72 is the stricter"
            ),
            settings=MappingProxyType(
                {
                    "sites.pool_size_persons": Stated(
                        10, "testing guideline, first edition: a first round may be all 10:1"
                    ),
                    "sites.setup_hours": Stated(
                        5, "testing guideline, first edition: built and open within 4 to 6 h"
                    ),
                }
            ),
        ),
        "cn-2021-09": Edition(
            target_hours=Stated(48, _SECOND + ": up to 5,000,000 within 2 days"),
            large_city_target_hours=Stated(72, _SECOND + ": above 5,000,000 within 3 days"),
            settings=MappingProxyType({}),
        ),
        "cn-2022-03": Edition(
            target_hours=_ONE_DAY,
            large_city_target_hours=_ONE_DAY,
            settings=MappingProxyType(
                {
                    "sites.urban_persons_per_site": Stated(
                        3000, _THIRD + ": one per 2,000 to 3,000; the upper end assumed for towns"
                    ),
                    "sites.rural_persons_per_site": Stated(
                        2000,
                        _THIRD + ": one per 2,000 to 3,000; the lower end assumed for villages",
                    ),
                    "sites.persons_per_table": Stated(
                        700, _THIRD + " and National Health Commission 2022-05-13: 600 to 800"
                    ),
                    "sites.pool_size_persons": Stated(
                        20, _THIRD + ": 20:1 outside sealed and controlled areas"
                    ),
                }
            ),
        ),
    }
)


def stated_settings(preset: Preset, population_persons: int) -> Mapping[str, Stated]:
    """Return all that an edition states for a city of this registered population."""
    edition = EDITIONS[preset]
    large = population_persons > LARGE_CITY_PERSONS
    target = edition.large_city_target_hours if large else edition.target_hours
    return {"campaign.target_hours": target, **edition.settings}
