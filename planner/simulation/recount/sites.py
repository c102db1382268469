"""People at sampling sites and touring teams: queues, services, waits."""

import numpy as np
from numpy.typing import NDArray

from planner.simulation.layout import (
    DAY_MS,
    DOOR,
    MINUTE_MS,
    REGISTRATION,
    SITE_STAGES,
    SWAB,
    Ints,
)
from planner.simulation.log import NONE, Event
from planner.simulation.recount.bins import StationHours, counts
from planner.simulation.recount.draws import derived, durations_ms
from planner.simulation.recount.ordering import interval_at, rank_within
from planner.simulation.recount.replay import Events, Replay
from planner.simulation.tally import WAIT_MINUTES


def _at_door(replay: Replay, events: Events) -> NDArray[np.bool_]:
    at_door: NDArray[np.bool_] = replay.layout.sites.is_door[events.site] == 1
    return at_door


def _station(replay: Replay, events: Events, stage: int) -> Ints:
    """Return the station of each row: touring teams have one stage for everything."""
    own_stage = np.where(_at_door(replay, events), DOOR, stage)
    return replay.district(events) * len(SITE_STAGES) + own_stage


def _closings_before(replay: Replay, returns: Events) -> Ints:
    """Return when the window before each return ended."""
    sites = replay.layout.sites
    return sites.window_end_ms[interval_at(sites.windows, returns.site, returns.ms) - 1]


def _registrations_ms(replay: Replay, registers: Events) -> Ints:
    """Return how long each registration at a site lasts, under the factor of its shift's day."""
    sites = replay.layout.sites
    number = registers.table // sites.swabbers[registers.site]
    table = sites.table_offset[registers.site] + number
    nth = rank_within(table, registers.ms)
    shift_opens = sites.tables.open_ms[interval_at(sites.tables, table, registers.ms)]
    day = (shift_opens - replay.layout.midnight_ms) // DAY_MS
    factor = replay.conditions.service[replay.district(registers), day]
    bits = derived(replay.key("register"), sites.key[registers.site], number, nth)
    return durations_ms(replay.layout.tables["register"], bits, factor)


def _count_queues(replay: Replay, hours: StationHours) -> None:
    """People wait from arrival to registration, but not while their site is closed."""
    arrivals, returns = replay.events(Event.ARRIVE), replay.events(Event.RETURN)
    registers, leaves = replay.events(Event.REGISTER), replay.events(Event.LEAVE)
    # those whose site never opens are turned away without having joined
    had_joined = replay.instants(arrivals)[replay.visit_index(leaves)] != NONE
    for joins in (arrivals, returns):
        hours.join(_station(replay, joins, REGISTRATION), joins.ms)
    for ends in (registers, leaves.where(had_joined)):
        hours.leave(_station(replay, ends, REGISTRATION), ends.ms)
    hours.leave(_station(replay, returns, REGISTRATION), _closings_before(replay, returns))


def _count_services(replay: Replay, hours: StationHours) -> None:
    """Registrars and swabbers at sites, and the one visit of touring teams."""
    swabs = replay.events(Event.SWAB)
    ended_ms = replay.instants(replay.events(Event.SWABBED))[replay.visit_index(swabs)]
    hours.work_from(_station(replay, swabs, SWAB), swabs.ms, ended_ms - swabs.ms)

    registers = replay.events(Event.REGISTER)
    registers = registers.where(~_at_door(replay, registers))
    lasts_ms = _registrations_ms(replay, registers)
    hours.work_from(_station(replay, registers, REGISTRATION), registers.ms, lasts_ms)
    hours.join(_station(replay, registers, SWAB), registers.ms + lasts_ms)
    swabs = swabs.where(~_at_door(replay, swabs))
    hours.leave(_station(replay, swabs, SWAB), swabs.ms)


def count_sites(replay: Replay, hours: StationHours) -> None:
    """Book the queues and services of sites and touring teams."""
    _count_queues(replay, hours)
    _count_services(replay, hours)


def count_waits(replay: Replay) -> tuple[Ints, Ints]:
    """Count waits from joining the queue to the start of the swab, closed hours left out.

    Returns
    -------
    Waits by district, shape (districts, WAIT_MINUTES + 1), and by site, shape (sites, 3): people,
    summed and longest wait.
    """
    sites, returns = replay.layout.sites, replay.events(Event.RETURN)
    closed_ms = counts(
        (replay.visits,),
        (replay.visit_index(returns),),
        returns.ms - _closings_before(replay, returns),
    )
    swabs = replay.events(Event.SWAB)
    swabs = swabs.where(~_at_door(replay, swabs))
    person = replay.visit_index(swabs)
    arrived_ms = replay.instants(replay.events(Event.ARRIVE))[person]
    waited_ms = swabs.ms - arrived_ms - closed_ms[person]

    minutes = np.minimum(waited_ms // MINUTE_MS, WAIT_MINUTES)
    shape = (len(replay.layout.district_ids), WAIT_MINUTES + 1)
    by_district = counts(shape, (replay.district(swabs), minutes))
    by_site = np.zeros((sites.count, 3), dtype=np.int64)
    np.add.at(by_site[:, 0], swabs.site, 1)
    np.add.at(by_site[:, 1], swabs.site, waited_ms)
    np.maximum.at(by_site[:, 2], swabs.site, waited_ms)
    return by_district, by_site
