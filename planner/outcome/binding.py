"""The binding resource by hour.

**In one replication and hour** each place has chains of stages: registration and swab of a
district's sites, its touring teams, its couriers, and the six stages of a laboratory. The people
who wait on a stage are all who wait at the hour's end anywhere in its chain up to that stage:
whoever queues for accession still has amplification before them. A stage on shift is saturated if
somebody waits on it and, over the hour and the ones before and after, it was used for 95 % or more
of its time on shift. (Cyclers that started together end together: one hour alone would find the
stage after them full, and idle the next.) In each chain the last saturated stage speaks for all
before it. To look only at a stage's own queue would name the dock of a swamped laboratory, where
the queue stands: but more hands there would only move that queue to the next stage, as long as a
later one is full as well.

The stage that binds is the one on which most people wait in this way, all places together, ties to
the later stage; its place is where most of them wait. (Single places do not compare: one district's
couriers serve as many people as half a dozen of its laboratories.)

Where no station is saturated the hour is ``IN_PROCESS`` if nobody arrives at a site any more, else
``DEMAND`` if a sampling site is open and ``CLOSED`` if none is; touring teams and laboratories that
work through the night do not open it. Hours after the last event are ``FINISHED``.

**Over replications** the resource of an hour is the one that most of them say, ties to the earlier
in the chain. Means over replications would hide a station that is saturated in many but not in all,
and one replication is an accident.

**Ranges** are runs of hours with one resource. A run shorter than two hours between two of one
other resource is taken into them, because it is flicker of the vote and not news. The place of a
range is the one that binds in most of its replication-hours, ties to more person-hours of waiting.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

import numpy as np
from numpy.typing import NDArray

from planner.outcome.outcome import (
    CLOSED,
    DEMAND,
    FINISHED,
    IN_PROCESS,
    STAGES,
    Binding,
    BindingRange,
)
from planner.outcome.stages import by_stage, stage_indices
from planner.simulation.layout import (
    HOUR_MS,
    LABORATORY_STAGES,
    MINUTE_MS,
    Floats,
    Ints,
    Layout,
    Stations,
)
from planner.simulation.tally import Tally

SATURATED_PERCENT = 95
FLICKER_HOURS = 2
"""A range shorter than this between two of one resource joins them."""
MINUTES_PER_HOUR = HOUR_MS // MINUTE_MS

RESOURCES = (*STAGES, DEMAND, CLOSED, IN_PROCESS, FINISHED)
NO_STATION = {DEMAND: -1, CLOSED: -2, IN_PROCESS: -3, FINISHED: -4}
"""What stands for an hour in which no station binds; in the order of ``RESOURCES``."""

CHAINS = {
    "registration": "site",
    "swab": "site",
    "door": "door",
    "courier": "courier",
    **dict.fromkeys(LABORATORY_STAGES, "laboratory"),
}
"""Stages of one place that pass people on to each other."""


@dataclass(frozen=True)
class ReplicationBinding:
    """What binds in one replication."""

    station: Ints
    """Shape (hours,): the station that binds, or a ``NO_STATION`` code."""
    person_hours: Ints
    """Shape (stations,): waiting on the station while it was the last saturated of its chain."""


def binding_stations(tally: Tally, layout: Layout) -> ReplicationBinding:
    """Return the station that binds in each hour of a replication."""
    waiting = held_back(tally, layout)
    all_places = by_stage(waiting, layout.stations)
    stage = len(STAGES) - 1 - all_places[::-1].argmax(axis=0)
    is_stage = stage_indices(layout.stations)[:, None] == stage
    most = np.where(is_stage, waiting, -1).argmax(axis=0)
    binds = np.where(all_places.any(axis=0), most, _without_station(tally, layout))
    last = _active_hours(tally.arrived, tally.sampled, tally.resulted, tally.closed)
    binds[last:] = NO_STATION[FINISHED]
    return ReplicationBinding(binds, waiting.sum(axis=1))


def held_back(tally: Tally, layout: Layout) -> Ints:
    """Return the people who wait on each station that is the last saturated of its chain, else 0.

    Shape (stations, hours).
    """
    offered_ms = _with_neighbours(layout.offered_ms)
    full = _with_neighbours(tally.busy_ms) * 100 >= offered_ms * SATURATED_PERCENT
    full &= layout.offered_ms > 0
    held = np.zeros_like(tally.waiting_persons)
    for chain in _chains(layout.stations):
        waiting_on = np.cumsum(tally.waiting_persons[chain], axis=0)
        saturated = full[chain] & (waiting_on > 0)
        saturated_from_here_on = np.cumsum(saturated[::-1], axis=0)[::-1]
        held[chain] = np.where(saturated & (saturated_from_here_on == 1), waiting_on, 0)
    return held


def _with_neighbours(by_hour: Ints) -> Ints:
    """Add to each hour the one before and the one after."""
    total = by_hour.copy()
    total[:, 1:] += by_hour[:, :-1]
    total[:, :-1] += by_hour[:, 1:]
    return total


def _chains(stations: Stations) -> list[slice]:
    chain = [CHAINS[stage] for stage in stations.stage]
    first, chains = 0, []
    for _, members in groupby(zip(stations.place_kind, stations.place, chain, strict=True)):
        last = first + sum(1 for _ in members)
        chains.append(slice(first, last))
        first = last
    return chains


def _without_station(tally: Tally, layout: Layout) -> Ints:
    """Return by hour the code that holds where no station is saturated."""
    is_site = np.isin(layout.stations.stage, ("registration", "swab"))
    open_site = (layout.offered_ms[is_site] > 0).any(axis=0)
    codes = np.where(open_site, NO_STATION[DEMAND], NO_STATION[CLOSED])
    codes[_active_hours(tally.arrived) :] = NO_STATION[IN_PROCESS]
    return codes


def _active_hours(*curves: Ints) -> int:
    """Return the hours until nothing more happens on any curve of people by minute."""
    active = np.flatnonzero(sum(curve.sum(axis=0) for curve in curves))
    return int(active[-1]) // MINUTES_PER_HOUR + 1 if active.size else 0


def combine_binding(binds: Ints, waiting_person_hours: Floats, stations: Stations) -> Binding:
    """Combine what each replication says.

    Parameters
    ----------
    binds
        Shape (replications, hours), from :func:`binding_stations`.
    waiting_person_hours
        Shape (stations,): mean of ``ReplicationBinding.person_hours``.
    stations
        The stations of the layout.
    """
    stage_of_station = stage_indices(stations)
    resources = np.where(binds >= 0, stage_of_station[binds], len(STAGES) - 1 - binds)
    says = (resources[:, None, :] == np.arange(len(RESOURCES))[:, None]).sum(axis=0)
    resource = tuple(RESOURCES[index] for index in says.argmax(axis=0))
    person_hours = np.zeros(len(STAGES))
    np.add.at(person_hours, stage_of_station, waiting_person_hours)
    ranges = []
    for name, start, end in _merged(resource):
        if name != FINISHED:
            place = _place(binds[:, start:end], name, waiting_person_hours, stations)
            ranges.append(BindingRange(name, place, start, end))
    return Binding(
        resource=resource,
        agreement=says.max(axis=0) / len(binds),
        ranges=tuple(ranges),
        main=_main(ranges, person_hours, binds, waiting_person_hours, stations),
        waiting_person_hours=person_hours,
    )


def _merged(resource: tuple[str, ...]) -> list[tuple[str, int, int]]:
    """Return runs of one resource with their first hour and the hour after their last."""
    runs: list[tuple[str, int, int]] = []
    hour = 0
    for name, hours in groupby(resource):
        start, hour = hour, hour + sum(1 for _ in hours)
        if len(runs) > 1 and runs[-2][0] == name and runs[-1][2] - runs[-1][1] < FLICKER_HOURS:
            runs.pop()
            start = runs.pop()[1]
        runs.append((name, start, hour))
    return runs


def _place(
    binds: NDArray[np.integer], resource: str, person_hours: Floats, stations: Stations
) -> str | None:
    """Return the place that binds in most replication-hours of a range, None without a stage."""
    named = [i for i, stage in enumerate(stations.stage) if stage == resource]
    if not named:
        return None
    votes = np.bincount(binds[binds >= 0], minlength=len(stations.stage))
    return stations.place[max(named, key=lambda station: (votes[station], person_hours[station]))]


def _main(
    ranges: Sequence[BindingRange],
    of_stages: Floats,
    binds: Ints,
    of_stations: Floats,
    stations: Stations,
) -> BindingRange | None:
    stages = [stage for stage in STAGES if any(item.resource == stage for item in ranges)]
    if not stages:
        return None
    main = max(stages, key=lambda stage: of_stages[STAGES.index(stage)])
    own = [item for item in ranges if item.resource == main]
    hours = np.concatenate([np.arange(item.from_hour, item.to_hour) for item in own])
    place = _place(binds[:, hours], main, of_stations, stations)
    return BindingRange(main, place, own[0].from_hour, own[-1].to_hour)
