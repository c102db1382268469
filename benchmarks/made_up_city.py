"""A made-up city of any size, all its settings at their defaults."""

from dataclasses import dataclass
from datetime import datetime

import numpy as np

from planner.scenario.apportion import largest_remainder
from planner.scenario.generate import table_count
from planner.scenario.scenario import City, Scenario
from planner.scenario.settings import Campaign, People, Sites
from planner.scenario.tables import District, LaboratoryRow, Site, Team, Township, VehiclePool

SITES_PER_TOWNSHIP = 10
PERSONS_PER_SITE = 2_500
PERSONS_PER_LABORATORY = 250_000
"""2,000 sites and 20 laboratories for five million people."""
TUBES_PER_LABORATORY_DAY = 40_000
"""Enough for ten-person tubes of its people in less than a day at the assumed share."""
PERSONS_PER_DISTRICT = 250_000
LOAD_TUBES = 2_000


@dataclass(frozen=True)
class Size:
    """How large a city is; sites and laboratories in proportion where not given."""

    persons: int
    sites: int = 0
    laboratories: int = 0
    horizon_hours: int = 120

    @property
    def site_count(self) -> int:
        """Sampling sites."""
        return self.sites or max(1, self.persons // PERSONS_PER_SITE)

    @property
    def laboratory_count(self) -> int:
        """Laboratories."""
        return self.laboratories or max(1, self.persons // PERSONS_PER_LABORATORY)


def made_up_city(size: Size) -> Scenario:
    """Return a city of so many people, all of whom are present and expected."""
    persons = _even(size.persons, size.site_count)
    townships = -(-size.site_count // SITES_PER_TOWNSHIP)
    districts = min(max(1, size.persons // PERSONS_PER_DISTRICT), townships)
    township_of = [site // SITES_PER_TOWNSHIP for site in range(size.site_count)]
    district_of = [township * districts // townships for township in range(townships)]
    in_township = np.bincount(township_of, persons, townships).astype(int).tolist()
    in_district = np.bincount(district_of, in_township, districts).astype(int).tolist()
    rule = Sites()
    tables = [table_count(count, rule.persons_per_table) for count in persons]
    return Scenario(
        city=City(name="made-up", city_zh="测试城", city_en="Made-up", preset="cn-2021-01"),
        campaign=Campaign(
            starts_at=datetime(2021, 1, 5), target_hours=48, horizon_hours=size.horizon_hours
        ),
        people=People(present_share=1),
        sites_rule=rule,
        districts=tuple(
            District(id=f"D{n}", name_zh=f"区{n}", name_en=f"D{n}", population_persons=count)
            for n, count in enumerate(in_district)
        ),
        townships=tuple(
            Township(
                id=f"T{n}",
                district=f"D{district_of[n]}",
                name_zh=f"街道{n}",
                name_en=f"T{n}",
                urban_persons=count,
                rural_persons=0,
            )
            for n, count in enumerate(in_township)
        ),
        sites=tuple(
            Site(id=f"S{n}", township=f"T{township_of[n]}", persons=count, tables=tables[n])
            for n, count in enumerate(persons)
        ),
        laboratories=_laboratories(size.laboratory_count),
        teams=tuple(
            Team(id=f"G{n}", district=f"D{n}", swabbers=3 * sum(tables)) for n in range(districts)
        ),
        vehicles=tuple(
            VehiclePool(
                id=f"V{n}",
                district=f"D{n}",
                vehicles=max(1, size.site_count // districts // 3),
                load_tubes=LOAD_TUBES,
            )
            for n in range(districts)
        ),
    )


def _laboratories(count: int) -> tuple[LaboratoryRow, ...]:
    return tuple(
        LaboratoryRow(
            id=f"L{n}",
            name_zh=f"检测机构{n}",
            name_en=f"Laboratory {n}",
            declared_tubes_per_day=TUBES_PER_LABORATORY_DAY,
            travel_minutes=30,
        )
        for n in range(count)
    )


def _even(total: int, parts: int) -> list[int]:
    shares: list[int] = largest_remainder(total, np.ones(parts, dtype=np.int64)).tolist()
    return shares
