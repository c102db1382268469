"""The binding resource by hour.

In one replication, the station that binds in an hour is the one with most people waiting at the
hour's end among those used at 95 % or more of their time on shift. Where no such station has
anybody waiting the hour is ``DEMAND`` if a sampling site is open and ``CLOSED`` if none is;
touring teams and laboratories that work through the night do not open it. Hours after the last
event are ``FINISHED``. Over replications the resource is the one that most of them say, ties to
the earlier in the chain, and its place the one that most of those say. Means over replications
would hide a station that is saturated in many but not in all, and one replication is an accident.
"""

from itertools import groupby

import numpy as np
from numpy.typing import NDArray

from planner.outcome.outcome import (
    CLOSED,
    DEMAND,
    FINISHED,
    STAGES,
    Binding,
    BindingRange,
)
from planner.simulation.layout import HOUR_MS, MINUTE_MS, Floats, Ints, Stations
from planner.simulation.tally import Tally

SATURATED_PERCENT = 95
MINUTES_PER_HOUR = HOUR_MS // MINUTE_MS

RESOURCES = (*STAGES, DEMAND, CLOSED, FINISHED)
NO_STATION = {DEMAND: -1, CLOSED: -2, FINISHED: -3}
"""What stands for an hour in which no station binds; ``RESOURCES`` from its end."""


def saturated(tally: Tally) -> NDArray[np.bool_]:
    """Tell which stations are saturated with people waiting, shape (stations, hours)."""
    full = tally.busy_ms * 100 >= tally.offered_ms * SATURATED_PERCENT
    return full & (tally.offered_ms > 0) & (tally.waiting_persons > 0)


def binding_stations(tally: Tally, stations: Stations) -> Ints:
    """Return the station that binds in each hour of a replication, or a ``NO_STATION`` code."""
    waiting = np.where(saturated(tally), tally.waiting_persons, 0)
    is_site = np.isin(stations.stage, ("registration", "swab"))
    open_site = (tally.offered_ms[is_site] > 0).any(axis=0)
    nobody = np.where(open_site, NO_STATION[DEMAND], NO_STATION[CLOSED])
    binds = np.where(waiting.max(axis=0) > 0, waiting.argmax(axis=0), nobody)
    binds[_active_hours(tally) :] = NO_STATION[FINISHED]
    return binds


def _active_hours(tally: Tally) -> int:
    """Return the hours until nobody arrives, is sampled, resulted or closed any more."""
    curves = (tally.arrived, tally.sampled, tally.resulted, tally.closed)
    active = np.flatnonzero(sum(curve.sum(axis=0) for curve in curves))
    return int(active[-1]) // MINUTES_PER_HOUR + 1 if active.size else 0


def combine_binding(binds: Ints, waiting_person_hours: Floats, stations: Stations) -> Binding:
    """Combine what each replication says.

    Parameters
    ----------
    binds
        Shape (replications, hours), from :func:`binding_stations`.
    waiting_person_hours
        Shape (stations,): mean person-hours of waiting while saturated.
    stations
        The stations of the layout.
    """
    stage_of_station = stage_indices(stations)
    resources = np.where(binds >= 0, stage_of_station[binds], len(STAGES) - 1 - binds)
    says = (resources[:, None, :] == np.arange(len(RESOURCES))[:, None]).sum(axis=0)
    chosen = says.argmax(axis=0)
    chosen_place = _chosen_stations(binds, resources == chosen)
    resource = tuple(RESOURCES[index] for index in chosen)
    place = tuple(None if station < 0 else stations.place[station] for station in chosen_place)
    by_stage = np.zeros(len(STAGES))
    np.add.at(by_stage, stage_of_station, waiting_person_hours)
    return Binding(
        resource=resource,
        place=place,
        agreement=says.max(axis=0) / len(binds),
        ranges=_merge(resource, place),
        main=_main(resource, by_stage, waiting_person_hours, stations),
        waiting_person_hours=by_stage,
    )


def stage_indices(stations: Stations) -> Ints:
    """Return the index in ``STAGES`` of each station."""
    return np.array([STAGES.index(stage) for stage in stations.stage], dtype=np.int64)


def _chosen_stations(binds: Ints, agrees: NDArray[np.bool_]) -> Ints:
    """Return by hour the station that most of the agreeing replications name, else a code."""
    chosen = []
    for named, agreeing in zip(binds.T, agrees.T, strict=True):
        stations, votes = np.unique(named[agreeing], return_counts=True)
        chosen.append(stations[votes.argmax()])
    return np.array(chosen, dtype=np.int64)


def _merge(resource: tuple[str, ...], place: tuple[str | None, ...]) -> tuple[BindingRange, ...]:
    ranges = []
    hour = 0
    for (name, where), hours in groupby(zip(resource, place, strict=True)):
        end = hour + sum(1 for _ in hours)
        if name != FINISHED:
            ranges.append(BindingRange(name, where, hour, end))
        hour = end
    return tuple(ranges)


def _main(
    resource: tuple[str, ...], by_stage: Floats, by_station: Floats, stations: Stations
) -> BindingRange | None:
    binding = [stage for stage in STAGES if stage in resource]
    if not binding:
        return None
    main = max(binding, key=lambda stage: by_stage[STAGES.index(stage)])
    candidates = [i for i, stage in enumerate(stations.stage) if stage == main]
    worst = max(candidates, key=lambda station: by_station[station])
    last = len(resource) - 1 - resource[::-1].index(main)
    return BindingRange(main, stations.place[worst], resource.index(main), last + 1)
