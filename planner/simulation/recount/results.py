"""What is published, and whom it finds."""

from dataclasses import dataclass

import numpy as np

from planner.simulation.layout import AMPLIFICATION, MINUTE_MS, Ints
from planner.simulation.log import INCONCLUSIVE, NONE, POSITIVE, Event
from planner.simulation.recount.bins import counts
from planner.simulation.recount.draws import are_infected, derived, loads_copies
from planner.simulation.recount.replay import Columns, Events, Replay, is_first
from planner.simulation.recount.tubes import Tubes
from planner.simulation.tally import TURNAROUND_BIN_MINUTES


@dataclass(frozen=True)
class Published(Columns):
    """Published results of pool tubes or of single tubes, shape (results,) each."""

    laboratory: Ints
    ms: Ints
    tube: Ints
    """Index of the pool tube."""
    district: Ints
    persons: Ints
    outcome: Ints

    @property
    def conclusive(self) -> "Published":
        """Those that are negative or positive."""
        return self.where(self.outcome != INCONCLUSIVE)


def _published(replay: Replay, tubes: Tubes, results: Events, are_pools: bool) -> Published:
    tube = tubes.index(results)
    return Published(
        laboratory=results.place,
        ms=results.ms,
        tube=tube,
        district=replay.district(results),
        persons=tubes.persons[tube] if are_pools else is_first(results).astype(np.int64),
        outcome=results.extra,
    )


def read_results(replay: Replay, tubes: Tubes) -> tuple[Published, Published]:
    """Return the results of pool tubes and those of single tubes."""
    results = replay.events(Event.RESULT)
    pools = results.where(results.person == NONE)
    singles = results.where(results.person != NONE)
    return (
        _published(replay, tubes, pools, are_pools=True),
        _published(replay, tubes, singles, are_pools=False),
    )


def count_turnaround(replay: Replay, tubes: Tubes, pools: Published) -> Ints:
    """Count people by the time from their tube's mean swab to its result."""
    swabbed = replay.events(Event.SWABBED)
    sums = counts((len(tubes.site),), (tubes.index(swabbed),), swabbed.ms)
    known = pools.conclusive
    took_ms = known.ms - sums[known.tube] // tubes.swabs[known.tube]
    bins = replay.layout.minutes // TURNAROUND_BIN_MINUTES + 1
    late = np.minimum(took_ms // (TURNAROUND_BIN_MINUTES * MINUTE_MS), bins - 1)
    shape = (replay.layout.laboratories.count, bins)
    return counts(shape, (known.laboratory, late), known.persons)


def count_tubes(replay: Replay, tubes: Tubes, pools: Published) -> Ints:
    """Count as in ``TUBES``."""
    invalid, batches = replay.events(Event.INVALID), replay.events(Event.BATCH)
    return np.array(
        [
            len(tubes.site),
            len(pools.conclusive.ms),
            np.sum(pools.outcome == POSITIVE),
            np.sum(pools.outcome == INCONCLUSIVE),
            np.sum(invalid.extra < replay.layout.laboratories.attempts),
            np.sum(batches.site == AMPLIFICATION),
            len(replay.events(Event.PLATE_FAILED)),
        ],
        dtype=np.int64,
    )


def count_retests(replay: Replay, tubes: Tubes, pools: Published, singles: Published) -> Ints:
    """Count as in ``RETESTS``."""
    return np.array(
        [
            np.sum(tubes.swabs[pools.tube[pools.outcome == POSITIVE]]),
            len(replay.events(Event.RESWABBED)),
            len(singles.conclusive.ms),
            np.sum(singles.outcome == POSITIVE),
        ],
        dtype=np.int64,
    )


def count_detection(replay: Replay, tubes: Tubes, pools: Published, singles: Published) -> Ints:
    """Count as in ``DETECTION``, infected people all."""
    layout, sites = replay.layout, replay.layout.sites
    site = np.repeat(np.arange(sites.count), sites.persons)
    township = sites.township_key[site]
    number = np.arange(len(site)) - replay.first_person[site] + sites.first_number[site]
    bits = derived(replay.key("person"), township, number)
    infected = are_infected(bits, replay.conditions.infected_below)

    swabbed = replay.events(Event.SWABBED)
    swabbed = swabbed.where(is_first(swabbed))
    person, tube = replay.visit_index(swabbed), tubes.index(swabbed)
    is_positive = np.zeros(len(tubes.site), dtype=np.bool_)
    is_positive[pools.tube[pools.outcome == POSITIVE]] = True
    found = person[is_positive[tube] & (infected[person] == 1)]
    load_bits = derived(replay.key("load"), township[found], number[found])
    loads = loads_copies(layout.tables["normal"], load_bits, layout.detection)
    return np.array(
        [
            infected.sum(),
            infected[person].sum(),
            np.sum(loads > 0),
            np.sum(singles.persons[singles.outcome == POSITIVE]),
        ],
        dtype=np.int64,
    )
