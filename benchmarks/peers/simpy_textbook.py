"""SimPy as its tutorial has it: a process for each person, tube and plate."""

from collections.abc import Generator
from random import Random

import simpy

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

Process = Generator[simpy.Event, object, None]


class Site:
    """A sampling site; people queue for its servers."""

    def __init__(self, env: simpy.Environment, job: SiteLine, draw: Random) -> None:
        self.env = env
        self.job = job
        self.draw = draw
        self.servers = simpy.Resource(env, capacity=job.servers)
        self.persons = 0
        self.waited = 0.0
        self.in_tube = 0
        self.tubes = 0
        env.process(self.arrivals())

    def arrivals(self) -> Process:
        """Send people until the site closes."""
        while True:
            yield self.env.timeout(self.draw.expovariate(1 / self.job.gap_seconds))
            if self.env.now >= self.job.open_seconds:
                return
            self.env.process(self.person())

    def person(self) -> Process:
        """Queue, be swabbed, and fill a tube with nine others."""
        arrived = self.env.now
        with self.servers.request() as turn:
            yield turn
            self.waited += self.env.now - arrived
            yield self.env.timeout(self.service_seconds())
        self.persons += 1
        self.in_tube += 1
        if self.in_tube == TUBE_PERSONS:
            self.in_tube = 0
            self.tubes += 1

    def service_seconds(self) -> float:
        """Draw how long a swab takes."""
        if self.job.law == "exponential":
            return self.draw.expovariate(1 / self.job.service_seconds)
        return self.draw.lognormvariate(*self.job.log_mean_and_sd)


def _site(job: SiteLine, draw: Random) -> tuple[int, float, int]:
    env = simpy.Environment()
    site = Site(env, job, draw)
    env.run()
    return site.persons, site.waited, site.tubes + (site.in_tube > 0)


def site_line(job: SiteLine) -> SiteRun:
    """Run the sites one by one."""

    def run(seed: int) -> SiteAnswer:
        draw = Random(seed)
        return all_sites([_site(job, draw) for _ in range(job.sites)])

    return run


class Plate:
    """The tubes that are tested together."""

    def __init__(self, env: simpy.Environment) -> None:
        self.tubes = 0
        self.full = env.event()
        self.done = env.event()


class Laboratory:
    """Staff who take in tubes, and machines for plates."""

    def __init__(self, env: simpy.Environment, job: LaboratoryLine, draw: Random) -> None:
        self.env = env
        self.job = job
        self.draw = draw
        self.staff = simpy.Resource(env, capacity=job.staff)
        self.stages = (
            (simpy.Resource(env, capacity=job.extractors), 60 * job.extraction_minutes),
            (simpy.Resource(env, capacity=job.cyclers), 60 * job.amplification_minutes),
            (simpy.Resource(env, capacity=job.reviewers), 60 * job.review_minutes),
        )
        self.open_plate: Plate | None = None
        self.tubes = 0
        self.plates = 0
        self.makespan = 0.0
        self.stay = 0.0
        env.process(self.arrivals())

    def arrivals(self) -> Process:
        """Send the tubes of the day."""
        for _ in range(self.job.tubes):
            yield self.env.timeout(self.draw.expovariate(1 / self.job.gap_seconds))
            self.env.process(self.tube())

    def tube(self) -> Process:
        """Be taken in, go into a plate, and wait for its result."""
        arrived = self.env.now
        with self.staff.request() as turn:
            yield turn
            yield self.env.timeout(self.job.accession_seconds)
        plate = self.open_plate
        if plate is None:
            plate = self.open_plate = Plate(self.env)
            self.env.process(self.test(plate))
        plate.tubes += 1
        if plate.tubes == self.job.plate_tubes:
            plate.full.succeed()
            self.open_plate = None
        yield plate.done
        self.tubes += 1
        self.stay += self.env.now - arrived
        self.makespan = self.env.now

    def test(self, plate: Plate) -> Process:
        """Take a plate through the machines once it is full, or has waited long enough."""
        yield plate.full | self.env.timeout(60 * self.job.plate_wait_minutes)
        if self.open_plate is plate:
            self.open_plate = None
        for machines, seconds in self.stages:
            with machines.request() as turn:
                yield turn
                yield self.env.timeout(seconds)
        self.plates += 1
        plate.done.succeed()


def _laboratory(job: LaboratoryLine, draw: Random) -> tuple[int, int, float, float]:
    env = simpy.Environment()
    own = Laboratory(env, job, draw)
    env.run()
    return own.tubes, own.plates, own.makespan, own.stay


def laboratory_line(job: LaboratoryLine) -> LaboratoryRun:
    """Run the laboratories one by one."""

    def run(seed: int) -> LaboratoryAnswer:
        draw = Random(seed)
        return all_laboratories([_laboratory(job, draw) for _ in range(job.laboratories)])

    return run
