"""From the event log to the tally, part by part."""

import numpy as np

from planner.simulation.chance import Conditions, effective_rates
from planner.simulation.layout import Ints, Layout
from planner.simulation.log import NEGATIVE, Event
from planner.simulation.recount.bins import StationHours, by_minute, counts
from planner.simulation.recount.couriers import count_couriers
from planner.simulation.recount.items import read_items
from planner.simulation.recount.laboratories import count_laboratories
from planner.simulation.recount.ledger import count_ledger
from planner.simulation.recount.replay import Replay, is_first
from planner.simulation.recount.results import (
    Published,
    count_detection,
    count_retests,
    count_tubes,
    count_turnaround,
    read_results,
)
from planner.simulation.recount.sites import count_sites, count_waits
from planner.simulation.recount.tubes import Tubes, read_tubes
from planner.simulation.tally import LARGEST_POOL, Tally

Curves = dict[str, Ints]


def _site_curves(replay: Replay, tubes: Tubes) -> Curves:
    layout, districts = replay.layout, len(replay.layout.district_ids)
    arrivals, swabbed = (
        events.where(is_first(events))
        for events in (replay.events(Event.ARRIVE), replay.events(Event.SWABBED))
    )
    return {
        "arrived": by_minute(layout, districts, replay.district(arrivals), arrivals.ms),
        "sampled": by_minute(layout, districts, replay.district(swabbed), swabbed.ms),
        "tubes_closed": by_minute(layout, districts, tubes.district, tubes.closed_ms),
    }


def _delivery_curves(replay: Replay, tubes: Tubes) -> Curves:
    layout, labs = replay.layout, replay.layout.laboratories.count
    came = tubes.is_delivered
    lab, persons = tubes.laboratory[came], tubes.persons[came]
    delivered, closed = tubes.delivered_ms[came], tubes.closed_ms[came]
    return {
        "tubes_delivered": by_minute(layout, labs, lab, delivered),
        "persons_delivered": by_minute(layout, labs, lab, delivered, persons),
        "persons_sampled_for": by_minute(layout, labs, lab, closed, persons),
    }


def _result_curves(replay: Replay, pools: Published, singles: Published) -> Curves:
    layout = replay.layout
    districts, labs = len(layout.district_ids), layout.laboratories.count
    known = pools.conclusive
    # the people of a positive pool wait for their own re-test
    final = pools.where(pools.outcome == NEGATIVE).and_then(singles.conclusive)
    return {
        "tubes_published": by_minute(layout, labs, pools.laboratory, pools.ms),
        "resulted": by_minute(layout, districts, known.district, known.ms, known.persons),
        "persons_resulted": by_minute(layout, labs, known.laboratory, known.ms, known.persons),
        "closed": by_minute(layout, districts, final.district, final.ms, final.persons),
        "persons_closed": by_minute(layout, labs, final.laboratory, final.ms, final.persons),
    }


def _breaches(replay: Replay, tubes: Tubes) -> Ints:
    """Count tubes older than the holding limit at accession, by laboratory."""
    accessions = replay.events(Event.ACCESSION)
    age_ms = accessions.ms - tubes.closed_ms[tubes.index(accessions)]
    laboratories = replay.layout.laboratories
    too_old = accessions.where(age_ms > laboratories.holding_limit_ms)
    return counts((laboratories.count,), (too_old.place,))


def recount(layout: Layout, conditions: Conditions, rows: Ints) -> Tally:
    """Derive the tally of one replication from its event log.

    Parameters
    ----------
    layout, conditions
        What the engine that wrote the log had read.
    rows
        The event log, shape (rows, 8), in any order.

    Returns
    -------
    Tally
        Equal in every number to the one that the compiled engine keeps while it runs.
    """
    replay = Replay(layout, conditions, rows)
    tubes = read_tubes(replay)
    pools, singles = read_results(replay, tubes)
    hours = StationHours.none(layout)
    count_sites(replay, hours)
    count_couriers(replay, tubes, hours)
    count_laboratories(replay, read_items(replay, tubes), hours)
    waits, site_wait_ms = count_waits(replay)
    return Tally(
        replication=conditions.replication,
        **_site_curves(replay, tubes),
        **_delivery_curves(replay, tubes),
        **_result_curves(replay, pools, singles),
        busy_ms=hours.busy_ms,
        offered_ms=layout.offered_ms,
        waiting_persons=hours.waiting_persons,
        effective_tubes_per_hour=effective_rates(layout, conditions),
        waits=waits,
        site_wait_ms=site_wait_ms,
        turnaround=count_turnaround(replay, tubes, pools),
        fills=np.bincount(tubes.swabs, minlength=LARGEST_POOL + 1).astype(np.int64),
        breaches=_breaches(replay, tubes),
        ledger=count_ledger(replay, tubes, pools),
        detection=count_detection(replay, tubes, pools, singles),
        tubes=count_tubes(replay, tubes, pools),
        retests=count_retests(replay, tubes, pools, singles),
    )
