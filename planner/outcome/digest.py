"""A replication boiled down to what an outcome needs: 0.1 MB kept for 50 places, of 40 MB."""

from dataclasses import dataclass
from functools import partial
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from planner.outcome.balance import check_balance
from planner.outcome.binding import MINUTES_PER_HOUR, binding_stations
from planner.outcome.clocks import (
    clock_hours,
    clock_shares,
    minutes_to_deadline,
    needed_persons,
)
from planner.outcome.outcome import CLOCKS
from planner.outcome.stages import by_stage
from planner.scenario.scenario import Scenario
from planner.simulation.layout import Floats, Ints, Layout
from planner.simulation.tally import Tally

Floats32 = NDArray[np.float32]
Ints32 = NDArray[np.int32]
UnsignedInts32 = NDArray[np.uint32]


@dataclass(frozen=True)
class Case:
    """What is kept of each replication; axes as in :mod:`planner.outcome.outcome`."""

    replication: int
    meets_target: bool
    city_clock_hours: Floats
    """Shape (clocks, columns)."""
    district_clock_hours: Floats
    """Shape (clocks, districts, columns)."""
    laboratory_clock_hours: Floats
    """Shape (clocks, laboratories, columns)."""
    done_at_deadline: Ints
    """Shape (clocks, districts)."""
    done_at_end: Ints
    """Shape (clocks, districts)."""
    position_at_deadline: Ints
    """Shape (len(POSITIONS),)."""
    done_by_hour: Ints32
    """Shape (clocks, districts, hours), cumulative at the ends of the hours."""
    stage_waiting_persons: Ints32
    """Shape (stages, hours), all places together."""
    binding_station: Ints32
    """Shape (hours,), see :func:`planner.outcome.binding.binding_stations`."""
    backlog_hours: Floats32
    """Shape (laboratories, hours)."""
    site_longest_wait_ms: UnsignedInts32
    """Shape (sites,); 32 bits hold 49 days."""
    tubes_delivered: int
    breaches: Ints
    ledger: Ints
    detection: Ints
    tubes: Ints
    retests: Ints


@dataclass(frozen=True)
class Counts:
    """What is only ever added up over replications: whole numbers, so sums are exact."""

    busy_ms: Ints
    """Shape (stations, hours)."""
    waiting_persons: Ints
    """Shape (stations, hours)."""
    binding_person_hours: Ints
    """Shape (stations,): see :class:`planner.outcome.binding.ReplicationBinding`."""
    waits: Ints
    """Shape (districts, WAIT_MINUTES + 1)."""
    waited: Ints
    """Shape (sites, 2): people swabbed at sites and their summed wait in ms."""
    delivered_tubes: Ints
    """Shape (laboratories, hours)."""
    published_tubes: Ints
    """Shape (laboratories, hours)."""
    turnaround: Ints
    """Shape (laboratories, bins)."""
    fills: Ints

    def __add__(self, other: "Counts") -> "Counts":
        """Add field by field."""
        sums = {name: part + getattr(other, name) for name, part in vars(self).items()}
        return Counts(**sums)


@dataclass(frozen=True)
class Digest:
    """One replication: its own figures, and its part of the sums over all."""

    case: Case
    counts: Counts


def digest_replication(scenario: Scenario, layout: Layout, tally: Tally) -> Digest:
    """Check that a replication balances and keep what an outcome needs of it.

    Parameters
    ----------
    scenario
        The scenario that was simulated; its campaign names shares, clock and deadline.
    layout
        The layout that was simulated.
    tally
        What one replication left behind; it can be dropped afterwards.

    Raises
    ------
    planner.outcome.balance.BalanceError
        If the replication's people do not balance.
    """
    check_balance(layout, tally)
    by_district = (tally.sampled, tally.resulted, tally.closed)
    by_laboratory = (tally.persons_sampled_for, tally.persons_resulted, tally.persons_closed)
    clocks = partial(
        clock_hours,
        shares=clock_shares(scenario.campaign.required_share),
        deadline_from_ms=layout.deadline_from_ms,
    )
    city_expected = layout.expected_persons.sum(keepdims=True)
    swabbed_for = tally.persons_sampled_for.sum(axis=1)
    minutes = minutes_to_deadline(layout, scenario.target_hours)
    done_at_deadline = np.array([curve[:, :minutes].sum(axis=1) for curve in by_district])
    binding = binding_stations(tally, layout)
    delivered, published = _by_hour(tally.tubes_delivered), _by_hour(tally.tubes_published)
    case = Case(
        replication=tally.replication,
        meets_target=_meets_target(scenario, layout, done_at_deadline),
        city_clock_hours=np.array(
            [clocks(curve.sum(axis=0, keepdims=True), city_expected)[0] for curve in by_district]
        ),
        district_clock_hours=np.array(
            [clocks(curve, layout.expected_persons) for curve in by_district]
        ),
        laboratory_clock_hours=np.array([clocks(curve, swabbed_for) for curve in by_laboratory]),
        done_at_deadline=done_at_deadline,
        done_at_end=np.array([curve.sum(axis=1) for curve in by_district]),
        position_at_deadline=_positions(layout, tally, minutes),
        done_by_hour=np.array([_by_hour(curve) for curve in by_district], dtype=np.int32),
        stage_waiting_persons=by_stage(tally.waiting_persons, layout.stations).astype(np.int32),
        binding_station=binding.station.astype(np.int32),
        backlog_hours=_backlog_hours(delivered - published, tally.effective_tubes_per_hour),
        site_longest_wait_ms=tally.site_wait_ms[:, 2].astype(np.uint32),
        tubes_delivered=int(tally.tubes_delivered.sum()),
        breaches=tally.breaches,
        ledger=tally.ledger,
        detection=tally.detection,
        tubes=tally.tubes,
        retests=tally.retests,
    )
    return Digest(case, _counts(tally, binding.person_hours, delivered, published))


def _counts(tally: Tally, binding_person_hours: Ints, delivered: Ints, published: Ints) -> Counts:
    return Counts(
        busy_ms=tally.busy_ms,
        waiting_persons=tally.waiting_persons,
        binding_person_hours=binding_person_hours,
        waits=tally.waits,
        waited=tally.site_wait_ms[:, :2].copy(),  # a view would keep the replication alive
        delivered_tubes=np.diff(delivered, prepend=0),
        published_tubes=np.diff(published, prepend=0),
        turnaround=tally.turnaround,
        fills=tally.fills,
    )


def _meets_target(scenario: Scenario, layout: Layout, done_at_deadline: Ints) -> bool:
    campaign = scenario.campaign
    done = int(done_at_deadline[CLOCKS.index(campaign.verdict_clock)].sum())
    return done >= needed_persons(campaign.required_share, int(layout.expected_persons.sum()))


def _positions(layout: Layout, tally: Tally, minutes: int) -> Ints:
    """Return how many people have gone no further than each of ``POSITIONS`` by the minute."""
    steps = (tally.arrived, tally.sampled, tally.persons_delivered, tally.resulted)
    passed = [layout.expected_persons.sum(), *(step[:, :minutes].sum() for step in steps), 0]
    return np.array([before - after for before, after in pairwise(passed)], dtype=np.int64)


def _by_hour(curve: Ints) -> Ints:
    """Return the cumulative curve at the ends of the hours; bins for later instants are left."""
    places, minutes = curve.shape
    hours = minutes // MINUTES_PER_HOUR
    whole = curve[:, : hours * MINUTES_PER_HOUR].reshape(places, hours, MINUTES_PER_HOUR)
    cumulative: Ints = np.cumsum(whole.sum(axis=2), axis=1)
    return cumulative


def _backlog_hours(on_hand: Ints, rate: Floats) -> Floats32:
    """Return the hours to clear the tubes on hand; see ``StationSeries.backlog_hours``."""
    on_hand = np.maximum(on_hand, 0)
    hours = rate.shape[1]
    working = np.where(rate > 0, np.arange(hours), hours)
    next_working = np.minimum.accumulate(working[:, ::-1], axis=1)[:, ::-1]
    pace = np.take_along_axis(rate, np.minimum(next_working, hours - 1), axis=1)
    idle_hours = np.maximum(next_working - np.arange(hours) - 1, 0)
    backlog: Floats = np.full(rate.shape, np.inf)
    np.divide(on_hand, pace, out=backlog, where=pace > 0)
    return np.where(on_hand > 0, backlog + idle_hours, 0.0).astype(np.float32)
