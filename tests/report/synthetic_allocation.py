"""Made-up allocations of any size over a made-up scenario, to draw and print without a solver."""

import math
from datetime import datetime

from planner.allocation.answer import Allocation, Pass, Shortage, Tier
from planner.outcome.outcome import Places
from planner.scenario.scenario import City, Plan, Scenario
from planner.scenario.settings import Campaign
from planner.scenario.tables import (
    District,
    LaboratoryRow,
    MobileLaboratory,
    MobileTeams,
    PlanFlow,
    PlanLaboratory,
    PlanTeams,
    Township,
)
from tests.report.synthetic_outcome import outcome, places

PERSONS = 50_000
RULES = (
    "by population",
    "by queue length",
    "nearest laboratory",
    "own laboratories first",
    "the scenario's own plan",
)


def scenario(
    districts: Places | None = None,
    laboratories: Places | None = None,
    townships_each: int = 3,
    pools: int = 3,
) -> Scenario:
    """Return a scenario whose places are those of the synthetic outcome."""
    districts = districts or places("许昌区县", "Xuchang district", 6)
    laboratories = laboratories or places("许昌检测机构", "Xuchang laboratory", 20)
    origins = ("province", "district", "nation")
    count = len(districts.ids)
    return Scenario(
        city=City(name="xuchang", city_zh="许昌", city_en="Xuchang", preset="cn-2021-01"),
        campaign=Campaign(starts_at=datetime(2021, 1, 5, 20, 0), target_hours=48),
        districts=tuple(
            District(id=i, name_zh=zh, name_en=en, population_persons=townships_each * PERSONS)
            for i, zh, en in zip(districts.ids, districts.names_zh, districts.names_en, strict=True)
        ),
        townships=tuple(
            Township(
                id=f"{district}-{number}",
                district=district,
                name_zh=f"街道{number}",
                name_en=f"Subdistrict {number}",
                urban_persons=PERSONS,
                rural_persons=0,
            )
            for district in districts.ids
            for number in range(townships_each)
        ),
        sites=(),
        laboratories=tuple(
            LaboratoryRow(
                id=i,
                name_zh=zh,
                name_en=en,
                district=districts.ids[number % (count + 1)]
                if number % (count + 1) < count
                else None,
                declared_tubes_per_day=4000,
                travel_minutes=20,
            )
            for number, (i, zh, en) in enumerate(
                zip(laboratories.ids, laboratories.names_zh, laboratories.names_en, strict=True)
            )
        ),
        teams=(),
        vehicles=(),
        mobile_teams=tuple(
            MobileTeams(
                id=f"pool-{number}",
                name_zh=f"支援队{number}",
                name_en=f"Support teams {number}",
                origin=origins[number % 3],
                teams=60,
                tables_per_team=2,
                ready_hour=2,
                travel_minutes=90,
            )
            for number in range(pools)
        ),
        mobile_laboratories=(
            MobileLaboratory(
                id="van-1",
                name_zh="移动检测车1",
                name_en="Mobile laboratory 1",
                origin="province",
                declared_tubes_per_day=9000,
                ready_hour=4,
                travel_minutes=120,
                setup_hours=3,
                drive_minutes=25,
            ),
        ),
    )


def plan(of: Scenario) -> Plan:
    """Return a plan in which every pool works by day, moves once, and tubes are diverted once."""
    townships = [row.id for row in of.townships]
    stays = []
    for number, pool in enumerate(of.mobile_teams):
        first, second = townships[2 * number % len(townships)], townships[-1 - number]
        stays += [
            PlanTeams(pool=pool.id, teams=10, place=first, from_hour=10, to_hour=18),
            PlanTeams(pool=pool.id, teams=14, place=first, from_hour=18, to_hour=26),
            PlanTeams(pool=pool.id, teams=10, place=second, from_hour=34, to_hour=44),
            PlanTeams(pool=pool.id, teams=4, place=first, from_hour=34, to_hour=50),
        ]
    flows = []
    for number, district in enumerate(of.districts if of.laboratories else ()):
        own = of.laboratories[number % len(of.laboratories)].id
        other = of.laboratories[(number + 1) % len(of.laboratories)].id
        flows += [
            PlanFlow(place=district.id, from_hour=0, to_hour=20, laboratory=own, share=1),
            PlanFlow(place=district.id, from_hour=20, to_hour=240, laboratory=own, share=0.6),
        ]
        if other != own:
            flows.append(
                PlanFlow(place=district.id, from_hour=20, to_hour=240, laboratory=other, share=0.4)
            )
    return Plan(
        teams=tuple(stays),
        laboratories=tuple(
            PlanLaboratory(laboratory=row.id, district=of.districts[0].id, from_hour=8)
            for row in of.mobile_laboratories
        ),
        flows=tuple(flows),
    )


def history(passes: int = 3) -> tuple[Pass, ...]:
    """Return a loop that converges, with three plans by rule beside it."""
    by_rule = [
        Pass(
            0,
            rule,
            3_300_000.0 + 90_000 * number,
            3_200_000.0 + 90_000 * number,
            math.inf if number else 71.4,
            math.inf if number else 70.2,
        )
        for number, rule in enumerate(RULES)
    ]
    loop = [
        Pass(
            number,
            "allocator",
            3_900_000 - 40_000 / number,
            3_880_000 - 400_000 / number,
            46.2,
            43.9 + number / 2,
        )
        for number in range(1, passes + 1)
    ]
    return (*by_rule, *loop)


def allocation(
    of: Scenario | None = None,
    *,
    confirmed: bool = True,
    with_plan: bool = True,
    passes: int = 3,
    shortages: bool = True,
) -> Allocation:
    """Return an allocation for a synthetic scenario."""
    of = of or scenario()

    def named(rows: tuple[District, ...] | tuple[LaboratoryRow, ...]) -> Places:
        return Places(
            tuple(row.id for row in rows),
            tuple(row.name_zh for row in rows),
            tuple(row.name_en for row in rows),
        )

    return Allocation(
        status="optimal",
        plan=plan(of) if with_plan else Plan(),
        made_by="allocator",
        tiers=(
            Tier("people late", 31_204.0, 30_987.5, 0.00005, "optimal"),
            Tier("hour of last result", 47.0, 46.0, 0.0217, "optimal"),
            Tier("mobile laboratories", 1.0, 1.0, 0.0, "optimal"),
            Tier("mobile teams", 128.0, 127.0, 0.0079, "optimal"),
            Tier("person-hours on the road", 2_310_000.0, 2_310_000.0, 0.0, "optimal"),
            Tier("largest share of a district not swabbed", 0.031, 0.0, 0.031, "optimal"),
        ),
        history=history(passes),
        shortages=(
            (
                Shortage("sampling tables", of.townships[0].id, 40.6, 8, 14),
                Shortage("laboratory tubes", "city", 12_345.4, 20.33, 48),
            )
            if shortages
            else ()
        ),
        confirmed=confirmed,
        outcome=outcome(districts=named(of.districts), laboratories=named(of.laboratories)),
    )
