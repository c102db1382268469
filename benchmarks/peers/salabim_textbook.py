"""Salabim as its manual has it: a component for each person, tube and plate."""

from collections.abc import Generator
from typing import Any

import salabim as sim

from benchmarks.jobs import (
    TUBE_PERSONS,
    LaboratoryAnswer,
    LaboratoryLine,
    LaboratoryRun,
    SiteAnswer,
    SiteLine,
    SiteRun,
    all_laboratories,
    all_sites,
)

Process = Generator[Any, None, None]


class Site:
    """Servers of a site, and what is counted there."""

    def __init__(self, job: SiteLine, env: Any) -> None:
        self.job = job
        self.servers = sim.Resource("servers", capacity=job.servers, env=env)
        self.service = (
            sim.Exponential(job.service_seconds, env=env)
            if job.law == "exponential"
            else sim.External(env.random.lognormvariate, *job.log_mean_and_sd)
        )
        self.persons = 0
        self.waited = 0.0
        self.in_tube = 0
        self.tubes = 0


class Arrivals(sim.Component):
    """Sends people until the site closes."""

    def setup(self, site: Site) -> None:
        """Keep the site."""
        self.site = site

    def process(self) -> Process:
        """Send people."""
        gap = sim.Exponential(self.site.job.gap_seconds, env=self.env)
        while True:
            yield self.hold(gap.sample())
            if self.env.now() >= self.site.job.open_seconds:
                return
            Person(site=self.site)


class Person(sim.Component):
    """Somebody who queues, is swabbed, and fills a tube with nine others."""

    def setup(self, site: Site) -> None:
        """Keep the site."""
        self.site = site

    def process(self) -> Process:
        """Queue and be swabbed."""
        site = self.site
        yield self.request(site.servers)
        site.waited += self.env.now() - self.creation_time()
        yield self.hold(site.service.sample())
        self.release()
        site.persons += 1
        site.in_tube += 1
        if site.in_tube == TUBE_PERSONS:
            site.in_tube = 0
            site.tubes += 1


def new_environment(seed: int) -> Any:
    """Return an environment of its own, with generators as processes and without a trace."""
    return sim.Environment(trace=False, random_seed=seed, yieldless=False)


def _site(job: SiteLine, seed: int) -> tuple[int, float, int]:
    env = new_environment(seed)
    site = Site(job, env)
    Arrivals(site=site, env=env)
    env.run()
    return site.persons, site.waited, site.tubes + (site.in_tube > 0)


def site_line(job: SiteLine) -> SiteRun:
    """Run the sites one by one."""

    def run(seed: int) -> SiteAnswer:
        return all_sites([_site(job, seed * job.sites + site) for site in range(job.sites)])

    return run


class Laboratory:
    """Staff and machines, and what is counted of tubes."""

    def __init__(self, job: LaboratoryLine, env: Any) -> None:
        self.job = job
        self.staff = sim.Resource("staff", capacity=job.staff, env=env)
        self.stages = (
            (sim.Resource("extractors", capacity=job.extractors, env=env), job.extraction_minutes),
            (sim.Resource("cyclers", capacity=job.cyclers, env=env), job.amplification_minutes),
            (sim.Resource("reviewers", capacity=job.reviewers, env=env), job.review_minutes),
        )
        self.open_plate: Plate | None = None
        self.tubes = 0
        self.plates = 0
        self.stay = 0.0


class Deliveries(sim.Component):
    """Brings the tubes of a day."""

    def setup(self, laboratory: Laboratory) -> None:
        """Keep the laboratory."""
        self.laboratory = laboratory

    def process(self) -> Process:
        """Bring tubes."""
        gap = sim.Exponential(self.laboratory.job.gap_seconds, env=self.env)
        for _ in range(self.laboratory.job.tubes):
            yield self.hold(gap.sample())
            Tube(laboratory=self.laboratory)


class Tube(sim.Component):
    """A tube from the dock to its result."""

    def setup(self, laboratory: Laboratory) -> None:
        """Keep the laboratory."""
        self.laboratory = laboratory

    def process(self) -> Process:
        """Be taken in, go on a plate, and wait for the result."""
        laboratory = self.laboratory
        yield self.request(laboratory.staff)
        yield self.hold(laboratory.job.accession_seconds)
        self.release()
        plate = laboratory.open_plate
        if plate is None:
            plate = laboratory.open_plate = Plate(laboratory=laboratory)
        plate.tubes.append(self)
        if len(plate.tubes) == laboratory.job.plate_tubes:
            laboratory.open_plate = None
            plate.activate()
        yield self.passivate()
        laboratory.tubes += 1
        laboratory.stay += self.env.now() - self.creation_time()


class Plate(sim.Component):
    """The tubes that are tested together."""

    def setup(self, laboratory: Laboratory) -> None:
        """Keep the laboratory."""
        self.laboratory = laboratory
        self.tubes: list[Tube] = []

    def process(self) -> Process:
        """Go through the machines once full, or once waited for long enough."""
        laboratory = self.laboratory
        yield self.hold(60 * laboratory.job.plate_wait_minutes)
        if laboratory.open_plate is self:
            laboratory.open_plate = None
        for machines, minutes in laboratory.stages:
            yield self.request(machines)
            yield self.hold(60 * minutes)
            self.release()
        laboratory.plates += 1
        for tube in self.tubes:
            tube.activate()


def _laboratory(job: LaboratoryLine, seed: int) -> tuple[int, int, float, float]:
    env = new_environment(seed)
    own = Laboratory(job, env)
    Deliveries(laboratory=own, env=env)
    env.run()
    return own.tubes, own.plates, env.now(), own.stay


def laboratory_line(job: LaboratoryLine) -> LaboratoryRun:
    """Run the laboratories one by one."""

    def run(seed: int) -> LaboratoryAnswer:
        first = seed * job.laboratories
        return all_laboratories([_laboratory(job, first + own) for own in range(job.laboratories)])

    return run
