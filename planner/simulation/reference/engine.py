"""The reference engine: the chain as SimPy processes. It is the definition of the model."""

import gc

from planner.simulation.chance import Conditions
from planner.simulation.layout import Ints, Layout
from planner.simulation.reference.courier import Depot
from planner.simulation.reference.instant import Campaign, Process
from planner.simulation.reference.laboratory import Laboratory
from planner.simulation.reference.recorder import Recorder
from planner.simulation.reference.site import Site
from planner.simulation.reference.tube import Tube


def simulate(layout: Layout, conditions: Conditions) -> Ints:
    """Run one replication to its end and return its event log, shape (rows, 8).

    Nothing that happens behind the boxes of a site ever comes back to it, so each site is run by
    itself until it has filled them; couriers and laboratories then share one clock. All calendars
    end at the horizon, so a run ends when what was begun is finished.
    """
    recorder = Recorder()
    collecting = gc.isenabled()
    # millions of short-lived objects without cycles: looking for some costs a quarter of the time
    gc.disable()
    try:
        boxed = [
            _sample(layout, conditions, index, recorder) for index in range(layout.sites.count)
        ]
        _test(layout, conditions, boxed, recorder)
    finally:
        if collecting:
            gc.enable()
    return recorder.rows()


def _sample(layout: Layout, conditions: Conditions, index: int, recorder: Recorder) -> list[Tube]:
    """Return the tubes of one site in the order in which they go into its box."""
    env = Campaign()
    tubes: list[Tube] = []
    Site(env, layout, conditions, index, recorder, tubes.append)
    env.run()
    return tubes


def _test(
    layout: Layout, conditions: Conditions, boxed: list[list[Tube]], recorder: Recorder
) -> None:
    """Bring the tubes of all sites to the laboratories and test them."""
    env = Campaign()
    laboratories = [
        Laboratory(env, layout, conditions, index, recorder)
        for index in range(layout.laboratories.count)
    ]

    def deliver(laboratory: int, tubes: list[Tube]) -> None:
        laboratories[laboratory].receive(tubes)

    for index in range(len(layout.couriers.depot_ids)):
        depot = Depot(env, layout, conditions, index, recorder, deliver)
        for site in depot.route_of:
            env.process(_fill_box(env, boxed[site], depot))
    env.run()


def _fill_box(env: Campaign, tubes: list[Tube], depot: Depot) -> Process:
    """Put the tubes of a site into its box when they are ready for it."""
    for tube in tubes:
        if tube.boxed_ms > env.now:
            yield env.timeout(tube.boxed_ms - env.now)
        depot.put_into_box(tube)
