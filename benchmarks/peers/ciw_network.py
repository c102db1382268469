"""Ciw as its guides have it: a network of nodes, from whose records the answer is read.

Ciw gathers no individuals into a batch, so a laboratory is two networks: tubes pass the first,
their departures are grouped into plates, and these arrive one by one at the second.
"""

from itertools import pairwise

import ciw
import numpy as np

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
from benchmarks.peers.drawn_ahead import tube_seconds
from planner.simulation.layout import Floats

FOREVER = float("inf")


def _service(job: SiteLine) -> ciw.dists.Distribution:
    if job.law == "exponential":
        return ciw.dists.Exponential(rate=1 / job.service_seconds)
    return ciw.dists.Lognormal(*job.log_mean_and_sd)


class UntilClosing(ciw.dists.Exponential):
    """Times between people who come as long as the site is open."""

    def __init__(self, gap_seconds: float, open_seconds: float) -> None:
        super().__init__(rate=1 / gap_seconds)
        self.open_seconds = open_seconds

    def sample(self, t: float | None = None, ind: ciw.Individual | None = None) -> float:
        """Draw the next gap; none follows once it passes the closing."""
        gap = float(super().sample(t, ind))
        return gap if (t or 0.0) + gap < self.open_seconds else FOREVER


def _site(job: SiteLine, seed: int) -> tuple[int, float, int]:
    ciw.seed(seed)
    network = ciw.create_network(
        arrival_distributions=[UntilClosing(job.gap_seconds, job.open_seconds)],
        service_distributions=[_service(job)],
        number_of_servers=[job.servers],
    )
    simulation = ciw.Simulation(network)
    simulation.simulate_until_max_time(2 * job.open_seconds)
    waits = [record.waiting_time for record in simulation.get_all_records()]
    return len(waits), sum(waits), tubes_for(len(waits))


def site_line(job: SiteLine) -> SiteRun:
    """Run the sites one by one."""

    def run(seed: int) -> SiteAnswer:
        return all_sites([_site(job, seed * job.sites + site) for site in range(job.sites)])

    return run


def _gaps(instants: list[float]) -> ciw.dists.Sequential:
    return ciw.dists.Sequential(
        [instants[0], *(after - before for before, after in pairwise(instants)), FOREVER]
    )


def _taken_in(job: LaboratoryLine, arrives: Floats) -> list[tuple[float, float]]:
    """Return by tube when it is on a plate, and when it came, in that order."""
    network = ciw.create_network(
        arrival_distributions=[_gaps(arrives.tolist())],
        service_distributions=[ciw.dists.Deterministic(job.accession_seconds)],
        number_of_servers=[job.staff],
    )
    simulation = ciw.Simulation(network)
    simulation.simulate_until_max_customers(job.tubes, method="Finish")
    return sorted(
        (record.exit_date, record.arrival_date) for record in simulation.get_all_records()
    )


def _plates(
    job: LaboratoryLine, tubes: list[tuple[float, float]]
) -> list[tuple[float, list[float]]]:
    """Group tubes into plates: when each starts, and when its tubes came."""
    plates: list[tuple[float, list[float]]] = []
    own: list[float] = []
    due = 0.0
    for on_plate, came in tubes:
        if own and on_plate > due:
            plates.append((due, own))
            own = []
        if not own:
            due = on_plate + 60 * job.plate_wait_minutes
        own.append(came)
        if len(own) == job.plate_tubes:
            plates.append((on_plate, own))
            own = []
    return [*plates, (due, own)] if own else plates


def _laboratory(job: LaboratoryLine, seed: int) -> tuple[int, int, float, float]:
    ciw.seed(seed)
    tubes = _taken_in(job, tube_seconds(job, np.random.default_rng(seed)))
    plates = _plates(job, tubes)
    minutes = (job.extraction_minutes, job.amplification_minutes, job.review_minutes)
    network = ciw.create_network(
        arrival_distributions=[_gaps([starts for starts, _ in plates]), None, None],
        service_distributions=[ciw.dists.Deterministic(60 * m) for m in minutes],
        number_of_servers=[job.extractors, job.cyclers, job.reviewers],
        routing=[[0.0, 1.0, 0.0], [0.0, 0.0, 1.0], [0.0, 0.0, 0.0]],
    )
    simulation = ciw.Simulation(network)
    simulation.simulate_until_max_customers(len(plates), method="Finish")
    records = simulation.get_all_records()
    done = {record.id_number: record.exit_date for record in records if record.node == 3}
    # individuals are numbered from one in the order in which they arrive
    stay = sum(
        len(own) * done[number] - sum(own) for number, (_, own) in enumerate(plates, start=1)
    )
    return sum(len(own) for _, own in plates), len(plates), max(done.values()), stay


def laboratory_line(job: LaboratoryLine) -> LaboratoryRun:
    """Run the laboratories one by one."""

    def run(seed: int) -> LaboratoryAnswer:
        first = seed * job.laboratories
        return all_laboratories([_laboratory(job, first + own) for own in range(job.laboratories)])

    return run
