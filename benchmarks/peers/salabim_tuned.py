"""Salabim as one writes it for speed: few long-lived components, numbers drawn ahead."""

from collections import deque
from collections.abc import Generator
from typing import Any

import numpy as np
import salabim as sim

from benchmarks.jobs import (
    LaboratoryAnswer,
    LaboratoryLine,
    LaboratoryRun,
    SiteAnswer,
    SiteLine,
    SiteRun,
    all_laboratories,
    all_sites,
    tubes_for,
)
from benchmarks.peers.drawn_ahead import arrival_seconds, service_seconds, tube_seconds
from benchmarks.peers.salabim_textbook import new_environment
from planner.simulation.layout import Floats

Process = Generator[Any, None, None]


class Line:
    """A queue of arrival times, and the servers who have nothing to do."""

    def __init__(self) -> None:
        self.waiting: deque[float] = deque()
        self.idle: list[Any] = []

    def join(self, now: float) -> None:
        """Queue, and call a server if one is idle."""
        self.waiting.append(now)
        if self.idle:
            self.idle.pop().activate()


class Arrivals(sim.Component):
    """Sends people or tubes into a line."""

    def setup(self, line: Line, arrives: Floats) -> None:
        """Keep the line and when they come."""
        self.line = line
        self.arrives = arrives.tolist()

    def process(self) -> Process:
        """Send them."""
        for at in self.arrives:
            yield self.hold(till=at)
            self.line.join(at)


class Swabber(sim.Component):
    """A server of a site."""

    def setup(self, line: Line, seconds: Any, waits: list[float]) -> None:
        """Keep the line, the durations to come, and where waits are noted."""
        self.line, self.seconds, self.waits = line, seconds, waits

    def process(self) -> Process:
        """Serve whoever has waited longest."""
        line, env = self.line, self.env
        while True:
            while not line.waiting:
                line.idle.append(self)
                yield self.passivate()
            self.waits.append(env.now() - line.waiting.popleft())
            yield self.hold(next(self.seconds))


def _site(job: SiteLine, seed: int) -> tuple[int, float, int]:
    env = new_environment(seed)
    draw = np.random.default_rng(seed)
    line = Line()
    arrives = arrival_seconds(job, draw)
    seconds = iter(service_seconds(job, draw, len(arrives)).tolist())
    waits: list[float] = []
    Arrivals(line=line, arrives=arrives, env=env)
    for _ in range(job.servers):
        Swabber(line=line, seconds=seconds, waits=waits, env=env)
    env.run()
    return len(waits), sum(waits), tubes_for(len(waits))


def site_line(job: SiteLine) -> SiteRun:
    """Run the sites one by one."""

    def run(seed: int) -> SiteAnswer:
        return all_sites([_site(job, seed * job.sites + site) for site in range(job.sites)])

    return run


class Laboratory:
    """Machines, and what is counted of tubes."""

    def __init__(self, job: LaboratoryLine, env: Any) -> None:
        self.job = job
        self.env = env
        self.stages = (
            (sim.Resource("extractors", capacity=job.extractors, env=env), job.extraction_minutes),
            (sim.Resource("cyclers", capacity=job.cyclers, env=env), job.amplification_minutes),
            (sim.Resource("reviewers", capacity=job.reviewers, env=env), job.review_minutes),
        )
        self.open_plate: Plate | None = None
        self.tubes = 0
        self.plates = 0
        self.stay = 0.0

    def put_on_plate(self, arrived: float) -> None:
        """Put a tube on the open plate."""
        plate = self.open_plate
        if plate is None:
            plate = self.open_plate = Plate(laboratory=self, env=self.env)
        plate.tubes.append(arrived)
        if len(plate.tubes) == self.job.plate_tubes:
            self.open_plate = None
            plate.activate()


class Clerk(sim.Component):
    """One of the staff who take in tubes."""

    def setup(self, line: Line, laboratory: Laboratory) -> None:
        """Keep the line and the laboratory."""
        self.line, self.laboratory = line, laboratory

    def process(self) -> Process:
        """Take in the tube that has waited longest."""
        line, laboratory = self.line, self.laboratory
        while True:
            while not line.waiting:
                line.idle.append(self)
                yield self.passivate()
            arrived = line.waiting.popleft()
            yield self.hold(laboratory.job.accession_seconds)
            laboratory.put_on_plate(arrived)


class Plate(sim.Component):
    """The tubes that are tested together, by the time at which they came."""

    def setup(self, laboratory: Laboratory) -> None:
        """Keep the laboratory."""
        self.laboratory = laboratory
        self.tubes: list[float] = []

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
        laboratory.tubes += len(self.tubes)
        laboratory.stay += len(self.tubes) * self.env.now() - sum(self.tubes)


def _laboratory(job: LaboratoryLine, seed: int) -> tuple[int, int, float, float]:
    env = new_environment(seed)
    line, own = Line(), Laboratory(job, env)
    arrives = tube_seconds(job, np.random.default_rng(seed))
    Arrivals(line=line, arrives=arrives, env=env)
    for _ in range(job.staff):
        Clerk(line=line, laboratory=own, env=env)
    env.run()
    return own.tubes, own.plates, env.now(), own.stay


def laboratory_line(job: LaboratoryLine) -> LaboratoryRun:
    """Run the laboratories one by one."""

    def run(seed: int) -> LaboratoryAnswer:
        first = seed * job.laboratories
        return all_laboratories([_laboratory(job, first + own) for own in range(job.laboratories)])

    return run
