"""Pool tubes: who is in them, which stop took them, where they were delivered, in which order."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from planner.simulation.layout import Ints
from planner.simulation.log import NONE, Event
from planner.simulation.recount.bins import counts
from planner.simulation.recount.ordering import last_until, rank_within
from planner.simulation.recount.replay import Events, Replay, is_first

_TABLE_BITS, _NUMBER_BITS = 12, 24


def _name(events: Events) -> Ints:
    """Return one number for the site, table and tube of each row."""
    return (((events.site << _TABLE_BITS) | events.table) << _NUMBER_BITS) | events.tube


def _positions(names: Ints, events: Events) -> Ints:
    """Return where the tube of each row stands among the names."""
    order = np.argsort(names)
    return order[np.searchsorted(names, _name(events), sorter=order)]


def _spread(count: int, at: Ints | NDArray[np.bool_], values: Ints) -> Ints:
    """Return ``values`` at their places and ``NONE`` at all others."""
    spread = np.full(count, NONE, dtype=np.int64)
    spread[at] = values
    return spread


@dataclass(frozen=True)
class Tubes:
    """Closed pool tubes in the order (site, boxed, table, tube); arrays have shape (tubes,)."""

    name: Ints
    site: Ints
    district: Ints
    closed_ms: Ints
    boxed_ms: Ints
    """When it went into its site's box: closed, and mended where need be."""
    swabs: Ints
    persons: Ints
    """Those of its swabs that are a person's first."""
    taken_ms: Ints
    """When a vehicle took it, ``NONE`` for those that still wait."""
    delivered_ms: Ints
    """``NONE`` for those that have not been delivered."""
    laboratory: Ints
    """``NONE`` for those that have not been delivered."""
    seniority: Ints
    """Place among all delivered tubes, ``NONE`` for others."""

    def index(self, events: Events) -> Ints:
        """Return the index of the tube of each row."""
        return _positions(self.name, events)

    @property
    def is_delivered(self) -> NDArray[np.bool_]:
        """Which tubes reached a laboratory."""
        delivered: NDArray[np.bool_] = self.delivered_ms != NONE
        return delivered


def _dispatch_order(replay: Replay, departures: Events) -> Ints:
    """Return the place of each departure among all, depot by depot, oldest call first."""
    calls = replay.events(Event.CALL)
    called_ms = calls.ms[last_until(calls.place, calls.ms, departures.place, departures.ms)]
    depot = replay.layout.couriers.route_depot[departures.place]
    order = np.lexsort((departures.place, called_ms, departures.ms, depot))
    return np.argsort(order)


def _taking_stops(replay: Replay, site: Ints) -> tuple[NDArray[np.bool_], Events]:
    """Return which tubes were taken and, for each of these, the stop that took it.

    A stop takes the oldest tubes of its site, so that the stops of a site cut its tubes, in their
    order, into pieces.
    """
    stops = replay.events(Event.STOP)
    stops = stops.where(np.lexsort((stops.ms, stops.site)))
    taken = np.zeros(replay.layout.sites.count, dtype=np.int64)
    np.add.at(taken, stops.site, stops.extra)
    is_taken = rank_within(site, np.arange(len(site))) < taken[site]
    return is_taken, stops.where(np.repeat(np.arange(len(stops)), stops.extra))


def _seniority(replay: Replay, site: Ints, delivered_ms: Ints, stop_of: Events) -> Ints:
    """Rank taken tubes, given in their order, by (delivered, run, site, boxed, table, tube)."""
    departures = replay.events(Event.DEPART)
    # a first leg takes time, and a route's next run may leave at the instant of its last stop
    run = last_until(departures.place, departures.ms, stop_of.place, stop_of.ms - 1)
    order = np.lexsort((site, _dispatch_order(replay, departures)[run], delivered_ms))
    return np.argsort(order)


def read_tubes(replay: Replay) -> Tubes:
    """Follow every pool tube from its closing to its delivery."""
    closed = replay.events(Event.TUBE_CLOSED)
    mended, swabbed = replay.events(Event.MENDED), replay.events(Event.SWABBED)
    boxed_ms = closed.ms.copy()
    boxed_ms[_positions(_name(closed), mended)] = mended.ms
    order = np.lexsort((closed.tube, closed.table, boxed_ms, closed.site))
    closed, boxed_ms = closed.where(order), boxed_ms[order]
    name = _name(closed)
    swabbed = swabbed.where(is_first(swabbed))
    deliveries = replay.events(Event.DELIVERED)
    delivered = _positions(name, deliveries)
    delivered_ms = _spread(len(closed), delivered, deliveries.ms)
    is_taken, stop_of = _taking_stops(replay, closed.site)
    seniority = _seniority(replay, closed.site[is_taken], delivered_ms[is_taken], stop_of)
    return Tubes(
        name=name,
        site=closed.site,
        district=replay.district(closed),
        closed_ms=closed.ms,
        boxed_ms=boxed_ms,
        swabs=closed.extra,
        persons=counts((len(closed),), (_positions(name, swabbed),)),
        taken_ms=_spread(len(closed), is_taken, stop_of.ms),
        delivered_ms=delivered_ms,
        laboratory=_spread(len(closed), delivered, deliveries.place),
        seniority=_spread(len(closed), is_taken, seniority),
    )
