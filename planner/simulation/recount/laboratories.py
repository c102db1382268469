"""Stages of the laboratories: who waits for them, how long their servers are taken."""

from dataclasses import dataclass

import numpy as np

from planner.simulation.layout import (
    ACCESSION,
    AMPLIFICATION,
    EXTRACTION,
    HOUR_MS,
    INACTIVATION,
    LABORATORY_STAGES,
    REVIEW,
    SITE_STAGES,
    TRANSFER,
    Ints,
)
from planner.simulation.log import Event
from planner.simulation.quantiles import FACTOR_BITS, FACTOR_ONE
from planner.simulation.recount.bins import StationHours
from planner.simulation.recount.draws import derived, durations_ms
from planner.simulation.recount.items import Items, Passages
from planner.simulation.recount.ordering import rank_within
from planner.simulation.recount.replay import Events, Replay

_EXPRESS = len(LABORATORY_STAGES)


def _station(replay: Replay, laboratory: Ints, stage: int) -> Ints:
    first = len(replay.layout.district_ids) * len(SITE_STAGES)
    return first + laboratory * len(LABORATORY_STAGES) + stage


def _services_ms(replay: Replay, stage: int, laboratory: Ints, number: Ints) -> Ints:
    """Return how long the numbered services of a stage last."""
    name = "express" if stage == _EXPRESS else LABORATORY_STAGES[stage]
    keys = replay.layout.laboratories.key[laboratory]
    bits = derived(replay.key("stage"), keys, stage, number)
    return durations_ms(replay.layout.tables[name], bits, FACTOR_ONE)


def _count_work(
    replay: Replay, hours: StationHours, stage: int, laboratory: Ints, ms: Ints, lasts_ms: Ints
) -> None:
    """Book servers for as long as they are taken, which is more where the share is low."""
    hour = np.minimum(ms // HOUR_MS, replay.layout.hours - 1)
    base = replay.layout.laboratories.occupancy[laboratory, stage]
    factor = replay.conditions.occupancy[laboratory, hour]
    taken = (((lasts_ms * base) >> FACTOR_BITS) * factor) >> FACTOR_BITS
    station = _station(replay, laboratory, stage)
    hours.work_between(station, ms, ms + np.maximum(lasts_ms, taken))


def _count_queue(
    replay: Replay,
    items: Items,
    hours: StationHours,
    stage: int,
    joins: Passages,
    starts: Passages,
) -> None:
    hours.join(_station(replay, joins.laboratory, stage), joins.ms, items.persons[joins.item])
    hours.leave(_station(replay, starts.laboratory, stage), starts.ms, items.persons[starts.item])


def _bench_ends(
    replay: Replay, items: Items, stage: int, joins: Passages, starts: Passages
) -> Passages:
    """Return when the items begun at a bench are done; starts are numbered by joining."""
    joined_ms = joins.joined_ms(starts)
    seniority = items.seniority[starts.item]
    number = rank_within(starts.laboratory, starts.ms, joined_ms, seniority)
    lasts_ms = _services_ms(replay, stage, starts.laboratory, number)
    return Passages(starts.laboratory, starts.item, starts.ms + lasts_ms)


def _count_bench(
    replay: Replay, items: Items, hours: StationHours, stage: int, kind: Event, joins: Passages
) -> Passages:
    """Count a stage of single items; return when its items are done."""
    starts = items.passages(replay, replay.events(kind))
    ends = _bench_ends(replay, items, stage, joins, starts)
    _count_queue(replay, items, hours, stage, joins, starts)
    _count_work(replay, hours, stage, starts.laboratory, starts.ms, ends.ms - starts.ms)
    return ends


@dataclass(frozen=True)
class _Runs:
    """Runs of a batch stage and what is in them."""

    batches: Events
    """By laboratory and number."""
    end_ms: Ints
    """Shape (runs,)."""
    loads: Passages
    """Items as they go in, run by run."""
    run: Ints
    """Shape (loads,): index of the run."""

    @property
    def ends(self) -> Passages:
        """The items as they come out."""
        return Passages(self.loads.laboratory, self.loads.item, self.end_ms[self.run])


def _count_machines(
    replay: Replay, items: Items, hours: StationHours, stage: int, joins: Passages
) -> _Runs:
    """Count a batch stage; runs that start together share the items out in their order."""
    loaded, batches = replay.events(Event.LOADED), replay.events(Event.BATCH)
    loads = items.passages(replay, loaded.where(loaded.extra == stage))
    order = np.lexsort(
        (
            items.seniority[loads.item],
            joins.joined_ms(loads),
            items.is_pool(loads.item),
            loads.ms,
            loads.laboratory,
        )
    )
    loads = loads.where(order)
    batches = batches.where(batches.site == stage)
    batches = batches.where(np.lexsort((batches.tube, batches.place)))
    lasts_ms = _services_ms(replay, stage, batches.place, batches.tube)
    _count_queue(replay, items, hours, stage, joins, loads)
    _count_work(replay, hours, stage, batches.place, batches.ms, lasts_ms)
    run = np.repeat(np.arange(len(batches)), batches.extra)
    return _Runs(batches, batches.ms + lasts_ms, loads, run)


def _count_review(replay: Replay, items: Items, hours: StationHours, plates: _Runs) -> None:
    """Count the review of plates, those with a re-test first."""
    plate = plates.batches
    persons = np.zeros(len(plate), dtype=np.int64)
    np.add.at(persons, plates.run, items.persons[plates.loads.item])
    is_routine = np.ones(len(plate), dtype=np.int64)
    np.minimum.at(is_routine, plates.run, items.is_pool(plates.loads.item))
    hours.join(_station(replay, plate.place, REVIEW), plates.end_ms, persons)

    reviews = replay.events(Event.REVIEW)
    # a laboratory's plates are numbered from 0 without a gap
    own = np.searchsorted(plate.place, reviews.place) + reviews.tube
    hours.leave(_station(replay, reviews.place, REVIEW), reviews.ms, persons[own])
    number = rank_within(
        reviews.place, reviews.ms, is_routine[own], plates.end_ms[own], reviews.tube
    )
    lasts_ms = _services_ms(replay, REVIEW, reviews.place, number)
    _count_work(replay, hours, REVIEW, reviews.place, reviews.ms, lasts_ms)


def _repeats(replay: Replay, items: Items) -> Passages:
    """Return the items sent back to extraction."""
    invalid = replay.events(Event.INVALID)
    again = invalid.where(invalid.extra < replay.layout.laboratories.attempts)
    return items.passages(replay, again)


def count_laboratories(replay: Replay, items: Items, hours: StationHours) -> None:
    """Book the queues and services of all stages of all laboratories."""
    delivered = items.passages(replay, replay.events(Event.DELIVERED))
    scanned = _count_bench(replay, items, hours, ACCESSION, Event.ACCESSION, delivered)
    transferred = _count_bench(replay, items, hours, TRANSFER, Event.TRANSFER, scanned)
    # the express bench has no station: its queue is short and beside the line
    retests = items.passages(replay, replay.events(Event.RETEST_DELIVERED))
    express = items.passages(replay, replay.events(Event.EXPRESS))
    unpacked = _bench_ends(replay, items, _EXPRESS, retests, express)

    ready = transferred.and_then(unpacked)
    inactivates = replay.layout.laboratories.first_batch_stage[ready.laboratory] == INACTIVATION
    runs = _count_machines(replay, items, hours, INACTIVATION, ready.where(inactivates))
    joins = ready.where(~inactivates).and_then(runs.ends, _repeats(replay, items))
    runs = _count_machines(replay, items, hours, EXTRACTION, joins)
    runs = _count_machines(replay, items, hours, AMPLIFICATION, runs.ends)
    _count_review(replay, items, hours, runs)
