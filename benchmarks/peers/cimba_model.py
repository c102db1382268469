"""Cimba as its documentation has it: processes of Python classes, compiled onto its C engine.

A replication is one site or one laboratory.
"""

import cimba as cb
import cimba.random as draw
import numpy as np

from benchmarks.jobs import (
    TUBE_PERSONS,
    LaboratoryAnswer,
    LaboratoryLine,
    LaboratoryRun,
    SiteAnswer,
    SiteLine,
    SiteRun,
)

NOBODY = -1.0
"""Put into a store, it sends a server home."""
SERVERS, STAFF = 4, 8
"""Copies of a process are fixed when a class is compiled."""
UNRECORDED = cb.Window(warmup=1e9, duration=1.0)
"""As Cimba's own benchmark does it: histories of the entities would cost time and are not read."""


class Site(cb.Model):
    """A sampling site: servers over a store of arrival times."""

    open_seconds: cb.Param[float]
    gap_seconds: cb.Param[float]
    service_seconds: cb.Param[float]
    log_mean: cb.Param[float]
    log_sd: cb.Param[float]
    exponential: cb.Param[bool]
    queue: cb.Store[float]
    served: int = 0
    wait_sum: float = 0.0
    persons: cb.Output[int]
    waited: cb.Output[float]
    tubes: cb.Output[int]

    @cb.process
    def arrivals(self) -> None:
        """Send people until the site closes."""
        while True:
            cb.hold(draw.exponential(self.gap_seconds))
            if cb.now() >= self.open_seconds:
                break
            self.queue.put(cb.now())
        for _ in range(SERVERS):
            self.queue.put(NOBODY)

    @cb.process(copies=SERVERS)
    def swabber(self) -> None:
        """Serve whoever has waited longest."""
        while True:
            arrived = self.queue.get()
            if arrived == NOBODY:
                break
            self.wait_sum += cb.now() - arrived
            if self.exponential:
                cb.hold(draw.exponential(self.service_seconds))
            else:
                cb.hold(draw.lognormal(self.log_mean, self.log_sd))
            self.served += 1

    @cb.on_end
    def count(self) -> None:
        """Hand over what was counted."""
        self.persons = self.served
        self.waited = self.wait_sum
        self.tubes = (self.served + TUBE_PERSONS - 1) // TUBE_PERSONS


def site_line(job: SiteLine) -> SiteRun:
    """Compile the site; a run has a replication for each site."""
    if job.servers != SERVERS:
        raise ValueError(f"a site has {job.servers} servers; this model is compiled for {SERVERS}")
    model = Site()
    model.open_seconds, model.gap_seconds = job.open_seconds, job.gap_seconds
    model.service_seconds, model.exponential = job.service_seconds, job.law == "exponential"
    model.log_mean, model.log_sd = job.log_mean_and_sd

    def run(seed: int) -> SiteAnswer:
        experiment = cb.Experiment(model, replications=job.sites, window=UNRECORDED, seed=seed)
        results = experiment.run(workers=1, on_failure="raise")[model]
        return SiteAnswer(
            persons=results.persons.values[0].astype(np.int64),
            waited_seconds=results.waited.values[0],
            tubes=results.tubes.values[0].astype(np.int64),
        )

    run(0)
    return run


class Plate(cb.Model):
    """The tubes that are tested together."""

    laboratory: "cb.Ref[Laboratory]"
    tubes: int = 0
    came_sum: float = 0.0

    @cb.process
    def test(self) -> None:
        """Go through the machines."""
        laboratory = self.laboratory
        laboratory.extractors.acquire()
        cb.hold(laboratory.extraction_seconds)
        laboratory.extractors.release()
        laboratory.cyclers.acquire()
        cb.hold(laboratory.amplification_seconds)
        laboratory.cyclers.release()
        laboratory.reviewers.acquire()
        cb.hold(laboratory.review_seconds)
        laboratory.reviewers.release()
        laboratory.tested += self.tubes
        laboratory.ended = cb.now()
        laboratory.stay_sum += self.tubes * cb.now() - self.came_sum


class Laboratory(cb.Model):
    """A laboratory: staff over a store of arrival times, and plates that it spawns."""

    tubes: cb.Param[int]
    gap_seconds: cb.Param[float]
    accession_seconds: cb.Param[float]
    plate_tubes: cb.Param[int]
    plate_wait_seconds: cb.Param[float]
    extraction_seconds: cb.Param[float]
    amplification_seconds: cb.Param[float]
    review_seconds: cb.Param[float]
    dock: cb.Store[float]
    extractors: cb.Resource
    cyclers: cb.Resource
    reviewers: cb.Resource
    on_plate: int = 0
    came_sum: float = 0.0
    due: float = 0.0
    started: int = 0
    tested: int = 0
    ended: float = 0.0
    stay_sum: float = 0.0
    results: cb.Output[int]
    plates: cb.Output[int]
    makespan: cb.Output[float]
    stay: cb.Output[float]

    @cb.process
    def deliveries(self) -> None:
        """Bring the tubes of a day."""
        for _ in range(self.tubes):
            cb.hold(draw.exponential(self.gap_seconds))
            self.dock.put(cb.now())
        for _ in range(STAFF):
            self.dock.put(NOBODY)

    @cb.process(copies=STAFF)
    def clerk(self) -> None:
        """Take in the tube that has waited longest, and put it on the open plate."""
        while True:
            came = self.dock.get()
            if came == NOBODY:
                break
            cb.hold(self.accession_seconds)
            if self.on_plate == 0:
                self.due = cb.now() + self.plate_wait_seconds
                cb.schedule(self.overdue, self.plate_wait_seconds)
            self.on_plate += 1
            self.came_sum += came
            if self.on_plate == self.plate_tubes:
                self.start_plate()

    @cb.event
    def overdue(self) -> None:
        """Start the open plate if it is still the one that was meant."""
        if self.on_plate > 0 and cb.now() >= self.due:
            self.start_plate()

    @cb.function
    def start_plate(self) -> None:
        """Send the open plate to the machines."""
        cb.spawn(Plate, laboratory=self, tubes=self.on_plate, came_sum=self.came_sum)
        self.started += 1
        self.on_plate = 0
        self.came_sum = 0.0

    @cb.on_end
    def count(self) -> None:
        """Hand over what was counted."""
        self.results = self.tested
        self.plates = self.started
        self.makespan = self.ended
        self.stay = self.stay_sum


def laboratory_line(job: LaboratoryLine) -> LaboratoryRun:
    """Compile the laboratory; a run has a replication for each."""
    if job.staff != STAFF:
        raise ValueError(f"a laboratory has {job.staff} staff; this model is compiled for {STAFF}")
    model = Laboratory()
    model.tubes, model.gap_seconds = job.tubes, job.gap_seconds
    model.accession_seconds = job.accession_seconds
    model.plate_tubes, model.plate_wait_seconds = job.plate_tubes, 60 * job.plate_wait_minutes
    model.extractors = cb.Resource(capacity=job.extractors)
    model.cyclers = cb.Resource(capacity=job.cyclers)
    model.reviewers = cb.Resource(capacity=job.reviewers)
    model.extraction_seconds = 60 * job.extraction_minutes
    model.amplification_seconds = 60 * job.amplification_minutes
    model.review_seconds = 60 * job.review_minutes

    def run(seed: int) -> LaboratoryAnswer:
        experiment = cb.Experiment(
            model, replications=job.laboratories, window=UNRECORDED, seed=seed
        )
        results = experiment.run(workers=1, on_failure="raise")[model]
        return LaboratoryAnswer(
            tubes=results.results.values[0].astype(np.int64),
            plates=results.plates.values[0].astype(np.int64),
            makespan_seconds=results.makespan.values[0],
            stay_seconds=results.stay.values[0],
        )

    run(0)
    return run
