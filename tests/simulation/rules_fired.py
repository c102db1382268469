"""Which rules of the chain have decided something in a run of the reference engine."""

import numpy as np
from numpy.typing import NDArray

from planner.simulation.chance import Conditions
from planner.simulation.layout import EXTRACTION, INACTIVATION, Ints, Layout
from planner.simulation.log import COLUMNS, LEFT, NONE, TURNED_AWAY, Event
from tests.simulation.chain_rules import Rule
from tests.simulation.watched_reference import simulate_watched

MS, KIND, PLACE, SITE, TABLE, TUBE, PERSON, EXTRA = range(len(COLUMNS))
ITEM = (PLACE, SITE, TABLE, TUBE, PERSON)


def run_reference(layout: Layout, conditions: Conditions) -> tuple[Ints, set[Rule]]:
    """Return the event log of the reference engine and the rules that it shows."""
    rows, rules = simulate_watched(layout, conditions)
    shown = _site_rules(layout, rows) | _laboratory_rules(layout, rows) | _extremes(layout, rows)
    return rows, rules | {rule for rule, holds in shown.items() if holds}


def _of(rows: Ints, kind: Event) -> Ints:
    return np.asarray(rows[rows[:, KIND] == kind])


def _occurs_twice(rows: Ints, columns: list[int]) -> bool:
    return len(np.unique(rows[:, columns], axis=0)) < len(rows)


def _waited(joined: Ints, begun: Ints) -> NDArray[np.bool_]:
    """Tell of each item that began whether that was later than it joined."""
    since = {tuple(row[[*ITEM]]): row[MS] for row in joined}
    return np.array([row[MS] > since[tuple(row[[*ITEM]])] for row in begun], dtype=bool)


def _site_rules(layout: Layout, rows: Ints) -> dict[Rule, bool]:
    sites = layout.sites
    returned, left = _of(rows, Event.RETURN), _of(rows, Event.LEAVE)
    swabs = _of(rows, Event.SWAB)
    people = [SITE, PERSON]
    came_back = {tuple(row) for row in returned[:, people].tolist()}
    opens = np.diff(sites.first_pass.offset) > 0
    left_at = left[:, SITE]
    return {
        Rule.RETURN_IN_ORDER: _occurs_twice(returned, [MS, SITE]),
        Rule.CLOSED_HOURS: any(tuple(row) in came_back for row in swabs[:, people].tolist()),
        Rule.LEAVE: bool((left[:, EXTRA] == LEFT).any()),
        Rule.TURNED_AWAY: bool((opens[left_at] & (left[:, EXTRA] == TURNED_AWAY)).any()),
        Rule.NO_OPENING: bool((~opens[left_at]).any()),
    }


def _laboratory_rules(layout: Layout, rows: Ints) -> dict[Rule, bool]:
    labs = layout.laboratories
    closed, delivered = _of(rows, Event.TUBE_CLOSED), _of(rows, Event.DELIVERED)
    accessed, batches = _of(rows, Event.ACCESSION), _of(rows, Event.BATCH)
    results = _of(rows, Event.RESULT)
    located = _of(rows, Event.LOCATED)
    pools = results[results[:, PERSON] == NONE]
    closed_ms = {tuple(row[SITE:PERSON]): row[MS] for row in closed.tolist()}
    ages = [row[MS] - closed_ms[tuple(row[SITE:PERSON])] for row in accessed.tolist()]
    pairs = np.unique(delivered[:, [SITE, PLACE]], axis=0)
    stages = batches[:, SITE]
    return {
        Rule.PERIOD_CHANGE: _occurs_twice(pairs, [0]),
        Rule.NOT_READY: bool((delivered[:, MS] < labs.ready_ms[delivered[:, PLACE]]).any()),
        Rule.BREACH: any(age > labs.holding_limit_ms for age in ages),
        Rule.INACTIVATION: bool((stages == INACTIVATION).any()),
        Rule.NO_INACTIVATION: bool((labs.first_batch_stage == EXTRACTION).any() and len(stages)),
        Rule.LOCATED: len(located) > 0,
        Rule.CREW_QUEUE: bool(_waited(located, _of(rows, Event.RECALL)).any()),
        Rule.EXPRESS_QUEUE: bool(
            _waited(_of(rows, Event.RETEST_DELIVERED), _of(rows, Event.EXPRESS)).any()
        ),
        Rule.WORK_LEFT: len(pools) < len(delivered),
    }


def _extremes(layout: Layout, rows: Ints) -> dict[Rule, bool]:
    has_tubes = len(_of(rows, Event.TUBE_CLOSED)) > 0
    return {
        Rule.NO_LABORATORY: has_tubes and layout.laboratories.count == 0,
        Rule.NO_VEHICLES: has_tubes and not layout.couriers.vehicles.any(),
        Rule.NOBODY: not layout.expected_persons.any(),
    }
