"""What one replication lacked to meet its deadline, and what it had to spare.

People flow in by hour and a stage takes them up at no more than its rate. Whatever came by hour
``s`` leaves the rest to be taken up in the hours after it, so that the stage is in time exactly if,
for every ``s``, what it can do from ``s`` on is at least what is still needed then. This holds for
a stage fed evenly; what the replication fell behind that, by uneven queues and half-full batches,
is read off it as the stage's pace and believed of what is added too.

Mobile teams are counted at the sites, mobile laboratories by the tubes a day that they declare,
both from the hour on at which help is there. The tubes are divided as a run divides them where no
plan does, by capacity times hours until the deadline: a planned division needs less.
"""

from dataclasses import dataclass, replace
from math import ceil, floor

import numpy as np

from planner.outcome.clocks import needed_persons
from planner.scenario.draft.neighbours import (
    FIRST_SWAB_HOUR,
    PROVINCE_SETUP_HOURS,
    TABLES_PER_TEAM,
)
from planner.scenario.scenario import Scenario
from planner.simulation.layout import HOUR_MS, MINUTE_MS, Floats, Ints, Layout
from planner.simulation.tally import Tally

HELP_HOUR = FIRST_SWAB_HOUR + PROVINCE_SETUP_HOURS
"""From the order to an outside laboratory that works; outside teams are counted as late."""
LEAST_PACE = 0.9
"""Assumed: what uneven queues and half-full batches leave of a stage's room at least; less was done
where the stage was not what held back."""
WHOLE_HOURS = 1.0
"""A stage is not asked to begin work within this much of its last moment."""
MINUTES_PER_HOUR = HOUR_MS // MINUTE_MS
HOURS_PER_DAY = 24


@dataclass(frozen=True)
class Shortage:
    """What lacks to be in time, none of it where the replication was; ``None``: no number helps."""

    teams: int | None
    """Mobile teams at the sites."""
    tubes_per_day: int | None
    """Declared, of mobile laboratories."""
    spare_teams: int
    """What could have been lent from the same hour on, and the deadline still met."""
    spare_tubes_per_day: int


@dataclass(frozen=True)
class Stage:
    """People who come to a stage, what it can do and what help can, cumulative by whole hours."""

    needed: float
    come: Floats
    """Shape (hours + 1,)."""
    room: Floats
    """Shape (hours + 1,): people whom it could take up, at its own pace."""
    help: Floats
    """Shape (hours + 1,): the same of one unit of help."""
    lag_hours: float
    """From coming to having been served where nobody waits."""

    def load(self, until: float) -> float:
        """Return the part of its room that a stage needs to serve those needed by an hour.

        Infinite where they come too late for that.
        """
        lacking, after = self._from_each_hour(self.room, until)
        if after.size == 0 or lacking[-1] > 0:
            return np.inf
        with np.errstate(divide="ignore"):
            return float(np.where(lacking > 0, lacking / after, 0.0).max())

    def lacking(self, until: float, pace: float) -> float:
        """Return the units of help by which those needed are served; negative what is spare.

        Infinite where they come too late for that.
        """
        lacking, after = self._from_each_hour(self.room, until)
        if after.size == 0 or lacking[-1] > 0:
            return np.inf
        _, help_after = self._from_each_hour(self.help, until)
        helps = help_after > 0
        if not helps.any():
            return np.inf
        left = lacking - pace * after
        if (left[~helps] > 0).any():
            return np.inf
        return float((left[helps] / (pace * help_after[helps])).max())

    def _from_each_hour(self, room: Floats, until: float) -> tuple[Floats, Floats]:
        """Return by hour what is not there yet, and the room from its taking up to the end."""
        hours = np.arange(len(self.come))
        hours = hours[hours + self.lag_hours + WHOLE_HOURS <= until]
        at = np.interp([*(hours + self.lag_hours), until], np.arange(len(room)), room)
        return self.needed - self.come[hours], at[-1] - at[:-1]


def shortage(scenario: Scenario, layout: Layout, tally: Tally) -> Shortage:
    """Return what one replication lacked, and what it had to spare.

    Parameters
    ----------
    scenario
        The scenario that was simulated.
    layout
        Its layout.
    tally
        What the replication left behind.
    """
    deadline = layout.deadline_from_ms / HOUR_MS + scenario.target_hours
    collect = _collect_hours(scenario)
    laboratories = _laboratories(scenario, layout, tally)
    sites = _sites(scenario, layout, tally)
    teams, spare_teams = _at_sites(sites, tally, deadline - laboratories.lag_hours - collect)
    if teams != 0:  # with them, people would be swabbed as they come
        laboratories = replace(laboratories, come=_later(sites.come, collect))
    tubes, spare_tubes = _at_laboratories(scenario, layout, laboratories, tally, deadline)
    return Shortage(teams, tubes, spare_teams, spare_tubes)


def _at_sites(sites: Stage, tally: Tally, until: float) -> tuple[int | None, int]:
    done = _by_hour(tally.sampled)
    in_time = np.interp(until, np.arange(len(done)), done) >= sites.needed
    pace, lost = _pace(sites, done), float(sites.come[-1]) - sites.needed
    # of those who still wait at a closing, some leave for good
    evenings = [
        replace(sites, needed=sites.come[hour] - lost).lacking(hour, pace)
        for hour in _closings(sites, until)
    ]
    lacking = max([sites.lacking(until, pace), *evenings])
    return (0 if in_time else _units(lacking)), (_spare(lacking) if in_time else 0)


def _closings(sites: Stage, until: float) -> list[int]:
    """Return the hours until another at which sites close."""
    is_open = np.diff(sites.room) > 0
    closings = np.flatnonzero(is_open[:-1] & ~is_open[1:]) + 1
    return [hour for hour in closings.tolist() if hour <= until]


def _at_laboratories(
    scenario: Scenario, layout: Layout, stage: Stage, tally: Tally, until: float
) -> tuple[int | None, int]:
    done = _by_hour(tally.resulted)
    in_time = np.interp(until, np.arange(len(done)), done) >= stage.needed
    pace = _pace(stage, done)
    lacking = stage.lacking(until, pace)
    if in_time:
        return 0, _spare(lacking)
    # own laboratories get the share that leaves them as much to do as they can by the deadline
    load = stage.load(until) / pace
    declared = float(layout.laboratories.nominal_tubes_per_hour.sum()) * HOURS_PER_DAY
    hours = scenario.target_hours / max(scenario.target_hours - HELP_HOUR, 1.0)
    return _units(max(lacking, declared * hours * (load - 1))), 0


def _units(lacking: float) -> int | None:
    return ceil(max(lacking, 1.0)) if np.isfinite(lacking) else None


def _spare(lacking: float) -> int:
    return max(floor(-lacking), 0) if np.isfinite(lacking) else 0


def _pace(stage: Stage, done: Floats) -> float:
    """Return what a stage achieved of its room in the replication, at most all of it."""
    reached = np.flatnonzero(done >= stage.needed)
    return min(max(stage.load(float(reached[0])), LEAST_PACE), 1.0) if reached.size else LEAST_PACE


def _by_hour(curve: Ints) -> Floats:
    """Return people at the ends of the hours, from none on; later instants are left out."""
    minutes = curve.sum(axis=0)
    hours = len(minutes) // MINUTES_PER_HOUR
    by_hour = minutes[: hours * MINUTES_PER_HOUR].reshape(hours, MINUTES_PER_HOUR).sum(axis=1)
    return np.concatenate([[0.0], np.cumsum(by_hour)])


def _later(curve: Floats, by_hours: float) -> Floats:
    hours = np.arange(len(curve))
    return np.asarray(np.interp(hours - by_hours, hours, curve))


def _needed(scenario: Scenario, layout: Layout) -> float:
    return needed_persons(scenario.campaign.required_share, int(layout.expected_persons.sum()))


def _sites(scenario: Scenario, layout: Layout, tally: Tally) -> Stage:
    """Return the sites: the slower of registrars and swabbers limits a table."""
    stages = np.array(layout.stations.stage)
    swabbed = float(tally.sampled.sum())
    rates, rooms = [], []
    for name in ("registration", "swab"):
        busy = tally.busy_ms[stages == name].sum() / HOUR_MS
        offered = layout.offered_ms[stages == name].sum(axis=0) / HOUR_MS
        rates.append(swabbed / busy if busy else 0.0)
        rooms.append(np.concatenate([[0.0], np.cumsum(offered)]) * rates[-1])
    slower = int(rooms[1][-1] < rooms[0][-1])
    is_open = np.diff(rooms[slower]) > 0
    is_open[:HELP_HOUR] = False
    team = TABLES_PER_TEAM * min(rates) * np.concatenate([[0.0], np.cumsum(is_open)])
    come = _by_hour(tally.arrived)
    return Stage(_needed(scenario, layout), come, rooms[slower], team, lag_hours=0.0)


def _laboratories(scenario: Scenario, layout: Layout, tally: Tally) -> Stage:
    """Return the laboratories, in people; a laboratory in help grows to full output as others."""
    settings = scenario.laboratory
    come = _by_hour(tally.persons_delivered)
    tubes = int(tally.tubes_delivered.sum())
    persons_per_tube = float(come[-1]) / tubes if tubes else 0.0
    rate = tally.effective_tubes_per_hour.sum(axis=0)
    hours = np.arange(len(rate)) + 0.5 - HELP_HOUR
    grown = np.clip(hours / settings.ramp_up_hours, 0, 1) if settings.ramp_up_hours else 1.0
    grown = settings.ramp_up_start_share + (1 - settings.ramp_up_start_share) * grown
    unit = np.where(hours > 0, grown, 0.0) * settings.effective_share / HOURS_PER_DAY
    room, help_room = (
        np.concatenate([[0.0], np.cumsum(one)]) * persons_per_tube for one in (rate, unit)
    )
    lag = (
        settings.inactivation_minutes.mean
        + settings.extraction_minutes.mean
        + settings.amplification_minutes.mean
        + settings.review_minutes.mean
        + settings.batch_wait_minutes
        + settings.publication_minutes
    )
    return Stage(_needed(scenario, layout), come, room, help_room, lag_hours=lag / 60)


def _collect_hours(scenario: Scenario) -> float:
    """Return what passes from the last swab to its tube's delivery, a whole interval assumed."""
    courier = scenario.courier
    minutes = courier.interval_minutes
    minutes += courier.between_sites_minutes.mean * (courier.sites_per_route + 1) / 2
    return (minutes + courier.shortest_minutes) / 60
