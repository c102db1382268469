"""Where every expected person stands when nothing more can happen."""

import numpy as np

from planner.simulation.layout import Ints
from planner.simulation.log import INCONCLUSIVE, LEFT, NONE, TURNED_AWAY, Event
from planner.simulation.recount.bins import counts
from planner.simulation.recount.replay import Replay, is_first
from planner.simulation.recount.results import Published
from planner.simulation.recount.tubes import Tubes
from planner.simulation.tally import LEDGER


def count_ledger(replay: Replay, tubes: Tubes, pools: Published) -> Ints:
    """Count people as in ``LEDGER``, shape (districts, len(LEDGER))."""
    layout, sites = replay.layout, replay.layout.sites
    districts = (len(layout.district_ids),)
    leaves = replay.events(Event.LEAVE)
    leaves = leaves.where(is_first(leaves))
    arrivals = replay.events(Event.ARRIVE)
    has_come = np.zeros(replay.people, dtype=np.bool_)
    has_come[replay.visit_index(arrivals.where(is_first(arrivals)))] = True
    has_come[replay.visit_index(leaves)] = True
    site = np.repeat(np.arange(sites.count), sites.persons)
    delivered, taken = tubes.is_delivered, tubes.taken_ms != NONE
    in_laboratory = counts(districts, (tubes.district[delivered],), tubes.persons[delivered])
    in_laboratory -= counts(districts, (pools.district,), pools.persons)
    on_the_road = taken & ~delivered
    conclusive = pools.conclusive
    inconclusive = pools.where(pools.outcome == INCONCLUSIVE)
    by_cause = {
        "resulted": counts(districts, (conclusive.district,), conclusive.persons),
        "in_laboratory": in_laboratory,
        "on_the_road": counts(
            districts, (tubes.district[on_the_road],), tubes.persons[on_the_road]
        ),
        "awaiting_courier": counts(districts, (tubes.district[~taken],), tubes.persons[~taken]),
        "inconclusive": counts(districts, (inconclusive.district,), inconclusive.persons),
        "left_queue": counts(districts, (replay.district(leaves.where(leaves.extra == LEFT)),)),
        "turned_away": counts(
            districts, (replay.district(leaves.where(leaves.extra == TURNED_AWAY)),)
        ),
        "never_reached": counts(districts, (sites.district[site[~has_come]],)),
    }
    return np.stack([by_cause[cause] for cause in LEDGER], axis=1)
