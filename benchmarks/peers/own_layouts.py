"""The two jobs as scenarios of this project: a city in which nothing else happens.

The chain always has more stages than the jobs. What a job lacks takes no time (a duration of
nothing still counts as one millisecond) or happens at once, but is simulated all the same: a swab
after the registration that is the service, attendance and infection of everybody, boxes, a vehicle
that comes every minute, the cabinets of a laboratory, and its uploads every few seconds.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from functools import cache
from typing import Any

import numpy as np

from benchmarks.jobs import TUBE_PERSONS, LaboratoryLine, SiteLine
from planner.scenario.distribution import Constant, Distribution, Exponential, Lognormal
from planner.scenario.scenario import City, Scenario
from planner.scenario.settings import (
    Arrivals,
    Campaign,
    Courier,
    Laboratory,
    People,
    Prior,
    Sites,
    Uncertainty,
)
from planner.scenario.tables import District, LaboratoryRow, Site, Team, Township, VehiclePool
from planner.simulation.building.build import build_layout
from planner.simulation.building.calendars import calendar
from planner.simulation.chance import Conditions, draw_conditions
from planner.simulation.layout import Layout

AT_ONCE = Constant(value=0)
MILLISECOND = Constant(value=0.001)
"""In seconds, for the stage whose rate is counted."""
PLENTY = 100_000
MIDNIGHT = datetime(2021, 1, 5)
_CERTAIN = Prior(low=1, high=1)
_WITHOUT_LUCK = Uncertainty(
    service_speed=_CERTAIN,
    effective_share=_CERTAIN,
    courier_time=_CERTAIN,
    absence=_CERTAIN,
    prevalence=_CERTAIN,
    ramp_up=_CERTAIN,
    service_day_cv=0,
    service_district_day_cv=0,
    laboratory_day_cv=0,
    courier_day_cv=0,
)


def _people(hours: float) -> People:
    """Everybody comes, evenly at random within so many hours; nobody is infected."""
    return People(
        present_share=1,
        first_pass_share=1,
        never_reached_share=0,
        homebound_share=0,
        return_share=1,
        infected_per_100k=0,
        arrivals=Arrivals(first_pass_hours=hours, hourly_weights=(1,) * 24),
    )


def _sites(hours: float, pool: int, register: Distribution) -> Sites:
    """Sites that open at midnight, whose registrars are the servers; swabbers take no time."""
    return Sites(
        opens_at="00:00",
        closes_at=f"{int(hours):02d}:{round(hours % 1 * 60):02d}",
        setup_hours=0,
        drain_minutes=600,
        register_seconds=register,
        swab_seconds=AT_ONCE,
        registered_ahead_persons=100,
        pool_size_persons=pool,
        tube_open_minutes=600,
        stint_minutes=1440,
        relief_minutes=0,
        binding_error_share=0,
    )


def _place(name: str, persons: int) -> tuple[District, Township]:
    district = District(id=name, name_zh=name, name_en=name, population_persons=persons)
    township = Township(
        id=name, district=name, name_zh=name, name_en=name, urban_persons=persons, rural_persons=0
    )
    return district, township


def _scenario(populations: Sequence[int], **parts: Any) -> Scenario:
    """Return a scenario with a district of one township for each population."""
    places = [_place(f"D{number}", persons) for number, persons in enumerate(populations)]
    districts, townships = zip(*places, strict=True)
    return Scenario(
        city=City(name="bench", city_zh="测", city_en="Bench", preset="cn-2021-01"),
        districts=districts,
        townships=townships,
        teams=tuple(Team(id=d.id, district=d.id, swabbers=PLENTY) for d in districts),
        uncertainty=_WITHOUT_LUCK,
        **parts,
    )


def _in_one_piece(layout: Layout) -> Layout:
    """Let people come evenly at random over the whole opening.

    A scenario's profile has a piece for each hour, in which as many come as it says; that is
    smoother than a Poisson process and would shorten the waits.
    """
    sites = layout.sites
    openings = [tuple(sites.windows.intervals(site)) for site in range(sites.count)]
    pieces = calendar(openings, np.arange(sites.count))
    weight = np.ones(sites.count, np.int64)
    return replace(layout, sites=replace(sites, first_pass=pieces, first_pass_weight=weight))


@cache
def site_layout(job: SiteLine) -> tuple[Scenario, Layout]:
    """Lay out the sites; the people of each are a Poisson number, drawn here once for all runs.

    Arrivals in an opening are evenly random given their number, so that with such numbers they
    are a Poisson process.
    """
    persons = np.random.default_rng(0).poisson(job.open_seconds / job.gap_seconds, job.sites)
    law: Distribution = Lognormal(mean=job.service_seconds, cv=job.service_cv)
    if job.law == "exponential":
        law = Exponential(mean=job.service_seconds)
    scenario = _scenario(
        [int(persons.sum())],
        campaign=Campaign(starts_at=MIDNIGHT, target_hours=24, horizon_hours=24),
        people=_people(job.open_hours),
        sites_rule=_sites(job.open_hours, TUBE_PERSONS, law),
        sites=tuple(
            Site(id=f"S{number}", township="D0", persons=count, tables=job.servers)
            for number, count in enumerate(persons.tolist())
        ),
        laboratories=(),
        vehicles=(),
    )
    return scenario, _in_one_piece(build_layout(scenario))


@cache
def laboratory_layout(job: LaboratoryLine) -> tuple[Scenario, Layout]:
    """Lay out laboratories, each with a site whose people are the tubes, one by one."""
    horizon = 3 * job.hours + 48
    scenario = _scenario(
        [job.tubes] * job.laboratories,
        campaign=Campaign(starts_at=MIDNIGHT, target_hours=24, horizon_hours=horizon),
        people=_people(job.hours),
        sites_rule=_sites(job.hours, 1, AT_ONCE),
        sites=tuple(
            Site(
                id=f"S{number}",
                township=f"D{number}",
                persons=job.tubes,
                tables=1,
                to_hour=job.hours,
            )
            for number in range(job.laboratories)
        ),
        laboratories=tuple(
            LaboratoryRow(
                id=f"L{number}",
                name_zh="L",
                name_en="L",
                district=f"D{number}",
                serves=f"D{number}",
                travel_minutes=0.001,
                accession_staff=(job.staff,),
                transfer_cabinets=(job.staff,),
                inactivation_machines=0,
                extraction_machines=job.extractors,
                amplification_machines=job.cyclers,
                reviewers=(job.reviewers,),
            )
            for number in range(job.laboratories)
        ),
        vehicles=tuple(
            VehiclePool(id=f"V{number}", district=f"D{number}", vehicles=1, load_tubes=PLENTY)
            for number in range(job.laboratories)
        ),
        courier=Courier(interval_minutes=1, between_sites_minutes=AT_ONCE, travel_cv=0),
        laboratory=Laboratory(
            effective_share=1,
            ramp_up_hours=0,
            accession_seconds=Constant(value=job.accession_seconds),
            transfer_seconds=MILLISECOND,
            inactivation_minutes=AT_ONCE,
            extraction_minutes=Constant(value=job.extraction_minutes),
            amplification_minutes=Constant(value=job.amplification_minutes),
            review_minutes=Constant(value=job.review_minutes),
            plate_wells=job.plate_tubes,
            control_wells=0,
            batch_wait_minutes=job.plate_wait_minutes,
            plate_failure_share=0,
            invalid_share=0,
            publication_minutes=0.1,
        ),
    )
    return scenario, _in_one_piece(build_layout(scenario))


def conditions_of(made: tuple[Scenario, Layout], seed: int) -> Conditions:
    """Draw what a run needs besides its layout."""
    scenario, layout = made
    return draw_conditions(scenario, layout, seed, replication=0)
