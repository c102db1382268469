"""Random small scenarios that reach into every corner of the chain.

Many are clockworks: without chance in any length, so that what ends often ends at one instant, or
exactly when a shift does.
"""

from datetime import date, datetime
from itertools import pairwise
from random import Random
from typing import Any

from planner.scenario.distribution import (
    Constant,
    Distribution,
    Exponential,
    Lognormal,
    Triangular,
    Uniform,
)
from planner.scenario.generate import group_sites
from planner.scenario.scenario import City, Plan, Scenario
from planner.scenario.settings import (
    Arrivals,
    Campaign,
    Courier,
    Door,
    Holidays,
    Infection,
    Laboratory,
    People,
    Prior,
    Recall,
    Sites,
    Uncertainty,
)
from planner.scenario.tables import (
    District,
    Group,
    LaboratoryRow,
    PlanFlow,
    PlanTables,
    Site,
    Team,
    Township,
    Travel,
    VehiclePool,
)
from tests.simulation.random_means import with_mobile_means
from tests.simulation.random_routes import with_routes

CLOCKS = ("00:00", "06:00", "07:30", "08:00", "09:00")
CLOSINGS = ("06:30", "10:00", "11:30", "14:00", "18:00", "24:00")


AS_EXPECTED = Prior(low=1, high=1)
NO_UNCERTAINTY = Uncertainty(
    service_speed=AS_EXPECTED,
    effective_share=AS_EXPECTED,
    courier_time=AS_EXPECTED,
    absence=AS_EXPECTED,
    prevalence=AS_EXPECTED,
    ramp_up=AS_EXPECTED,
    service_day_cv=0,
    service_district_day_cv=0,
    laboratory_day_cv=0,
    courier_day_cv=0,
)


def _duration(rng: Random, is_clockwork: bool, *means: float) -> Distribution:
    """A distribution about one of some means."""
    mean = rng.choice(means)
    choice = 0 if is_clockwork else rng.randrange(6)
    if choice <= 1:
        return Constant(value=float(round(mean)) or 1.0)
    if choice == 2:
        return Lognormal(mean=mean, cv=rng.choice([0.2, 0.8]))
    if choice == 3:
        return Exponential(mean=mean)
    if choice == 4:
        return Uniform(low=mean * 0.5, high=mean * 1.5)
    return Triangular(low=mean * 0.5, mode=mean, high=mean * 2)


def _places(rng: Random) -> tuple[list[District], list[Township], list[Site]]:
    districts, townships, sites = [], [], []
    sizes = [0] if rng.random() < 0.07 else [1, 80, 160, 180, 300, 300]
    for d in range(rng.randint(1, 2)):
        total = 0
        for t in range(rng.randint(1, 2)):
            persons = rng.choice(sizes)
            total += persons
            name = f"T{d}{t}"
            townships.append(
                Township(
                    id=name,
                    district=f"D{d}",
                    name_zh=name,
                    name_en=name,
                    urban_persons=persons,
                    rural_persons=0,
                    area=rng.choice([None, None, "medium_risk"]),
                    homebound_share=rng.choice([None, None, None, 0.5]),
                )
            )
            cut = rng.choice([0, min(1, persons), persons // 2, persons])
            for s, own in enumerate((cut, persons - cut)):
                hours: dict[str, Any] = {}
                if rng.random() < 0.4:
                    hours = {"opens_at": rng.choice(CLOCKS), "closes_at": rng.choice(CLOSINGS)}
                if rng.random() < 0.15:
                    hours |= {"from_hour": rng.choice([6, 12]), "to_hour": rng.choice([30, 50])}
                sites.append(
                    Site(
                        id=f"{name}-{s}",
                        township=name,
                        persons=own,
                        tables=rng.choice([0, 1, 1, 1, 2, 3]),
                        pool_size_persons=rng.choice(
                            [None, 5, 10, 10, 20, 20, 20, 20, "household"]
                        ),
                        swabbers_per_registrar=rng.choice([None, None, None, 2, 3]),
                        arrivals=rng.choice([None, None, "slots"]),
                        **hours,
                    )
                )
        districts.append(
            District(
                id=f"D{d}",
                name_zh=f"D{d}",
                name_en=f"D{d}",
                population_persons=total,
                from_hour=rng.choice([0, 0, 0, 12]),
                mean_household_persons=rng.choice([None, 1.5, 4]),
            )
        )
    return districts, townships, sites


def _groups(rng: Random) -> tuple[Group, ...]:
    if rng.random() < 0.7:
        return ()
    return (
        Group(
            id="key",
            name_zh="key",
            name_en="key",
            persons_share=rng.choice([0.1, 0.4]),
            pool_size_persons=rng.choice([None, 1]),
            first_pass_share=rng.choice([None, 0.5, 1.0]),
            never_reached_share=rng.choice([None, 0.0]),
        ),
    )


def _laboratories(rng: Random, districts: list[District]) -> list[LaboratoryRow]:
    rows = []
    for n in range(rng.choice([0, 1, 1, 2, 2, 2, 2, 3, 3, 3])):
        common: dict[str, Any] = {
            "id": f"L{n}",
            "name_zh": f"L{n}",
            "name_en": f"L{n}",
            "district": rng.choice([None, *(d.id for d in districts)]),
            "serves": rng.choice(["city", "city", districts[0].id]),
            "ready_hour": rng.choice([0, 0, 3, 9, 10.5]),
            "travel_minutes": rng.choice([5, 30, 60]),
            "recall_crews": rng.choice([0, 1, 1, 1, 2]),
        }
        if rng.random() < 0.2:
            rows.append(LaboratoryRow(declared_tubes_per_day=rng.choice([20, 200, 3000]), **common))
        else:
            rows.append(
                LaboratoryRow(
                    accession_staff=rng.choice([(2,), (2, 1, 0), (1, 0, 1), (1, 1, 0)]),
                    transfer_cabinets=rng.choice([(2, 1, 0), (3, 1, 0), (1, 0, 1)]),
                    inactivation_machines=rng.choice([0, 1, 2]),
                    extraction_machines=rng.choice([0, 1, 2, 3]),
                    amplification_machines=rng.choice([1, 2, 3]),
                    reviewers=rng.choice([(1,), (1, 0, 1), (2, 1, 1)]),
                    **common,
                )
            )
    return rows


def _settings(rng: Random) -> dict[str, Any]:
    is_clockwork = rng.random() < 0.65
    return {
        "uncertainty": NO_UNCERTAINTY if is_clockwork else Uncertainty(),
        "campaign": Campaign(
            starts_at=datetime(2021, 1, 5, rng.choice([0, 5, 20]), 0 if is_clockwork else 17),
            target_hours=24,
            horizon_hours=rng.choice([8, 24, 40, 72, 72]),
            deadline_counts_from=rng.choice(["order", "first_swab"]),
        ),
        "holidays": Holidays(
            dates=rng.choice([(), (date(2021, 1, 5), date(2021, 1, 6))]),
            closes_at=rng.choice([None, "18:00"]),
            laboratory_share=rng.choice([1.0, 0.5]),
        ),
        "people": People(
            present_share=rng.choice([0.88, 1.0]),
            exempt_share=rng.choice([0.0, 0.1]),
            first_pass_share=rng.choice([0.4, 0.95]),
            never_reached_share=rng.choice([0.0, 0.05]),
            homebound_share=rng.choice([0.0, 0.05, 0.2]),
            return_share=rng.choice([0.0, 0.5, 0.95, 1.0]),
            repeat_share=rng.choice([0.0, 0.0, 0.5, 1.0]),
            infected_per_100k=rng.choice([0, 2_000, 20_000, 20_000, 50_000, 100_000]),
            arrivals=Arrivals(
                mode=rng.choice(["walk_in", "walk_in", "slots"]),
                booking_from_hour=rng.choice([None, None, 10]),
                slot_minutes=rng.choice([10, 30]),
                slot_late_minutes=rng.choice([0, 30]),
                first_pass_hours=rng.choice([1, 1, 4, 24]),
                late_pass_hours=rng.choice([1, 24]),
                hourly_weights=tuple(float(rng.choice([0, 1, 1, 5])) for _ in range(24)),
            ),
        ),
        "sites_rule": Sites(
            opens_at=rng.choice(CLOCKS),
            closes_at=rng.choice(CLOSINGS),
            setup_hours=rng.choice([0, 2, 5]),
            drain_minutes=rng.choice([0, 10, 60]),
            register_seconds=_duration(rng, is_clockwork, 30, 60, 300),
            swab_seconds=_duration(rng, is_clockwork, 30, 60, 240),
            registered_ahead_persons=rng.choice([None, 1, 2, 5]),
            pool_size_persons=rng.choice([1, 1, 5, 10, 20, 20, "household"]),
            binding_error_share=rng.choice([0.0, 0.05, 0.5]),
            mend_minutes=_duration(rng, is_clockwork, 5, 20, 60),
            swabbers_per_registrar=rng.choice([1, 1, 2]),
            tube_open_minutes=rng.choice([5, 5, 10, 10, 60, 600, 600, 600, 600]),
            stint_minutes=rng.choice([10, 20, 60, 600]),
            relief_minutes=rng.choice([0, 5, 10]),
            swabbers_per_table=rng.choice([1, 2]),
        ),
        "door": Door(
            homes_per_hour=rng.choice([15, 60]),
            persons_per_team=rng.choice([5, 250]),
            visit_cv=0 if is_clockwork else 0.5,
        ),
        "courier": Courier(
            trigger=rng.choice(["timetable", "timetable", "timetable", "full_box"]),
            interval_minutes=rng.choice([30, 60, 120]),
            box_tubes=rng.choice([1, 2, 5]),
            oldest_minutes=rng.choice([30, 120]),
            sites_per_route=rng.choice([1, 2, 3]),
            between_sites_minutes=_duration(rng, is_clockwork, 5, 15, 60),
            travel_cv=0 if is_clockwork else 0.3,
            holding_limit_hours=rng.choice([0.5, 4]),
        ),
        "laboratory": Laboratory(
            effective_share=rng.choice([0.5, 1.0] if is_clockwork else [0.3, 0.6, 1.0]),
            ramp_up_hours=rng.choice([0] if is_clockwork else [0, 6]),
            accession_seconds=_duration(rng, is_clockwork, 15, 300, 1800),
            transfer_seconds=_duration(rng, is_clockwork, 30, 600, 1800),
            inactivation_minutes=rng.choice([Constant(value=0), Constant(value=30)]),
            extraction_minutes=_duration(rng, is_clockwork, 27),
            amplification_minutes=_duration(rng, is_clockwork, 30, 90),
            review_minutes=_duration(rng, is_clockwork, 10, 60),
            plate_wells=rng.choice([6, 6, 12, 96]),
            batch_wait_minutes=rng.choice([10, 60, 240]),
            priority_wait_minutes=rng.choice([5, 30]),
            plate_failure_share=rng.choice([0.0, 0.01, 0.3, 0.5]),
            invalid_share=rng.choice([0.0, 0.004, 0.3, 0.3]),
            attempts=rng.choice([1, 2, 3]),
        ),
        "recall": Recall(visit_minutes_per_person=_duration(rng, is_clockwork, 5, 30)),
        "infection": Infection(load_log10_mean=rng.choice([2.5, 5.5])),
    }


def random_scenario(seed: int) -> Scenario:
    """Return a small scenario drawn from a seed."""
    rng = Random(seed)
    districts, townships, sites = _places(rng)
    groups = _groups(rng)
    settings = _settings(rng)
    sites += group_sites(townships, groups, sites, settings["sites_rule"])
    laboratories = _laboratories(rng, districts)
    plan = Plan()
    if rng.random() < 0.6:
        hours = sorted(rng.sample(range(1, 24), 6))
        plan = Plan(
            tables=(
                PlanTables(
                    place=rng.choice([sites[0].id, townships[-1].id]),
                    from_hour=hours[0],
                    to_hour=hours[2],
                    tables=rng.randint(0, 3),
                ),
            ),
            flows=tuple(
                PlanFlow(
                    place=rng.choice([*(d.id for d in districts), townships[0].id]),
                    from_hour=from_hour,
                    to_hour=to_hour,
                    laboratory=row.id,
                    share=0.5,
                )
                for from_hour, to_hour in pairwise((*hours, 48))
                for row in rng.sample(laboratories, min(rng.choice([1, 2]), len(laboratories)))
            ),
        )
    scenario = Scenario(
        city=City(name="random", city_zh="随机", city_en="Random", preset="cn-2021-01"),
        districts=tuple(districts),
        townships=tuple(townships),
        groups=groups,
        sites=tuple(sites),
        laboratories=tuple(laboratories),
        teams=tuple(
            Team(id=f"S{d.id}", district=d.id, swabbers=rng.choice([0, 2, 6, 20, 20]))
            for d in districts
        ),
        vehicles=tuple(
            VehiclePool(
                id=f"V{d.id}{n}",
                district=d.id,
                vehicles=rng.choice([0, 1, 1, 2, 3]),
                load_tubes=rng.choice([1, 3, 100]),
            )
            for d in districts
            for n in range(rng.choice([0, 1, 1, 1, 2, 2]))
        ),
        travel=tuple(
            Travel(place=rng.choice(["D0", "T00"]), laboratory=row.id, minutes=rng.choice([10, 90]))
            for row in laboratories
            if rng.random() < 0.3
        ),
        plan=plan,
        **settings,
    )
    return with_routes(with_mobile_means(scenario, seed), seed)
