"""The reference engine of this project: SimPy processes for the whole chain, with its event log."""

import numpy as np

from benchmarks.jobs import (
    LaboratoryAnswer,
    LaboratoryLine,
    LaboratoryRun,
    SiteAnswer,
    SiteLine,
    SiteRun,
)
from benchmarks.peers.own_layouts import conditions_of, laboratory_layout, site_layout
from planner.simulation.layout import Ints
from planner.simulation.log import COLUMNS, Event
from planner.simulation.reference.engine import simulate

MS, KIND, PLACE, SITE = (COLUMNS.index(name) for name in ("ms", "kind", "place", "site"))


def _sum_by(rows: Ints, event: Event, column: int, places: int) -> tuple[Ints, Ints]:
    """Return by place how often an event happens, and the sum of its instants in milliseconds."""
    own = rows[rows[:, KIND] == event]
    counts = np.bincount(own[:, column], minlength=places)
    sums = np.zeros(places, np.int64)
    np.add.at(sums, own[:, column], own[:, MS])
    return counts, sums


def site_line(job: SiteLine) -> SiteRun:
    """Swab everybody at all sites; no vehicle comes for the tubes."""
    made = site_layout(job)

    def run(seed: int) -> SiteAnswer:
        rows = simulate(made[1], conditions_of(made, seed))
        persons, arrived = _sum_by(rows, Event.ARRIVE, SITE, job.sites)
        _, begun = _sum_by(rows, Event.REGISTER, SITE, job.sites)
        tubes, _ = _sum_by(rows, Event.TUBE_CLOSED, SITE, job.sites)
        return SiteAnswer(persons, (begun - arrived) / 1000, tubes)

    return run


def laboratory_line(job: LaboratoryLine) -> LaboratoryRun:
    """Swab, fetch and test: the reference engine has no part of a replication for itself."""
    made = laboratory_layout(job)

    def run(seed: int) -> LaboratoryAnswer:
        rows = simulate(made[1], conditions_of(made, seed))
        _, came = _sum_by(rows, Event.DELIVERED, PLACE, job.laboratories)
        tubes, known = _sum_by(rows, Event.RESULT, PLACE, job.laboratories)
        reviews, _ = _sum_by(rows, Event.REVIEW, PLACE, job.laboratories)
        last = np.zeros(job.laboratories, np.int64)
        results = rows[rows[:, KIND] == Event.RESULT]
        np.maximum.at(last, results[:, PLACE], results[:, MS])
        return LaboratoryAnswer(tubes, reviews, last / 1000, (known - came) / 1000)

    return run
