"""A replication boiled down to what an outcome needs: 1 MB for 50 places, a tally takes 40."""

from dataclasses import dataclass
from functools import partial
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from planner.outcome.balance import check_balance
from planner.outcome.binding import MINUTES_PER_HOUR, binding_stations, saturated
from planner.outcome.clocks import (
    clock_hours,
    clock_shares,
    minutes_to_deadline,
    needed_persons,
)
from planner.outcome.outcome import CLOCKS
from planner.scenario.scenario import Scenario
from planner.simulation.layout import HOUR_MS, Floats, Ints, Layout
from planner.simulation.tally import Tally

Floats32 = NDArray[np.float32]
Ints32 = NDArray[np.int32]


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
    longest_wait_ms: Ints
    """Shape (districts,)."""
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
    """Shape (districts, 2): people swabbed at sites and their summed wait in ms."""
    turnaround: Ints
    """Shape (laboratories, bins)."""
    fills: Ints

    def __add__(self, other: "Counts") -> "Counts":
        """Add field by field."""
        return Counts(*(a + b for a, b in zip(vars(self).values(), vars(other).values(), strict=True)))


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
    return Digest(
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
        busy_server_hours=(tally.busy_ms / HOUR_MS).astype(np.float32),
        offered_server_hours=(tally.offered_ms / HOUR_MS).astype(np.float32),
        waiting_persons=tally.waiting_persons.astype(np.int32),
        binding_station=binding_stations(tally, layout.stations),
        saturated_person_hours=(tally.waiting_persons * saturated(tally)).sum(axis=1),
        backlog_hours=_backlog_hours(tally),
        waits=tally.waits,
        waited=_waited(layout, tally),
        turnaround=tally.turnaround,
        tubes_delivered=int(tally.tubes_delivered.sum()),
        fills=tally.fills,
        breaches=tally.breaches,
        ledger=tally.ledger,
        detection=tally.detection,
        tubes=tally.tubes,
        retests=tally.retests,
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
    cumulative: Ints = np.cumsum(curve, axis=1)
    return cumulative[:, MINUTES_PER_HOUR - 1 :: MINUTES_PER_HOUR]


def _backlog_hours(tally: Tally) -> Floats32:
    on_hand = np.maximum(_by_hour(tally.tubes_delivered) - _by_hour(tally.tubes_published), 0)
    rate = tally.effective_tubes_per_hour
    hours: Floats = np.where(on_hand > 0, np.inf, 0.0)
    np.divide(on_hand, rate, out=hours, where=rate > 0)
    return hours.astype(np.float32)


def _waited(layout: Layout, tally: Tally) -> Ints:
    waited = np.zeros((len(layout.district_ids), 3), dtype=np.int64)
    np.add.at(waited[:, :2], layout.sites.district, tally.site_wait_ms[:, :2])
    np.maximum.at(waited[:, 2], layout.sites.district, tally.site_wait_ms[:, 2])
    return waited
