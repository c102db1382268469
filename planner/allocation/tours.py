"""The tours of touring teams: who visits the homebound of which township, and when.

A township whose people fill a team's whole time has such teams to itself; what remains of each is
toured by teams that go from township to township of the district. Time is working time, the hours
in which people are visited one after the other; a team spends the night where it is.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from math import ceil, floor

import numpy as np

from planner.allocation.layouts import Build
from planner.allocation.program import Floats, Ints
from planner.allocation.vehicle_routing import Fleet, fewest_vehicles
from planner.scenario.drives import move_minutes, moves_between
from planner.scenario.scenario import Scenario
from planner.scenario.tables import PlanTour, Township
from planner.simulation.building.build import build_layout
from planner.simulation.layout import HOUR_MS, Layout

LAST_HOUR = 720.0
"""The last stay of a tour has no end: whoever is still at home then is visited too."""
PIECES = 3
"""What remains of a township is cut into pieces no longer than this part of a team's time."""
SECONDS = 3600
DIGITS = 1_000
LEAST_HOURS = 0.01
PLANNED = "planned; rate of visits at the slow end of uncertainty.service_speed"


@dataclass(frozen=True)
class Piece:
    """Work of one team in one township, in hours."""

    township: Township
    hours: float


def touring_plan(scenario: Scenario, build: Build = build_layout) -> tuple[PlanTour, ...]:
    """Return the tours by which the fewest teams visit everybody in time for a result.

    No team works longer than one that stands in a township, ``door.persons_per_team``, so that
    nobody is visited much later than without tours. Districts in which no hour is left before the
    deadline keep standing teams.
    """
    bare = scenario.model_copy(update={"plan": scenario.plan.model_copy(update={"tours": ()})})
    layout = build(bare)
    until_hour = _latest_hour(scenario, layout)
    slowest = scenario.uncertainty.service_speed.high / scenario.door.homes_per_hour
    most_hours = scenario.door.persons_per_team * slowest
    rows: list[PlanTour] = []
    for d in range(len(scenario.districts)):
        doors = np.flatnonzero((layout.sites.district == d) & (layout.sites.is_door == 1))
        if not len(doors):
            continue
        clock = WorkingTime.of(layout, int(doors[0]), until_hour, most_hours)
        if clock.length > 0:
            hours = layout.sites.persons[doors].astype(np.float64) * slowest
            rows += _district_tours(scenario, layout.sites.township[doors], hours, clock)
    return tuple(rows)


@dataclass(frozen=True)
class WorkingTime:
    """The hours in which people are visited, one after the other."""

    opens: Floats
    closes: Floats
    """Shape (days,): hours of the campaign."""

    @classmethod
    def of(cls, layout: Layout, site: int, until_hour: float, most_hours: float) -> "WorkingTime":
        """Return the hours of one place up to some hour, and no more than so many."""
        windows = np.array(layout.sites.windows.intervals(site)).reshape(-1, 2) / HOUR_MS
        windows = np.minimum(windows, until_hour)
        windows = windows[windows[:, 0] < windows[:, 1]]
        lengths = windows[:, 1] - windows[:, 0]
        left = np.clip(most_hours - (np.cumsum(lengths) - lengths), 0.0, lengths)
        return cls(windows[left > 0, 0], (windows[:, 0] + left)[left > 0])

    @property
    def length(self) -> float:
        """Working hours in all."""
        return float((self.closes - self.opens).sum())

    def hour(self, worked: float, *, at_end: bool) -> float:
        """Return the hour of the campaign at which so many hours are worked.

        Between two days that is the evening where something ends, and the morning where it begins.
        """
        before = np.concatenate([[0.0], np.cumsum(self.closes - self.opens)])
        day = int(np.searchsorted(before, worked, side="left" if at_end else "right")) - 1
        day = min(max(day, 0), len(self.opens) - 1)
        return float(self.opens[day] + worked - before[day])


def _latest_hour(scenario: Scenario, layout: Layout) -> float:
    """Return the hour by which the last visit must end for a result at the deadline."""
    courier, laboratory = scenario.courier, scenario.laboratory
    minutes = (
        scenario.sites_rule.tube_open_minutes
        + courier.interval_minutes
        + courier.between_sites_minutes.mean * courier.sites_per_route
        + courier.shortest_minutes
        + laboratory.batch_wait_minutes
        + laboratory.extraction_minutes.mean
        + laboratory.amplification_minutes.mean
        + laboratory.review_minutes.mean
        + laboratory.publication_minutes
    )
    return scenario.target_hours + layout.deadline_from_ms / HOUR_MS - minutes / 60


def _district_tours(
    scenario: Scenario, townships: Ints, hours: Floats, clock: WorkingTime
) -> Iterator[PlanTour]:
    """Yield the tours of one district; teams are named by the township where they begin."""
    whole: list[list[Piece]] = []
    rest: list[Piece] = []
    for township, work in zip(townships.tolist(), hours.tolist(), strict=True):
        place = scenario.townships[township]
        full = int(work // clock.length)
        whole += [[Piece(place, clock.length)]] * full
        rest += _pieces(place, work - full * clock.length, clock.length)
    named: dict[str, int] = {}
    for tour in (*whole, *_rounds(scenario, rest, clock.length)):
        first = tour[0].township.id
        named[first] = named.get(first, 0) + 1
        yield from _rows(scenario, tour, f"{first}-t{named[first]}", clock)


def _pieces(township: Township, work: float, length: float) -> list[Piece]:
    if work < LEAST_HOURS:
        return []
    count = ceil(work * PIECES / length)
    return [Piece(township, work / count)] * count


def _rounds(scenario: Scenario, pieces: list[Piece], length: float) -> list[list[Piece]]:
    """Return the pieces of each team in their order: fewest teams, then the earliest last end."""
    if not pieces:
        return []
    work = np.array([piece.hours for piece in pieces])
    townships = [piece.township for piece in pieces]
    moves = np.zeros((len(pieces) + 1, len(pieces) + 1))
    known = moves_between(townships, scenario.courier)
    moves[1:, 1:] = [[known[a.id, b.id] / 60 for b in townships] for a in townships]
    whole = np.rint(moves * SECONDS).astype(np.int64)
    time = whole + np.append(0, np.ceil(work * SECONDS).astype(np.int64))[:, None]
    fleet = Fleet(cost=whole, time=time, longest=ceil(length * SECONDS) + 1, ends_early=True)
    found = fewest_vehicles(fleet, ceil(float(work.sum()) / length))
    return [[pieces[number] for number in tour] for tour in found]


def _rows(
    scenario: Scenario, tour: list[Piece], team: str, clock: WorkingTime
) -> Iterator[PlanTour]:
    """Yield the stays of one team; pieces of one township that follow each other are one stay."""
    stays: list[Piece] = []
    for piece in tour:
        if stays and stays[-1].township.id == piece.township.id:
            stays[-1] = Piece(piece.township, stays[-1].hours + piece.hours)
        else:
            stays.append(piece)
    moves = [
        move_minutes(a.township, b.township, scenario.courier) / 60 for a, b in pairwise(stays)
    ]
    worked = 0.0
    for stop, (stay, move) in enumerate(zip(stays, [*moves, 0.0], strict=True), start=1):
        begins = clock.hour(min(worked, clock.length), at_end=False)
        worked += stay.hours
        ends = clock.hour(min(worked, clock.length), at_end=True)
        worked += move
        yield PlanTour(
            team=team,
            stop=stop,
            township=stay.township.id,
            # rounded apart, so that a move keeps its time
            from_hour=ceil(begins * DIGITS) / DIGITS,
            to_hour=LAST_HOUR if stop == len(stays) else floor(ends * DIGITS) / DIGITS,
            source=PLANNED,
        )
