"""The reference engine: the chain as SimPy processes. It is the definition of the model."""

import gc

from planner.simulation.chance import Conditions
from planner.simulation.layout import Ints, Layout
from planner.simulation.reference.courier import Depot
from planner.simulation.reference.instant import Campaign
from planner.simulation.reference.laboratory import Laboratory
from planner.simulation.reference.recorder import Recorder
from planner.simulation.reference.site import Site
from planner.simulation.reference.tube import Tube


def simulate(layout: Layout, conditions: Conditions) -> Ints:
    """Run one replication to its end and return its event log, shape (rows, 8).

    All calendars end at the horizon, so the run ends when what was begun is finished.
    """
    env = Campaign()
    recorder = Recorder()
    laboratories = [
        Laboratory(env, layout, conditions, index, recorder)
        for index in range(layout.laboratories.count)
    ]

    def deliver(laboratory: int, tubes: list[Tube]) -> None:
        laboratories[laboratory].receive(tubes)

    depots = [
        Depot(env, layout, conditions, index, recorder, deliver)
        for index in range(len(layout.couriers.depot_ids))
    ]
    depot_of_site = {site: depot for depot in depots for site in depot.route_of}

    def put_into_box(tube: Tube) -> None:
        depot_of_site[tube.site].put_into_box(tube)

    for index in range(layout.sites.count):
        Site(env, layout, conditions, index, recorder, put_into_box)
    collecting = gc.isenabled()
    # millions of short-lived objects without cycles: looking for some costs a quarter of the time
    gc.disable()
    try:
        env.run()
    finally:
        if collecting:
            gc.enable()
    return recorder.rows()
