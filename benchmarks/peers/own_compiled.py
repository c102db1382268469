"""The compiled engine of this project."""

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
from planner.simulation.compiled.engine import finish, serve
from planner.simulation.layout import Floats, Ints
from planner.simulation.tally import TUBES, Tally


def site_line(job: SiteLine) -> SiteRun:
    """Swab everybody at all sites, before any tube is fetched."""
    made = site_layout(job)
    layout = made[1]

    def run(seed: int) -> SiteAnswer:
        served = serve(layout, conditions_of(made, seed))
        persons, swab_waits = served.counts.site_wait[:, 0], served.counts.site_wait[:, 1]
        # waits count until the swab, which follows the registration: the service of this job
        return SiteAnswer(
            persons=persons,
            waited_seconds=swab_waits / 1000 - job.service_seconds * persons,
            tubes=np.diff(served.begin),
        )

    run(0)
    return run


def laboratory_line(job: LaboratoryLine) -> LaboratoryRun:
    """Fetch and test the tubes of all sites, which are filled beforehand."""
    made = laboratory_layout(job)
    layout = made[1]
    served = serve(layout, conditions_of(made, 0))

    def run(seed: int) -> LaboratoryAnswer:
        return laboratory_answer(finish(layout, conditions_of(made, seed), served))

    run(0)
    return run


def laboratory_answer(tally: Tally) -> LaboratoryAnswer:
    """Read the answer from curves by minute: as exact as that, and half a minute late on average.

    The stay is the area between what came in and what is published.
    """
    came, known = tally.tubes_delivered, tally.tubes_published
    minutes = np.arange(1, came.shape[1] + 1)
    plates = np.full(len(came), tally.tubes[TUBES.index("plates")] / len(came))
    return LaboratoryAnswer(
        tubes=known.sum(axis=1),
        plates=plates,
        makespan_seconds=60.0 * _last(known, minutes),
        stay_seconds=np.asarray(60 * (known @ minutes - came @ minutes), dtype=float),
    )


def _last(curves: Ints, minutes: Ints) -> Floats:
    """Return the last minute at which each curve has something."""
    return np.asarray(np.where(curves > 0, minutes, 0).max(axis=1), dtype=float)
