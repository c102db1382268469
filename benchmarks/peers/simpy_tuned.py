"""SimPy as one writes it for speed: few long-lived processes, stores, numbers drawn ahead."""

from collections.abc import Generator, Iterator

import numpy as np
import simpy

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
from planner.simulation.layout import Floats

Process = Generator[simpy.Event, float, None]
NOBODY = -1.0
"""Put into a store, it sends a server home."""


def _arrivals(env: simpy.Environment, store: simpy.Store, arrives: Floats, servers: int) -> Process:
    for gap in np.diff(arrives, prepend=0.0).tolist():
        yield env.timeout(gap)
        store.put(env.now)
    for _ in range(servers):
        store.put(NOBODY)


def _swabber(
    env: simpy.Environment, store: simpy.Store, seconds: Iterator[float], waits: list[float]
) -> Process:
    while True:
        arrived = yield store.get()
        if arrived == NOBODY:
            return
        waits.append(env.now - arrived)
        yield env.timeout(next(seconds))


def _site(job: SiteLine, draw: np.random.Generator) -> tuple[int, float, int]:
    env = simpy.Environment()
    store = simpy.Store(env)
    arrives = arrival_seconds(job, draw)
    seconds = iter(service_seconds(job, draw, len(arrives)).tolist())
    waits: list[float] = []
    env.process(_arrivals(env, store, arrives, job.servers))
    for _ in range(job.servers):
        env.process(_swabber(env, store, seconds, waits))
    env.run()
    return len(waits), sum(waits), tubes_for(len(waits))


def site_line(job: SiteLine) -> SiteRun:
    """Run the sites one by one."""

    def run(seed: int) -> SiteAnswer:
        draw = np.random.default_rng(seed)
        return all_sites([_site(job, draw) for _ in range(job.sites)])

    return run


class Laboratory:
    """Staff over a store; a plate is a list of the times at which its tubes came."""

    def __init__(self, env: simpy.Environment, job: LaboratoryLine, arrives: Floats) -> None:
        self.env = env
        self.job = job
        self.dock = simpy.Store(env)
        self.stages = (
            (simpy.Resource(env, capacity=job.extractors), 60 * job.extraction_minutes),
            (simpy.Resource(env, capacity=job.cyclers), 60 * job.amplification_minutes),
            (simpy.Resource(env, capacity=job.reviewers), 60 * job.review_minutes),
        )
        self.open_plate: list[float] = []
        self.full = env.event()
        self.tubes = 0
        self.plates = 0
        self.stay = 0.0
        env.process(_arrivals(env, self.dock, arrives, job.staff))
        for _ in range(job.staff):
            env.process(self.take_in())

    def take_in(self) -> Process:
        """Take in tubes and put them on plates, until the day's last."""
        env, dock, seconds = self.env, self.dock, self.job.accession_seconds
        while True:
            arrived = yield dock.get()
            if arrived == NOBODY:
                return
            yield env.timeout(seconds)
            plate = self.open_plate
            plate.append(arrived)
            if len(plate) == 1:
                env.process(self.test(plate, self.full))
            elif len(plate) == self.job.plate_tubes:
                self.full.succeed()
                self.open_plate, self.full = [], env.event()

    def test(self, plate: list[float], full: simpy.Event) -> Process:
        """Take a plate through the machines once it is full, or has waited long enough."""
        yield full | self.env.timeout(60 * self.job.plate_wait_minutes)
        if self.open_plate is plate:
            self.open_plate, self.full = [], self.env.event()
        for machines, seconds in self.stages:
            turn = machines.request()
            yield turn
            yield self.env.timeout(seconds)
            machines.release(turn)
        self.plates += 1
        self.tubes += len(plate)
        self.stay += len(plate) * self.env.now - sum(plate)


def _laboratory(job: LaboratoryLine, draw: np.random.Generator) -> tuple[int, int, float, float]:
    env = simpy.Environment()
    own = Laboratory(env, job, tube_seconds(job, draw))
    env.run()
    return own.tubes, own.plates, env.now, own.stay


def laboratory_line(job: LaboratoryLine) -> LaboratoryRun:
    """Run the laboratories one by one."""

    def run(seed: int) -> LaboratoryAnswer:
        draw = np.random.default_rng(seed)
        return all_laboratories([_laboratory(job, draw) for _ in range(job.laboratories)])

    return run
